from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.forwarding.real_ralph import prepare_ralph
from tests.forwarding.recordstore import FakeRecordStore, serve_record_store


@pytest.fixture
def record_store() -> Iterator[FakeRecordStore]:
    with serve_record_store() as record_store:
        yield record_store


@pytest.fixture(scope="session")
def ralph() -> Path:
    """The Python that has Ralph."""
    return prepare_ralph()
