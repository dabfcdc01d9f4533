from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from perfsupport.building import build_project
from perfsupport.starter import make_starter, write_starter
from tests.sample_project import load_samples

TODAY = "2026-11-22"


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the sample trees, maps included."""
    out = tmp_path_factory.mktemp("samples") / "build"
    result = build_project(load_samples(), out, TODAY, durable=False)
    assert result.written, result.diagnostics
    assert result.warnings == []
    return out


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The folder of a small project: the one that init writes."""
    folder = tmp_path / "project"
    write_starter(folder, make_starter(date.fromisoformat(TODAY)))
    return folder


def read_site(folder: Path) -> dict[str, bytes]:
    """Every file of a site by its address."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
