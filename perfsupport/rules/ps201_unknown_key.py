"""A key is none that may stand here.

Each place takes certain keys; the reference of the language lists them. A misspelt key would be ignored silently, and
what you wrote behind it never shown.

Wrong:

    steps:
      done: {end: resolved, says: All is well., do: Close the case.}

Mended:

    steps:
      done: {end: resolved, say: All is well., do: Close the case.}
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS201", "unknown-key", Severity.ERROR, __doc__)
