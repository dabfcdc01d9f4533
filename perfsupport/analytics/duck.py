"""DuckDB answers questions over a copy by columns of the store's events."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import duckdb

from perfsupport.analytics.copying import refresh_columns
from perfsupport.analytics.queries import (
    BEGUN,
    READY_MODE,
    READY_PARTS,
    Period,
    Row,
    bound,
    fill,
    find_parts,
    is_shared,
    read_query,
)
from perfsupport.analytics.ready import PERSON
from perfsupport.store import StoreError, read_store
from perfsupport.store.columns import CONFIG
from perfsupport.store.copies import (
    hold_columns,
    is_awaited,
    is_read,
    let_go_of_readers,
    name_columns,
    read_columns,
    remove_columns,
)
from perfsupport.working import working_folder

LEAST_MEMORY_MB, MOST_MEMORY_MB = 384, 3000
"""DuckDB may take as much memory as the store takes on the disk, within these; beyond that it goes on on the disk."""

VIEW = f"SELECT * REPLACE ({PERSON.format(rep='rep')} AS rep) FROM kept.events"
"""The events as questions read them. A person is a rep or a session, and both are numbers."""

REPS = (
    "CREATE TYPE reps AS ENUM (SELECT DISTINCT coalesce(rep, '') AS rep FROM kept.events UNION SELECT '' ORDER BY rep)"
)
ORDERED_VIEW = f"SELECT * REPLACE (CAST(enum_code(CAST(rep AS reps)) AS BIGINT) - {2**62} AS rep) FROM kept.events"
"""The same, where the numbers of reps are in the order of their texts: a session of several is the last one's."""

PATIENCE_SECONDS = 300.0
"""For how long a report waits for who brings the copy up to date: as long as to copy some thirty million events."""


@contextmanager
def open_duckdb(connection: sqlite3.Connection, store: Path) -> Iterator[DuckEngine]:
    """Give what answers questions over a store, as it is at this moment.

    While another process brings the copy beside the store up to date, this waits. Where the copy cannot be written,
    there is one of its own until the end.
    """
    with working_folder() as folder, ExitStack() as ends:
        config = make_config(store, folder)
        try:
            name = ends.enter_context(_share(connection, name_columns(store), config))
            database = _attach(name, folder, config)
        except (duckdb.Error, OSError):
            try:
                copy = folder / "events.columns"
                refresh_columns(connection, copy, config)
                database = _attach(copy, folder, config)
            except (duckdb.Error, OSError) as error:
                raise _explain(error) from error
        with database:
            yield DuckEngine(database)


@contextmanager
def _share(connection: sqlite3.Connection, copy: Path, config: Mapping[str, str]) -> Iterator[Path]:
    """Bring the copy beside a store up to date, and give a name under which it stays as it is."""
    with ExitStack() as reading:
        with hold_columns(copy, PATIENCE_SECONDS):
            _refresh_held(connection, copy, config)
            name = reading.enter_context(read_columns(copy))
        yield name


def keep_columns(store: Path, *, thorough: bool = True, check: Callable[[], None] = lambda: None) -> bool:
    """Bring the copy beside a store up to date, in little memory; return False where somebody else is at it.

    ``check`` is called all the time, and ends this by an exception; the next time goes on from there. So it does where
    a report comes, which then goes on itself, faster.
    """
    copy = name_columns(store)

    def look() -> None:
        check()
        if is_awaited(copy):
            raise TimeoutError

    with read_store(store) as connection, working_folder() as folder:
        config = {**make_config(store, folder), "memory_limit": f"{LEAST_MEMORY_MB}MB", "threads": "1"}
        try:
            with hold_columns(copy, 0):
                if is_read(copy):
                    return False
                _refresh_held(connection, copy, config, look, thorough=thorough)
        except TimeoutError:
            return False
        except (duckdb.Error, OSError) as error:
            reason = str(error).splitlines()[0]
            raise StoreError("store_unavailable", f"{copy} could not be brought up to date: {reason}") from error
    return True


