"""The store in one SQLite file: one thread writes, and all that waits at the same moment shares a commit."""

from __future__ import annotations

import json
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeAlias

from perfsupport.events import Event
from perfsupport.store.errors import StoreError, explain_failure
from perfsupport.store.schema import EVENT_COLUMNS, migrate

DEFAULT_STORE = "perfsupport-events.sqlite3"
LOCK_SECONDS = 5.0

Work: TypeAlias = Callable[[sqlite3.Connection], int]
Job: TypeAlias = tuple[Work, "Future[int]"]

_COLUMNS = ", ".join(f'"{name}"' for name in EVENT_COLUMNS)
_PLACES = ", ".join("?" * len(EVENT_COLUMNS))
_INSERT_EVENT = f"INSERT INTO events ({_COLUMNS}) VALUES ({_PLACES}) ON CONFLICT (id) DO NOTHING"
_INSERT_MEANING = "INSERT INTO published (tree, version, seen_at, meaning) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"


def open_store(path: Path) -> Store:
    """Return the store in a file, made where there is none; raise StoreError where it cannot be used."""
    return Store(_connect(path, "rwc"), path)


@contextmanager
def read_store(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection for questions only; raise StoreError where there is no store."""
    if not path.exists():
        raise StoreError("store_unavailable", f"There is no {path} yet. perfsupport collect makes it.")
    connection = _connect(path, "rw")
    try:
        connection.execute("PRAGMA query_only = ON")
        yield connection
    except sqlite3.Error as error:
        raise explain_failure(error, path) from error
    finally:
        connection.close()


def read_published(connection: sqlite3.Connection) -> dict[tuple[str, str], dict[str, Any]]:
    """Return what the ids of each tree and version meant, oldest first."""
    rows = connection.execute("SELECT tree, version, meaning FROM published ORDER BY seen_at, tree, version")
    return {(tree, version): json.loads(meaning) for tree, version, meaning in rows}


def _connect(path: Path, mode: str) -> sqlite3.Connection:
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


class Store:
    """An open store. ``append`` and ``submit`` may be called from any thread."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.path = path
        self._connection = connection
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._writer = threading.Thread(target=self._write, name="perfsupport-store", daemon=True)
        self._writer.start()

    def append(self, events: Iterable[Event]) -> int:
        """Return how many of the events were new, once they are on disk; raise StoreError when they are not."""
        return self.submit(events).result()

    def submit(self, events: Iterable[Event]) -> Future[int]:
        """Return what ``append`` returns or raises, as a future."""
        rows = [tuple(map(event.get, EVENT_COLUMNS)) for event in events]
        return self._submit(lambda connection: _count_changes(connection, _INSERT_EVENT, rows))

    def keep_published(self, trees: Mapping[str, Mapping[str, Any]], seen_at: int) -> int:
        """Keep what the ids of these trees mean (``trees`` of events.json); return how many versions were new."""
        rows = [(tree, str(about["version"]), seen_at, json.dumps(about)) for tree, about in trees.items()]
        return self._submit(lambda connection: _count_changes(connection, _INSERT_MEANING, rows)).result()

    def load_published(self) -> dict[tuple[str, str], dict[str, Any]]:
        """Return what the ids of each tree and version meant that this store has ever been told."""
        with read_store(self.path) as connection:
            return read_published(connection)

    def close(self) -> None:
        """Write what still waits, and let go of the file."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self._jobs.put(None)
        self._writer.join()
        self._connection.close()

    def _submit(self, work: Work) -> Future[int]:
        future: Future[int] = Future()
        with self._lock:
            if self._closed:
                raise StoreError("store_unavailable", f"{self.path} was closed.")
            self._jobs.put((work, future))
        return future

    def _write(self) -> None:
        open_ = True
        while open_:
            waiting = [self._jobs.get()]
            with suppress(queue.Empty):
                while True:
                    waiting.append(self._jobs.get_nowait())
            open_ = None not in waiting
            # A client that hung up may have cancelled its future; from here on it no longer can.
            self._commit([job for job in waiting if job is not None and job[1].set_running_or_notify_cancel()])

    def _commit(self, jobs: Sequence[Job]) -> None:
        """Do the jobs in one transaction, and tell each what came of it only after the commit."""
        connection = self._connection
        try:
            connection.execute("BEGIN IMMEDIATE")
            counts = [work(connection) for work, _ in jobs]
            connection.execute("COMMIT")
        except Exception as error:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            failure = explain_failure(error, self.path) if isinstance(error, sqlite3.Error) else error
            for _, future in jobs:
                future.set_exception(failure)
        else:
            for (_, future), count in zip(jobs, counts, strict=True):
                future.set_result(count)


def _count_changes(connection: sqlite3.Connection, statement: str, rows: Sequence[Sequence[Any]]) -> int:
    before = connection.total_changes
    connection.executemany(statement, rows)
    return connection.total_changes - before
