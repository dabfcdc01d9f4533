"""A waiver names a rule that guards the build.

Some errors cannot be allowed, because no job aid can be made of the file, a rep would get stuck in it, or personal
data could get out. The comment changes nothing; mend what the rule finds.

Wrong:

    steps:
      # perfsupport: allow PS301 because the step comes later
      done: {end: resolved, say: You can pay again.}

Mended:

    steps:
      done: {end: resolved, say: You can pay again.}
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS763", "waiver-of-a-guard", Severity.WARNING, __doc__, since=2)
