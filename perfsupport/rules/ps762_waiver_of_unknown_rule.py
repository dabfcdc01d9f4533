"""A waiver names a rule that does not exist.

A waiver allows one finding, by the code that ``perfsupport check`` prints in front of it. ``perfsupport explain``
lists all codes.

Wrong:

    steps:
      # perfsupport: allow PS999 because the film is silent
      done: {end: resolved, say: You can pay again.}

Mended:

    steps:
      done:
        end: resolved
        say: You can pay again.
        # perfsupport: allow PS802 because the film is silent
        media: [{file: pay.mp4, alt: How to pay.}]
    # trees/media/pay.mp4
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS762", "waiver-of-unknown-rule", Severity.WARNING, __doc__, since=2)
