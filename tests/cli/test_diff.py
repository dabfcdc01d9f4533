"""``perfsupport diff`` as it is called, in repositories of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import run
from tests.diff.test_words import TREE
from tests.revisions.repository import commit, start, write


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A project below its repository, one commit, and a change on the disk."""
    root = start(tmp_path / "repository") / "aids"
    write(root, {"perfsupport.yaml": "title: Desk\n", "trees/t.yaml": TREE})
    commit(root)
    return root


def change(root: Path) -> None:
    write(root, {"trees/t.yaml": TREE.replace("amount <= 500", "amount <= 450")})


def test_nothing_has_changed(repository: Path) -> None:
    done = run(repository, "diff", "--exit-code")
    assert (done.returncode, done.stdout) == (0, "Nothing has changed between HEAD and the working tree.\n")


def test_the_disk_against_the_last_commit(repository: Path) -> None:
    change(repository)
    done = run(repository, "diff", "--exit-code")
    assert done.returncode == 1
    assert "“Paid” (resolved) → “Ask supervisor” (escalated)" in done.stdout
    assert run(repository, "diff").returncode == 0
    assert "\x1b" not in done.stdout


def test_revisions_of_a_folder_that_is_no_project_are_not_alike(repository: Path) -> None:
    write(repository.parent, {"docs/page.md": "Words."})
    done = run(repository, "diff", "HEAD", "HEAD", "--root", "../docs")
    assert (done.returncode, done.stdout) == (3, "")
    assert "in ../docs. Name a project's folder." in done.stderr


@pytest.mark.parametrize("arguments", [("HEAD~1", "HEAD"), ("HEAD~1..HEAD",), ("HEAD~1",)])
def test_two_revisions(repository: Path, arguments: tuple[str, ...]) -> None:
    change(repository)
    commit(repository)
    assert "at most 450 EUR" in run(repository, "diff", *arguments).stdout


def test_two_folders(tmp_path: Path) -> None:
    for name, text in (("a", TREE), ("b", TREE.replace("desk", "lead"))):
        write(tmp_path / name, {"trees/t.yaml": text})
    done = run(tmp_path, "diff", "a", "b", "--format", "json")
    found = json.loads(done.stdout)
    assert (found["format"], found["old"], found["new"]) == (1, "a", "b")
    assert found["trees"][0]["changes"][0]["sentence"] == "Kept by: lead; it was desk."
    assert "no project in the folder" in run(tmp_path / "a", "diff", "trees", "trees").stderr


def test_a_page_stands_alone(repository: Path, tmp_path: Path) -> None:
    change(repository)
    assert run(repository, "diff", "--format", "html", "-o", str(tmp_path / "d.html")).returncode == 0
    page = (tmp_path / "d.html").read_text(encoding="utf-8")
    assert "default-src &#39;none&#39;" in page
    assert '<svg class="picture"' in page and 'class="node route changed"' in page
    assert "<script" not in page and " style=" not in page


def test_no_such_revision(repository: Path) -> None:
    done = run(repository, "diff", "nowhere")
    assert done.returncode == 3
    assert "There is no revision 'nowhere' in this repository." in done.stderr
