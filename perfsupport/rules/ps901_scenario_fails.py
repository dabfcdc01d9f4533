"""A scenario does not end where it says.

Scenarios are the proof that a tree does what it should. When one fails, either the tree was changed by mistake, or
the scenario has not followed a change that was meant. The message says where the way went another way.

Wrong:

    steps:
      blocked:
        ask: Is the card blocked?
        options: {"Yes": hotline, "No": paid}
      hotline: {end: transferred, say: I put you through to the hotline.}
      paid: {end: resolved, say: You can pay again.}
    scenarios:
      - name: A blocked card
        responses: {blocked: "Yes"}
        ends: paid

Mended:

    steps:
      blocked:
        ask: Is the card blocked?
        options: {"Yes": hotline, "No": paid}
      hotline: {end: transferred, say: I put you through to the hotline.}
      paid: {end: resolved, say: You can pay again.}
    scenarios:
      - name: A blocked card
        responses: {blocked: "Yes"}
        ends: hotline
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS901", "scenario-fails", Severity.ERROR, __doc__)
