"""A second document begins in the file.

A line of ``---`` begins a new document for YAML. One file holds one tree, so what follows would not be read.

Wrong:

    steps:
      done: {end: resolved, say: All is well.}
    ---
    summary: Another tree

Mended:

    steps:
      done: {end: resolved, say: All is well.}
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS112", "second-document", Severity.ERROR, __doc__)
