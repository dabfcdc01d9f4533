"""Where the steps of a tree lead, with misspelt targets read as the step that was most likely meant.

The rules on flow must not accuse a step because of a mistake elsewhere. A step that may lead anywhere, since its way
out is missing or unknown, is ``lost``; as long as one can be reached, nothing is said to be out of reach.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from perfsupport.rules.analysis.graph import find_reachable
from perfsupport.rules.analysis.names import Names
from perfsupport.tree import Action, Input, Outcome, Question, Route, Step, Subtree, Text, Tree


@dataclass(slots=True)
class Flow:
    """``ways`` are the steps that each step leads to, ``lost`` the steps that may lead anywhere.

    ``unknown`` are the targets that are no step, but for start and fallback. ``reached`` are the steps that can be
    reached from the start, or None where a lost step or start makes that unknown.
    """

    ways: Mapping[str, Sequence[str]]
    lost: Collection[str]
    unknown: Sequence[Text]
    start: str | None
    reached: set[str] | None


def read_flow(tree: Tree, names: Names, falls_out: Collection[str]) -> Flow:
    """Return where the steps lead; in the subtree steps ``falls_out``, "None of these" reaches this tree's fallback."""
    steps = tree.steps
    fallback = None if tree.fallback is None else names.nearest(tree.fallback)
    ways: dict[str, list[str]] = {}
    lost: set[str] = set()
    unknown: list[Text] = []
    for id, step in steps.items():
        written = find_targets(step)
        targets: Sequence[str | None] = written
        if not all(target in steps for target in written):
            unknown.extend(target for target in written if target and target not in steps)
            targets = [names.nearest(target) if target else None for target in written]
            if None in targets:
                lost.add(id)
        ways[id] = [target for target in targets if target is not None]
        if fallback is not None and (id in falls_out or (isinstance(step, Question | Input) and not step.exhaustive)):
            ways[id].append(fallback)
    certain = not tree.damaged and (fallback is None) == (tree.fallback is None)
    start = None if tree.first_step is None else names.nearest(tree.first_step)
    reached = None if start is None else find_reachable([start], ways)
    if reached is not None and not (certain and reached.isdisjoint(lost)):
        reached = None
    return Flow(ways, lost, unknown, start, reached)


def find_targets(step: Step) -> Sequence[Text | None]:
    """Return where a step leads by itself; None for a way out that is missing, which the shape check has reported."""
    match step:
        case Question():
            return [step.then if option.go is None else option.go for option in step.options] or [step.then]
        case Input() | Action():
            return [step.then]
        case Route():
            ways = [branch.go for branch in step.branches]
            return [*ways, step.otherwise] if step.otherwise is not None or not ways else ways
        case Subtree():
            return list(step.on.values()) or [None]
        case Outcome():
            return []
    return [None]
