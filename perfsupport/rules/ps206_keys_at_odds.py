"""Two keys do not go together.

A key may be right in itself and yet have no meaning here, such as limits for a text, or ticking off where there is no
list.

Wrong:

    steps:
      pay_back: {do: Pay the money back., confirm: all, then: done}
      done: {end: resolved, say: All is well.}

Mended:

    steps:
      pay_back: {do: [Pay the money back., Write a note.], confirm: all, then: done}
      done: {end: resolved, say: All is well.}
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS206", "keys-at-odds", Severity.ERROR, __doc__)
