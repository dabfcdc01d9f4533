"""Watching: what a run reached, in all trees of its program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from perfsupport.program import Expression, Program, ProgramFact
from perfsupport.scenarios.comparisons import Boundary, find_boundary, find_comparisons, find_named, find_side
from perfsupport.scenarios.goals import NOT_TRUE, TRUE, Goal, Kind
from perfsupport.scenarios.walker import Entry, Judged


def find_in_path(program: Program, path: Sequence[Entry]) -> Iterator[Goal]:
    """Yield the steps, options and outcomes that a path reached; a step passed over on its day is not reached."""
    opened: dict[str, Entry] = {}
    for entry in path:
        tree, step = entry["tree"], entry["step"]
        if entry["how"] == "skipped":
            continue
        yield Goal(Kind.STEP, tree, step)
        opened[entry["key"]] = entry
        response = entry.get("response", [])
        chosen = [response] if isinstance(response, str) else response
        for option in program["trees"][tree]["steps"][step].get("options", ()):
            if option["id"] in chosen:
                yield Goal(Kind.OPTION, tree, step, option["id"])
        if program["trees"][tree]["steps"][step]["kind"] == "outcome":
            yield Goal(Kind.OUTCOME, tree, step)
            around = opened.get(entry["key"].rpartition("/")[0])
            if around is not None:
                yield Goal(Kind.OUTCOME, around["tree"], around["step"], step)


class Compared(NamedTuple):
    """A comparison that a condition rests on: the goal without its side, the varied part, and the boundary that day."""

    goal: Goal
    varied: Expression
    boundary: Boundary


Parts: TypeAlias = dict[tuple[str, str, str, str], list[Compared]]
"""By tree, step, place and day."""


class Watcher:
    """Takes down the ways that conditions went and the boundaries that were tried; ``walk`` calls it as ``watch``.

    ``parts`` keeps what was found out about conditions from one walk to the next.
    """

    def __init__(self, program: Program, today: str, parts: Parts | None = None) -> None:
        self.reached: set[Goal] = set()
        self._program = program
        self._today = today
        self._parts = {} if parts is None else parts

    def __call__(self, judged: Judged) -> None:
        """Take down one condition, with the comparisons in it and in the calculated facts that it reads."""
        tree_id = judged.frame.tree_id
        way = TRUE if judged.value is True else NOT_TRUE
        self.reached.add(Goal(Kind.CONDITION, tree_id, judged.step, judged.place, way))
        key = (tree_id, judged.step, judged.place, self._today)
        if key not in self._parts:
            facts = self._program["trees"][tree_id]["facts"]
            self._parts[key] = list(_find_parts(judged, facts, self._today))
        for goal, varied, boundary in self._parts[key]:
            side = find_side(boundary, judged.frame.evaluate(varied))
            if side is not None:
                self.reached.add(goal._replace(way=side))


def _find_parts(judged: Judged, facts: Mapping[str, ProgramFact], today: str) -> Iterator[Compared]:
    """Yield the comparisons that a condition rests on."""
    places = [(judged.step, judged.place, judged.when)]
    for name in sorted(find_named(judged.when, facts)):
        if name in facts and "calculated" in facts[name]:
            places += [("", f"is/{name}", facts[name]["calculated"])]
    for step, place, expression in places:
        for number, comparison in enumerate(find_comparisons(expression)):
            boundary = find_boundary(comparison, facts, today)
            if boundary is not None:
                goal = Goal(Kind.BOUNDARY, judged.frame.tree_id, step, f"{place}#{number}")
                yield Compared(goal, comparison.varied, boundary)
