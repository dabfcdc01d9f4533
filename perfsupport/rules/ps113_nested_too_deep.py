"""Lists and mappings are nested beyond sense.

A tree needs about eight levels. Where there are many more, brackets were pasted by mistake.

Wrong:

    keywords: ⟨60 × [⟩⟨60 × ]⟩
    steps:
      done: {end: resolved, say: All is well.}

Mended:

    keywords: [card, declined]
    steps:
      done: {end: resolved, say: All is well.}
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS113", "nested-too-deep", Severity.ERROR, __doc__)
