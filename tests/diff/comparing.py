"""Compares two projects that are given as texts."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from perfsupport.diff.comparing import Side, compare, make_side
from perfsupport.diff.model import Ending, ProjectDiff
from perfsupport.diff.text import write_text
from perfsupport.project import load_project
from perfsupport.scenarios.cases import give
from perfsupport.scenarios.keys import State
from perfsupport.scenarios.walker import Run, walk

TODAY = "2026-06-15"


def load_side(name: str, files: Mapping[str, str]) -> Side:
    """Return one side; files without a folder are trees."""
    root = Path(tempfile.mkdtemp())
    for path, text in {"perfsupport.yaml": "title: T\n", **files}.items():
        file = root / (path if "." in path else f"trees/{path}.yaml")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return make_side(name, load_project(root), TODAY)


def compare_files(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[ProjectDiff, Side, Side]:
    """Return the comparison with both sides."""
    before, after = load_side("before", old), load_side("after", new)
    return compare(before, after, TODAY), before, after


def tell(old: str, new: str) -> str:
    """Return what is said of one tree that became another, on one line a change."""
    found, *_ = compare_files({"t": old}, {"t": new})
    return write_text(found)


def assert_true(ending: Ending, id: str, before: Side, after: Side) -> None:
    """Hold that an ending's example does on both sides what is said of it."""
    runs = []
    for side, responses in ((before, ending.example.old_responses), (after, ending.example.new_responses)):
        told = [
            name for tree in side.program(id)["trees"].values() for name, f in tree["facts"].items() if "sources" in f
        ]
        state: State = {"responses": dict(responses), "known": {"host": dict(ending.example.given), "link": {}}}
        day = (ending.days[0][0] if ending.days else None) or TODAY
        runs.append(walk(give(side.program(id), told), state, day, tick_off=True))
    old, new = runs
    assert (ends(old), ends(new)) == (ending.old_step, ending.new_step)
    assert ending.old != ending.new or ending.old_step != ending.new_step


def ends(run: Run) -> str:
    return run["outcome"] or ""
