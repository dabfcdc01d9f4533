"""The report as values: for each tree how it was used, where run-throughs ended, and where they stopped.

A run-through is a session (a page load), or the part of one up to a restart. Abandonment is computed, since no browser
tells it reliably: the last step seen of a run-through that reached no outcome.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from perfsupport.analytics.queries import QUESTIONS, ask

REPORT_FORMAT = 1
SHOWN_KINDS = ("question", "input", "action")
"""Routes and subtrees are never on screen; outcomes have a table of their own."""


@dataclass(slots=True, kw_only=True)
class OutcomeFigures:
    """How many run-throughs ended at an outcome; None is too few to say."""

    step: str
    title: str
    kind: str
    run_throughs: int | None = 0


@dataclass(slots=True, kw_only=True)
class StepFigures:
    """How many run-throughs saw a step, stopped there, and found none of its options to fit; None is too few to say."""

    step: str
    title: str
    seen: int | None = 0
    stopped: int | None = 0
    none_fitted: int | None = 0


@dataclass(slots=True, kw_only=True)
class TreeReport:
    """The figures of one tree. With too few run-throughs most are None, and both lists are empty.

    ``inside`` are the run-throughs that saw the tree only as a part of another. How those left it is no event, so that
    a tree that was never opened by itself has no outcomes here.
    """

    tree: str
    title: str
    sessions: int
    run_throughs: int
    inside: int | None
    completed: int | None
    outcomes: list[OutcomeFigures] = field(default_factory=list)
    steps: list[StepFigures] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Report:
    """A report. Times are Unix milliseconds; ``left_out`` counts the sessions of other modes."""

    format: int = REPORT_FORMAT
    mode: str
    floor: int
    first_at: int | None
    last_at: int | None
    left_out: dict[str, int]
    trees: list[TreeReport]


def make_report(
    connection: sqlite3.Connection, published: Mapping[str, Mapping[str, Any]], *, mode: str = "live", floor: int = 5
) -> Report:
    """Return the report over a store.

    ``published`` says what ids mean (``trees`` of events.json); a tree that is missing there shows its ids. No figure
    is given for fewer run-throughs than ``floor``.
    """
    rows = {question: ask(connection, question, mode) for question in QUESTIONS}
    trees = _gather(published, rows["overview"], rows["outcomes"], rows["steps"])
    return Report(
        mode=mode,
        floor=floor,
        **rows["period"][0],
        left_out={row["mode"]: row["sessions"] for row in rows["modes"] if row["mode"] != mode},
        trees=[hide_few(tree, floor) for tree in trees],
    )


def hide_few(tree: TreeReport, floor: int) -> TreeReport:
    """Return the tree's figures without those of fewer run-throughs than the floor; none at all is no secret."""
    if tree.run_throughs < floor:
        return replace(tree, inside=None, completed=None, outcomes=[], steps=[])

    def hide(count: int | None) -> int | None:
        return None if count is not None and 0 < count < floor else count

    tree.inside, tree.completed = hide(tree.inside), hide(tree.completed)
    for outcome in tree.outcomes:
        outcome.run_throughs = hide(outcome.run_throughs)
    for step in tree.steps:
        step.seen, step.stopped, step.none_fitted = hide(step.seen), hide(step.stopped), hide(step.none_fitted)
    return tree


def _gather(
    published: Mapping[str, Mapping[str, Any]],
    overview: Iterable[dict[str, Any]],
    outcomes: Iterable[dict[str, Any]],
    steps: Iterable[dict[str, Any]],
) -> list[TreeReport]:
    """Bring the rows of all questions together, by tree, in the order of use."""
    trees: dict[str, TreeReport] = {}
    for row in overview:
        title = published.get(row["tree"], {}).get("title", row["tree"])
        trees[row["tree"]] = TreeReport(**row, title=title)
    for tree, about in published.items():
        if tree in trees:
            _list_steps(trees[tree], about)
    for row in outcomes:
        if row["tree"] in trees:
            _add_outcome(trees[row["tree"]], published.get(row["tree"], {}), row)
    for row in steps:
        if row["tree"] in trees:
            _add_step(trees[row["tree"]], published.get(row["tree"], {}), row)
    return sorted(trees.values(), key=lambda tree: (-tree.run_throughs, tree.tree))


def _list_steps(tree: TreeReport, about: Mapping[str, Any]) -> None:
    """Give every published step its line, in the author's order, so that what nobody saw is seen."""
    for step, each in about["steps"].items():
        if each["kind"] == "outcome" and tree.inside != tree.run_throughs:
            tree.outcomes.append(OutcomeFigures(step=step, title=each["title"], kind=each["end"]))
        elif each["kind"] in SHOWN_KINDS:
            tree.steps.append(StepFigures(step=step, title=each["title"]))


def _add_outcome(tree: TreeReport, about: Mapping[str, Any], row: Mapping[str, Any]) -> None:
    step = about.get("was", {}).get(row["step"], row["step"])
    figures = next((each for each in tree.outcomes if each.step == step), None)
    if figures is None:
        figures = OutcomeFigures(step=step, title=step, kind=row["outcome"])
        tree.outcomes.append(figures)
    figures.run_throughs = (figures.run_throughs or 0) + row["run_throughs"]


def _add_step(tree: TreeReport, about: Mapping[str, Any], row: Mapping[str, Any]) -> None:
    """Add a step's row. An earlier id counts for the living step: a run-through knows only one of the two."""
    step = about.get("was", {}).get(row["step"], row["step"])
    if about.get("steps", {}).get(step, {}).get("kind") == "outcome" or any(
        each.step == step for each in tree.outcomes
    ):
        return
    figures = next((each for each in tree.steps if each.step == step), None)
    if figures is None:
        figures = StepFigures(step=step, title=step)
        tree.steps.append(figures)
    figures.seen = (figures.seen or 0) + row["seen"]
    figures.stopped = (figures.stopped or 0) + row["stopped"]
    figures.none_fitted = (figures.none_fitted or 0) + row["none_fitted"]
