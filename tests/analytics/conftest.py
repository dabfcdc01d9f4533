"""How much of a store is copied at a time."""

from __future__ import annotations

import pytest

from perfsupport.analytics import copying, inserting


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few events at a time, each time written at once."""
    monkeypatch.setattr(copying, "FETCHED_AT_ONCE", 300)
    monkeypatch.setattr(inserting, "ROWS_AT_ONCE", 1)
