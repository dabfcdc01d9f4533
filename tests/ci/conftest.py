from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from perfsupport.starter import make_starter, write_starter
from tests.ci.jobs import git


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository that holds what ``perfsupport init`` writes, in one commit."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    write_starter(folder, make_starter(date.today()))
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "Begin")
    return folder


@pytest.fixture
def tree(checkout: Path) -> Path:
    """The starter's tree."""
    return checkout / "trees" / "parcels" / "parcel-late.yaml"
