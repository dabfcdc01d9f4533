"""Revisions: what differs from one, its files in a folder, and sentences for all that can be missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfsupport.errors import PerfsupportError
from perfsupport.revisions import export_revision, find_changed
from tests.revisions.repository import commit, git, start, write

PROJECT = {
    "perfsupport.yaml": "title: Aids\n",
    "perfsupport.de.yaml": "title: {source: Aids, text: Hilfen}\n",
    "translations/interface.de.po": "",
    "trees/a.yaml": "title: A\n",
    "trees/desk/b.yaml": "title: B\n",
    "trees/media/dot.svg": "<svg/>\n",
    "notes.txt": "No part of the project's data\n",
}


def make_project(folder: Path, below: str = "") -> Path:
    """Return the root of a project with one commit, in a subfolder of its repository where ``below`` is given."""
    repository = start(folder / "repository")
    root = repository / below
    write(root, PROJECT)
    commit(repository)
    return root


@pytest.mark.parametrize("below", ["", "aids", "aids/deep er"])
def test_finds_changed_new_and_deleted_files_below_the_root(tmp_path: Path, below: str) -> None:
    root = make_project(tmp_path, below)
    assert find_changed(root, "HEAD") == frozenset()
    write(root, {"trees/a.yaml": "title: Other\n", "trees/new.yaml": "title: New\n"})
    (root / "trees/desk/b.yaml").unlink()
    git(root, "mv", "trees/media/dot.svg", "trees/media/spot.svg")
    changed = {"trees/a.yaml", "trees/new.yaml", "trees/desk/b.yaml", "trees/media/dot.svg", "trees/media/spot.svg"}
    assert find_changed(root, "HEAD") == changed


def test_what_lies_outside_the_project_does_not_count(tmp_path: Path) -> None:
    root = make_project(tmp_path, "aids")
    write(root.parent, {"trees/a.yaml": "title: Not ours\n"})
    assert find_changed(root, "HEAD") == frozenset()


def test_ignored_files_do_not_count(tmp_path: Path) -> None:
    root = make_project(tmp_path)
    write(root, {".gitignore": "build/\n"})
    commit(root)
    write(root, {"build/index.html": "Built"})
    assert find_changed(root, "HEAD") == frozenset()


def test_names_come_back_as_they_are(tmp_path: Path) -> None:
    root = make_project(tmp_path)
    names = {'trees/it\'s "quoted".yaml', "trees/two\nlines.yaml", "trees/grün.yaml", "trees/-n.yaml", "trees/*.yaml"}
    write(root, dict.fromkeys(names, "title: X\n"))
    assert find_changed(root, "HEAD") == names
    commit(root)
    assert find_changed(root, "HEAD") == frozenset()
    export_revision(root, "HEAD", tmp_path / "out")
    assert all((tmp_path / "out" / name).read_text() == "title: X\n" for name in names)


@pytest.mark.parametrize("below", ["", "aids/deep er"])
def test_writes_the_files_of_a_revision_and_leaves_the_working_tree_alone(tmp_path: Path, below: str) -> None:
    root = make_project(tmp_path, below)
    write(root, {"trees/a.yaml": "title: Other\n", "site_templates/pages/index.html.j2": "Own"})
    before = git(root, "status", "--porcelain")
    export_revision(root, "HEAD", tmp_path / "out")
    written = {
        file.relative_to(tmp_path / "out").as_posix() for file in (tmp_path / "out").rglob("*") if file.is_file()
    }
    assert written == PROJECT.keys() - {"notes.txt"}
    assert (tmp_path / "out/trees/a.yaml").read_text() == "title: A\n"
    assert git(root, "status", "--porcelain") == before


def test_an_older_revision_and_own_templates(tmp_path: Path) -> None:
    root = make_project(tmp_path)
    first = git(root, "rev-parse", "HEAD").strip()
    write(root, {"site_templates/pages/index.html.j2": "Own", "trees/a.yaml": "title: Second\n"})
    commit(root)
    export_revision(root, "main", tmp_path / "new")
    export_revision(root, "HEAD~1", tmp_path / "old")
    assert (tmp_path / "new/site_templates/pages/index.html.j2").read_text() == "Own"
    assert (tmp_path / "old/trees/a.yaml").read_text() == "title: A\n"
    assert find_changed(root, first[:10]) == {"site_templates/pages/index.html.j2", "trees/a.yaml"}


def test_a_revision_without_the_project_gives_an_empty_folder(tmp_path: Path) -> None:
    repository = start(tmp_path / "repository")
    commit(repository)
    write(repository, PROJECT)
    export_revision(repository, "HEAD", tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_links_are_left_out(tmp_path: Path) -> None:
    root = make_project(tmp_path)
    (root / "trees/link.yaml").symlink_to("/etc/hostname")
    commit(root)
    export_revision(root, "HEAD", tmp_path / "out")
    assert not (tmp_path / "out/trees/link.yaml").is_symlink()


def test_bytes_are_the_same_whatever_attributes_say(tmp_path: Path) -> None:
    root = make_project(tmp_path)
    write(root, {".gitattributes": "*.yaml export-ignore text eol=crlf\n"})
    (root / "trees/media/film.mp4").write_bytes(bytes(range(256)) * 9000)
    commit(root)
    export_revision(root, "HEAD", tmp_path / "out")
    assert (tmp_path / "out/trees/a.yaml").read_bytes() == b"title: A\n"
    assert (tmp_path / "out/trees/media/film.mp4").read_bytes() == bytes(range(256)) * 9000


@pytest.mark.parametrize("revision", ["nowhere", "", "--output=stolen", "-h", "a b", "HEAD\n", "nul\0", "HEAD:trees"])
def test_no_such_revision(tmp_path: Path, revision: str) -> None:
    root = make_project(tmp_path)
    with pytest.raises(PerfsupportError, match="There is no revision"):
        find_changed(root, revision)
    assert not (root / "stolen").exists()


def test_a_shallow_clone_says_how_to_fetch_the_rest(tmp_path: Path) -> None:
    root = make_project(tmp_path)
    first = git(root, "rev-parse", "HEAD").strip()
    write(root, {"trees/a.yaml": "title: Second\n"})
    commit(root)
    git(tmp_path, "clone", "--quiet", "--depth=1", root.as_uri(), "shallow")
    with pytest.raises(PerfsupportError, match="git fetch --unshallow"):
        find_changed(tmp_path / "shallow", first)


def test_no_commit_yet(tmp_path: Path) -> None:
    repository = start(tmp_path / "repository")
    with pytest.raises(PerfsupportError, match="no commit yet"):
        find_changed(repository, "HEAD")


def test_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(PerfsupportError, match="does not lie in a git working tree"):
        find_changed(tmp_path, "HEAD")


def test_no_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PerfsupportError, match="no git on the PATH"):
        find_changed(tmp_path, "HEAD")


def test_works_inside_a_hook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_project(tmp_path, "aids")
    write(root, {"trees/a.yaml": "title: Other\n"})
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    assert find_changed(root, "HEAD") == {"trees/a.yaml"}


def test_runs_no_program_that_the_repository_names(tmp_path: Path) -> None:
    root = make_project(tmp_path)
    trap = tmp_path / "trap"
    trap.write_text(f'#!/bin/sh\ntouch {tmp_path}/sprung\ncat "$2" 2>/dev/null\n')
    trap.chmod(0o755)
    for name in ("diff.external", "core.fsmonitor", "core.pager", "diff.trap.textconv"):
        git(root, "config", name, str(trap))
    write(root, {".gitattributes": "* diff=trap\n", "trees/a.yaml": "title: Other\n"})
    (tmp_path / "sprung").unlink(missing_ok=True)
    assert "trees/a.yaml" in find_changed(root, "HEAD")
    export_revision(root, "HEAD", tmp_path / "out")
    assert not (tmp_path / "sprung").exists()
    assert (tmp_path / "out/trees/a.yaml").is_file()
