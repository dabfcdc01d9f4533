"""A bracket is opened and never closed.

``{`` and ``[`` begin a mapping and a list that are written on one line. Each needs its own closing bracket.

Wrong:

    steps:
      done: {end: resolved, say: All is well.

Mended:

    steps:
      done: {end: resolved, say: All is well.}
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS107", "unclosed-bracket", Severity.ERROR, __doc__)
