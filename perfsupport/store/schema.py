"""The tables of the SQLite store, and the way from each version of them to the next."""

from __future__ import annotations

import secrets
import sqlite3
from pathlib import Path

from perfsupport.events import COMMON_FIELDS, FIELD_SHAPES, RECEIVED_FIELDS, Whole
from perfsupport.store.errors import StoreError, explain_newer

APPLICATION_ID = 0x50535550
"""Marks a SQLite file as ours ("PSUP")."""

EVENT_COLUMNS = (*FIELD_SHAPES, *RECEIVED_FIELDS)

WHOLE_COLUMNS = frozenset(name for name, shape in FIELD_SHAPES.items() if isinstance(shape, Whole)).union(
    ("received_at", "skew_ms")
)
"""Columns of whole numbers; the others are text."""

ALWAYS_COLUMNS = frozenset((*COMMON_FIELDS, *RECEIVED_FIELDS))
"""Columns that no event lacks."""

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE events (
      id TEXT NOT NULL PRIMARY KEY, session TEXT NOT NULL, sequence INTEGER NOT NULL, type TEXT NOT NULL,
      at INTEGER NOT NULL, tree TEXT NOT NULL, version TEXT NOT NULL, mode TEXT NOT NULL, language TEXT NOT NULL,
      host TEXT NOT NULL, visible_ms INTEGER NOT NULL, contact TEXT, rep TEXT, step TEXT, "within" TEXT, entry TEXT,
      direction TEXT, option TEXT, target TEXT, fact TEXT, value TEXT, dropped INTEGER, section TEXT, outcome TEXT,
      solved TEXT, kind TEXT, text TEXT, words TEXT, hits INTEGER,
      received_at INTEGER NOT NULL, skew_ms INTEGER NOT NULL, browser TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE published (
      tree TEXT NOT NULL, version TEXT NOT NULL, seen_at INTEGER NOT NULL, meaning TEXT NOT NULL,
      PRIMARY KEY (tree, version)
    ) WITHOUT ROWID;
    """,
    """
    ALTER TABLE published ADD COLUMN last_at INTEGER NOT NULL DEFAULT 0;
    UPDATE published SET last_at = seen_at;
    CREATE TABLE counts (
      day TEXT NOT NULL, name TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (day, name)
    ) WITHOUT ROWID;
    CREATE TABLE outbox (place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);
    CREATE TABLE dead_letters (
      id TEXT NOT NULL PRIMARY KEY, died_at INTEGER NOT NULL, reason TEXT NOT NULL
    ) WITHOUT ROWID;
    """,
    """
    CREATE INDEX events_by_arrival ON events (received_at);
    """,
    """
    CREATE TABLE quoted (id TEXT NOT NULL PRIMARY KEY, fields TEXT NOT NULL) WITHOUT ROWID;
    """,
    """
    CREATE TABLE changes (number INTEGER NOT NULL);
    INSERT INTO changes VALUES (0);
    """,
)
"""The script at index n leads from version n to n + 1; what was released is never changed. A field that the event
format gains is a column that a new script adds. Ids begin with the time, so that new rows land together at the end.

``counts`` are refusals and repeats by day (UTC) and name. ``outbox`` names the events that still have to be
forwarded, in the order in which they came; ``dead_letters`` those that the record store will never take, and why.
``quoted`` are the fields that a record store may repeat in its reason, where the events are not in the same file.
``events_by_arrival`` finds what came since a report was made last, and what is old enough to go.
``changes`` counts the commits in which something that had been kept was deleted or emptied."""


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring a database to the newest version, or raise StoreError when it is newer still or another program's."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if application != APPLICATION_ID and connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise StoreError("store_damaged", f"{path} is no database of perfsupport's. Name another file with --store.")
    version = _read_version(connection)
    if version > len(MIGRATIONS):
        raise explain_newer(str(path), version, len(MIGRATIONS))
    while version < len(MIGRATIONS):
        connection.execute("BEGIN IMMEDIATE")
        # Two collectors may open a new file at once: the second finds the work done.
        if _read_version(connection) == version:
            for statement in MIGRATIONS[version].split(";"):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {version + 1}")
            if version == 0:
                # Tells the log of this file from that of another (``logs``). SQLite itself only compares and counts it.
                connection.execute(f"PRAGMA schema_version = {secrets.randbelow(1 << 30) + (1 << 20)}")
        connection.execute("COMMIT")
        version = _read_version(connection)


def _read_version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version
