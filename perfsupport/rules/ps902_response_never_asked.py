"""A scenario responds to a step that is never asked.

The scenario ends where it should, but one of its responses was not needed: the way went past that step. Mostly the
scenario was written for an earlier shape of the tree.

Wrong:

    steps:
      blocked:
        ask: Is the card blocked?
        options: {"Yes": hotline, "No": reason}
      reason:
        ask: What does the terminal say?
        options: {Declined: hotline, Nothing: paid}
      hotline: {end: transferred, say: I put you through to the hotline.}
      paid: {end: resolved, say: You can pay again.}
    scenarios:
      - name: A blocked card
        responses: {blocked: "Yes", reason: Declined}
        ends: hotline

Mended:

    steps:
      blocked:
        ask: Is the card blocked?
        options: {"Yes": hotline, "No": reason}
      reason:
        ask: What does the terminal say?
        options: {Declined: hotline, Nothing: paid}
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

RULE = Rule("PS902", "response-never-asked", Severity.ERROR, __doc__)
