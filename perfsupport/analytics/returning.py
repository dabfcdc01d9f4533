"""By which outcome a tree that is a part of another one was left.

No event says it: an outcome inside is never on screen, and the way goes straight on in the tree around. What was seen
last inside, where its response led, and what was seen next tell it nearly always; where two outcomes would both do,
the report says that it is not known.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from perfsupport.analytics.meaning import SILENT_KINDS, Meaning
from perfsupport.program import NONE_RESPONSE

Row: TypeAlias = Mapping[str, Any]
Rows: TypeAlias = list[dict[str, Any]]

UNKNOWN = ""
"""In place of the outcome, where it cannot be told."""


class Returns(NamedTuple):
    """What became of passes through trees inside other ones, as rows. Their ``people`` are so many at least."""

    returned: Rows
    """The last passes of run-throughs: ``tree``, ``outcome`` (None without a return), ``run_throughs``, ``people``."""
    entered: Rows
    """All passes by the step that runs the tree: ``tree``, ``step``, ``passes``, and how many ``stopped`` inside."""
    left: Rows
    """Those that came back: ``tree``, ``step``, the ``target`` of the outcome (empty where it cannot be told), and the
    ``next_step`` of the tree around."""


def settle_returns(rows: Iterable[Row], published: Mapping[str, Mapping[str, Any]]) -> Returns:
    """Return by which outcomes trees inside other ones were left."""
    trees = _Trees(published)
    returned: dict[tuple[str, str | None], dict[str, Any]] = {}
    entered: dict[tuple[str, str], dict[str, Any]] = {}
    left: dict[tuple[str, str, str, str], dict[str, Any]] = {}
    for row in rows:
        frame = row["frame"].split("/")
        around = trees.follow(row["root"], frame[:-1])
        step = trees[around].live(_name_step(frame[-1])) if around else ""
        outcomes = trees.find_outcomes(row, around, step) if row["how"] == "back" else []
        if row["is_last"]:
            outcome = _only(outcomes) if row["how"] == "back" else None
            key = (row["tree"], outcome)
            _add(returned.setdefault(key, {"tree": row["tree"], "outcome": outcome}), "run_throughs", row)
        if around:
            one = entered.setdefault((around, step), {"tree": around, "step": step})
            _add(one, "passes", row)
            if row["how"] == "stopped":
                _add(one, "stopped", row)
        if around and row["how"] == "back":
            on: Mapping[str, str] = trees[around].step(step).get("on", {})
            target, goal = _only({on.get(outcome, UNKNOWN) for outcome in outcomes}), trees.find_goal(row, around)
            way = {"tree": around, "step": step, "target": target, "next_step": goal}
            _add(left.setdefault((around, step, target, goal), way), "run_throughs", row)
    return Returns(list(returned.values()), list(entered.values()), list(left.values()))


def _add(found: dict[str, Any], what: str, row: Row) -> None:
    """Add to a count. People of several rows may be the same ones: the larger number is sure."""
    people = "people" if what == "run_throughs" else f"{what}_people"
    found[what] = found.get(what, 0) + row["run_throughs"]
    found[people] = max(found.get(people, 0), row["people"])


def _only(found: Collection[str]) -> str:
    return next(iter(found)) if len(found) == 1 else UNKNOWN


def _name_step(visit: str) -> str:
    """Return the step of a visit: the second one of ``identity`` is ``identity~2``."""
    return visit.partition("~")[0]


class _Trees:
    """What is published, by tree."""

    def __init__(self, published: Mapping[str, Mapping[str, Any]]) -> None:
        self._meanings = {tree: Meaning(tree, about) for tree, about in published.items()}

    def __getitem__(self, tree: str) -> Meaning:
        return self._meanings.setdefault(tree, Meaning(tree, {}))

    def follow(self, root: str, frame: Iterable[str]) -> str:
        """Return the tree that one is in after some steps that run another; empty where that is not known."""
        tree = root
        for visit in frame:
            meaning = self[tree]
            tree = str(meaning.step(meaning.live(_name_step(visit))).get("run", ""))
        return tree

    def find_outcomes(self, row: Row, around: str, step: str) -> list[str]:
        """Return the outcome that a pass came back by, or those of which each may have been it."""
        meaning, outside = self[row["tree"]], self[around]
        led = _find_led(row, meaning)
        on: Mapping[str, str] = outside.step(step).get("on", {})
        goal = self.find_goal(row, around)
        # What is known already is not asked, so that more than routes may lie in between: first it is not supposed.
        for inside, beyond in ((SILENT_KINDS, SILENT_KINDS), (None, SILENT_KINDS), (None, None)):
            found = [id for id in _reach(meaning, led, inside) if meaning.kind(id) == "outcome"]
            fitting = [id for id in found if id in on and goal in _reach(outside, [on[id]], beyond)]
            if fitting:
                return fitting
        return found

    def find_goal(self, row: Row, around: str) -> str:
        """Return the step of the tree around that was come to next: one on screen, or one that runs another tree."""
        inside, outside = row["frame"].split("/"), self[around]
        depth = len(inside)
        frame = row["next_frame"].split("/") if row["next_frame"] else []
        if frame[: depth - 1] != inside[: depth - 1]:
            return ""
        return outside.live(_name_step(frame[depth - 1]) if len(frame) >= depth else row["next_step"])


def _find_led(row: Row, meaning: Meaning) -> Iterable[str]:
    """Return where the last response inside may have led: a sensitive step does not tell."""
    if row["target"] == NONE_RESPONSE:
        return [meaning.about.get("fallback", "")]
    return [meaning.live(row["target"])] if row["target"] else meaning.list_targets(meaning.live(row["step"]))


def _reach(meaning: Meaning, starts: Iterable[str], over: Collection[str] | None) -> Iterator[str]:
    """Yield some steps, and those that one may come to from them over steps of some kinds, or over any."""
    waiting = list(starts)
    seen = set(waiting)
    for step in waiting:
        yield step
        if over is None or meaning.kind(step) in over:
            new = [target for target in meaning.list_targets(step) if target not in seen]
            seen.update(new)
            waiting.extend(new)
