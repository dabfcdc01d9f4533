"""A gallery of mistakes as authors make them, each with all that perfsupport says of it, compared whole.

``PERFSUPPORT_WRITE_EXPECTED=1 pytest tests/cases`` writes what is expected anew; read it before you keep it.
"""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from perfsupport.formatters import Report, format_text
from perfsupport.project import load_project
from perfsupport.proving import check_project
from perfsupport.rules.catalogue import RULES
from perfsupport.settings import SETTINGS_FILE, Checks, Settings
from perfsupport.tree import Text

HERE = Path(__file__).parent
TODAY = "2026-11-22"
FINDING = re.compile(r"^(\S.*?):\d+:\d+: \w+ (PS\d{3}): (.+)(?:\n +\d+ \| (.*))?", re.MULTILINE)
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


def prepare(folder: Path, copy: Path) -> Path:
    """Return the folder of a case; where it says which lines to repeat how often, a copy in which that is done."""
    grown = folder / "repeat.txt"
    if not grown.exists():
        return folder
    shutil.copytree(folder, copy)
    for order in grown.read_text(encoding="utf-8").splitlines():
        path, number, times = order.split()
        lines = (copy / path).read_text(encoding="utf-8").splitlines(keepends=True)
        lines[int(number) - 1] *= int(times)
        (copy / path).write_text("".join(lines), encoding="utf-8")
    return copy


@pytest.mark.parametrize("folder", sorted((HERE / "bad").iterdir()), ids=lambda path: path.name)
def test_what_is_said_of_a_mistake(folder: Path, tmp_path: Path) -> None:
    expected = folder / "expected.txt"
    told = check(prepare(folder, tmp_path / "project"))
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


def test_each_rule_has_at_least_three_cases() -> None:
    """Each in words of its own, or in another line or file."""
    cases = {
        (code, path.parent.name, file, cause, line)
        for path in sorted(HERE.glob("bad/*/expected.txt"))
        for file, code, cause, line in FINDING.findall(path.read_text(encoding="utf-8"))
    }
    counted = Counter(case[0] for case in cases)
    lacking = {rule.code: 3 - counted[rule.code] for rule in RULES if counted[rule.code] < 3}
    assert lacking == {}, "so many more cases are needed in tests/cases/bad"
