"""Goals: what scenarios can reach in a tree, each with its place in the author's file.

Goals are steps, options, outcomes (of the tree itself, and of a tree it runs by each line below ``on``), each condition
both ways, and each side of a boundary that the limits of the facts allow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from perfsupport.diagnostics import Span
from perfsupport.expressions import compile_expression, parse_expression
from perfsupport.expressions.words import ENGLISH, Speech, message
from perfsupport.program import ProgramTree
from perfsupport.scenarios.comparisons import (
    ABOVE,
    AT,
    BELOW,
    find_compared,
    find_comparisons,
    find_named,
    find_open_sides,
)
from perfsupport.tree import Outcome, Question, Route, Step, Subtree, Text, Tree, locate
from perfsupport.wording import quote


class Kind(StrEnum):
    """The kinds of goals, in the order in which they are told."""

    STEP = "step"
    OPTION = "option"
    OUTCOME = "outcome"
    CONDITION = "condition"
    BOUNDARY = "boundary"


THE_STEP = message("the step {step}")
THE_OPTION = message("the option {option} of {step}")
THE_OUTCOME = message("the outcome {outcome}")
OUTCOME_INSIDE = message("the outcome {outcome} of {tree}, run by {step}")
AT_STEP = message("{condition} at {step}")

TRUE, NOT_TRUE = "true", "not true"
"""The two ways of a condition. What is not known does not hold, so that it counts as not true."""

NEVER = {TRUE: message("{place} was never true"), NOT_TRUE: message("{place} was never untrue")}
NEVER_TRIED = {
    BELOW: message("{place} was never tried just below its boundary"),
    AT: message("{place} was never tried at its boundary"),
    ABOVE: message("{place} was never tried just above its boundary"),
}


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
    """A goal, where it stands in the author's file, and what is told where it was not reached: a message and values."""

    goal: Goal
    span: Span
    form: str
    values: Mapping[str, str]

    @property
    def words(self) -> str:
        """What was not reached."""
        return self.tell(ENGLISH)

    def tell(self, speech: Speech) -> str:
        """Return what was not reached in the words of a language."""
        condition = self.values.get("condition", "")
        place = speech.say(AT_STEP, **self.values) if condition and "step" in self.values else condition
        return speech.say(self.form, place=place, **self.values)


def find_items(tree: Tree, compiled: ProgramTree) -> list[Item]:
    """Return everything that scenarios can reach in a tree without errors, kind by kind, in the order written."""
    found = [item for step in tree.steps.values() for item in _find_in_step(tree.id, step)]
    conditions = list(_find_conditions(tree))
    for step, place, text in conditions:
        for way in (TRUE, NOT_TRUE):
            goal, about = (
                Goal(Kind.CONDITION, tree.id, step, place, way),
                {"condition": quote(text), "step": quote(step)},
            )
            found.append(Item(goal, text.span, NEVER[way], about))
        found += _find_boundaries(tree.id, step, place, text, compiled)
    for fact, text in _find_judged_facts(tree, compiled, [text for _step, _place, text in conditions]):
        found += _find_boundaries(tree.id, "", f"is/{fact}", text, compiled)
    order = list(Kind)
    return sorted(found, key=lambda item: order.index(item.goal.kind))


def _find_in_step(tree_id: str, step: Step) -> Iterator[Item]:
    yield Item(Goal(Kind.STEP, tree_id, str(step.id)), step.id.span, THE_STEP, {"step": quote(step.id)})
    match step:
        case Question():
            for option in step.options:
                goal = Goal(Kind.OPTION, tree_id, str(step.id), str(option.id))
                about = {"option": quote(option.label), "step": quote(step.id)}
                yield Item(goal, option.label.span, THE_OPTION, about)
        case Outcome():
            yield Item(
                Goal(Kind.OUTCOME, tree_id, str(step.id)), step.id.span, THE_OUTCOME, {"outcome": quote(step.id)}
            )
        case Subtree():
            for outcome in step.on:
                goal = Goal(Kind.OUTCOME, tree_id, str(step.id), str(outcome))
                about = {"outcome": quote(outcome), "tree": quote(step.run), "step": quote(step.id)}
                yield Item(goal, outcome.span, OUTCOME_INSIDE, about)


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
            about = {"condition": written} | ({"step": quote(step)} if step else {})
            yield Item(goal, span, NEVER_TRIED[side], about)
