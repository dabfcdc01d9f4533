"""Both kinds of store for tests: one in a file, one in ClickHouse's own engine inside this process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from perfsupport.analytics import click as clickhouse_reading
from perfsupport.store import clickhouse, clickhouse_keeping
from perfsupport.store.address import Address, FileAddress, ServerAddress

KINDS = ("sqlite", "clickhouse")
_databases = count(1)
_engine: list[Any] = []
"""The engine and all it holds end with the last client: one stays until the end."""


@dataclass
class Kind:
    """Where a test's store is."""

    name: str
    address: Address


def connect(address: ServerAddress) -> Any:
    """Return the usual client, over the engine in this process instead of over HTTP."""
    import clickhouse_connect

    return clickhouse_connect.get_client(interface="chdb", database=address.database)


def make_kind(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Kind:
    """Return an empty place for a store; skip where ClickHouse's engine is not installed."""
    if name == "sqlite":
        return Kind(name, FileAddress(folder / "events.sqlite3"))
    clickhouse_connect = pytest.importorskip(
        "clickhouse_connect", reason="the client for ClickHouse is not installed: clickhouse-connect"
    )
    pytest.importorskip("chdb", reason="ClickHouse's engine is not installed: chdb-core")
    database = f"test_{next(_databases)}"
    if not _engine:
        _engine.append(clickhouse_connect.get_client(interface="chdb"))
    _engine[0].command(f"CREATE DATABASE {database}")
    # The commands take the server's client; here they get the same client over the engine.
    for module, function in (
        (clickhouse, clickhouse.open_clickhouse),
        (clickhouse_keeping, clickhouse_keeping.keep_clickhouse),
        (clickhouse_reading, clickhouse_reading.read_clickhouse),
    ):
        monkeypatch.setattr(module, function.__name__, _through(function))
    return Kind(name, ServerAddress(scheme="clickhouse", host="engine", port=1, user="desk", database=database))


def _through(function: Callable[..., Any]) -> Callable[[ServerAddress], Any]:
    return lambda address: function(address, connect)
