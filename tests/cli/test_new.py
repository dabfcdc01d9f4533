"""``new tree``: a tree to begin with, clean from the first moment, and nothing overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfsupport.project import load_project
from tests.cli.running import run


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project fresh from ``init``."""
    assert run(tmp_path, "init").returncode == 0
    return tmp_path


def test_a_new_tree_checks_clean_and_builds(project: Path) -> None:
    made = run(project, "new", "tree", "desk/refund-asked")
    assert (made.returncode, made.stderr) == (0, "")
    assert made.stdout.startswith("wrote  trees/desk/refund-asked.yaml\n")
    lines = (project / "trees" / "desk" / "refund-asked.yaml").read_text().splitlines()
    assert lines[0] == "# yaml-language-server: $schema=../../perfsupport.schema.json"
    assert {"title: Refund asked", "owner: desk"} <= set(lines)
    checked = run(project, "check", "--strict")
    assert (checked.returncode, checked.stdout) == (0, "Nothing to mend in 3 files.\n")
    assert run(project, "fmt", "--check").returncode == 0
    assert run(project, "build", "--strict").stdout == "Built 2 job aids into build\n"


def test_from_within_a_folder_and_without_a_category(project: Path) -> None:
    made = run(project / "trees" / "parcels", "new", "tree", "gift-card.yaml", "--owner", "gift-desk")
    assert made.stdout.startswith("wrote  trees/gift-card.yaml\n")
    text = (project / "trees" / "gift-card.yaml").read_text()
    assert "$schema=../perfsupport.schema.json" in text and "owner: gift-desk" in text
    assert run(project, "check", "--strict").returncode == 0


@pytest.mark.parametrize("owner", ["Ann: cards # all", "- x", "yes", "'q' \"r\" \\", "[a", "&a", "Käthe & Søn"])
def test_an_owner_of_any_words(owner: str, project: Path) -> None:
    assert run(project, "new", "tree", "cards/card-lost", "--owner", owner).returncode == 0
    assert load_project(project).trees["card-lost"].owner == owner
    assert run(project, "check", "--strict").returncode == 0


@pytest.mark.parametrize("owner", ["", " ", "a\nb", "\x1b[31m"])
def test_an_owner_that_is_no_words_is_refused(owner: str, project: Path) -> None:
    refused = run(project, "new", "tree", "cards/card-lost", "--owner", owner)
    assert (refused.returncode, "The owner has to be one line of words" in refused.stderr) == (2, True)
    assert not (project / "trees" / "cards").exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("cards/Card Lost", "not made of small letters and digits joined by -. Choose another id"),
        ("cards/index", "the site uses that name for something else"),
        ("cards/", "not made of small letters"),
        ("cards/lost/at-home", "cards/lost cannot be a category. Name one folder and an id"),
        ("../lost", ".. cannot be a category"),
        ("media/lost", "media cannot be a category"),
        ("cards/\udcff", "not made of small letters"),
        ("other/parcel-late", "trees/parcels/parcel-late.yaml has this id already."),
    ],
)
def test_a_name_that_cannot_be_is_refused(name: str, said: str, project: Path) -> None:
    before = sorted(project.rglob("*"))
    refused = run(project, "new", "tree", name)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert said in refused.stderr
    assert sorted(project.rglob("*")) == before


def test_a_category_that_is_a_link_is_refused(project: Path) -> None:
    (project / "elsewhere").mkdir()
    (project / "trees" / "cards").symlink_to("../elsewhere")
    refused = run(project, "new", "tree", "cards/card-lost")
    assert (refused.returncode, "trees/cards is a link to another place" in refused.stderr) == (2, True)
    assert list((project / "elsewhere").iterdir()) == []


def test_a_file_that_is_no_tree_yet_stays_as_it_is(project: Path) -> None:
    file = project / "trees" / "draft.yaml"
    file.write_text("")
    refused = run(project, "new", "tree", "draft")
    assert (refused.returncode, file.read_text()) == (2, "")
    assert "trees/draft.yaml is there already, and stays as it is." in refused.stderr


def test_without_a_project_it_says_how_to_begin_one(tmp_path: Path) -> None:
    refused = run(tmp_path, "new", "tree", "desk/refund-asked")
    assert refused.returncode == 3
    assert "perfsupport init" in refused.stderr


def test_the_word_tree_forgotten(project: Path) -> None:
    refused = run(project, "new", "desk/refund-asked")
    assert refused.returncode == 2
    assert (
        refused.stderr.splitlines()[-1]
        == "Error: desk/refund-asked cannot be begun, a tree can: perfsupport new tree CATEGORY/ID"
    )
