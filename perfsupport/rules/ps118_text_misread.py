"""YAML takes a text for something else, or drops a part of it.

A text that begins with ``@``, ``%``, ``[`` or another sign of YAML's, that has a colon and a space in it, or a comma
within ``{ }``, must stand in quotes. What stands behind a space and ``#`` is a comment and does not reach the rep;
where that may be a part of the text, it is a warning.

Wrong:

    steps:
      done:
        end: resolved
        say: Please note: the code stands on the receipt.

Mended:

    steps:
      done:
        end: resolved
        say: "Please note: the code stands on the receipt."
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS118", "text-misread", Severity.ERROR, __doc__)
