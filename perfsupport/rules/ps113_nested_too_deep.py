"""Lists and mappings are nested beyond sense.

A tree needs about eight levels. Where there are many more, brackets were pasted by mistake.

Wrong:

    steps:
      done: {end: resolved, say: ⟨60 × [⟩⟨60 × ]⟩}

Mended:

    steps:
      done: {end: resolved, say: "[…]"}
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS113", "nested-too-deep", Severity.ERROR, __doc__)
