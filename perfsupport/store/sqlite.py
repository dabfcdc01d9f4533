"""The store in one SQLite file: one thread writes, and all that waits at the same moment shares a commit."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeAlias

from perfsupport.events import Event
from perfsupport.store.errors import StoreError, explain_failure
from perfsupport.store.schema import EVENT_COLUMNS, migrate
from perfsupport.store.writing import Counts, Job, WritingStore, list_rows

DEFAULT_STORE = "perfsupport-events.sqlite3"
LOCK_SECONDS = 5.0

Work: TypeAlias = Callable[[sqlite3.Connection], int]

_COLUMNS = ", ".join(f'"{name}"' for name in EVENT_COLUMNS)
_PLACES = ", ".join("?" * len(EVENT_COLUMNS))
INSERT_EVENT = f"INSERT INTO events ({_COLUMNS}) VALUES ({_PLACES}) ON CONFLICT (id) DO NOTHING"
_INSERT_MEANING = """
INSERT INTO published (tree, version, seen_at, last_at, meaning) VALUES (?1, ?2, ?3, ?3, ?4) ON CONFLICT DO NOTHING
"""
_SEE_MEANING = "UPDATE published SET last_at = max(last_at, ?3), meaning = ?4 WHERE tree = ?1 AND version = ?2"
_ADD_COUNT = """
INSERT INTO counts (day, name, number) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET number = number + excluded.number
"""


def open_store(path: Path) -> SqliteStore:
    """Return the store in a file, made where there is none; raise StoreError where it cannot be used."""
    return SqliteStore(connect_store(path, "rwc"), path)


@contextmanager
def read_store(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection for questions only; raise StoreError where there is no store."""
    if not path.exists():
        raise StoreError("store_unavailable", f"There is no {path} yet. perfsupport collect makes it.")
    connection = connect_store(path, "rw")
    try:
        connection.execute("PRAGMA query_only = ON")
        yield connection
    except sqlite3.Error as error:
        raise explain_failure(error, path) from error
    finally:
        connection.close()


def read_published(connection: sqlite3.Connection, since: int = 0) -> dict[tuple[str, str], dict[str, Any]]:
    """Return what the ids of each tree and version meant that was published at ``since`` or later, oldest first."""
    rows = connection.execute(
        "SELECT tree, version, meaning FROM published WHERE last_at >= ? ORDER BY last_at, seen_at, tree, version",
        [since],
    )
    return {(tree, version): json.loads(meaning) for tree, version, meaning in rows}


def connect_store(path: Path, mode: str = "rw") -> sqlite3.Connection:
    """Return a connection to a store of today's version; ``rwc`` makes the file, ``rw`` wants it to be there."""
    connection: sqlite3.Connection | None = None
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=LOCK_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        migrate(connection, path)
        # FULL syncs the log at each commit: what is committed outlives the machine's power. The last one is for macOS.
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "fullfsync = ON"):
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error as error:
        if connection is not None:
            connection.close()
        raise explain_failure(error, path) from error
    except StoreError:
        if connection is not None:
            connection.close()
        raise
    return connection


class SqliteStore(WritingStore[Work]):
    """An open store in a file; ``Store`` says what its methods promise."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        super().__init__(path)
        self.path = path
        self._connection = connection
        self._file = _identify(path)
        self._writer.start()

    def submit(self, events: Iterable[Event]) -> Future[int]:
        """Return what ``append`` returns or raises, as a future."""
        rows = list_rows(events)
        return self.do(lambda connection: _count_changes(connection, INSERT_EVENT, rows))

    def keep_published(self, trees: Mapping[str, Mapping[str, Any]], seen_at: int) -> int:
        """Keep what the ids of these trees mean (``trees`` of events.json); return how many versions were new."""
        rows = [(tree, str(about["version"]), seen_at, json.dumps(about)) for tree, about in trees.items()]

        def keep(connection: sqlite3.Connection) -> int:
            new = _count_changes(connection, _INSERT_MEANING, rows)
            connection.executemany(_SEE_MEANING, rows)
            return new

        return self.do(keep).result()

    def load_published(self, since: int = 0) -> dict[tuple[str, str], dict[str, Any]]:
        """Return what the ids of each tree and version meant that was published at ``since`` or later."""
        with read_store(self.path) as connection:
            return read_published(connection, since)

    def _read_counts(self) -> Counts:
        with read_store(self.path) as connection:
            return Counter({(day, name): n for day, name, n in connection.execute("SELECT * FROM counts")})

    def _let_go(self) -> None:
        self._connection.close()

    def _carry_out(self, jobs: Sequence[Job[Work]]) -> None:
        """Do the jobs in one transaction, and tell each what came of it only after the commit."""
        counts = self._take_counts()
        if not jobs and not counts:
            return
        connection = self._connection
        try:
            connection.execute("BEGIN IMMEDIATE")
            results = [work(connection) for work, _ in jobs]
            if counts:
                connection.executemany(_ADD_COUNT, [(*key, number) for key, number in counts.items()])
            self._check_place()
            connection.execute("COMMIT")
        except Exception as error:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            self._give_back(counts)
            failure = explain_failure(error, self.path) if isinstance(error, sqlite3.Error) else error
            for _, future in jobs:
                future.set_exception(failure)
        else:
            for (_, future), result in zip(jobs, results, strict=True):
                future.set_result(result)

    def _check_place(self) -> None:
        """Raise StoreError where the file is no longer in its place: what is written to it now could not be found."""
        if _identify(self.path) != self._file:
            raise StoreError(
                "store_unavailable",
                f"{self.path} was moved, replaced or deleted while it was in use."
                " Stop the collector, put the file back with its -wal file, and start again.",
            )


def _identify(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _count_changes(connection: sqlite3.Connection, statement: str, rows: Sequence[Sequence[Any]]) -> int:
    # Not total_changes, which also counts what triggers do.
    return max(0, connection.executemany(statement, rows).rowcount) if rows else 0
