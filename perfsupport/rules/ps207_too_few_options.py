"""A question has fewer than two options.

With one option there is nothing to choose: write an action (``do``) that leads on by ``then``.

Wrong:

    steps:
      receipt:
        ask: Is there a receipt?
        options: {"Yes": done}
      done: {end: resolved, say: All is well.}

Mended:

    steps:
      receipt:
        ask: Is there a receipt?
        options: {"Yes": done, "No": no_refund}
      done: {end: resolved, say: All is well.}
      no_refund: {end: resolved, say: Without a receipt I cannot pay you back.}
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS207", "too-few-options", Severity.ERROR, __doc__)
