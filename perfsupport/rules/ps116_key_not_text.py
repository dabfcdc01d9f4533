"""There is no plain name before a colon.

What stands before a colon is a name. It cannot be empty, nor a list in brackets.

Wrong:

    steps:
      done:
        end: resolved
        say: All is well.
        "": Thank you for your call.

Mended:

    steps:
      done:
        end: resolved
        say: All is well.
        detail: Thank you for your call.
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS116", "key-not-text", Severity.ERROR, __doc__)
