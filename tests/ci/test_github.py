"""The workflow that ``init`` writes and the action, step by step in a repository."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.ci.jobs import Job, git, read_yaml
from tests.conftest import ROOT

GH = """#!/bin/sh
echo "$@" >> {place}/gh.txt
case "$*" in *--paginate*) cat {place}/comments.txt ;; esac
"""


def read_workflow(checkout: Path) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = read_yaml(checkout / ".github" / "workflows" / "job-aids.yml")["jobs"]["check"][
        "steps"
    ]
    return steps


def find_step(steps: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """Return a step by its name. Each command of perfsupport costs a second: what a test shows needs few of them."""
    return next(step for step in steps if step.get("name") == name)


def make_push(checkout: Path, place: Path) -> Job:
    return Job(checkout, place, {"github.event_name == 'pull_request'": ""})


def test_a_clean_project_is_checked_proved_and_built(checkout: Path, tmp_path: Path) -> None:
    done = make_push(checkout, tmp_path).run_steps(read_workflow(checkout))
    assert [(name, one.returncode) for name, one in done] == [("Check", 0), ("Prove the scenarios", 0), ("Build", 0)]
    assert done[0][1].stdout == "Nothing to mend in 2 files.\n"
    kept = find_step(read_workflow(checkout), "Keep the site")
    assert (checkout / kept["with"]["path"] / "index.html").is_file()
    assert git(checkout, "status", "--porcelain") == ""


def test_a_pull_request_is_told_what_changes_for_reps(checkout: Path, tree: Path, tmp_path: Path) -> None:
    base = git(checkout, "rev-parse", "HEAD")
    tree.write_text(tree.read_text().replace("Please ask next door first", "Please ask at number 7 first"))
    git(checkout, "commit", "-q", "-a", "-m", "Reword")
    values = {"github.event_name == 'pull_request'": "true", "github.event.pull_request.base.sha": base}
    done = Job(checkout, tmp_path, values).run_steps(read_workflow(checkout))
    assert [(name, one.returncode) for name, one in done][2:] == [("Tell what changes for reps", 0), ("Build", 0)]
    assert "number 7" in (tmp_path / "summary.md").read_text()


def test_a_mistake_is_annotated_and_stops_the_job(checkout: Path, tree: Path, tmp_path: Path) -> None:
    tree.write_text(tree.read_text().replace("On its way: how_late", "On its way: how_lte"))
    ((name, done),) = make_push(checkout, tmp_path).run_steps(read_workflow(checkout))
    assert (name, done.returncode) == ("Check", 1)
    assert done.stdout.startswith("::error file=trees/parcels/parcel-late.yaml,line=")
    assert "title=PS301 unknown-target::" in done.stdout
    assert "`how_lte` is not a step of this tree." in (tmp_path / "summary.md").read_text()
    assert not (checkout / "build").exists()


def test_a_failure_leaves_the_last_site_whole(checkout: Path, tree: Path, tmp_path: Path) -> None:
    job = make_push(checkout, tmp_path)
    build = str(find_step(read_workflow(checkout), "Build")["run"])
    assert job.run(build).returncode == 0
    before = {path: path.read_bytes() for path in (checkout / "build").rglob("*") if path.is_file()}
    tree.write_text(tree.read_text().replace("end: resolved", "end: resolvd", 1))
    assert job.run(build).returncode == 1
    assert {path: path.read_bytes() for path in (checkout / "build").rglob("*") if path.is_file()} == before


def make_action(checkout: Path, place: Path, **inputs: str) -> Job:
    """Return a job on pull request 7 that runs the action with these inputs."""
    given = {"root": ".", "strict": "true", "compare": git(checkout, "rev-parse", "HEAD"), "out": "build", **inputs}
    comments = given["compare"] and given.get("comment") == "true"
    values = {
        "inputs.root": given["root"],
        "inputs.strict == 'true' && '--strict' || ''": "--strict" if given["strict"] == "true" else "",
        "inputs.compare": given["compare"],
        "inputs.compare != ''": given["compare"],
        "inputs.compare != '' && inputs.comment == 'true' && github.event.pull_request.number": "7" if comments else "",
        "inputs.token": "token",
        "inputs.out": given["out"],
        "inputs.out != ''": given["out"],
        "github.repository": "desk/job-aids",
        "github.event.pull_request.number": "7",
    }
    (place / "comments.txt").touch()
    return Job(checkout, place, values, stubs={"gh": GH.format(place=place)})


def read_action() -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = read_yaml(ROOT / "action.yml")["runs"]["steps"]
    return steps


def test_the_action_checks_proves_compares_comments_and_builds(checkout: Path, tree: Path, tmp_path: Path) -> None:
    job = make_action(checkout, tmp_path, comment="true")
    tree.write_text(tree.read_text().replace("Please ask next door first", "Please ask at number 7 first"))
    done = job.run_steps(read_action())
    assert [(name, one.returncode, one.stderr) for name, one in done] == [
        ("Check", 0, ""),
        ("Prove the scenarios", 0, ""),
        ("Tell what changes for reps", 0, ""),
        ("Comment on the pull request", 0, ""),
        ("Build", 0, ""),
    ]
    assert (tmp_path / "summary.md").read_text().count("<!-- perfsupport diff -->") == 1
    assert "number 7" in (tmp_path / "changes.md").read_text()
    assert f"--field body=@{tmp_path}/changes.md" in (tmp_path / "gh.txt").read_text()
    assert (checkout / "build" / "parcel-late.html").is_file()


def test_the_action_comments_once_and_then_writes_the_comment_anew(checkout: Path, tmp_path: Path) -> None:
    job = make_action(checkout, tmp_path, comment="true")
    steps = [find_step(read_action(), "Comment on the pull request")]
    assert job.run_steps(steps)[-1][1].returncode == 0
    asked, told = (tmp_path / "gh.txt").read_text().splitlines()
    assert asked.startswith("api --paginate repos/desk/job-aids/issues/7/comments --jq")
    body = f"--field body=@{tmp_path}/changes.md"
    assert told == f"api --method POST repos/desk/job-aids/issues/7/comments {body}"
    (tmp_path / "comments.txt").write_text("11\n12\n")
    job.run_steps(steps)
    assert (tmp_path / "gh.txt").read_text().splitlines()[-1] == (
        f"api --method PATCH repos/desk/job-aids/issues/comments/12 {body}"
    )


def test_the_token_of_a_fork_that_may_not_comment_fails_no_job(checkout: Path, tmp_path: Path) -> None:
    """Whatever comes behind a step that ended with 0 is run."""
    job = make_action(checkout, tmp_path, comment="true")
    for refused in ("--paginate", "--method"):
        job.stubs = {"gh": f'#!/bin/sh\ncase "$*" in *{refused}*) echo "HTTP 403" >&2; exit 1 ;; esac\n'}
        ((_, told),) = job.run_steps([find_step(read_action(), "Comment on the pull request")])
        assert told.returncode == 0
        assert told.stdout.startswith("::warning::No comment could be written;")


NOWHERE = "0123456789012345678901234567890123456789"


def find_comparison() -> str:
    """Return the script of the action that compares."""
    return str(find_step(read_action(), "Tell what changes for reps")["run"])


@pytest.mark.parametrize("name", [NOWHERE, "no-such-branch", "origin/no-such-branch"])
def test_a_base_that_is_gone_fails_no_job(checkout: Path, tmp_path: Path, name: str) -> None:
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", f"file://{checkout}", str(clone))
    done = make_action(clone, tmp_path).run(find_comparison(), COMPARE=name, ROOT=".")
    assert done.returncode == 0
    assert done.stdout.startswith(f"::warning::The repository has no {name} any more")
    assert (tmp_path / "changes.md").read_text() == (
        "<!-- perfsupport diff -->\nWhat changes for reps is not told: the revision to compare with is gone.\n"
    )


@pytest.mark.parametrize("origin", ["file:///no/such/repository", "http://127.0.0.1:9/desk.git", None])
def test_a_base_that_cannot_be_fetched_fails_the_job(checkout: Path, tmp_path: Path, origin: str | None) -> None:
    """What changes for reps would else go untold whenever the network is down or a token has run out."""
    if origin is not None:
        git(checkout, "remote", "add", "origin", origin)
    done = make_action(checkout, tmp_path).run(find_comparison(), COMPARE=NOWHERE, ROOT=".")
    assert done.returncode == 1
    assert done.stdout.startswith(f"::error::{NOWHERE} cannot be fetched to be compared with: the server of origin")
    assert not (tmp_path / "changes.md").exists()


def test_a_shallow_clone_is_compared_with_a_branch_that_it_has_not(checkout: Path, tree: Path, tmp_path: Path) -> None:
    """As ``actions/checkout`` leaves it by itself: one commit, and no other branch."""
    git(checkout, "branch", "-M", "main")
    git(checkout, "switch", "-q", "-c", "reworded")
    tree.write_text(tree.read_text().replace("Please ask next door first", "Please ask at number 7 first"))
    git(checkout, "commit", "-q", "-a", "-m", "Reword")
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth=1", "--branch=reworded", f"file://{checkout}", str(shallow))
    for name in ("main", "origin/main"):
        done = make_action(shallow, tmp_path).run(find_comparison(), COMPARE=name, ROOT=".")
        assert done.returncode == 0, done.stderr
        assert "number 7" in (tmp_path / "changes.md").read_text()


def test_the_action_works_on_a_project_in_a_folder(checkout: Path, tree: Path, tmp_path: Path) -> None:
    tree.write_text(tree.read_text().replace("On its way: how_late", "On its way: how_lte"))
    (checkout / "aids").mkdir()
    for name in ("perfsupport.yaml", "trees"):
        (checkout / name).rename(checkout / "aids" / name)
    job = make_action(checkout, tmp_path, root="aids", compare="", strict="false")
    ((_, done),) = job.run_steps(read_action())
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=aids/trees/parcels/parcel-late.yaml,")


def test_sarif_for_code_scanning(checkout: Path, tree: Path, tmp_path: Path) -> None:
    tree.write_text(tree.read_text().replace("On its way: how_late", "On its way: how_lte"))
    done = Job(checkout, tmp_path).run("perfsupport check --format sarif=check.sarif")
    assert done.returncode == 1
    (run,) = json.loads((checkout / "check.sarif").read_text())["runs"]
    assert "PS301" in {rule["id"] for rule in run["tool"]["driver"]["rules"]}
