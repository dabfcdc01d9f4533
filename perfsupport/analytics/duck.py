"""DuckDB answers questions over a copy by columns of the store's events."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from perfsupport.analytics.copying import REPS, VIEW, refresh_columns
from perfsupport.analytics.queries import Row, fill, find_parts, is_shared, read_query
from perfsupport.store import StoreError
from perfsupport.store.columns import CONFIG
from perfsupport.store.copies import name_columns

LEAST_MEMORY_MB, MOST_MEMORY_MB = 384, 3000
"""DuckDB may take as much memory as the store takes on the disk, within these; beyond that it goes on on the disk."""


@contextmanager
def open_duckdb(connection: sqlite3.Connection, store: Path) -> Iterator[DuckEngine]:
    """Give what answers questions over a store, as it is at this moment.

    Where the copy beside the store cannot be written or is in use, there is one of its own until the end.
    """
    with TemporaryDirectory(prefix="perfsupport-", ignore_cleanup_errors=True) as folder:
        config = _make_config(store, folder)
        try:
            copy = name_columns(store)
            refresh_columns(connection, copy, config)
            database = _attach(copy, Path(folder), config)
        except (duckdb.Error, OSError):
            try:
                copy = Path(folder, "events.columns")
                refresh_columns(connection, copy, config)
                database = _attach(copy, Path(folder), config)
            except (duckdb.Error, OSError) as error:
                raise _explain(error) from error
        with database:
            yield DuckEngine(database)


def _make_config(store: Path, folder: str) -> dict[str, str]:
    megabytes = min(max(store.stat().st_size // 1_000_000, LEAST_MEMORY_MB), MOST_MEMORY_MB)
    return {
        "memory_limit": f"{megabytes}MB",
        "temp_directory": folder,
        "preserve_insertion_order": "false",
        **CONFIG,
    }


def _attach(copy: Path, folder: Path, config: dict[str, str]) -> duckdb.DuckDBPyConnection:
    """Return a database on the disk for what is worked out, with the copy's events in it."""
    database = duckdb.connect(folder / "parts.duckdb", config=dict(config))
    try:
        path = str(copy).replace("'", "''")
        database.execute(f"ATTACH '{path}' AS kept (READ_ONLY)")
        database.execute(REPS)
        database.execute(f"CREATE VIEW events AS {VIEW}")
        database.execute("SET enable_external_access = false")
    except duckdb.Error:
        database.close()
        raise
    return database


class DuckEngine:
    """Answers questions; what several questions build on is worked out once, when it is first needed."""

    def __init__(self, database: duckdb.DuckDBPyConnection) -> None:
        self._database = database
        self._mode = ""
        self._made: dict[str, str] = {}

    def ask(self, question: str, mode: str) -> list[Row]:
        """Return the rows that answer one of ``QUESTIONS``, over the events of one mode."""
        text = fill(read_query(question), mode)
        try:
            self._make_parts(text, mode)
            cursor = self._database.execute(text)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        except duckdb.Error as error:
            raise _explain(error) from error

    def _make_parts(self, text: str, mode: str) -> None:
        if mode != self._mode:
            for part, kind in reversed(self._made.items()):
                self._database.execute(f"DROP {kind.removeprefix('TEMP ')} {part}")
            self._made.clear()
            self._mode = mode
        for part in find_parts(text):
            if part not in self._made:
                kind = "TEMP TABLE" if is_shared(part) else "VIEW"
                self._database.execute(f"CREATE {kind} {part} AS {fill(read_query(part), mode)}")
                self._made[part] = kind


def _explain(error: Exception) -> StoreError:
    return StoreError("store_unavailable", f"The report could not be worked out: {str(error).splitlines()[0]}")
