"""A value is none that is accepted here.

Dates are written as ``2027-01-31``, numbers with a point, ids of steps and facts in small letters with ``_``, and
some keys take only certain words.

Wrong:

    review_by: 31.01.2027
    steps:
      done: {end: resolved, say: All is well.}

Mended:

    review_by: 2027-01-31
    steps:
      done: {end: resolved, say: All is well.}
"""

from __future__ import annotations

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Rule

RULE = Rule("PS204", "value-not-accepted", Severity.ERROR, __doc__)
