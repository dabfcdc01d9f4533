"""A file of scenarios has no tree beside it.

Scenarios may lie in a file of their own, beside the tree that they prove: ``card-declined.scenarios.yaml`` beside
``card-declined.yaml``. Without such a tree nothing proves them, and nobody notices. Mostly the tree was given another
name, or moved to another category.

Wrong:

    # trees/cards/card-declined.yaml
    steps:
      paid: {end: resolved, say: You can pay again.}
    # trees/cards/card-refused.scenarios.yaml
    scenarios:
      - {name: All is well, ends: paid}

Mended:

    # trees/cards/card-declined.yaml
    steps:
      paid: {end: resolved, say: You can pay again.}
    # trees/cards/card-declined.scenarios.yaml
    scenarios:
      - {name: All is well, ends: paid}
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS903", "scenarios-without-tree", Severity.ERROR, __doc__)
