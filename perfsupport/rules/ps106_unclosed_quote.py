"""A quote is opened and never closed.

From an opening quote on, everything belongs to the text, up to the next quote of the same kind. Where that is
missing, the rest of the file is swallowed.

Wrong:

    steps:
      blocked:
        ask: "Is the card blocked?
        options: {It is: hotline, It is not: paid}
      hotline: {end: transferred, say: I put you through to the hotline.}
      paid: {end: resolved, say: You can pay again.}

Mended:

    steps:
      blocked:
        ask: "Is the card blocked?"
        options: {It is: hotline, It is not: paid}
      hotline: {end: transferred, say: I put you through to the hotline.}
      paid: {end: resolved, say: You can pay again.}
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS106", "unclosed-quote", Severity.ERROR, __doc__)
