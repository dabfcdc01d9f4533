"""The pipeline that ``init`` writes for GitLab, script by script in a repository."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from tests.ci.jobs import Job, git, read_yaml


def run_job(checkout: Path, place: Path, name: str, **variables: str) -> subprocess.CompletedProcess[str]:
    pipeline = read_yaml(checkout / ".gitlab-ci.yml")
    return Job(checkout, place).run("\n".join(pipeline[name]["script"]), **variables)


def find_artifacts(checkout: Path) -> Any:
    return read_yaml(checkout / ".gitlab-ci.yml")["job-aids"]["artifacts"]


def test_a_clean_project_is_checked_built_and_published(checkout: Path, tmp_path: Path) -> None:
    done = run_job(checkout, tmp_path, "job-aids")
    assert (done.returncode, done.stderr) == (0, "")
    reports = find_artifacts(checkout)["reports"]
    assert json.loads((checkout / reports["codequality"]).read_text()) == []
    for file in reports["junit"]:
        assert ElementTree.parse(checkout / file).getroot().get("failures") == "0", file
    # The site is not taken for a change.
    assert git(checkout, "status", "--porcelain").splitlines() == ["?? check.json", "?? check.xml", "?? test.xml"]
    assert run_job(checkout, tmp_path, "pages").returncode == 0


def test_a_mistake_is_reported_and_nothing_is_published(checkout: Path, tree: Path, tmp_path: Path) -> None:
    tree.write_text(tree.read_text().replace("On its way: how_late", "On its way: how_lte"))
    done = run_job(checkout, tmp_path, "job-aids")
    assert done.returncode == 1
    assert "error PS301: `how_lte` is not a step of this tree." in done.stdout
    artifacts = find_artifacts(checkout)
    assert artifacts["when"] == "always"
    found = json.loads((checkout / artifacts["reports"]["codequality"]).read_text())
    assert ("trees/parcels/parcel-late.yaml", "PS301") in {
        (one["location"]["path"], one["check_name"]) for one in found
    }
    assert int(ElementTree.parse(checkout / artifacts["reports"]["junit"][0]).getroot().attrib["failures"]) == len(
        found
    )
    assert run_job(checkout, tmp_path, "pages").returncode == 1


def test_a_merge_request_links_to_a_page_of_what_changes(checkout: Path, tree: Path, tmp_path: Path) -> None:
    base = git(checkout, "rev-parse", "HEAD")
    tree.write_text(tree.read_text().replace("Please ask next door first", "Please ask at number 7 first"))
    name = "what-changes-for-reps"
    done = run_job(checkout, tmp_path, name, CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
    assert done.returncode == 0, done.stderr
    (file,) = read_yaml(checkout / ".gitlab-ci.yml")[name]["artifacts"]["paths"]
    assert "number 7" in (checkout / file).read_text()
