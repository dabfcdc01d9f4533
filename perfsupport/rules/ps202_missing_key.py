"""Something that is needed is missing.

A question without options or an action that leads nowhere cannot be shown. The message names the key that is missing.

Wrong:

    steps:
      pay_back: {do: Pay the money back.}
      done: {end: resolved, say: All is well.}

Mended:

    steps:
      pay_back: {do: Pay the money back., then: done}
      done: {end: resolved, say: All is well.}
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS202", "missing-key", Severity.ERROR, __doc__)
