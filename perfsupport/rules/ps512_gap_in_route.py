"""A route without ``otherwise`` leaves a case over.

Where no entry of a route holds and there is no ``otherwise``, the rep is stuck. The message shows such a case. A fact
that is not known makes a comparison neither true nor false: no entry that needs it holds. A route whose entries take
every case needs no ``otherwise``.

Wrong:

    facts:
      amount: {type: number, unit: EUR, min: 0}
    steps:
      amount: {ask: What is the amount?, fact: amount, then: by_amount}
      by_amount:
        route:
          - {when: amount > 500, go: supervisor}
          - {when: amount < 500, go: pay}
      supervisor: {end: escalated, say: I ask my supervisor.}
      pay: {end: resolved, say: I send you the money.}

Mended:

    facts:
      amount: {type: number, unit: EUR, min: 0}
    steps:
      amount: {ask: What is the amount?, fact: amount, then: by_amount}
      by_amount:
        route:
          - {when: amount > 500, go: supervisor}
          - {when: amount <= 500, go: pay}
      supervisor: {end: escalated, say: I ask my supervisor.}
      pay: {end: resolved, say: I send you the money.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.analysis.logic.model import Logic
from perfsupport.rules.analysis.logic.telling import tell_case
from perfsupport.rules.analysis.logic.verdicts import Gap
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.tree import Route
from perfsupport.wording import quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each route that leaves over a case that is known."""
    logic = context.logic
    for gap in logic.gaps if logic is not None else ():
        if logic is not None and isinstance(gap.step, Route) and gap.example is not None:
            yield _report(logic, gap)


def _report(logic: Logic, gap: Gap) -> Finding:
    case = tell_case(logic.space, gap.example or {}, gap.node)
    cause = f"No entry of {quote(gap.step.id)} holds {case}, and it has no `otherwise`."
    return Finding(gap.step.id.span, cause, "Add an entry for this case, or `otherwise` with the step for all others.")


RULE = Rule("PS512", "gap-in-route", Severity.ERROR, __doc__, check)
