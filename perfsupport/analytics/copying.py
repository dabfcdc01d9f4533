"""A copy of a store's events by columns, beside the file, for DuckDB to count.

SQLite keeps rows, and a report reads columns. The copy is brought up to date before each report: only what came since
is read. It is DuckDB's own format, a quarter of the store's size, and holds nothing that no question asks for: no
customer's reference, no host, no language. Still it is personal data: whoever deletes from the store throws the copy
away (``discard_columns``), and the next report makes it anew.

Two things make the questions cheap. A session is a number of 63 bits made of its id, since a window over texts of 36
letters costs twice as much; that two of a million sessions share one is less likely than one in ten million. And
columns that hold the same few texts again and again are enumerations in the order of their texts, which grow when a
text comes that is not among them: so they compare, sort and group as texts do, for the price of numbers.

Rows leave SQLite as JSON arrays, one text a row, since making Python objects of all columns takes three times as long.
An array without a backslash is a line of CSV as DuckDB reads it; the few others are written out by hand. While DuckDB
takes in some lines, a thread reads the next.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import duckdb

from perfsupport.store.columns import read_lines, write_line
from perfsupport.store.copies import discard_columns
from perfsupport.store.schema import EVENT_COLUMNS, WHOLE_COLUMNS

COLUMNS_FORMAT = 2
SLACK_MS = 3_600_000
"""How far back arrivals are read again. The collector stamps events before it commits them."""

ROWS_AT_ONCE = 122_880
"""As many as DuckDB keeps together: less is written twice, first into its log."""

FETCHED_AT_ONCE = 10_000

UNASKED = frozenset(("language", "host", "contact", "fact", "dropped", "section", "browser"))
COLUMNS = tuple(name for name in EVENT_COLUMNS if name not in UNASKED)
TYPED = frozenset(("id", "session", "text", "words", "value"))
WORDS = tuple(name for name in COLUMNS if name not in TYPED and name not in WHOLE_COLUMNS)
"""Columns of few texts: enumerations."""

SESSION = "CAST(md5_number_lower(session) >> 1 AS BIGINT)"
VIEW = f"SELECT * REPLACE (CAST(enum_code(rep) AS BIGINT) - {2**62} AS rep) FROM kept.events"
"""The events as questions read them. A person is a rep or a session, and the numbers of reps are below all others."""

_TYPES = {name: "BIGINT" if name in WHOLE_COLUMNS else "VARCHAR" for name in COLUMNS} | {"id": "UUID"}
_KEPT_TYPES = {**_TYPES, "session": "BIGINT", **dict.fromkeys(WORDS, "ENUM('')")}
_CREATE = "CREATE TABLE events (" + ", ".join(f'"{name}" {type_}' for name, type_ in _KEPT_TYPES.items()) + ")"
_LINES = "SELECT json_array(" + ", ".join(f'"{name}"' for name in COLUMNS) + ") FROM events"
_SUM = "SELECT count(*), coalesce(sum(received_at % 1000003), 0) FROM events WHERE received_at < ?"

Item = TypeVar("Item")


def refresh_columns(connection: sqlite3.Connection, copy: Path, config: Mapping[str, str]) -> None:
    """Bring a copy up to date with the store that a connection reads.

    A copy that is damaged, of another format, or does not hold what the store holds is made anew. Raises duckdb.Error
    or OSError where the place cannot be written, or while another process has the copy open.
    """
    connection.execute("BEGIN")
    try:
        if not _continue(connection, copy, config):
            discard_columns(copy)
            _begin(connection, copy, config)
    finally:
        connection.execute("ROLLBACK")


def _begin(connection: sqlite3.Connection, copy: Path, config: Mapping[str, str]) -> None:
    """Copy everything, in the order of the ids, which is about that of time."""
    with duckdb.connect(copy, config=dict(config)) as database:
        # As secret as the store, before there is anything in it.
        copy.chmod(Path(_find_file(connection)).stat().st_mode & 0o777)
        database.execute(_CREATE)
        _insert(database, connection, _LINES)
        database.execute(f"CREATE TABLE about AS SELECT {COLUMNS_FORMAT} AS format")


def _continue(connection: sqlite3.Connection, copy: Path, config: Mapping[str, str]) -> bool:
    """Copy what came since; tell whether there is a copy, and whether it was right before."""
    if not copy.exists():
        return False
    try:
        database = duckdb.connect(copy, config=dict(config))
    except duckdb.Error as error:
        if "lock" in str(error):
            raise
        return False
    with database:
        if not _is_ours(database):
            return False
        since = _find(database, "SELECT coalesce(max(received_at), 0) FROM events") - SLACK_MS
        if database.execute(_SUM, [since]).fetchall() != connection.execute(_SUM, [since]).fetchall():
            return False
        database.execute("BEGIN")
        database.execute("DELETE FROM events WHERE received_at >= ?", [since])
        _insert(database, connection, f"{_LINES} WHERE received_at >= {since}")
        database.execute("COMMIT")
    return True


def _is_ours(database: duckdb.DuckDBPyConnection) -> bool:
    """Tell whether a database is a whole copy with the columns of today; the first copy ends with the table about."""
    try:
        known = _find(database, "SELECT format FROM about") == COLUMNS_FORMAT
        names = [row[0] for row in database.execute("DESCRIBE events").fetchall()]
    except duckdb.Error:
        return False
    return known and names == list(COLUMNS)


def _find_file(connection: sqlite3.Connection) -> str:
    """Return the file that a connection reads."""
    file: str = connection.execute("PRAGMA database_list").fetchone()[2]
    return file


def _find(database: duckdb.DuckDBPyConnection, query: str) -> int:
    found: list[tuple[int]] = database.execute(query).fetchall()
    return found[0][0]


def _insert(database: duckdb.DuckDBPyConnection, connection: sqlite3.Connection, lines: str) -> None:
    """Insert the events of a query for lines."""
    known = {name: _find_words(database, name) for name in WORDS}
    with TemporaryDirectory(prefix="perfsupport-") as folder, ExitStack() as stack:
        # The thread must have ended before the connection goes on to other things.
        pool = stack.enter_context(ThreadPoolExecutor(1))
        for paths in _read_ahead(pool, _write_chunks(connection.execute(lines), Path(folder))):
            _insert_chunk(database, paths, known)


def _write_chunks(rows: sqlite3.Cursor, folder: Path) -> Iterator[Sequence[Path]]:
    """Write rows into files for ``read_lines``, some at a time: the plain ones, and the others."""
    number, count = 0, ROWS_AT_ONCE
    while count >= ROWS_AT_ONCE:
        number, count = number + 1, 0
        paths = (folder / f"{number}.plain.csv", folder / f"{number}.csv")
        with (
            paths[0].open("w", encoding="utf-8", newline="") as plain,
            paths[1].open("w", encoding="utf-8", newline="") as others,
        ):
            while count < ROWS_AT_ONCE and (fetched := rows.fetchmany(FETCHED_AT_ONCE)):
                count += len(fetched)
                plain.writelines([array[1:-1] + "\n" for (array,) in fetched if "\\" not in array])
                others.writelines([write_line(json.loads(array)) + "\n" for (array,) in fetched if "\\" in array])
        if count:
            yield paths


def _read_ahead(pool: ThreadPoolExecutor, items: Iterator[Item]) -> Iterator[Item]:
    """Yield items, the next of which is worked out in the pool in the meantime."""
    waiting = pool.submit(next, items, None)
    while (item := waiting.result()) is not None:
        waiting = pool.submit(next, items, None)
        yield item


def _insert_chunk(database: duckdb.DuckDBPyConnection, paths: Sequence[Path], known: dict[str, set[str]]) -> None:
    sources = [
        f"SELECT * FROM {read_lines(path, _TYPES, plain=plain)}"
        for path, plain in zip(paths, (True, False), strict=True)
        if path.stat().st_size
    ]
    database.execute(
        f"CREATE OR REPLACE TEMP TABLE fresh AS SELECT * REPLACE ({SESSION} AS session)"
        f" FROM ({' UNION ALL '.join(sources)})"
    )
    for path in paths:
        path.unlink()
    _learn_words(database, known)
    database.execute("INSERT INTO events SELECT * FROM fresh")
    database.execute("DROP TABLE fresh")


def _find_words(database: duckdb.DuckDBPyConnection, column: str) -> set[str]:
    """Return what an enumeration knows."""
    query = f'SELECT enum_range((SELECT "{column}" FROM events LIMIT 0))'
    words: list[tuple[list[str]]] = database.execute(query).fetchall()
    return set(words[0][0])


def _learn_words(database: duckdb.DuckDBPyConnection, known: dict[str, set[str]]) -> None:
    """Let the enumerations know all that is about to be inserted."""
    lists = ", ".join(f'list(DISTINCT "{name}")' for name in WORDS)
    found = database.execute(f"SELECT {lists} FROM fresh").fetchall()[0]
    for name, words in zip(WORDS, found, strict=True):
        new = {word for word in words or () if word is not None} - known[name]
        if new:
            known[name] |= new
            # By their bytes, as texts are compared everywhere.
            quoted = ", ".join("'" + word.replace("'", "''") + "'" for word in sorted(known[name], key=str.encode))
            database.execute(f'ALTER TABLE events ALTER "{name}" TYPE ENUM({quoted})')
