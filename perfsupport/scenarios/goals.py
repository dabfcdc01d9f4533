"""Goals: what scenarios can reach in a tree, each with its place in the author's file.

Goals are steps, options, outcomes (of the tree itself, and of a tree it runs by each line below ``on``), each condition
both ways, and each side of a boundary that the limits of the facts allow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from perfsupport.diagnostics import Span
from perfsupport.expressions import compile_expression, parse_expression
from perfsupport.program import ProgramTree
from perfsupport.scenarios.comparisons import find_compared, find_comparisons, find_named, find_open_sides
from perfsupport.tree import Outcome, Question, Route, Step, Subtree, Text, Tree, locate
from perfsupport.wording import quote


class Kind(StrEnum):
    """The kinds of goals, in the order in which they are told."""

    STEP = "step"
    OPTION = "option"
    OUTCOME = "outcome"
    CONDITION = "condition"
    BOUNDARY = "boundary"


TRUE, NOT_TRUE = "true", "not true"
"""The two ways of a condition. What is not known does not hold, so that it counts as not true."""


class Goal(NamedTuple):
    """Something to reach.

    ``step`` is empty for a boundary within a calculated fact. ``part`` is an option's id, the other tree's outcome
    below ``on``, or where a condition stands (``route/0``, ``options/web``, and ``is/low`` for a calculated fact), with
    ``#0`` for the first comparison in it. ``way`` is ``true`` or ``not true``, or the side of a boundary.
    """

    kind: Kind
    tree: str
    step: str
    part: str = ""
    way: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A goal, where it stands in the author's file, and in words what was not reached where it was not."""

    goal: Goal
    span: Span
    words: str


def find_items(tree: Tree, compiled: ProgramTree) -> list[Item]:
    """Return everything that scenarios can reach in a tree without errors, kind by kind, in the order written."""
    found = [item for step in tree.steps.values() for item in _find_in_step(tree.id, step)]
    conditions = list(_find_conditions(tree))
    for step, place, text in conditions:
        for way in (TRUE, NOT_TRUE):
            words = f"{quote(text)} at {quote(step)} was never {'true' if way == TRUE else 'untrue'}"
            found.append(Item(Goal(Kind.CONDITION, tree.id, step, place, way), text.span, words))
        found += _find_boundaries(tree.id, step, place, text, compiled)
    for fact, text in _find_judged_facts(tree, compiled, [text for _step, _place, text in conditions]):
        found += _find_boundaries(tree.id, "", f"is/{fact}", text, compiled)
    order = list(Kind)
    return sorted(found, key=lambda item: order.index(item.goal.kind))


def _find_in_step(tree_id: str, step: Step) -> Iterator[Item]:
    yield Item(Goal(Kind.STEP, tree_id, str(step.id)), step.id.span, f"the step {quote(step.id)}")
    match step:
        case Question():
            for option in step.options:
                goal = Goal(Kind.OPTION, tree_id, str(step.id), str(option.id))
                yield Item(goal, option.label.span, f"the option {quote(option.label)} of {quote(step.id)}")
        case Outcome():
            yield Item(Goal(Kind.OUTCOME, tree_id, str(step.id)), step.id.span, f"the outcome {quote(step.id)}")
        case Subtree():
            for outcome in step.on:
                goal = Goal(Kind.OUTCOME, tree_id, str(step.id), str(outcome))
                words = f"the outcome {quote(outcome)} of {quote(step.run)}, run by {quote(step.id)}"
                yield Item(goal, outcome.span, words)


def _find_conditions(tree: Tree) -> Iterator[tuple[str, str, Text]]:
    """Yield each condition with its step and its place in it, as the walk calls it."""
    for step in tree.steps.values():
        match step:
            case Question():
                for option in step.options:
                    if option.when is not None:
                        yield str(step.id), f"options/{option.id}", option.when
            case Route():
                for number, branch in enumerate(step.branches):
                    yield str(step.id), f"route/{number}", branch.when


def _find_judged_facts(tree: Tree, compiled: ProgramTree, conditions: list[Text]) -> Iterator[tuple[str, Text]]:
    """Yield the calculated facts that a condition reads, directly or not, with their expressions."""
    read: set[str] = set()
    for text in conditions:
        node, _problems = parse_expression(text)
        if node is not None:
            read |= find_named(compile_expression(node), compiled["facts"])
    for name, fact in tree.facts.items():
        if fact.calculated is not None and name in read:
            yield str(name), fact.calculated


def _find_boundaries(tree_id: str, step: str, place: str, text: Text, compiled: ProgramTree) -> Iterator[Item]:
    node, _problems = parse_expression(text)
    if node is None:
        return
    pairs = zip(find_comparisons(compile_expression(node)), find_compared(node), strict=True)
    for number, (comparison, part) in enumerate(pairs):
        span, written = locate(text, part.start, part.end), quote(text[part.start : part.end])
        for side in find_open_sides(comparison, compiled["facts"]):
            goal = Goal(Kind.BOUNDARY, tree_id, step, f"{place}#{number}", side)
            where = f" at {quote(step)}" if step else ""
            yield Item(goal, span, f"{written}{where} was never tried {side} its boundary")
