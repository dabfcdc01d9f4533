"""What is done to a text all day is read and checked in part: counted, not timed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest

from benchmarks.edits import KINDS
from benchmarks.generate import write_site
from perfsupport.editing import rereading
from perfsupport.editing.rechecking import Change, Rechecks
from perfsupport.languageserver.workspace import Workspace
from perfsupport.rules.analysis.logic.paths import Paths
from perfsupport.rules.analysis.logic.ways import Way

STEPS, SEED = 100, 3
CHANGES_MANY_PATHS = {"condition", "new fact", "target", "target of an option", "fact of a step", "value in set"}
"""Kinds of which a single change may rightly be of consequence in half of the tree."""


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Return how often a tree was read as a whole, was checked as a whole, and had boxes sent on from a step."""
    counts: Counter[str] = Counter()
    parse, compare, send = rereading.parse_tree, Rechecks._compare, Paths.send

    def count_and_parse(data: bytes, path: str) -> Any:
        counts["whole reads"] += 1
        return parse(data, path)

    def count_and_compare(self: Rechecks, *arguments: Any) -> Change | None:
        found = compare(self, *arguments)
        counts["whole checks"] += found is None
        return found

    def count_and_send(self: Paths, id: str, boxes: Sequence[int]) -> Iterator[tuple[Way, Sequence[int]]]:
        counts["steps sent from"] += 1
        return send(self, id, boxes)

    monkeypatch.setattr(rereading, "parse_tree", count_and_parse)
    monkeypatch.setattr(Rechecks, "_compare", count_and_compare)
    monkeypatch.setattr(Paths, "send", count_and_send)
    return counts


def test_what_is_done_all_day_is_read_and_checked_in_part(tmp_path: Path, counted: Counter[str]) -> None:
    write_site(tmp_path, trees=1, steps=STEPS, seed=SEED)
    (file,) = tmp_path.glob("trees/*/*.yaml")
    text = file.read_text(encoding="utf-8")
    workspace, random = Workspace(tmp_path, lambda: "2026-11-22"), Random(1)
    path = workspace.find_path(file)
    workspace.put_unsaved(path, text)
    workspace.check()
    assert counted["whole checks"] == 1
    assert counted["steps sent from"] > STEPS * 3 / 4
    found = {}
    for name, kind in KINDS.items():
        for done in ("done", "taken back"):
            counted.clear()
            workspace.put_unsaved(path, kind(text, random).write(text) if done == "done" else text)
            workspace.check()
            most = STEPS if name in CHANGES_MANY_PATHS else STEPS / 3
            found[f"{name}, {done}"] = {
                what: number for what, number in counted.items() if number > (most if "sent" in what else 0)
            }
    assert {name: counts for name, counts in found.items() if counts} == {}
