"""A route without ``otherwise`` could not be proved complete.

Conditions that calculate with several facts at once are tried with many values, but not proved. No case was found that
falls through, and yet there may be one: give such a route an ``otherwise``.

Wrong:

    facts:
      paid: {type: number, unit: EUR, min: 0}
      owed: {type: number, unit: EUR, min: 0}
    steps:
      paid: {ask: What was paid?, fact: paid, then: owed}
      owed: {ask: What is owed?, fact: owed, then: by_balance}
      by_balance:
        route:
          - {when: paid - owed > 0, go: pay_back}
          - {when: owed - paid >= 0, go: done}
      pay_back: {end: resolved, say: I send you the rest.}
      done: {end: resolved, say: All is paid.}

Mended:

    facts:
      paid: {type: number, unit: EUR, min: 0}
      owed: {type: number, unit: EUR, min: 0}
    steps:
      paid: {ask: What was paid?, fact: paid, then: owed}
      owed: {ask: What is owed?, fact: owed, then: by_balance}
      by_balance:
        route:
          - {when: paid > owed, go: pay_back}
          - {when: paid <= owed, go: done}
      pay_back: {end: resolved, say: I send you the rest.}
      done: {end: resolved, say: All is paid.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.tree import Route
from perfsupport.wording import quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each route of which it is not known whether it leaves a case over."""
    logic = context.logic
    for gap in logic.gaps if logic is not None else ():
        if isinstance(gap.step, Route) and gap.example is None:
            name = quote(gap.step.id)
            cause = f"{name} has no `otherwise`; many cases were tried and none fell through, but it is not proved."
            yield Finding(gap.step.id.span, cause, f"Add `otherwise` to {name}, with the step for all other cases.")


RULE = Rule("PS513", "route-not-proved", Severity.WARNING, __doc__, check)
