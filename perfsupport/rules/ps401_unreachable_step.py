"""No way leads to a step.

A step that cannot be reached is never seen, though somebody keeps it up to date. Mostly a target was changed, or the
option that should lead there was forgotten. A step that only an unreachable step leads to is not reported as well.

Wrong:

    steps:
      blocked:
        ask: Is the card blocked?
        options: {"Yes": hotline, "No": paid}
      hotline: {end: transferred, say: I put you through to the hotline.}
      paid: {end: resolved, say: You can pay again.}
      other_card: {end: resolved, say: Please use another card.}

Mended:

    steps:
      blocked:
        ask: Is the card blocked?
        options: {"Yes": hotline, "No": paid, It is lost: other_card}
      hotline: {end: transferred, say: I put you through to the hotline.}
      paid: {end: resolved, say: You can pay again.}
      other_card: {end: resolved, say: Please use another card.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.analysis.graph import Ways, find_components, find_reachable
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.tree import Route
from perfsupport.wording import quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each unreachable step that no other unreachable step leads to, or the first of a circle."""
    flow, steps = context.flow, context.tree.steps
    if flow.reached is None or len(flow.reached) == len(steps):
        return
    if context.logic is not None and any(isinstance(gap.step, Route) for gap in context.logic.gaps):
        # A route that leaves cases over may be meant to lead there.
        return
    apart = [id for id in steps if id not in flow.reached]
    for id in _find_heads(apart, flow.ways):
        behind = len(find_reachable([id], flow.ways) - flow.reached) - 1
        others = {0: "", 1: ", nor to the step behind it"}.get(behind, f", nor to the {behind} steps behind it")
        cause = f"No way leads from the first step, {quote(flow.start or '')}, to {quote(id)}{others}."
        yield Finding(steps[id].id.span, cause, f"Let an option or another step lead to {id}, or delete it.")


def _find_heads(apart: list[str], ways: Ways) -> Iterator[str]:
    """Yield the first step of each group that nothing else leads to."""
    components = find_components(apart, ways)
    home = {id: place for place, component in enumerate(components) for id in component}
    entered = {home[target] for id in apart for target in ways[id] if target in home and home[target] != home[id]}
    yield from (component[0] for place, component in enumerate(components) if place not in entered)


RULE = Rule("PS401", "unreachable-step", Severity.WARNING, __doc__, check)
