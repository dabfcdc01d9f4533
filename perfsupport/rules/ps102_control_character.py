"""A character that cannot be seen stands in the file.

Control characters slip in when text is copied out of a terminal, a PDF or an old program. They mean nothing on a
page, and can hide what a text really says.

Wrong:

    steps:
      done: {end: resolved, say: Dial⟨07⟩ 100.}

Mended:

    steps:
      done: {end: resolved, say: Dial 100.}
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS102", "control-character", Severity.ERROR, __doc__)
