"""What forges and pre-commit read is of the shape that they publish, and says the same as the manual."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from pre_commit.clientlib import load_config, load_manifest

from tests.ci.jobs import read_yaml
from tests.conftest import ROOT

STARTER = ROOT / "perfsupport" / "starter"


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("vendor.github-workflows", STARTER / "github.yaml"),
        ("vendor.github-workflows", ROOT / ".github" / "workflows" / "test.yml"),
        ("vendor.github-actions", ROOT / "action.yml"),
        ("vendor.gitlab-ci", STARTER / "gitlab.yaml"),
    ],
    ids=lambda value: getattr(value, "name", value),
)
def test_the_file_keeps_to_the_published_schema(schema: str, file: Path) -> None:
    transform = ["--data-transform", "gitlab-ci"] if "gitlab" in schema else []
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *transform, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_pre_commit_takes_the_hooks_and_the_entry() -> None:
    hooks = {hook["id"]: hook for hook in load_manifest(str(ROOT / ".pre-commit-hooks.yaml"))}
    (repository,) = load_config(str(STARTER / "pre-commit.yaml"))["repos"]
    assert {hook["id"] for hook in repository["hooks"]} <= hooks.keys()


@pytest.mark.parametrize(
    ("title", "source"),
    [
        (".github/workflows/job-aids.yml", "github.yaml"),
        (".gitlab-ci.yml", "gitlab.yaml"),
        (".pre-commit-config.yaml", "pre-commit.yaml"),
    ],
)
def test_the_manual_quotes_what_init_writes(title: str, source: str) -> None:
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    blocks = re.findall(rf'^```yaml title="{re.escape(title)}"\n(.*?)^```$', page, re.MULTILINE | re.DOTALL)
    assert blocks
    assert all(block in (STARTER / source).read_text(encoding="utf-8") for block in blocks)


def test_the_manual_lists_the_inputs_of_the_action() -> None:
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    inputs = read_yaml(ROOT / "action.yml")["inputs"]
    listed = set(re.findall(r"^\| `([\w-]+)` \| ", page, re.MULTILINE))
    assert inputs.keys() - {"strict", "token"} <= listed
    assert listed <= inputs.keys()


def test_no_input_is_written_into_a_script() -> None:
    """What a stranger may choose, such as the name of a branch, would run there as a command."""
    steps = read_yaml(ROOT / "action.yml")["runs"]["steps"]
    jobs = read_yaml(STARTER / "github.yaml")["jobs"].values()
    for step in [*steps, *(step for job in jobs for step in job["steps"])]:
        assert "${{" not in step.get("run", "")
