"""What answers a report's questions over a store, by the kind of its address."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib.util import find_spec
from typing import Any, Protocol

from perfsupport.analytics.queries import Engine, Period, Row, ask
from perfsupport.store import read_published, read_store
from perfsupport.store.address import Address, FileAddress, ServerAddress


class Reading(Engine, Protocol):
    """A store that is open for questions, as it was at one moment."""

    def load_published(self) -> dict[tuple[str, str], dict[str, Any]]:
        """Return what the ids of each tree and version meant, oldest first."""

    def load_counts(self) -> dict[tuple[str, str], int]:
        """Return what the collector counted, by day and name."""


def open_reading(address: Address) -> AbstractContextManager[Reading]:
    """Give a store's answers; raise StoreError where there is no store or it cannot be read."""
    return READERS[address.scheme](address)


class FileReading:
    """A store in a file, asked through an engine."""

    def __init__(self, connection: sqlite3.Connection, engine: Engine | sqlite3.Connection) -> None:
        self._connection, self._engine = connection, engine

    def ask(self, question: str, mode: str, period: Period | None = None) -> list[Row]:
        """Return the rows that answer one of ``QUESTIONS``, over the events of one mode, and where said of a period."""
        return ask(self._engine, question, mode, period)

    def load_published(self) -> dict[tuple[str, str], dict[str, Any]]:
        """Return what the ids of each tree and version meant, oldest first."""
        return read_published(self._connection)

    def load_counts(self) -> dict[tuple[str, str], int]:
        """Return what the collector counted, by day and name."""
        return {(day, name): number for day, name, number in self._connection.execute("SELECT * FROM counts")}


@contextmanager
def _read_file(address: FileAddress) -> Iterator[FileReading]:
    with read_store(address.path) as connection:
        if find_spec("duckdb") is None:
            # The same rows, in some ten times the time.
            yield FileReading(connection, connection)
            return
        from perfsupport.analytics.duck import open_duckdb

        with open_duckdb(connection, address.path) as engine:
            yield FileReading(connection, engine)


def _read_server(address: ServerAddress) -> AbstractContextManager[Reading]:
    from perfsupport.analytics.click import read_clickhouse

    return read_clickhouse(address)


READERS: dict[str, Callable[[Any], AbstractContextManager[Reading]]] = {
    "sqlite": _read_file,
    "clickhouse": _read_server,
}
