"""Two options have the same id, or one has none.

An option's id is made from its label: small letters and digits, joined by ``-``. It names the option in links and
statistics. Where two labels give the same id, or a label has neither letters nor digits, write the ``id`` yourself.

Wrong:

    steps:
      receipt:
        ask: Is there a receipt?
        options: {Yes!: done, Yes?: done}
      done: {end: resolved, say: All is well.}

Mended:

    steps:
      receipt:
        ask: Is there a receipt?
        options: {"Yes": done, Perhaps: done}
      done: {end: resolved, say: All is well.}
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS208", "repeated-option", Severity.ERROR, __doc__)
