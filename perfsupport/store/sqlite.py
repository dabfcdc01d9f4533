"""The store in one SQLite file: all that waits at the same moment shares a commit.

A thread writes. On a quick disk a commit takes less time than handing it over to another thread and back, so that
whoever asks may also have it made then and there (``append_at_once``), as long as the last one was quick and nobody
else is writing.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeAlias

from perfsupport.events import Event
from perfsupport.store.errors import StoreError, explain_damage, explain_failure
from perfsupport.store.logs import checked_log, identify_file
from perfsupport.store.schema import EVENT_COLUMNS, migrate
from perfsupport.store.writing import Counts, Job, WritingStore, list_rows

DEFAULT_STORE = "perfsupport-events.sqlite3"
LOCK_SECONDS = 5.0
LOG_BYTES = 32_000_000
"""What SQLite's log is cut to once nobody reads any more what it grew for."""
QUICK_SECONDS = 0.1
"""After a commit that took longer, the thread makes the next one: who asks for commits has other things to do, too.

On a disk that takes as long as this, handing over is no matter any more."""

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
    """Return what the ids of each tree and version meant that was published at ``since`` or later, oldest first.

    Raise StoreError where that can no longer be read.
    """
    rows = connection.execute(
        "SELECT tree, version, meaning FROM published WHERE last_at >= ? ORDER BY last_at, seen_at, tree, version",
        [since],
    )
    try:
        meanings = {(tree, version): json.loads(meaning) for tree, version, meaning in rows}
        # No more than that: a report may read what thousands of versions meant.
        if all(isinstance(each, dict) for each in meanings.values()):
            return meanings
    except ValueError:
        pass
    raise explain_damage(find_file(connection))


def find_file(connection: sqlite3.Connection) -> Path:
    """Return the file that a connection is open on."""
    return Path(connection.execute("PRAGMA database_list").fetchone()[2])


def connect_store(path: Path, mode: str = "rw") -> sqlite3.Connection:
    """Return a connection to a store of today's version; ``rwc`` makes the file, ``rw`` wants it to be there."""
    connection: sqlite3.Connection | None = None
    try:
        with checked_log(path):
            if mode == "rwc":
                _make_secret(path)
            connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode={mode}",
                uri=True,
                timeout=LOCK_SECONDS,
                isolation_level=None,
                check_same_thread=False,
            )
        migrate(connection, path)
        # FULL syncs the log at each commit: what is committed outlives the machine's power. The third is for macOS.
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "fullfsync = ON",
            f"journal_size_limit = {LOG_BYTES}",
        ):
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


def _make_secret(path: Path) -> None:
    """Make the file, where there is none, for this user alone; SQLite gives its log the same rights."""
    # Where it cannot be made SQLite says so, too, and why.
    with suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


class SqliteStore(WritingStore[Work]):
    """An open store in a file; ``Store`` says what its methods promise."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        super().__init__(path)
        self.path = path
        self._connection = connection
        self._file = identify_file(path)
        # Held by whoever writes through the connection. Nobody waits for other programs but the thread.
        self._writing = threading.Lock()
        self._took = 0.0
        _wait_for_others(connection, 0)
        self._writer.start()

    def submit(self, events: Iterable[Event]) -> Future[int]:
        """Return what ``append`` returns or raises, as a future."""
        return self.do(_insert(events))

    def append_at_once(self, batches: Sequence[Iterable[Event]]) -> Sequence[int] | None:
        """Return what ``append`` returns or raises for each of some batches; None where that may take longer."""
        if self._took > QUICK_SECONDS or self._closed or not self._writing.acquire(blocking=False):
            return None
        try:
            return self._commit([_insert(events) for events in batches])
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
                # Another program writes, which the thread waits for.
                return None
            raise explain_failure(error, self.path) from error
        finally:
            self._writing.release()

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
        with self._writing:
            self._connection.close()

    def _carry_out(self, jobs: Sequence[Job[Work]]) -> None:
        """Do the jobs in one transaction, and tell each what came of it only after the commit."""
        if not jobs and not self._has_counts():
            return
        try:
            with self._writing:
                _wait_for_others(self._connection, LOCK_SECONDS)
                try:
                    results = self._commit([work for work, _ in jobs])
                finally:
                    _wait_for_others(self._connection, 0)
        except Exception as error:
            failure = explain_failure(error, self.path) if isinstance(error, sqlite3.Error) else error
            for _, future in jobs:
                future.set_exception(failure)
        else:
            for (_, future), result in zip(jobs, results, strict=True):
                future.set_result(result)

    def _commit(self, works: Sequence[Work]) -> list[int]:
        """Do all works, and write what was counted, in one transaction; return what came of each after the commit."""
        connection, counts = self._connection, self._take_counts()
        began = time.monotonic()
        try:
            connection.execute("BEGIN IMMEDIATE")
            results = [work(connection) for work in works]
            if counts:
                connection.executemany(_ADD_COUNT, [(*key, number) for key, number in counts.items()])
            self._check_place()
            connection.execute("COMMIT")
        except Exception:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            self._give_back(counts)
            raise
        finally:
            self._took = time.monotonic() - began
        return results

    def _check_place(self) -> None:
        """Raise StoreError where the file is no longer in its place: what is written to it now could not be found."""
        if identify_file(self.path) != self._file:
            raise StoreError(
                "store_unavailable",
                f"{self.path} was moved, replaced or deleted while it was in use."
                " Stop the collector, put the file back with its -wal file, and start again.",
            )


def _wait_for_others(connection: sqlite3.Connection, seconds: float) -> None:
    connection.execute(f"PRAGMA busy_timeout = {round(1000 * seconds)}").fetchone()


def _insert(events: Iterable[Event]) -> Work:
    rows = list_rows(events)
    return (lambda connection: _count_changes(connection, INSERT_EVENT, rows)) if rows else _write_nothing_new


def _write_nothing_new(connection: sqlite3.Connection) -> int:
    """Find out whether a commit reaches the disk, with what changes nothing: SQLite skips a row that stays the same."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.execute(f"PRAGMA user_version = {version}")
    return 0


def _count_changes(connection: sqlite3.Connection, statement: str, rows: Sequence[Sequence[Any]]) -> int:
    # Not total_changes, which also counts what triggers do.
    return max(0, connection.executemany(statement, rows).rowcount) if rows else 0
