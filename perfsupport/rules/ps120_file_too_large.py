"""The file is larger than any tree.

A file of more than 4 MB would hold thousands of steps, which no rep finds through and no author keeps up to date.
Split it: move groups of steps into trees of their own and ``run`` them.

Wrong:

    summary: ⟨4000000 × a⟩
    steps:
      done: {end: resolved, say: All is well.}

Mended:

    summary: What the customer can do now.
    steps:
      done: {end: resolved, say: All is well.}
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS120", "file-too-large", Severity.ERROR, __doc__)
