from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from perfsupport.store import SqliteStore, open_store
from tests.forwarding.real_ralph import prepare_ralph
from tests.forwarding.recordstore import FakeRecordStore, serve_record_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    store = open_store(tmp_path / "events.sqlite3")
    yield store
    store.close()


@pytest.fixture
def record_store() -> Iterator[FakeRecordStore]:
    with serve_record_store() as record_store:
        yield record_store


@pytest.fixture(scope="session")
def ralph() -> Path:
    """The Python that has Ralph."""
    return prepare_ralph()
