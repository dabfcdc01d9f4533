"""A line begins with ``%YAML`` or ``%TAG``.

Such a line is an instruction to YAML itself. Trees do without: delete it.

Wrong:

    %YAML 1.1
    ---
    title: Card declined
    steps:
      done: {end: resolved, say: All is well.}

Mended:

    title: Card declined
    steps:
      done: {end: resolved, say: All is well.}
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS117", "yaml-directive", Severity.ERROR, __doc__)
