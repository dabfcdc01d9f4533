from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from perfsupport.errors import PerfsupportError
from perfsupport.folder import find_root
from perfsupport.project import load_project
from perfsupport.proving import check_project
from tests.conftest import HEAVIEST, ROOT

TODAY = "2026-11-22"
TREE = "title: A tree\nsteps:\n  done: {end: resolved, say: Done.}\n"


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def write_file(path: str, text: str = TREE) -> Path:
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    return write_file


def find_problems(root: Path) -> list[tuple[str, str]]:
    return [(one.path, one.code) for one in check_project(load_project(root), TODAY) if one.severity == "error"]


def test_trees_are_read_from_trees_and_from_its_categories(tmp_path: Path, write: Callable[..., Path]) -> None:
    for path in (
        "trees/one.yaml",
        "trees/payments/two.yaml",
        "trees/media/three.yaml",
        "trees/.hidden.yaml",
        "trees/b/#four.yaml",
    ):
        write(path)
    write("trees/payments/notes.md", "Not a tree.")
    project = load_project(tmp_path)
    assert {id: tree.category for id, tree in project.trees.items()} == {"one": "", "two": "payments"}
    assert list(project.sources) == ["trees/one.yaml", "trees/payments/two.yaml"]
    assert project.diagnostics == []


def test_settings_and_media_are_read(tmp_path: Path, write: Callable[..., Path]) -> None:
    write("perfsupport.yaml", "title: Desk\n")
    write("trees/media/a.svg", "<svg/>")
    write("trees/media/deep/b.svg", "<svg/>")
    write("trees/media/.DS_Store", "")
    (tmp_path / "trees/media/c.svg").symlink_to("/etc/hostname")
    project = load_project(tmp_path)
    assert project.settings.title == "Desk"
    assert project.media == {"a.svg", "deep/b.svg"}


def test_a_project_without_settings_has_the_defaults(tmp_path: Path, write: Callable[..., Path]) -> None:
    write("trees/one.yaml")
    project = load_project(tmp_path)
    assert project.settings.title == "Job aids"
    assert project.diagnostics == []


@pytest.mark.parametrize(
    ("path", "cause"),
    [
        ("trees/one.yml", "The file's name ends in .yml, so it is not read as a tree."),
        ("trees/a/one.YAML", "The file's name ends in .YAML, so it is not read as a tree."),
        ("trees/a/b/one.yaml", "Trees lie in trees/ or in a category below it, and this folder lies deeper."),
    ],
)
def test_what_looks_like_a_tree_and_is_not_read_is_told(
    tmp_path: Path, write: Callable[..., Path], path: str, cause: str
) -> None:
    write(path)
    (found,) = load_project(tmp_path).diagnostics
    assert (found.code, found.cause) == ("PS119", cause)
    assert path.startswith(found.path)


def test_links_are_not_followed(tmp_path: Path, write: Callable[..., Path]) -> None:
    elsewhere = write("elsewhere/one.yaml")
    (tmp_path / "trees").mkdir()
    (tmp_path / "trees" / "one.yaml").symlink_to(elsewhere)
    (tmp_path / "trees" / "category").symlink_to(elsewhere.parent)
    project = load_project(tmp_path)
    assert project.trees == {}
    assert [(one.path, one.code) for one in project.diagnostics] == [
        ("trees/category", "PS119"),
        ("trees/one.yaml", "PS119"),
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_does_not_stop_the_reading(tmp_path: Path, write: Callable[..., Path]) -> None:
    write("trees/one.yaml")
    os.mkfifo(tmp_path / "trees" / "two.yaml")
    os.mkfifo(tmp_path / "perfsupport.yaml")
    assert find_problems(tmp_path) == [("perfsupport.yaml", "PS119"), ("trees/two.yaml", "PS119")]


def test_of_a_file_without_end_no_more_is_read_than_the_limit(tmp_path: Path, write: Callable[..., Path]) -> None:
    with write("trees/one.yaml").open("r+b") as stream:
        stream.truncate(10**12)
    assert find_problems(tmp_path) == [("trees/one.yaml", "PS120")]


def test_a_file_that_cannot_be_read_is_told_and_the_rest_is_checked(
    tmp_path: Path, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    shut = write("trees/a/shut.yaml")
    write(
        "trees/b/runs.yaml",
        "title: Runs\nsteps:\n  first: {run: shut, on: {done: last}}\n  last: {end: resolved, say: Hi.}\n",
    )
    read = Path.open

    def refuse(path: Path, *arguments: Any) -> Any:
        if path == shut:
            raise PermissionError(13, "Permission denied")
        return read(path, *arguments)

    monkeypatch.setattr(Path, "open", refuse)
    assert find_problems(tmp_path) == [("trees/a/shut.yaml", "PS119")]


def test_two_trees_of_one_name_are_both_checked(tmp_path: Path, write: Callable[..., Path]) -> None:
    write("trees/a/one.yaml")
    write("trees/b/one.yaml", TREE.replace("resolved", "resolvd"))
    assert {path for path, _ in find_problems(tmp_path)} == {"trees/b/one.yaml"}
    assert {code for _, code in find_problems(tmp_path)} == {"PS209", "PS306"}


def test_scenarios_of_sound_trees_are_proved_beside_a_faulty_one(tmp_path: Path, write: Callable[..., Path]) -> None:
    scenario = "scenarios:\n  - {name: Wrong, responses: {}, ends: other}\n"
    steps = (
        "  start: {do: It., then: done}\n  done: {end: resolved, say: Done.}\n  other: {end: resolved, say: Other.}\n"
    )
    write(
        "trees/good.yaml",
        "title: Good\nsteps:\n  first:\n    ask: Which?\n    exhaustive: yes\n    options: {A: done, B: other}\n"
        + steps.split("\n", 1)[1]
        + scenario.replace("{}", "{first: A}"),
    )
    write("trees/bad.yaml", TREE.replace("resolved", "resolvd"))
    assert find_problems(tmp_path) == [("trees/bad.yaml", "PS306"), ("trees/good.yaml", "PS901")]


def test_the_root_is_the_nearest_folder_above_with_settings_or_trees(
    tmp_path: Path, write: Callable[..., Path]
) -> None:
    write("trees/payments/one.yaml")
    assert find_root(tmp_path / "trees" / "payments") == tmp_path
    write("inner/perfsupport.yaml", "title: Inner\n")
    assert find_root(tmp_path / "inner") == tmp_path / "inner"


def test_no_project_at_all_is_a_failure_that_says_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(PerfsupportError, match="perfsupport init"):
        find_root(tmp_path)


def test_the_heaviest_files_of_tests_are_there() -> None:
    assert [name for name in HEAVIEST if not (ROOT / "tests" / name).is_file()] == []
