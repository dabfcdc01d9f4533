"""What a project makes of what was found: its severities, its set of rules, and its waivers.

The last thing that happens to diagnostics, the same for all of them and for every command.
"""

from perfsupport.settling.settle import settle
from perfsupport.settling.severities import find_active, is_guarding

__all__ = ["find_active", "is_guarding", "settle"]
