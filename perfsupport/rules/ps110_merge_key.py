"""The key ``<<`` copies keys from another place.

Trees do without: what a step says stands in the step. Steps that several trees share belong into a tree of their own,
which the others ``run``.

Wrong:

    steps:
      done:
        <<: {end: resolved}
        end: resolved
        say: All is well.

Mended:

    steps:
      done:
        end: resolved
        say: All is well.
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS110", "merge-key", Severity.ERROR, __doc__)