def _refresh_held(
    connection: sqlite3.Connection,
    copy: Path,
    config: Mapping[str, str],
    check: Callable[[], None] = lambda: None,
    *,
    thorough: bool = True,
) -> None:
    """Bring a copy that is held up to date. What fails leaves none behind, so that a full disk is no fuller then."""
    let_go_of_readers(copy)
    try:
        refresh_columns(connection, copy, config, thorough=thorough, check=check)
    except TimeoutError:
        raise
    except (duckdb.Error, OSError):
        remove_columns(copy)
        raise


def make_config(store: Path, folder: Path) -> dict[str, str]:
    """Return DuckDB's settings for a store; what has no room in memory goes into the folder."""
    megabytes = min(max(store.stat().st_size // 1_000_000, LEAST_MEMORY_MB), MOST_MEMORY_MB)
    return {
        "memory_limit": f"{megabytes}MB",
        "temp_directory": str(folder),
        "preserve_insertion_order": "false",
        **CONFIG,
    }


def _attach(copy: Path, folder: Path, config: dict[str, str]) -> duckdb.DuckDBPyConnection:
    """Return a database on the disk for what is worked out, with the copy's events in it."""
    database = duckdb.connect(folder / "parts.duckdb", config=dict(config))
    try:
        path = str(copy).replace("'", "''")
        database.execute(f"ATTACH '{path}' AS kept (READ_ONLY)")
        database.execute(f"CREATE VIEW events AS {VIEW}")
        database.execute("SET enable_external_access = false")
    except duckdb.Error:
        database.close()
        raise
    return database


class DuckEngine:
    """Answers questions; what several questions build on is worked out once, when it is first needed."""

    def __init__(self, database: duckdb.DuckDBPyConnection) -> None:
        self._database = database
        self._asked: tuple[str, Period | None] = ("", None)
        self._made: dict[str, str] = {}
        self._view = VIEW

    def ask(self, question: str, mode: str, period: Period | None = None) -> list[Row]:
        """Return the rows that answer one of ``QUESTIONS``, over the events of one mode, and where said of a period."""
        text = fill(read_query(question), mode)
        try:
            if self._asked != (mode, period):
                self._begin(mode, period)
            self._make_parts(text, mode)
            cursor = self._database.execute(text)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        except duckdb.Error as error:
            raise _explain(error) from error

    def _begin(self, mode: str, period: Period | None) -> None:
        """Forget what was worked out for another mode or period, and find the sessions of this one."""
        for part, kind in reversed(self._made.items()):
            self._database.execute(f"DROP {kind.removeprefix('TEMP ')} {part}")
        self._made.clear()
        self._asked = (mode, period)
        self._see(None)
        if period is not None:
            self._database.execute(f"CREATE OR REPLACE TEMP TABLE {BEGUN} AS {bound(read_query(BEGUN), period)}")
            self._see(period)

    def _see(self, period: Period | None) -> None:
        """Let questions read the events of a period, or all."""
        some = "" if period is None else f" AS kept_events SEMI JOIN {BEGUN} USING (mode, session)"
        self._database.execute(f"CREATE OR REPLACE VIEW events AS {self._view}{some}")

    def _make_parts(self, text: str, mode: str) -> None:
        ready = READY_PARTS if mode == READY_MODE else ()
        for part in find_parts(text, ready):
            if part not in self._made:
                self._make_part(part, mode, is_ready=part in ready)

    def _make_part(self, part: str, mode: str, *, is_ready: bool) -> None:
        _, period = self._asked
        if is_ready:
            some = "" if period is None else f" SEMI JOIN (FROM {BEGUN} WHERE mode = '{mode}') USING (session)"
            kind, made = "VIEW", f"SELECT * FROM kept.ready.{part}{some}"
        else:
            kind, made = "TEMP TABLE" if is_shared(part) else "VIEW", fill(read_query(part), mode)
            self._put_in_order()
        self._database.execute(f"CREATE {kind} {part} AS {made}")
        self._made[part] = kind

    def _put_in_order(self) -> None:
        if self._view != ORDERED_VIEW:
            self._database.execute(REPS)
            self._view = ORDERED_VIEW
            self._see(self._asked[1])


def _explain(error: Exception) -> StoreError:
    return StoreError("store_unavailable", f"The report could not be worked out: {str(error).splitlines()[0]}")
