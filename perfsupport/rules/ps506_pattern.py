r"""A pattern is not a regular expression that works everywhere.

The browser and the checks of scenarios both read the pattern, and each has signs that the other does not know. Plain
patterns work in both: lists such as ``[A-Z]``, ``\d`` for a digit, ``{6}`` for six times, groups in round brackets,
``|`` for or.

Wrong:

    facts:
      booking: {type: text, pattern: '[A-Z{2}\d{6}'}
    steps:
      booking: {ask: What is the booking number?, fact: booking, then: done}
      done: {end: resolved, say: I have found your booking.}

Mended:

    facts:
      booking: {type: text, pattern: '[A-Z]{2}\d{6}'}
    steps:
      booking: {ask: What is the booking number?, fact: booking, then: done}
      done: {end: resolved, say: I have found your booking.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.patterns import find_problem
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.tree import locate


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for the first mistake in each pattern."""
    for fact in context.tree.facts.values():
        problem = find_problem(fact.pattern) if fact.pattern else None
        if problem is not None and fact.pattern is not None:
            yield Finding(locate(fact.pattern, problem.start, problem.end), problem.cause, problem.remedy)


RULE = Rule("PS506", "pattern", Severity.ERROR, __doc__, check)
