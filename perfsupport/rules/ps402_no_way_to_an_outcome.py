"""From a step no way leads to an outcome.

Whoever gets there goes round for ever, with a customer on the line. Every step must be able to reach a step that has
``end``, even if it is only the one that hands over to a supervisor.

Wrong:

    steps:
      blocked:
        ask: Is the card blocked?
        options: {"Yes": unblock, "No": paid}
      unblock: {do: Lift the block., then: still_blocked}
      still_blocked:
        ask: Is it still blocked?
        options: {"Yes": unblock, I cannot tell: unblock}
      paid: {end: resolved, say: You can pay again.}

Mended:

    steps:
      blocked:
        ask: Is the card blocked?
        options: {"Yes": unblock, "No": paid}
      unblock: {do: Lift the block., then: still_blocked}
      still_blocked:
        ask: Is it still blocked?
        options: {"Yes": unblock, "No": paid}
      paid: {end: resolved, say: You can pay again.}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from perfsupport.diagnostics import Severity
from perfsupport.rules.analysis.graph import find_components, find_reachable, turn_round
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.wording import join_words, quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each group of steps that lead only to one another; the steps before it follow from it."""
    flow, steps = context.flow, context.tree.steps
    ends = [*context.outcomes.ids, *flow.lost]
    finishing = find_reachable(ends, turn_round(flow.ways))
    if len(finishing) == len(steps) or context.tree.damaged:
        return
    stuck = [id for id in steps if id not in finishing and (flow.reached is None or id in flow.reached)]
    for group in find_components(stuck, flow.ways):
        inside = set(group)
        if all(inside.issuperset(flow.ways[id]) for id in group):
            yield Finding(steps[group[0]].id.span, _tell(group), _advise(context))


def _tell(group: Sequence[str]) -> str:
    if len(group) == 1:
        return f"{quote(group[0])} leads only to itself, so that a run-through never ends."
    return (
        f"{join_words([quote(id) for id in group], 'and')} lead only to one another, so that a run-through never ends."
    )


def _advise(context: Context) -> str:
    if not context.outcomes.ids:
        return "Add a step that has end, and let one of these steps lead to it."
    return f"Let one of these steps lead on to an outcome: {join_words(sorted(context.outcomes.ids))}."


RULE = Rule("PS402", "no-way-to-an-outcome", Severity.ERROR, __doc__, check)
