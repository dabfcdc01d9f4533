"""Reads what can still be read of a damaged store into a new one."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from perfsupport.errors import PerfsupportError
from perfsupport.events import FIELD_SHAPES, find_fields
from perfsupport.store.schema import EVENT_COLUMNS, migrate
from perfsupport.store.sqlite import INSERT_EVENT, SqliteStore, open_store

ALL_TIME = (0, 1 << 48)
"""Ids begin with Unix milliseconds in 48 bits."""

SHORTEST_MS = 1000
"""A stretch of ids that cannot be read is split down to this."""

SHARE = 1000
ID = EVENT_COLUMNS.index("id")
_COLUMNS = ", ".join(f'"{name}"' for name in EVENT_COLUMNS)
OTHER_TABLES = ("published", "counts", "outbox", "dead_letters")


@dataclass(slots=True)
class Recovered:
    """How many events were read, how many rows were none, and in how many stretches something cannot be read."""

    events: int = 0
    nonsense: int = 0
    unreadable: int = 0


def recover_store(damaged: Path, fresh: Path) -> Recovered:
    """Write what can be read of a store into a new file; the damaged one is only read.

    Raise PerfsupportError where there is already a file in the new one's place, or where nothing can be read at all.
    """
    if not damaged.exists():
        raise PerfsupportError(f"There is no {damaged}.")
    if fresh.exists():
        raise PerfsupportError(f"{fresh} exists already. Name a new file with --into.")
    with tempfile.TemporaryDirectory(prefix=".recover-", dir=fresh.parent) as folder:
        copy = Path(folder) / "damaged.sqlite3"
        for ending in ("", "-wal"):
            with suppress(FileNotFoundError):
                shutil.copyfile(f"{damaged}{ending}", f"{copy}{ending}")
        with closing(sqlite3.connect(copy, isolation_level=None)) as source:
            try:
                migrate(source, damaged)
            except sqlite3.Error as error:
                raise PerfsupportError(
                    f"Nothing of {damaged} can be read ({error}). Put back a copy, or try sqlite3 {damaged} .recover."
                ) from None
            with closing(open_store(fresh)) as store:
                return _copy(source, store)


def _copy(source: sqlite3.Connection, store: SqliteStore) -> Recovered:
    recovered = Recovered()
    share: list[Sequence[Any]] = []

    def keep() -> None:
        rows = share[:]
        recovered.events += store.do(lambda c: max(0, c.executemany(INSERT_EVENT, rows).rowcount)).result()
        share.clear()

    for row in _read_events(source, recovered):
        if _is_event(row):
            share.append(row)
        else:
            recovered.nonsense += 1
        if len(share) >= SHARE:
            keep()
    keep()
    for table in OTHER_TABLES:
        _copy_table(source, store, table)
    return recovered


def _read_events(source: sqlite3.Connection, recovered: Recovered) -> Iterator[Sequence[Any]]:
    """Yield the rows of events; where a stretch cannot be read, what lies before and behind the damage."""
    stretches = [ALL_TIME]
    while stretches:
        start, end = stretches.pop()
        try:
            for row in _read_stretch(source, start, end):
                # What was read once is not read again when the rest of the stretch is split.
                start = max(start, _read_moment(row[ID]))
                yield row
        except sqlite3.DatabaseError:
            if end - start > SHORTEST_MS:
                middle = (start + end) // 2
                stretches += [(middle, end), (start, middle)]
                continue
            recovered.unreadable += 1
            for way in ("ASC", "DESC"):
                with suppress(sqlite3.DatabaseError):
                    yield from _walk_stretch(source, start, end, way)


def _read_stretch(source: sqlite3.Connection, start: int, end: int) -> Iterator[Sequence[Any]]:
    query = f"SELECT {_COLUMNS} FROM events WHERE id >= ? AND id < ? ORDER BY id"
    yield from source.execute(query, [_begin_id(start), _begin_id(end)])


def _walk_stretch(source: sqlite3.Connection, start: int, end: int, way: str) -> Iterator[Sequence[Any]]:
    """Yield rows one by one: a cursor that meets damage takes the row before it along."""
    least, most = _begin_id(start), _begin_id(end)
    query = f"SELECT {_COLUMNS} FROM events WHERE id >= ? AND id < ? AND id <> ? ORDER BY id {way} LIMIT 1"
    last = ""
    while row := source.execute(query, [least, most, last]).fetchone():
        yield row
        last = row[ID]
        least, most = (last, most) if way == "ASC" else (least, last)


def _read_moment(id: object) -> int:
    try:
        return int(str(id).replace("-", "")[:12], 16)
    except ValueError:
        return 0


def _begin_id(moment: int) -> str:
    digits = f"{moment:012x}"
    return f"{digits[:8]}-{digits[8:]}" if len(digits) == 12 else "g"


def _is_event(row: Sequence[Any]) -> bool:
    """Tell whether a row is an event still: damage may leave rows that can be read and mean nothing."""
    event = {name: value for name, value in zip(EVENT_COLUMNS, row, strict=True) if value is not None}
    if not FIELD_SHAPES["type"].accepts(event.get("type")):
        return False
    fields = find_fields(event["type"])
    return all(
        FIELD_SHAPES[name].accepts(event[name]) if name in event else not required for name, required in fields.items()
    )


def _copy_table(source: sqlite3.Connection, store: SqliteStore, table: str) -> None:
    """Copy one of the small tables as far as it goes; the sites and new events bring the rest back."""
    rows: list[Sequence[Any]] = []
    with suppress(sqlite3.DatabaseError):
        rows.extend(source.execute(f"SELECT * FROM {table}"))
    if rows:
        statement = f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * len(rows[0]))})"
        store.do(lambda c: max(0, c.executemany(statement, rows).rowcount)).result()
