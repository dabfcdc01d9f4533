"""The ways out of a step, one by one, whatever its kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from perfsupport.tree import NONE_LABEL, Action, Input, Option, Question, Route, Step, Subtree, Text


class Edge(NamedTuple):
    """A way from one step to another. ``role`` is option, then, route, otherwise, on or fallback.

    ``label`` is what the way is called: the option's label, the condition, the subtree's outcome, or empty.
    """

    role: str
    target: Text
    label: str
    option: Option | None = None


def find_edges(step: Step, fallback: Text | None) -> Iterator[Edge]:
    """Yield the ways out of a step in the order written; ``fallback`` is the tree's."""
    match step:
        case Question():
            for option in step.options:
                target = option.go if option.go is not None else step.then
                if target is not None:
                    yield Edge("option", target, option.label, option)
            if not step.options and step.then is not None:
                yield Edge("then", step.then, "")
        case Input() | Action():
            if step.then is not None:
                yield Edge("then", step.then, "")
        case Route():
            for branch in step.branches:
                yield Edge("route", branch.go, branch.when)
            if step.otherwise is not None:
                yield Edge("otherwise", step.otherwise, "")
        case Subtree():
            for outcome, target in step.on.items():
                yield Edge("on", target, outcome)
    if fallback is not None and isinstance(step, Question | Input) and not step.exhaustive:
        yield Edge("fallback", fallback, NONE_LABEL)
