"""A comment that speaks to perfsupport cannot be understood.

A comment that begins with ``# perfsupport:`` is a waiver: it allows a finding on its own line or, where it stands
alone, on the next one. It has one form: ``allow``, the code of a rule, ``because`` and a reason. Anything else would
be passed over in silence, so it is told.

Wrong:

    steps:
      # perfsupport: skip this step
      done: {end: resolved, say: You can pay again.}

Mended:

    steps:
      # The bank asked for these words.
      done: {end: resolved, say: You can pay again.}
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS760", "waiver-not-understood", Severity.WARNING, __doc__, since=2)
