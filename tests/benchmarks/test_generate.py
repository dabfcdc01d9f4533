"""The generated sites that figures are taken from: the same each time, with everything in them, and nothing to mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.generate import write_site
from perfsupport.project import load_project
from perfsupport.proving import check_project
from perfsupport.tree import Action, Input, Outcome, Question, Route, Subtree

TODAY = "2026-11-22"


def read_all(root: Path) -> dict[str, bytes]:
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in root.rglob("*.yaml")}


@pytest.mark.parametrize(("trees", "steps", "seed"), [(12, 50, 1), (1, 400, 1), (2, 8, 2), (3, 20, 3), (11, 30, 4)])
def test_there_is_nothing_to_mend(tmp_path: Path, trees: int, steps: int, seed: int) -> None:
    write_site(tmp_path, trees=trees, steps=steps, seed=seed)
    project = load_project(tmp_path)
    assert check_project(project, TODAY) == []
    assert [len(tree.steps) for tree in project.all_trees] == [steps] * trees


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name, seed in (("one", 1), ("same", 1), ("other", 2)):
        write_site(tmp_path / name, trees=3, steps=20, seed=seed)
    assert read_all(tmp_path / "one") == read_all(tmp_path / "same") != read_all(tmp_path / "other")


def test_everything_is_in_it(tmp_path: Path) -> None:
    write_site(tmp_path, trees=20, steps=50)
    trees = load_project(tmp_path).trees.values()
    steps = [step for tree in trees for step in tree.steps.values()]
    assert {type(step) for step in steps} == {Question, Input, Action, Route, Subtree, Outcome}
    assert {fact.type for tree in trees for fact in tree.facts.values()} == {
        *("text", "number", "date", "yes_no", "choice", "many")
    }
    assert sum(bool(tree.scenarios) for tree in trees) > len(trees) / 3
    words = sum(len(file.read_text("utf-8").split()) for file in tmp_path.rglob("*.yaml"))
    assert 50 < words / len(steps) < 85
