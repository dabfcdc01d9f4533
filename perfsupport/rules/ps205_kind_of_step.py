"""It cannot be told what kind of step this is.

A step is a question or input (``ask``), an action (``do``), a route (``route``), a subtree (``run``) or an outcome
(``end``). It has exactly one of these keys; only an outcome may have ``do`` besides ``end``.

Wrong:

    steps:
      refund: {ask: Has the customer paid?, do: Pay the money back., then: done}
      done: {end: resolved, say: All is well.}

Mended:

    steps:
      refund: {do: Pay the money back., then: done}
      done: {end: resolved, say: All is well.}
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS205", "kind-of-step", Severity.ERROR, __doc__)
