"""A text begins with ``!``, which means something to YAML.

In YAML ``!name`` gives a value a type. Trees do without: everything is text as you wrote it. If the sign belongs to
the text, put the text in quotes.

Wrong:

    steps:
      done: {end: resolved, say: !important Keep the receipt.}

Mended:

    steps:
      done: {end: resolved, say: "!important Keep the receipt."}
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS109", "tag", Severity.ERROR, __doc__)
