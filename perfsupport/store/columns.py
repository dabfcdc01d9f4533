"""A copy of a store's events by columns, beside the file, for DuckDB to count.

SQLite keeps rows, and a report reads columns. The copy is brought up to date before each report: only what came since
is read. It is DuckDB's own format, a fifth of the store's size, and holds the same personal data: whoever deletes from
the store throws the copy away (``discard_columns``), and the next report makes it anew.

Rows leave SQLite as JSON arrays, one text a row, since making Python objects of thirty columns takes twice as long. An
array without a backslash is a line of CSV as DuckDB reads it; the few others are written out by hand.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import duckdb

from perfsupport.store.copies import discard_columns
from perfsupport.store.schema import EVENT_COLUMNS, WHOLE_COLUMNS

COLUMNS_FORMAT = 1
SLACK_MS = 3_600_000
"""How far back arrivals are read again. The collector stamps events before it commits them."""

CHUNK = 50_000
CONFIG = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
"""DuckDB fetches what it lacks from the internet unless it is told not to."""

LINE_BYTES = 200_000
"""More than the longest line: eight fields of five hundred characters that a person typed, and ids."""

_TYPES = {name: "BIGINT" if name in WHOLE_COLUMNS else "VARCHAR" for name in EVENT_COLUMNS} | {"id": "UUID"}
CREATE_EVENTS = "CREATE TABLE events (" + ", ".join(f'"{name}" {type_}' for name, type_ in _TYPES.items()) + ")"
_CSV_FIELDS = ", ".join(f"'{name}': '{type_}'" for name, type_ in _TYPES.items())
_NAMES = ", ".join(f'"{name}"' for name in EVENT_COLUMNS)
_LINES = f"SELECT json_array({_NAMES}) FROM events"
_SUM = "SELECT count(*), coalesce(sum(received_at % 1000003), 0) FROM events WHERE received_at < ?"


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
        database.execute(CREATE_EVENTS)
        _insert(database, connection.execute(_LINES))
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
        _insert(database, connection.execute(f"{_LINES} WHERE received_at >= ?", [since]))
        database.execute("COMMIT")
    return True


def _is_ours(database: duckdb.DuckDBPyConnection) -> bool:
    """Tell whether a database is a whole copy with the columns of today; the first copy ends with the table about."""
    try:
        known = _find(database, "SELECT format FROM about") == COLUMNS_FORMAT
        names = [row[0] for row in database.execute("DESCRIBE events").fetchall()]
    except duckdb.Error:
        return False
    return known and names == list(EVENT_COLUMNS)


def _find_file(connection: sqlite3.Connection) -> str:
    """Return the file that a connection reads."""
    file: str = connection.execute("PRAGMA database_list").fetchone()[2]
    return file


def _find(database: duckdb.DuckDBPyConnection, query: str) -> int:
    found: list[tuple[int]] = database.execute(query).fetchall()
    return found[0][0]


def _insert(database: duckdb.DuckDBPyConnection, rows: sqlite3.Cursor) -> None:
    while chunk := [array for (array,) in rows.fetchmany(CHUNK)]:
        insert_lines(database, [array[1:-1] for array in chunk if "\\" not in array], plain=True)
        others = [write_line(json.loads(array)) for array in chunk if "\\" in array]
        insert_lines(database, others, plain=False)


def insert_lines(database: duckdb.DuckDBPyConnection, lines: Sequence[str], *, plain: bool) -> None:
    """Insert lines of CSV into the events; ``plain`` promises that none goes on over a line's end."""
    if not lines:
        return
    with tempfile.TemporaryDirectory(prefix="perfsupport-") as folder:
        path = Path(folder, "events.csv")
        path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="")
        database.execute(
            f"INSERT INTO events SELECT * FROM read_csv(?, columns = {{{_CSV_FIELDS}}}, auto_detect = false,"
            " header = false, delim = ',', quote = '\"', escape = '\"', nullstr = 'null', new_line = '\\n',"
            f" allow_quoted_nulls = false, max_line_size = {LINE_BYTES}, parallel = {str(plain).lower()})",
            [str(path)],
        )


def write_line(values: Iterable[object]) -> str:
    """Return a line of CSV as ``insert_lines`` takes it: text in quotes, numbers bare, and the bare word null."""
    return ",".join(
        '"' + value.replace('"', '""') + '"' if isinstance(value, str) else "null" if value is None else str(value)
        for value in values
    )
