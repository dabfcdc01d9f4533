"""The hooks for pre-commit: which files make them run, and what they say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.ci.jobs import Job, read_yaml
from tests.conftest import ROOT


def read_hooks(checkout: Path) -> dict[str, Any]:
    """Return the hooks of the repository and those of the starter, by a name of their own."""
    own = {hook["id"]: hook for hook in read_yaml(ROOT / ".pre-commit-hooks.yaml")}
    (repository,) = read_yaml(checkout / ".pre-commit-config.yaml")["repos"]
    return own | {f"starter's {hook['id']}": hook for hook in repository["hooks"]}


@pytest.mark.parametrize("name", ["perfsupport-check", "starter's perfsupport-check"])
def test_the_check_stops_a_commit_with_a_mistake(name: str, checkout: Path, tree: Path, tmp_path: Path) -> None:
    hook = read_hooks(checkout)[name]
    assert hook["pass_filenames"] == "false"
    assert Job(checkout, tmp_path).run(hook["entry"]).returncode == 0
    tree.write_text(tree.read_text().replace("On its way: how_late", "On its way: how_lte"))
    done = Job(checkout, tmp_path).run(hook["entry"])
    assert done.returncode == 1
    assert "PS301" in done.stdout


def test_the_form_is_mended_and_then_stays(checkout: Path, tree: Path, tmp_path: Path) -> None:
    hook = read_hooks(checkout)["perfsupport-fmt"]
    written = tree.read_text()
    tree.write_text(written.replace("      On its way: how_late", "        On its way:   how_late"))
    tree.write_text(tree.read_text().replace("      Delivered: {", "        Delivered: {"))
    tree.write_text(tree.read_text().replace("      No such number: {", "        No such number: {"))
    job = Job(checkout, tmp_path)
    assert "written in the one form" in job.run(hook["entry"]).stdout
    assert tree.read_text() == written
    assert "in the one form already" in job.run(hook["entry"]).stdout


@pytest.mark.parametrize(
    ("path", "runs"),
    [
        ("perfsupport.yaml", True),
        ("trees/parcels/parcel-late.yaml", True),
        ("trees/media/till.png", True),
        ("README.md", False),
        ("site_templates/pages/base.html.j2", False),
        ("my-perfsupport.yaml", False),
    ],
)
def test_it_runs_for_files_of_the_project(path: str, runs: bool, checkout: Path) -> None:
    for name, hook in read_hooks(checkout).items():
        assert bool(re.search(hook["files"], path)) == runs, name
