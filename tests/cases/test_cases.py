"""A gallery of mistakes as authors make them, each with all that perfsupport says of it, compared whole.

``PERFSUPPORT_WRITE_EXPECTED=1 pytest tests/cases`` writes what is expected anew; read it before you keep it.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from perfsupport.formatters import Report, format_text
from perfsupport.project import check_project, load_project
from perfsupport.settings import SETTINGS_FILE, Checks, Settings
from perfsupport.tree import Text

HERE = Path(__file__).parent
TODAY = "2026-11-22"
WRITE = "PERFSUPPORT_WRITE_EXPECTED" in os.environ


def check(root: Path) -> str:
    """Return what ``perfsupport check`` prints in a folder.

    A case without settings is held to the first set of rules, so that each shows its mistake and no advice besides.
    """
    project = load_project(root)
    if not (root / SETTINGS_FILE).exists():
        project = replace(project, settings=Settings(checks=Checks(rules=Text("1"))))
    diagnostics = check_project(project, TODAY)
    files = {*project.sources, *(diagnostic.path for diagnostic in diagnostics)}
    return format_text(Report(diagnostics=diagnostics, sources=project.sources, files=len(files)))


@pytest.mark.parametrize("folder", sorted((HERE / "bad").iterdir()), ids=lambda path: path.name)
def test_what_is_said_of_a_mistake(folder: Path) -> None:
    expected = folder / "expected.txt"
    told = check(folder)
    if WRITE:
        expected.write_text(told, encoding="utf-8", newline="\n")
    assert told == expected.read_text(encoding="utf-8")
    assert "Nothing to mend" not in told


@pytest.mark.parametrize("case", sorted((HERE / "ok").iterdir()), ids=lambda path: path.stem)
def test_nothing_is_said_of_what_is_right(case: Path, tmp_path: Path) -> None:
    """A case is one tree, or a folder that holds a project."""
    if case.is_dir():
        shutil.copytree(case, tmp_path / "project")
    else:
        target = tmp_path / "project" / "trees" / "cases" / case.name
        target.parent.mkdir(parents=True)
        shutil.copy(case, target)
    assert check(tmp_path / "project").startswith("Nothing to mend in ")
