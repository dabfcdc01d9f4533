"""A waiver allows something that is not found.

The text was mended, moved or never wrong. A waiver that stays behind hides the next mistake on that line.

Wrong:

    steps:
      # perfsupport: allow PS802 because the film is silent
      done: {end: resolved, say: You can pay again.}

Mended:

    steps:
      done: {end: resolved, say: You can pay again.}
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS764", "waiver-without-need", Severity.WARNING, __doc__, since=2)
