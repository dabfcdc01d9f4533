"""Where ``check`` puts its reports, and what ``--changed`` leaves out, as a shell sees it."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from perfsupport.formatters import FORMATTERS
from tests.cli.running import PERFSUPPORT, run, run_apart

SOUND = "title: Sound\nsteps:\n  done: {end: resolved, say: All is well.}\n"
WRONG = "title: Wrong\nsteps:\n  go_on: {do: Go on., then: doen}\n  done: {end: resolved, say: All is well.}\n"
RUNS = "title: Runs\nsteps:\n  inner: {run: sound, on: {done: last}}\n  last: {end: resolved, say: All is well.}\n"
GIT = ["git", "-c", "user.name=Tester", "-c", "user.email=tester@desk.example", "-c", "init.defaultBranch=main"]


def check(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ``perfsupport check`` to its end, outside of any job of a forge."""
    return run(folder, "check", *arguments, **{"GITHUB_STEP_SUMMARY": None, **environment})


def write(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def git(folder: Path, *arguments: str) -> None:
    subprocess.run([*GIT, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a sound and a wrong tree, in a folder of a repository."""
    folder = tmp_path / "desk"
    write(
        folder,
        {
            "perfsupport.yaml": "title: P\nchecks: {rules: 1}\n",
            "trees/a/sound.yaml": SOUND,
            "trees/b/wrong.yaml": WRONG,
        },
    )
    git(tmp_path, "init", "-q")
    return folder


def test_the_exit_code_is_the_same_for_all_formats(project: Path) -> None:
    for name in FORMATTERS:
        done = check(project, "--format", name)
        assert (done.returncode, done.stderr) == (1, ""), name
        assert "PS301" in done.stdout


def test_a_report_into_a_file_leaves_the_sum_on_screen(project: Path) -> None:
    done = check(project, "--output", "report.txt")
    assert done.returncode == 1
    assert done.stdout == (
        "1 error in 1 of 3 files. perfsupport fix mends 1 of them. More about a finding: perfsupport explain PS301\n"
    )
    assert (project / "report.txt").read_text().endswith(done.stdout)
    assert [path.name for path in project.iterdir() if path.name.startswith(".")] == []


def test_several_formats_at_once(project: Path) -> None:
    done = check(project, "--format", "text", "--format", "sarif=out.sarif", "--format", "junit=out.xml")
    assert done.stdout.startswith("trees/b/wrong.yaml:3:29: error PS301")
    assert json.loads((project / "out.sarif").read_text())["version"] == "2.1.0"
    assert 'file="desk/trees/b/wrong.yaml"' in (project / "out.xml").read_text()


def test_a_file_that_is_replaced_is_whole_at_every_moment(project: Path) -> None:
    report = project / "report.json"
    report.write_text("old")
    with report.open() as reader:
        assert check(project, "--format", "json", "--output", "report.json").returncode == 1
        assert reader.read() == "old"
    assert json.loads(report.read_text())["errors"] == 1


def test_a_device_is_written_to_and_not_replaced(project: Path) -> None:
    done = run_apart(project, "check", "--format", "gitlab", "--output", "/dev/stderr")
    assert json.loads(done.stderr)[0]["check_name"] == "PS301"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--format", "text", "--format", "json"), 2, "Only one format can be printed, not text and json."),
        (("--format", "json=a.json", "--output", "b.json"), 2, "every --format names a file of its own"),
        (("--output", "trees"), 2, "trees is a folder. Name a file."),
        (("--output", "nowhere/report.txt"), 3, "There is no folder"),
        (("--changed", "no-such-branch"), 3, "There is no revision 'no-such-branch'"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: tuple[str, ...], code: int, said: str, project: Path) -> None:
    git(project, "commit", "-q", "--allow-empty", "-m", "Empty")
    done = check(project, *arguments)
    assert done.returncode == code
    assert said in done.stderr


def test_annotations_name_files_from_the_top_of_the_repository_and_the_job_gets_a_summary(project: Path) -> None:
    summary = project.parent / "summary.md"
    summary.write_text("before\n")
    done = check(project, "--format", "github", GITHUB_STEP_SUMMARY=str(summary))
    assert done.stdout.startswith(
        "::error file=desk/trees/b/wrong.yaml,line=3,col=29,endColumn=33,endLine=3,title=PS301 "
    )
    assert summary.read_text().startswith("before\n## perfsupport check\n\n1 error in 1 of 3 files.")
    check(project, "--format", "text", GITHUB_STEP_SUMMARY=str(summary))
    assert summary.read_text().count("##") == 1


def test_changed_tells_of_changed_files_and_of_what_is_new_elsewhere(project: Path) -> None:
    write(project, {"trees/a/runs.yaml": RUNS})
    git(project, "add", ".")
    git(project, "commit", "-q", "-m", "Begin")
    same = check(project, "--changed", "HEAD")
    assert (same.returncode, same.stdout) == (
        0,
        "Nothing to mend in 0 files. Not told: 1 finding that the change did not cause.\n",
    )
    write(project, {"trees/a/sound.yaml": SOUND.replace("done:", "finished:"), "trees/b/new.yaml": "title: New\n"})
    found = json.loads(check(project, "--changed", "HEAD", "--format", "json").stdout)
    told = {(one["path"], one["code"]) for one in found["diagnostics"]}
    assert {"trees/a/runs.yaml", "trees/b/new.yaml"} <= {path for path, _ in told}
    assert "trees/b/wrong.yaml" not in {path for path, _ in told}
    assert ("trees/a/runs.yaml", "PS406") in told
    assert found["untold"] == 1


def test_changed_blames_nobody_for_a_link_that_was_there(project: Path) -> None:
    """Links are not followed, and so a revision is written out without them."""
    (project / "trees" / "link.yaml").symlink_to("a/one.yaml")
    (project / "trees" / "linked").symlink_to("a")
    git(project, "commit", "-q", "--allow-empty", "-m", "Empty")
    assert check(project, "--changed", "HEAD").returncode == 1
    git(project, "add", ".")
    git(project, "commit", "-q", "-m", "Links")
    assert check(project, "--changed", "HEAD").returncode == 0


def test_changed_keeps_to_the_paths(project: Path) -> None:
    git(project, "commit", "-q", "--allow-empty", "-m", "Empty")
    assert check(project, "--changed", "HEAD", "trees/a").returncode == 0
    assert check(project, "--changed", "HEAD", "trees/b").returncode == 1


def test_changed_without_git_is_a_failure(tmp_path: Path) -> None:
    write(tmp_path, {"trees/a/sound.yaml": SOUND})
    done = check(tmp_path, "--changed", "HEAD", GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
    assert done.returncode == 3
    assert "does not lie in a git working tree" in done.stderr


def test_names_of_files_that_mean_harm_break_no_format(project: Path) -> None:
    name = "trees/b/a\n::error file=x::]]> ```.yaml"
    write(project, {name: WRONG})
    for form in FORMATTERS:
        done = check(project, "--format", form)
        assert (done.returncode, done.stderr) == (1, ""), form
        assert "\n::error file=x" not in done.stdout
    assert json.loads(check(project, "--format", "gitlab").stdout)[0]["location"]["path"] == f"desk/{name}"
    ElementTree.fromstring(check(project, "--format", "junit").stdout)


@pytest.mark.skipif(os.name != "posix", reason="needs a shell that closes file descriptors")
def test_a_closed_output_changes_nothing_of_the_exit_code(project: Path) -> None:
    command = " ".join(map(shlex.quote, [*PERFSUPPORT, "check"]))
    done = subprocess.run(f"{command} >&-", shell=True, cwd=project, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
