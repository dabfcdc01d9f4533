"""A text begins with ``&`` or ``*``, which mean something to YAML.

In YAML ``&name`` marks a place and ``*name`` copies it. Trees do without, because what is copied cannot be read where
it stands; write it out, or move the shared steps into a tree of their own and ``run`` it. If the sign belongs to the
text, put the text in quotes.

Wrong:

    steps:
      done: {end: resolved, say: *important}

Mended:

    steps:
      done: {end: resolved, say: "*important"}
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS108", "anchor-or-alias", Severity.ERROR, __doc__)
