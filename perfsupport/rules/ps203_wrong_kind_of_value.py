"""A list stands where a text belongs, or the other way round.

Some keys take a text, some a list, some further keys. The message says which belongs here.

Wrong:

    steps:
      done:
        end: resolved
        say: [All is well., Thank you for your call.]

Mended:

    steps:
      done:
        end: resolved
        say: All is well. Thank you for your call.
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS203", "wrong-kind-of-value", Severity.ERROR, __doc__)
