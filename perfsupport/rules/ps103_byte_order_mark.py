"""An invisible byte-order mark stands within the file.

Some programs put this mark at the beginning of a file, where it does no harm. Within a file it is left over from
joining two files, and makes a name that looks right a different one.

Wrong:

    steps:
      ⟨FEFF⟩done: {end: resolved, say: All is well.}

Mended:

    steps:
      done: {end: resolved, say: All is well.}
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS103", "byte-order-mark", Severity.ERROR, __doc__)
