"""The file does not begin with keys.

A tree is written as keys at the start of the line: ``title``, ``steps`` and others. A list or plain text cannot be a
tree.

Wrong:

    - title: Card declined
    - steps

Mended:

    title: Card declined
    steps:
      done: {end: resolved, say: All is well.}
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS115", "not-a-mapping", Severity.ERROR, __doc__)
