"""The commands ``check`` and ``explain`` as a shell sees them: what they print, and their exit codes."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
from pathlib import Path

import pytest

from perfsupport.rules.catalogue import RULES
from tests.cli import running
from tests.cli.running import PERFSUPPORT, run_apart

CLEAN = "title: Clean\nsteps:\n  done: {end: resolved, say: All is well.}\n"
WARNED = CLEAN + "  spare: {end: resolved, say: Nobody comes here.}\n"
WRONG = "title: Wrong\nsteps:\n  go_on: {do: Go on., then: doen}\n  done: {end: resolved, say: All is well.}\n"


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run perfsupport in a folder."""
    return running.run(cwd, *arguments)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a clean, a warned and a wrong tree."""
    for path, text in {"a/clean.yaml": CLEAN, "a/warned.yaml": WARNED, "b/wrong.yaml": WRONG}.items():
        file = tmp_path / "trees" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    (tmp_path / "perfsupport.yaml").write_text("title: Project\nchecks: {rules: 1}\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("command", ["check", "test", "fmt", "fix", "build", "package", "outline", "translate report"])
def test_a_folder_that_is_no_project_is_no_clean_one(project: Path, command: str) -> None:
    (project / "docs").mkdir()
    result = run(*command.split(), "--root", "docs", cwd=project)
    assert (result.returncode, result.stdout) == (3, "")
    assert result.stderr == (
        "perfsupport: There is no perfsupport.yaml and no folder trees in docs. Name a project's folder.\n"
    )
    assert list((project / "docs").iterdir()) == []


def test_findings_are_printed_and_give_exit_code_1(project: Path) -> None:
    result = run_apart(project, "check")
    assert (result.returncode, result.stderr) == (1, "")
    assert result.stdout == (
        "trees/a/warned.yaml:4:3: warning PS401: No way leads from the first step, `done`, to `spare`.\n"
        "  4 |   spare: {end: resolved, say: Nobody comes here.}\n"
        "    |   ^^^^^\n"
        "    = Let an option or another step lead to spare, or delete it.\n"
        "\n"
        "trees/b/wrong.yaml:3:29: error PS301: `doen` is not a step of this tree.\n"
        "  3 |   go_on: {do: Go on., then: doen}\n"
        "    |                             ^^^^\n"
        "    = Did you mean done?\n"
        "\n"
        "1 error and 1 warning in 2 of 4 files. perfsupport fix mends 1 of them. "
        "More about a finding: perfsupport explain PS301\n"
    )


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("trees/a/clean.yaml",), 0),
        (("trees/a/clean.yaml", "--strict"), 0),
        (("trees/a",), 0),
        (("trees/a", "--strict"), 1),
        (("trees/b",), 1),
        (("trees/a", "trees/b/wrong.yaml"), 1),
        (("perfsupport.yaml",), 0),
        ((".",), 1),
    ],
)
def test_paths_choose_what_is_told(arguments: tuple[str, ...], code: int, project: Path) -> None:
    result = run("check", *arguments, cwd=project)
    assert result.returncode == code
    assert ("PS401" in result.stdout) == any(one in ("trees/a", ".") for one in arguments)
    assert ("PS301" in result.stdout) == any(
        "b" in one.split("/") or one in (".", "trees/b/wrong.yaml") for one in arguments
    )


def test_the_project_is_found_from_within_and_from_without(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert "4 files" in run("check", cwd=project / "trees" / "a").stdout
    assert "4 files" in run("check", "--root", str(project), cwd=elsewhere).stdout
    assert (
        run("check", str(project / "trees" / "a" / "clean.yaml"), cwd=elsewhere).stdout
        == "Nothing to mend in 1 file.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("trees/c",), 2, "There is no file or folder trees/c."),
        (("/",), 2, "/ does not lie in the project in"),
        (("notes.txt",), 2, "notes.txt holds no tree of the project in"),
        (("--format", "xml"), 2, "'xml' is not one of 'text', 'json'"),
        (("--sometimes",), 2, "No such option"),
        (("--root", "nowhere"), 2, "nowhere"),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...], code: int, said: str, project: Path) -> None:
    (project / "notes.txt").write_text("Notes", encoding="utf-8")
    root = () if "--root" in arguments else ("--root", str(project))
    result = run("check", *root, *arguments, cwd=project)
    assert (result.returncode, result.stdout) == (code, "")
    assert said in " ".join(result.stderr.split())


def test_no_project_is_a_failure(tmp_path: Path) -> None:
    result = run("check", cwd=tmp_path)
    assert (result.returncode, result.stdout) == (3, "")
    assert "perfsupport init" in result.stderr


def test_json(project: Path) -> None:
    result = run("check", "--format", "json", cwd=project)
    content = json.loads(result.stdout)
    assert result.returncode == 1
    assert [one["code"] for one in content["diagnostics"]] == ["PS401", "PS301"]
    assert (content["files"], content["errors"], content["warnings"]) == (4, 1, 1)


def test_the_same_is_printed_every_time(project: Path) -> None:
    runs = {run_apart(project, "check", PYTHONHASHSEED=seed).stdout for seed in ("0", "1", "2")}
    assert len(runs) == 1


def test_letters_that_the_channel_cannot_carry_do_no_harm(project: Path) -> None:
    (project / "trees" / "b" / "wrong.yaml").write_text(WRONG.replace("doen", "完了"), encoding="utf-8")
    result = run_apart(project, "check", PYTHONIOENCODING="latin-1")
    assert result.returncode == 1
    assert "\\u5b8c\\u4e86" in result.stdout
    assert result.stderr == ""


def run_on_terminal(*arguments: str, cwd: Path, **environment: str) -> str:
    """Return what perfsupport writes to a terminal."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [*PERFSUPPORT, *arguments],
        cwd=cwd,
        stdout=slave,
        stderr=slave,
        env={**{k: v for k, v in os.environ.items() if k != "NO_COLOR"}, "TERM": "xterm-256color", **environment},
    )
    os.close(slave)
    output = b""
    while True:
        try:
            chunk = os.read(master, 4096)
        except OSError:
            break
        if not chunk:
            break
        output += chunk
    process.wait()
    os.close(master)
    return output.decode().replace("\r\n", "\n")


