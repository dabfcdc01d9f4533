"""The sample project, read and proved once for all tests of a process: nobody may change what these give."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from perfsupport.project import Project, load_project
from perfsupport.proving import Proved, prove_project

ROOT = Path(__file__).parents[1]
TODAY = "2026-11-22"


@cache
def load_samples() -> Project:
    """Return the project."""
    return load_project(ROOT)


@cache
def prove_samples(*, words: bool = False) -> Proved:
    """Return what proving it found, with ``words`` also what only a page shows."""
    return prove_project(load_samples(), TODAY, words=words)


@cache
def read_samples() -> dict[str, bytes]:
    """Return its files by path."""
    return {path: (ROOT / path).read_bytes() for path in load_samples().sources}
