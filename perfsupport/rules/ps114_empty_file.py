"""The file is empty.

Every file below ``trees`` is a tree, and needs a title and steps. Write them, or delete the file.

Wrong:

    # trees/example/example.yaml

Mended:

    title: Card declined
    steps:
      done: {end: resolved, say: All is well.}
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS114", "empty-file", Severity.ERROR, __doc__)