def test_colour_on_a_terminal_alone(project: Path) -> None:
    coloured = run_on_terminal("check", cwd=project)
    assert "\x1b[1;31merror PS301\x1b[0m" in coloured
    plain = run_apart(project, "check").stdout
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
    assert run_on_terminal("check", cwd=project, NO_COLOR="1") == plain
    assert run_apart(project, "check", FORCE_COLOR="1").stdout == coloured
    assert run_apart(project, "check", FORCE_COLOR="1", NO_COLOR="1").stdout == plain


def test_explain_prints_the_page(tmp_path: Path) -> None:
    result = run("explain", "PS301", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("# PS301: A target is not a step of this tree\n")
    assert "## Mended" in result.stdout
    assert "\x1b[" in run_on_terminal("explain", "unknown-target", cwd=tmp_path)


def test_explain_lists_all_rules(tmp_path: Path) -> None:
    lines = run("explain", cwd=tmp_path).stdout.splitlines()
    assert [line.split()[0] for line in lines] == [rule.code for rule in RULES]


def test_explain_for_programs(tmp_path: Path) -> None:
    listed = json.loads(run("explain", "--format", "json", cwd=tmp_path).stdout)
    assert [one["code"] for one in listed] == [rule.code for rule in RULES]
    page = json.loads(run("explain", "unknown-target", "--format", "json", cwd=tmp_path).stdout)
    assert (page["code"], page["severity"], page["family"]) == ("PS301", "error", "references")
    assert page["wrong"] != page["mended"]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("PS3011", "Did you mean PS301?"),
        ("unkown-target", "Did you mean unknown-target?"),
        ("ps999", "There is no rule ps999."),
    ],
)
def test_explain_an_unknown_rule(code: str, said: str, tmp_path: Path) -> None:
    result = run("explain", code, cwd=tmp_path)
    assert (result.returncode, result.stdout) == (2, "")
    assert said in result.stderr
