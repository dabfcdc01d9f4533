"""A project loaded and proved again after a change comes out as one that is loaded for the first time."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from perfsupport.project import Project, load_project
from perfsupport.proving import Proved, prove_project
from tests.preview.edits import make_edit, write_project

TODAY = "2026-11-22"
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
"""A seed cannot be made simpler, only other."""


def assert_same(project: Project, proved: Proved, root: Path, today: str = TODAY) -> None:
    """Hold what was taken over in part against a project that is read and proved from nothing."""
    fresh = load_project(root)
    assert project.diagnostics == fresh.diagnostics
    assert project.settings == fresh.settings
    assert list(project.trees.items()) == list(fresh.trees.items())
    assert project.sources == fresh.sources
    assert (project.media, project.unread) == (fresh.media, fresh.unread)
    proved_fresh = prove_project(fresh, today)
    assert proved.diagnostics == proved_fresh.diagnostics
    assert proved.programs == proved_fresh.programs
    assert proved.compiled == proved_fresh.compiled


EXAMPLES = int(os.environ.get("PERFSUPPORT_EDITS", "5"))


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), phases=UNSHRUNK)
@given(seed=st.integers(0, 2**32), edits=st.integers(1, 8))
def test_random_edits_come_out_as_from_nothing(seed: int, edits: int) -> None:
    random = Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        write_project(root, random)
        project = load_project(root)
        proved = prove_project(project, TODAY)
        for _ in range(edits):
            make_edit(root, random)
            project = load_project(root, project)
            proved = prove_project(project, TODAY, earlier=proved)
            assert_same(project, proved, root)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_project(tmp_path, Random(1))
    for file in tmp_path.rglob("*"):
        os.utime(file, (1_700_000_000, 1_700_000_000))
    return tmp_path


def test_only_what_changed_is_parsed_compiled_and_proved_again(project: Path) -> None:
    before = load_project(project)
    proved = prove_project(before, TODAY)
    tree = before.trees["pay-out-credit"]
    file = project / tree.path
    file.write_text(file.read_text().replace(str(tree.title), "A title of its own"))
    after = load_project(project, before)
    changed = {id for id in after.trees if after.trees[id] is not before.trees[id]}
    assert changed == {"pay-out-credit"}
    again = prove_project(after, TODAY, earlier=proved)
    assert {id for id in again.programs if again.programs[id] is not proved.programs[id]} == {"pay-out-credit"}
    checked = again.checks.by_path
    assert {path for path in checked if checked[path] is not proved.checks.by_path[path]} == {tree.path}
    assert again.programs["pay-out-credit"]["trees"]["pay-out-credit"]["title"] == "A title of its own"


def test_a_save_within_the_same_tick_of_the_clock_and_of_the_same_length_is_seen(project: Path) -> None:
    before = load_project(project)
    file = project / before.trees["pay-out-credit"].path
    text, written = file.read_text(), str(before.trees["pay-out-credit"].title)
    for title in ("Aaaaaaaa", "Bbbbbbbb"):
        when = file.stat()
        file.write_text(text.replace(written, title))
        os.utime(file, ns=(when.st_atime_ns, when.st_mtime_ns))
        before = load_project(project, before)
        assert before.trees["pay-out-credit"].title == title


def test_a_tree_that_runs_another_is_checked_again_with_it(project: Path) -> None:
    before = load_project(project)
    proved = prove_project(before, TODAY)
    (project / before.trees["identity-check"].path).unlink()
    after = load_project(project, before)
    again = prove_project(after, TODAY, earlier=proved)
    assert "PS303" in {one.code for one in again.diagnostics}
    assert_same(after, again, project)
