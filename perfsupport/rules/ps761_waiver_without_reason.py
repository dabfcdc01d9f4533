"""A waiver does not say why.

Whoever reads the tree in a year must be able to tell whether the reason still holds. A waiver without one is passed
over: what it was meant to allow is told as before.

Wrong:

    steps:
      done:
        end: resolved
        say: You can pay again.
        # perfsupport: allow PS802
        media: [{file: pay.svg, alt: How to pay.}]
    # trees/media/pay.svg

Mended:

    steps:
      done:
        end: resolved
        say: You can pay again.
        # perfsupport: allow PS802 because nothing is spoken in this film
        media: [{file: pay.mp4, alt: How to pay.}]
    # trees/media/pay.mp4
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS761", "waiver-without-reason", Severity.WARNING, __doc__, since=2)
