"""A key stands twice in one place.

Most readers of YAML silently drop one of the two, so that a step or an option is lost without a word. Here both are
shown, and you decide.

Wrong:

    steps:
      blocked:
        ask: Is the card blocked?
        options:
          "Yes": hotline
          "Yes": paid
          "No": paid
      hotline: {end: transferred, say: I put you through to the hotline.}
      paid: {end: resolved, say: You can pay again.}

Mended:

    steps:
      blocked:
        ask: Is the card blocked?
        options:
          "Yes": hotline
          "No": paid
      hotline: {end: transferred, say: I put you through to the hotline.}
      paid: {end: resolved, say: You can pay again.}
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS111", "repeated-key", Severity.ERROR, __doc__)
