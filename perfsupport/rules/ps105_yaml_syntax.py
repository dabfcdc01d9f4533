"""A line does not fit what stands around it.

Each line of a tree is ``key: value`` or ``- entry``, and its indentation says what it belongs to. A missing colon, a
missing space behind the colon, or a line that is indented by a space too many is enough to lose its place.

Wrong:

    steps:
      done:
        end: resolved
        say All is well.

Mended:

    steps:
      done:
        end: resolved
        say: All is well.
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS105", "yaml-syntax", Severity.ERROR, __doc__)
