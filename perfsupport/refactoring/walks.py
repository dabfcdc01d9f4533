"""Keys of responses after steps have moved from one tree to another: found by walking each scenario."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from perfsupport.diagnostics import Edit, Span
from perfsupport.mending import write_text
from perfsupport.project import Project
from perfsupport.proving import prove_project
from perfsupport.refactoring.change import RefusedError
from perfsupport.scenarios.cases import find_cases, give, make_state
from perfsupport.scenarios.keys import find_place, visit_key
from perfsupport.scenarios.walker import Entry, walk
from perfsupport.tree import Text

Follow: TypeAlias = Callable[[list[Entry]], Mapping[str, str]]
"""Takes a path, gives the new key of every visit that has another one now."""


def find_moved_keys(project: Project, today: str, follow: Follow) -> Iterator[tuple[str, Edit]]:
    """Yield the edits of all keys of responses that name visits by another key now, each with its path."""
    programs = prove_project(project, today).programs
    for tree in project.trees.values():
        found: dict[tuple[str, Span], tuple[Text, str]] = {}
        for scenario in tree.scenarios if tree.id in programs else ():
            for case in find_cases(scenario):
                program = give(programs[tree.id], list(case.given))
                run = walk(program, make_state(program, case), str(case.today or today), tick_off=True)
                moved = follow(run["path"])
                for key in (*case.responses, *case.passes):
                    place = find_place(program, key)
                    if place is not None and place.key in moved:
                        where = scenario.path or tree.path, key.span
                        known = found.setdefault(where, (key, moved[place.key]))
                        require_one(known[1], moved[place.key], *where)
        for (path, span), (key, new) in found.items():
            if key != new:
                yield path, Edit(span, write_text(new))


def require_one(known: str, new: str, path: str, span: Span) -> None:
    """Raise RefusedError where one key of a table would have to become two."""
    if known != new:
        where = f"{path}:{span.line}"
        raise RefusedError(f"{where}: rows of this table come to that step on different ways: write them apart first.")


def follow_out(tree_id: str, steps: frozenset[str], entry: str) -> Follow:
    """Return how keys change when steps of a tree move into one that is run from ``entry``."""

    def follow(path: list[Entry]) -> dict[str, str]:
        moved: dict[str, str] = {}
        runs: Counter[str] = Counter()
        within: dict[str, Counter[str]] = {}
        for each in path:
            frame, last = _split(each["key"])
            if each["tree"] != tree_id or each["step"] not in steps:
                moved[each["key"]] = _join(moved.get(frame, frame), last)
                if each["tree"] == tree_id:
                    within.pop(frame, None)
                continue
            if frame not in within:
                within[frame] = Counter()
                runs[frame] += 1
            within[frame][each["step"]] += 1
            outer = _join(moved.get(frame, frame), visit_key(entry, runs[frame]))
            moved[each["key"]] = _join(outer, visit_key(each["step"], within[frame][each["step"]]))
        return moved

    return follow


def follow_in(tree_id: str, run_step: str, names: Mapping[str, str]) -> Follow:
    """Return how keys change when the steps of the tree that a step runs move to where that step is."""

    def follow(path: list[Entry]) -> dict[str, str]:
        moved: dict[str, str] = {}
        visits: Counter[str] = Counter()
        opened: dict[str, str] = {}
        for each in path:
            key = each["key"]
            frame, last = _split(key)
            if frame in opened:
                if each["step"] in names:
                    where = _join(opened[frame], names[each["step"]])
                    visits[where] += 1
                    moved[key] = visit_key(where, visits[where])
                continue
            moved[key] = _join(moved.get(frame, frame), last)
            if each["tree"] == tree_id and each["step"] == run_step:
                opened[key] = moved.get(frame, frame)
        return moved

    return follow


def _split(key: str) -> tuple[str, str]:
    frame, _, last = key.rpartition("/")
    return frame, last


def _join(frame: str, last: str) -> str:
    return f"{frame}/{last}" if frame else last
