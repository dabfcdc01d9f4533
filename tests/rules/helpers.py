"""Small projects for tests: written to a folder and checked as a whole, as ``perfsupport check`` does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from perfsupport.diagnostics import Diagnostic
from perfsupport.project import load_project
from perfsupport.proving import check_project
from perfsupport.rules.manual import read_example

TODAY = "2026-11-22"


def write_files(root: Path, files: Mapping[str, bytes]) -> None:
    """Write files below a folder."""
    for path, content in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def find_all(root: Path, example: str, media: tuple[str, ...] = (), rules: int = 1) -> list[Diagnostic]:
    """Return what is found in an example, written as in a rule's docstring.

    Without settings of its own it is held to the first set of rules: what guards, and no advice on its words.
    """
    files = read_example(example)
    settings = f"title: Example\nchecks: {{rules: {rules}}}\n".encode()
    write_files(root, {"perfsupport.yaml": settings, **files, **dict.fromkeys(media, b"")})
    return check_project(load_project(root), TODAY)


def tell(diagnostics: list[Diagnostic]) -> list[tuple[str, int, str]]:
    """Return code, line and cause of each."""
    return [(d.code, d.span.line, d.cause) for d in diagnostics]
