from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from perfsupport.starter import make_starter, write_starter
from tests.cli.running import run

TREE = "trees/parcels/parcel-late.yaml"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_starter(tmp_path, make_starter(date.today()))
    return tmp_path


def change(project: Path, old: str, new: str) -> None:
    text = (project / TREE).read_text()
    assert old in text
    (project / TREE).write_text(text.replace(old, new))


def test_errors_are_shown_and_the_last_site_stays(project: Path) -> None:
    assert run(project, "build", "--no-maps").returncode == 0
    before = (project / "build" / "parcel-late.html").read_bytes()
    change(project, "then: by_days", "then: by_day")
    failed = run(project, "build", "--no-maps")
    assert failed.returncode == 1
    assert "error PS301: `by_day` is not a step of this tree." in failed.stdout
    assert "Did you mean by_days?" in failed.stdout
    assert failed.stderr == "Nothing was built. The last site stays as it is.\n"
    assert (project / "build" / "parcel-late.html").read_bytes() == before


def test_a_project_is_found_from_a_folder_within(project: Path) -> None:
    built = run(project / "trees" / "parcels", "build", "--no-maps")
    assert built.returncode == 0
    assert (project / "build" / "index.html").is_file()


def test_root_and_out_are_options(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    built = run(elsewhere, "build", "--no-maps", "--root", str(project), "--out", "site")
    assert (built.returncode, built.stdout) == (0, "Built 1 job aid into site\n")
    assert (elsewhere / "site" / "index.html").is_file()


def test_a_folder_that_is_not_ours_is_refused_in_a_sentence(project: Path) -> None:
    refused = run(project, "build", "--no-maps", "--out", ".vscode")
    assert refused.returncode == 3
    assert refused.stderr == (
        "perfsupport: .vscode was not made by perfsupport, so it is not replaced."
        " Empty it, or choose another folder with --out.\n"
    )


def test_no_project_is_a_failure_with_a_way_on(tmp_path_factory: pytest.TempPathFactory) -> None:
    failed = run(tmp_path_factory.mktemp("empty"), "build")
    assert failed.returncode == 3
    assert "Begin a project with: perfsupport init" in failed.stderr


def test_an_unknown_option_is_wrong_usage(project: Path) -> None:
    assert run(project, "build", "--mapps").returncode == 2
