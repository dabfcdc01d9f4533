"""What still has to be forwarded, and what the record store will never take: two tables beside the events.

An event enters the outbox in the very commit that keeps it, and leaves it in the commit that follows the record store's
yes. Whatever ends the collector in between, nothing is left out; what is sent twice has the same id.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from perfsupport.events import Event
from perfsupport.store.schema import EVENT_COLUMNS
from perfsupport.store.sqlite import SqliteStore, Work, read_store

FORWARDED_MODES = ("live", "practice")
"""What is clicked in a preview is nobody's use."""

_COLUMNS = ", ".join(f'events."{name}"' for name in EVENT_COLUMNS)
_MODES = ", ".join(f"'{mode}'" for mode in FORWARDED_MODES)
# Of the connection that writes alone: a collector that forwards nothing fills no outbox.
_TRIGGER = f"""
CREATE TEMP TRIGGER IF NOT EXISTS forward AFTER INSERT ON main.events WHEN new.mode IN ({_MODES})
BEGIN INSERT OR IGNORE INTO outbox (id) VALUES (new.id); END
"""
_EVERYTHING = f"""
INSERT OR IGNORE INTO outbox (id)
SELECT id FROM events WHERE mode IN ({_MODES}) AND id NOT IN (SELECT id FROM dead_letters) ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An event that the record store will not take, when it said so (Unix milliseconds), and what it said."""

    id: str
    died_at: int
    reason: str
    type: str
    tree: str


class Outbox:
    """The outbox of a store in a file."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store

    def open(self) -> None:
        """Take in every new event from now on."""
        self._store.do(_run(_TRIGGER)).result()

    def fill(self) -> int:
        """Take in all events that the store has, but for dead letters; return how many were not in it yet."""
        return self._store.do(_run(_EVERYTHING)).result()

    def peek(self, most: int) -> list[Event]:
        """Return the events that have waited longest; what was erased in the meantime is left out, and leaves."""
        with read_store(self._store.path) as connection:
            query = f"SELECT outbox.id, {_COLUMNS} FROM outbox LEFT JOIN events USING (id) ORDER BY place LIMIT ?"
            rows = connection.execute(query, [most]).fetchall()
        erased = [row[0] for row in rows if row[1] is None]
        if erased:
            self.settle(erased)
        return [
            {name: value for name, value in zip(EVENT_COLUMNS, row[1:], strict=True) if value is not None}
            for row in rows
            if row[1] is not None
        ]

    def settle(self, ids: Sequence[str]) -> None:
        """Let go of events that have arrived."""
        rows = [(id,) for id in ids]
        self._store.do(lambda c: c.executemany("DELETE FROM outbox WHERE id = ?", rows).rowcount).result()

    def set_back(self, id: str) -> None:
        """Let all others go first."""

        def move(connection: sqlite3.Connection) -> int:
            connection.execute("DELETE FROM outbox WHERE id = ?", [id])
            return connection.execute("INSERT INTO outbox (id) VALUES (?)", [id]).rowcount

        self._store.do(move).result()

    def bury(self, id: str, reason: str, now: int) -> None:
        """Make an event a dead letter."""

        def move(connection: sqlite3.Connection) -> int:
            connection.execute("DELETE FROM outbox WHERE id = ?", [id])
            return connection.execute(
                "INSERT OR REPLACE INTO dead_letters VALUES (?, ?, ?)", [id, now, reason]
            ).rowcount

        self._store.do(move).result()

    def tidy(self) -> None:
        """Let go of what is kept of events that were erased; in one file with them it goes when they do."""

    def requeue(self, ids: Sequence[str] = ()) -> int:
        """Let dead letters wait again, these or all; return how many."""

        def move(connection: sqlite3.Connection) -> int:
            chosen = list(ids) or find_dead_ids(connection)
            rows = [(id,) for id in chosen]
            connection.executemany("INSERT OR IGNORE INTO outbox (id) SELECT id FROM dead_letters WHERE id = ?", rows)
            connection.executemany("DELETE FROM quoted WHERE id = ?", rows)
            return connection.executemany("DELETE FROM dead_letters WHERE id = ?", rows).rowcount

        return self._store.do(move).result()

    def count_waiting(self) -> int:
        """Return how many events wait to be forwarded."""
        with read_store(self._store.path) as connection:
            return count_waiting(connection)

    def find_dead_letters(self) -> list[DeadLetter]:
        """Return the dead letters, oldest first."""
        with read_store(self._store.path) as connection:
            return find_dead_letters(connection)


def count_waiting(connection: sqlite3.Connection) -> int:
    """Return how many events wait to be forwarded."""
    waiting: int = connection.execute("SELECT count(*) FROM outbox").fetchone()[0]
    return waiting


def find_dead_ids(connection: sqlite3.Connection) -> list[str]:
    """Return the ids of all dead letters."""
    return [id for (id,) in connection.execute("SELECT id FROM dead_letters ORDER BY id")]


def find_dead_letters(connection: sqlite3.Connection) -> list[DeadLetter]:
    """Return the dead letters, oldest first."""
    rows = connection.execute(
        "SELECT id, died_at, reason, type, tree FROM dead_letters JOIN events USING (id) ORDER BY died_at, id"
    )
    return [DeadLetter(*row) for row in rows]


def _run(statement: str) -> Work:
    return lambda connection: max(0, connection.execute(statement).rowcount)
