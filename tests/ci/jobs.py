"""Runs the steps of a job as a forge would: the scripts that are written there, with bash, in a repository."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.conftest import ROOT

EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
GIT = ["git", "-c", "user.name=Tester", "-c", "user.email=tester@desk.example", "-c", "init.defaultBranch=main"]
SETTING_UP = ("pip install",)
"""What needs a network; the perfsupport of this environment is there already."""

STUBS = {
    "perfsupport": f'#!/bin/sh\nexec {sys.executable} -m perfsupport "$@"\n',
    "ssh": '#!/bin/sh\nshift\nexec sh -c "$1"\n',
}


def read_yaml(file: Path) -> Any:
    """Return what a file says; ``on`` stays a word."""
    return yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run([*GIT, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@dataclass
class Job:
    """A checkout with what a forge gives to its steps: programs, files and variables."""

    folder: Path
    place: Path
    values: Mapping[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    stubs: Mapping[str, str] = field(default_factory=dict)

    def run(self, script: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a script as a step does: bash that stops at the first failure, also in a pipe."""
        programs = self.place / "bin"
        programs.mkdir(parents=True, exist_ok=True)
        for name, text in {**STUBS, **self.stubs}.items():
            (programs / name).write_text(text)
            (programs / name).chmod(0o755)
        known = {
            **os.environ,
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "GITHUB_STEP_SUMMARY": str(self.place / "summary.md"),
            "RUNNER_TEMP": str(self.place),
            **self.variables,
            **environment,
        }
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.folder,
            env=known,
            capture_output=True,
            text=True,
            check=False,
        )

    def run_steps(self, steps: list[dict[str, Any]]) -> list[tuple[str, subprocess.CompletedProcess[str]]]:
        """Run the scripts of a job's steps up to the first that fails; return each with the name of its step."""
        done: list[tuple[str, subprocess.CompletedProcess[str]]] = []
        for step in steps:
            if "run" not in step or step["run"].startswith(SETTING_UP) or not self.find_value(step.get("if", "")):
                continue
            environment = {name: self.fill(value) for name, value in step.get("env", {}).items()}
            done.append((step["name"], self.run(self.fill(step["run"]), **environment)))
            if done[-1][1].returncode:
                break
        return done

    def find_value(self, expression: str) -> str:
        """Return the value of an expression; what the test did not name is an error. None at all is true."""
        return self.values[expression] if expression else "true"

    def fill(self, text: str) -> str:
        """Return a text with its expressions replaced."""
        return EXPRESSION.sub(lambda found: self.find_value(found[1]), text)
