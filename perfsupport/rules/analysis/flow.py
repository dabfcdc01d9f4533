"""Where the steps of a tree lead, with misspelt targets read as the step that was most likely meant.

The rules on flow must not accuse a step because of a mistake elsewhere. A step that may lead anywhere, since its way
out is missing or unknown, is ``lost``; as long as one can be reached, nothing is said to be out of reach.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from perfsupport.rules.analysis.graph import find_reachable
from perfsupport.rules.analysis.names import Names
from perfsupport.tree import Broken, Edge, Outcome, Question, Route, Step, Subtree, Text, Tree, find_edges


@dataclass(slots=True)
class Flow:
    """``edges`` are the ways as written, ``ways`` the steps they lead to, ``lost`` the steps that may lead anywhere.

    ``unknown`` are the targets that are no step. ``reached`` are the steps that can be reached from the start, or None
    where a lost step or start makes that unknown.
    """

    edges: Mapping[str, Sequence[Edge]]
    ways: Mapping[str, Sequence[str]]
    lost: Collection[str]
    unknown: Sequence[Text]
    start: str | None
    reached: set[str] | None


def read_flow(tree: Tree, names: Names, falls_out: Collection[str]) -> Flow:
    """Return where the steps lead; in the subtree steps ``falls_out``, "None of these" reaches this tree's fallback."""
    steps, fallback = tree.steps, tree.fallback
    edges: dict[str, list[Edge]] = {}
    ways: dict[str, list[str]] = {}
    lost: set[str] = set()
    unknown: list[Text] = []
    for id, step in steps.items():
        out = edges[id] = list(find_edges(step, fallback))
        targets: list[str] = [edge.target for edge in out]
        if fallback is not None and id in falls_out:
            targets.append(fallback)
        if not all(target in steps for target in targets):
            unknown.extend(edge.target for edge in out if edge.role != "fallback" and edge.target not in steps)
            meant = [names.nearest(target) for target in targets]
            targets = [target for target in meant if target is not None]
            if len(targets) < len(meant):
                lost.add(id)
        ways[id] = targets
        if is_unfinished(step):
            lost.add(id)
    start = None if tree.first_step is None else names.nearest(tree.first_step)
    reached = None if start is None else find_reachable([start], ways)
    if reached is not None and not reached.isdisjoint(lost):
        reached = None
    return Flow(edges, ways, lost, unknown, start, reached)


def is_unfinished(step: Step) -> bool:
    """Tell whether a way out of the step is missing, which the shape check has reported."""
    match step:
        case Outcome():
            return False
        case Question():
            return step.then is None and (not step.options or any(option.go is None for option in step.options))
        case Route():
            return step.otherwise is None
        case Subtree():
            return not step.on
        case Broken():
            return True
        case _:
            return getattr(step, "then", None) is None
