"""Ways that a run-through takes without the rep: through routes and past steps that are out of their dates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

from perfsupport.rules.analysis.graph import find_reachable

if TYPE_CHECKING:
    from perfsupport.rules.base import Context

Passes: TypeAlias = Mapping[str, set[str]]
"""For each tree the outcomes that can be come to without asking."""


def find_silent_ways(context: Context) -> dict[str, list[str]]:
    """Return the steps that can be passed without asking, each with the steps that come next then."""
    return _find_ways(context, _find_passes(context) if context.inventory.subtrees else {})


def _find_ways(context: Context, passes: Passes) -> dict[str, list[str]]:
    ways = {str(step.id): list(context.flow.ways[step.id]) for step in context.inventory.routes}
    for dated in context.inventory.dated:
        then = context.steps.nearest(getattr(dated, "then", None) or "")
        if then is not None:
            ways[dated.id] = [then]
    for step in context.inventory.subtrees:
        ends = passes.get(step.run, ())
        targets = (context.steps.nearest(target) for outcome, target in step.on.items() if outcome in ends)
        ways[step.id] = [target for target in targets if target is not None]
    return ways


def _find_passes(context: Context) -> Passes:
    """Begin with none and go on while more are found, so that trees which run one another do no harm."""
    within = [other for id in context.runs_within if (other := context.find(id)) is not None]
    passes: dict[str, set[str]] = {}
    growing = True
    while growing:
        growing = False
        for other in within:
            start = other.flow.start
            reached = find_reachable([] if start is None else [start], _find_ways(other, passes))
            ends = reached & other.outcomes.ids
            if ends != passes.get(other.tree.id, set()):
                passes[other.tree.id] = ends
                growing = True
    return passes
