from __future__ import annotations

import json
import re
import subprocess
from datetime import date
from pathlib import Path

import pytest

from perfsupport.parsing import make_scenarios_schema
from perfsupport.project import load_project
from perfsupport.proving import check_project
from perfsupport.starter import REPOSITORY, make_starter, write_starter
from tests.cli.running import run

WRITTEN = {
    "perfsupport.yaml",
    "trees/parcels/parcel-late.yaml",
    "perfsupport.schema.json",
    "perfsupport.scenarios.schema.json",
    ".gitignore",
    ".vscode/settings.json",
    ".vscode/extensions.json",
    "README.md",
    ".editorconfig",
    *REPOSITORY,
}


def find_files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_what_init_writes_checks_clean_and_builds(tmp_path: Path) -> None:
    begun = run(tmp_path, "init", "desk")
    assert begun.returncode == 0
    assert find_files(tmp_path / "desk") == WRITTEN
    assert all(f"wrote  desk/{path}" in begun.stdout for path in WRITTEN)
    assert "  cd desk\n  perfsupport check\n" in begun.stdout
    checked = run(tmp_path / "desk", "check", "--strict")
    assert (checked.returncode, checked.stdout) == (0, "Nothing to mend in 2 files.\n")
    assert run(tmp_path / "desk", "test", "--fail-under", "100").returncode == 0
    built = run(tmp_path / "desk", "build", "--strict")
    assert (built.returncode, built.stdout, built.stderr) == (0, "Built 1 job aid into build\n", "")
    assert (tmp_path / "desk" / "build" / "parcel-late.html").is_file()


def test_what_commands_make_is_not_committed(tmp_path: Path) -> None:
    run(tmp_path, "init")
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    made = ["build/index.html", "job-aids.html", "parcel-late.html", "perfsupport-events.sqlite3"]
    ignored = subprocess.run(
        ["git", "check-ignore", *made, "trees/a/b.yaml"], cwd=tmp_path, capture_output=True, text=True
    )
    assert ignored.stdout.split() == made


def test_init_never_overwrites(tmp_path: Path) -> None:
    (tmp_path / "perfsupport.yaml").write_text("title: Mine\n")
    begun = run(tmp_path, "init")
    assert begun.returncode == 0
    assert "kept   perfsupport.yaml, which was there already" in begun.stdout
    assert (tmp_path / "perfsupport.yaml").read_text() == "title: Mine\n"
    again = run(tmp_path, "init")
    assert again.stdout.count("kept   ") == len(WRITTEN)


def test_within_a_repository_what_only_works_at_its_top_is_left_out(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    begun = run(tmp_path, "init", "support/aids")
    assert find_files(tmp_path / "support" / "aids") == WRITTEN - set(REPOSITORY)
    assert ".gitlab-ci.yml, .pre-commit-config.yaml: support/aids/ is not the top of the repository." in begun.stdout
    assert "--root support/aids" in begun.stdout
    assert set(REPOSITORY) <= find_files_written(run(tmp_path, "init"))


def find_files_written(done: subprocess.CompletedProcess[str]) -> set[str]:
    return {line.removeprefix("wrote  ") for line in done.stdout.splitlines() if line.startswith("wrote  ")}


def test_init_refuses_a_file(tmp_path: Path) -> None:
    (tmp_path / "desk").write_text("a file")
    refused = run(tmp_path, "init", "desk")
    assert (refused.returncode, refused.stderr) == (2, "perfsupport: desk is a file. Name a folder.\n")


@pytest.mark.parametrize("today", [date(2026, 11, 22), date(2028, 2, 29)])
def test_the_first_tree_is_to_be_reviewed_in_a_year(tmp_path: Path, today: date) -> None:
    write_starter(tmp_path, make_starter(today))
    project = load_project(tmp_path)
    assert str(project.trees["parcel-late"].review_by).startswith(str(today.year + 1))
    assert check_project(project, today.isoformat()) == []


def test_editors_find_the_schema(tmp_path: Path) -> None:
    write_starter(tmp_path, make_starter(date(2026, 11, 22)))
    settings = json.loads((tmp_path / ".vscode" / "settings.json").read_text())
    schema, scenarios = settings["yaml.schemas"]
    for each in (schema, scenarios):
        assert json.loads((tmp_path / each).read_text())["$schema"].endswith("2020-12/schema")
    # What lies beside a tree, as its scenarios and its words in other languages do, is no tree.
    assert settings["yaml.schemas"][schema] == ["trees/**/*.yaml", "!trees/**/*.*.yaml"]
    assert settings["yaml.schemas"][scenarios] == "trees/**/*.scenarios.yaml"
    assert json.loads((tmp_path / scenarios).read_text()) == make_scenarios_schema()
    tree = tmp_path / "trees" / "parcels" / "parcel-late.yaml"
    modeline = re.search(r"\$schema=(\S+)", tree.read_text())
    assert modeline and (tree.parent / modeline[1]).resolve() == (tmp_path / schema).resolve()
