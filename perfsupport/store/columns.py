"""Events as lines of CSV, which DuckDB takes in by the thousand: for Parquet, and for the copy that a report counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import duckdb

from perfsupport.store.schema import EVENT_COLUMNS, WHOLE_COLUMNS

CONFIG = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
"""DuckDB fetches what it lacks from the internet unless it is told not to."""

LINE_BYTES = 200_000
"""More than the longest line: eight fields of five hundred characters that a person typed, and ids."""

_TYPES = {name: "BIGINT" if name in WHOLE_COLUMNS else "VARCHAR" for name in EVENT_COLUMNS} | {"id": "UUID"}
CREATE_EVENTS = "CREATE TABLE events (" + ", ".join(f'"{name}" {type_}' for name, type_ in _TYPES.items()) + ")"


def insert_lines(database: duckdb.DuckDBPyConnection, lines: Sequence[str], folder: Path) -> None:
    """Insert lines of CSV, each with all fields of an event, into the events, by way of a file in a folder."""
    if not lines:
        return
    path = folder / "events.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    database.execute(f"INSERT INTO events SELECT * FROM {read_lines(path, _TYPES, plain=False)}")
    path.unlink()


def read_lines(path: Path, types: Mapping[str, str], *, plain: bool) -> str:
    """Return the SQL that reads a file of lines; ``plain`` promises that none goes on over a line's end."""
    fields = ", ".join(f"{quote(name)}: {quote(type_)}" for name, type_ in types.items())
    return (
        f"read_csv({quote(str(path))}, columns = {{{fields}}}, auto_detect = false,"
        " header = false, delim = ',', quote = '\"', escape = '\"', nullstr = 'null', new_line = '\\n',"
        f" allow_quoted_nulls = false, max_line_size = {LINE_BYTES}, parallel = {str(plain).lower()})"
    )


def quote(text: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def write_line(values: Iterable[object]) -> str:
    """Return a line of CSV as ``read_lines`` takes it: text in quotes, numbers bare, and the bare word null."""
    return ",".join(
        '"' + value.replace('"', '""') + '"' if isinstance(value, str) else "null" if value is None else str(value)
        for value in values
    )
