"""Reads what can still be read of a damaged store into a new one.

A store that SQLite finds whole is copied by SQLite. Of any other each page is read by itself, so that a damaged page
takes nothing along but what stands on it.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from perfsupport.errors import PerfsupportError
from perfsupport.events import FIELD_SHAPES, Matching, Shape, Whole, find_fields
from perfsupport.store.pages import Pages, Stored
from perfsupport.store.published import find_flaw
from perfsupport.store.schema import migrate
from perfsupport.store.sqlite import SqliteStore, open_store
from perfsupport.working import working_folder

SHARE = 1000
EVENTS = "events"
PUBLISHED = "published"
OTHER_TABLES = (PUBLISHED, "counts", "outbox", "dead_letters", "quoted")
RECEIVED_SHAPES: dict[str, Shape] = {
    "received_at": FIELD_SHAPES["at"],
    "skew_ms": Whole(-(10**14), 10**14),
    "browser": Matching("[A-Za-z]{1,20}"),
}
TYPES: Mapping[str, type] = {"TEXT": str, "INTEGER": int}

Row: TypeAlias = tuple[str, Sequence[Any]]
"""The name of a table, and the values of a row of it."""


@dataclass(slots=True)
class Recovered:
    """How many events were read, and how many rows were none any more.

    ``others`` are rows beside events that mean nothing any more, ``unreadable`` pages of which something is lost.
    """

    events: int = 0
    nonsense: int = 0
    others: int = 0
    unreadable: int = 0


class Column(NamedTuple):
    """A column of a table. ``numbers`` tells that it is the row's number, which pages keep apart."""

    name: str
    type: type
    required: bool
    default: Any
    numbers: bool


def recover_store(damaged: Path, fresh: Path) -> Recovered:
    """Write what can be read of a store into a new file; the damaged one is only read.

    Raise PerfsupportError where there is already a file in the new one's place, or where nothing can be read at all.
    """
    if not damaged.exists():
        raise PerfsupportError(f"There is no {damaged}.")
    if fresh.exists():
        raise PerfsupportError(f"{fresh} exists already. Name a new file with --into.")
    with working_folder(fresh.parent) as folder:
        draft, recovered = folder / "fresh.sqlite3", Recovered()
        with closing(open_store(draft)) as store:
            tables = {table: _read_columns(store, table) for table in (EVENTS, *OTHER_TABLES)}
            if _is_whole(damaged, folder):
                _keep(_read_tables(folder / "copy.sqlite3", tables), store, tables, recovered)
            else:
                pages = Pages(damaged)
                _keep(_read_pages(pages, tables), store, tables, recovered)
                recovered.unreadable = len(pages.broken) + pages.log_broken
                if not recovered.events and len(pages.broken) == pages.many:
                    raise PerfsupportError(f"Nothing of {damaged} can be read. Put back a copy.")
        draft.rename(fresh)
    return recovered


def _is_whole(damaged: Path, folder: Path) -> bool:
    """Tell whether SQLite finds nothing wrong with a copy that is made in a folder, and brought up to date."""
    if Pages(damaged).log_broken:
        return False
    copy = folder / "copy.sqlite3"
    for ending in ("", "-wal"):
        with suppress(FileNotFoundError):
            shutil.copyfile(f"{damaged}{ending}", f"{copy}{ending}")
    with closing(sqlite3.connect(copy, isolation_level=None)) as source:
        try:
            migrate(source, damaged)
            return bool(source.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)])
        except sqlite3.DatabaseError:
            return False


def _read_columns(store: SqliteStore, table: str) -> list[Column]:
    """Return the columns of a table as a store of today has them; older rows lack some at the end."""
    columns: list[Column] = []

    def read(connection: sqlite3.Connection) -> int:
        for _, name, kind, required, default, place in connection.execute(f"PRAGMA table_info({table})"):
            numbers = place == 1 and kind == "INTEGER"
            value = int(default) if default is not None else None
            columns.append(Column(name, TYPES[kind], bool(required), value, numbers))
        return 0

    store.do(read).result()
    return columns


def _read_tables(file: Path, tables: Mapping[str, Sequence[Column]]) -> Iterator[Row]:
    with closing(sqlite3.connect(file)) as source:
        source.text_factory = _read_text
        for table, columns in tables.items():
            names = ", ".join(f'"{column.name}"' for column in columns)
            for row in source.execute(f"SELECT {names} FROM {table}"):
                yield table, row


def _read_text(value: bytes) -> str | bytes:
    """Return a text, or bytes where it is none any more."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value


def _read_pages(pages: Pages, tables: Mapping[str, Sequence[Column]]) -> Iterator[Row]:
    """Yield the rows of all pages that have the columns of one of the tables."""
    for stored in pages.read_rows():
        for table, columns in tables.items():
            row = _fit(stored, columns)
            if row is not None:
                yield table, row
                break


def _fit(stored: Stored, columns: Sequence[Column]) -> Sequence[Any] | None:
    """Return the values that a stored row has in a table, None where it is none of its rows."""
    if stored.keyed == any(column.numbers for column in columns) or len(stored.values) > len(columns):
        return None
    row = []
    for place, column in enumerate(columns):
        value = stored.values[place] if place < len(stored.values) else column.default
        if column.numbers:
            value = stored.number
        if column.required if value is None else not isinstance(value, column.type):
            return None
        row.append(value)
    return row


def _keep(
    rows: Iterable[Row], store: SqliteStore, tables: Mapping[str, Sequence[Column]], recovered: Recovered
) -> None:
    """Write rows into the new store, those that mean something still; the same row again changes nothing."""
    names = [column.name for column in tables[EVENTS]]

    def is_sound(row: Row) -> bool:
        table, values = row
        if table == EVENTS:
            sound = _is_event(dict(zip(names, values, strict=True)))
            recovered.nonsense += not sound
        else:
            named = dict(zip((column.name for column in tables[table]), values, strict=True))
            sound = not any(isinstance(value, bytes) for value in values)
            sound = sound and (table != PUBLISHED or _is_meaning(named["tree"], named["meaning"]))
            recovered.others += not sound
        return sound

    sound = filter(is_sound, rows)
    while share := list(islice(sound, SHARE)):

        def write(connection: sqlite3.Connection, share: Sequence[Row] = share) -> int:
            new = 0
            for table, row in share:
                statement = f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * len(row))})"
                new += connection.execute(statement, row).rowcount * (table == EVENTS)
            return new

        recovered.events += store.do(write).result()


def _is_event(row: Mapping[str, Any]) -> bool:
    """Tell whether a row is an event still: damage may leave rows that can be read and mean nothing."""
    event = {name: value for name, value in row.items() if value is not None}
    if not FIELD_SHAPES["type"].accepts(event.get("type")):
        return False
    fields = {**find_fields(event["type"]), **dict.fromkeys(RECEIVED_SHAPES, True)}
    shapes = FIELD_SHAPES | RECEIVED_SHAPES
    return event.keys() <= fields.keys() and all(
        shapes[name].accepts(event[name]) if name in event else not required for name, required in fields.items()
    )


def _is_meaning(tree: str, meaning: str) -> bool:
    """Tell whether a text still says what the ids of a version meant."""
    try:
        return find_flaw({tree: json.loads(meaning)}) is None
    except ValueError:
        return False
