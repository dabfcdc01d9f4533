"""The file is not saved as UTF-8.

Accents, currency signs and letters of other scripts are read rightly only where a file says them in UTF-8, which all
editors can write. Some older programs save in another encoding: look for "Save with encoding".

Wrong:

    title: Caf⟨byte E9⟩ orders
    steps:
      done: {end: resolved, say: Your order is on its way.}

Mended:

    title: Café orders
    steps:
      done: {end: resolved, say: Your order is on its way.}
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS101", "not-utf-8", Severity.ERROR, __doc__)
