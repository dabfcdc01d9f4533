"""A copy of a store's events by columns, beside the file, for DuckDB to count.

SQLite keeps rows, and a report reads columns. Whoever keeps the store brings the copy up to date as events come
(``following``), and each report does: only what came since is read. It is DuckDB's own format, a quarter of the store's
size, and holds nothing that no question asks for: no customer's reference, no host, no language. Still it is personal
data: whoever deletes from the store throws the copy away (``store.copies``) and counts that in the store, in the same
commit. A copy that was read before is no longer one.

Two things make the questions cheap. A session is a number of 63 bits made of its id, since a window over texts of 36
letters costs twice as much; that two of a million sessions share one is less likely than one in ten million. And
columns that hold the same few texts again and again are enumerations in the order of their texts, which grow when a
text comes that is not among them: so they compare, sort and group as texts do, for the price of numbers.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import duckdb

from perfsupport.analytics.inserting import (
    COLUMNS,
    CREATE,
    FETCHED_AT_ONCE,
    LINE,
    SESSION,
    Block,
    foresee_words,
    insert_first,
    insert_later,
)
from perfsupport.analytics.ready import begin_ready, fit_ready, make_ready, note_changed, sum_texts
from perfsupport.events import DIRECTIONS, ENTRIES, EVENT_FIELDS, FEEDBACK_KINDS, MODES, SOLVED
from perfsupport.program import DONE_RESPONSE, NONE_RESPONSE
from perfsupport.store.copies import remove_columns
from perfsupport.store.sqlite import find_file, read_published

__all__ = ["COLUMNS", "refresh_columns"]

SLACK_MS = 3_600_000
"""How far back arrivals are looked at again. The collector stamps events before it commits them."""

SPAN_MS, MOST_SPANS = 60_000, 240
"""What is looked at again is compared by spans of a minute, or longer ones where those would be too many."""

CLOSED: Mapping[str, Sequence[str]] = {
    "type": tuple(EVENT_FIELDS),
    "mode": MODES,
    "entry": ENTRIES,
    "direction": DIRECTIONS,
    "solved": SOLVED,
    "kind": FEEDBACK_KINDS,
    "option": (DONE_RESPONSE, NONE_RESPONSE),
}

_CREATE_ABOUT = "CREATE TABLE about (format BIGINT, changes BIGINT, reached VARCHAR, since BIGINT)"
"""``changes`` counts deletions in the store. ``reached`` is the last id of a first copy that is not whole yet, and
``since`` is when that was begun: from then on arrivals are looked at again. Both are null afterwards."""

COLUMNS_FORMAT = sum_texts([CREATE, LINE, SESSION, _CREATE_ABOUT])
"""What the copy is made by: where one of these is another, it is made anew."""

_SUM = "count(*), CAST(coalesce(sum(received_at % 1000003), 0) AS BIGINT)"
_BLOCK = f"""
SELECT max(id), count(*), group_concat(line, char(10))
FROM (SELECT id, {LINE} AS line FROM events WHERE id > ? ORDER BY id LIMIT ?)
"""

Check = Callable[[], None]
Database = duckdb.DuckDBPyConnection


class CopyGoneError(OSError):
    """The copy was thrown away while it was written."""


def refresh_columns(
    connection: sqlite3.Connection,
    copy: Path,
    config: Mapping[str, str],
    *,
    thorough: bool = True,
    check: Check = lambda: None,
) -> None:
    """Bring a copy that is held up to date with the store that a connection reads.

    A copy that is damaged, of another format, or does not hold what the store holds is made anew; a first one that was
    not finished goes on. Without ``thorough``, what came long ago is taken for the same. ``check`` is called all the
    time, and ends this by an exception. Raises duckdb.Error or OSError where the place cannot be written, another
    program has the copy open, or it is thrown away meanwhile.
    """
    connection.execute("BEGIN")
    try:
        changes: int = connection.execute("SELECT coalesce(max(number), 0) FROM changes").fetchone()[0]
        database = _open(copy, config, changes)
        if database is not None:
            with database:
                watch = _watch(copy, check)
                fit_ready(database)
                if _catch_up(connection, database, watch, thorough=thorough):
                    _let_go(connection)
                    make_ready(database, watch)
                    return
        remove_columns(copy)
        with duckdb.connect(copy, config=dict(config)) as database:
            # As secret as the store, before there is anything in it.
            copy.chmod(find_file(connection).stat().st_mode & 0o777)
            _begin(connection, database, changes)
            watch = _watch(copy, check)
            _catch_up(connection, database, watch, thorough=False)
            _let_go(connection)
            make_ready(database, watch)
    finally:
        connection.execute("ROLLBACK")


def _open(copy: Path, config: Mapping[str, str], changes: int) -> Database | None:
    """Return a copy that is ours, with the columns of today, and not from before a deletion."""
    if not copy.exists():
        return None
    try:
        database = duckdb.connect(copy, config=dict(config))
    except duckdb.Error as error:
        if "lock" in str(error):
            raise
        return None
    try:
        known = database.execute("SELECT format, changes FROM about").fetchall() == [(COLUMNS_FORMAT, changes)]
        names = [row[0] for row in database.execute("DESCRIBE events").fetchall()]
        if known and names == list(COLUMNS):
            return database
    except duckdb.Error:
        pass
    database.close()
    return None


def _watch(copy: Path, check: Check) -> Check:
    """Return what also notices that a copy is no longer in its place."""
    begun = copy.stat().st_ino

    def watch() -> None:
        check()
        try:
            now = copy.stat().st_ino
        except FileNotFoundError:
            now = -1
        if now != begun:
            raise CopyGoneError(f"{copy} was thrown away while it was written.")

    return watch


def _begin(connection: sqlite3.Connection, database: Database, changes: int) -> None:
    database.execute(CREATE)
    database.execute(_CREATE_ABOUT)
    begin_ready(database)
    foresee_words(database, _find_published_words(connection))
    newest = connection.execute("SELECT max(received_at) FROM events").fetchone()[0]
    database.execute("INSERT INTO about VALUES (?, ?, '', ?)", [COLUMNS_FORMAT, changes, (newest or 0) - SLACK_MS])


def _catch_up(connection: sqlite3.Connection, database: Database, check: Check, *, thorough: bool) -> bool:
    """Copy what is missing; tell whether the copy was right before."""
    reached, since = database.execute("SELECT reached, since FROM about").fetchall()[0]
    if reached is not None:
        # In the order of the ids, which is about that of time.
        insert_first(database, _read_after(connection, reached, check), "UPDATE about SET reached = ?")
    newest = database.execute("SELECT coalesce(max(received_at), 0) FROM events").fetchall()[0][0]
    since = newest - SLACK_MS if since is None else min(since, newest - SLACK_MS)
    since -= since % SPAN_MS
    if thorough:
        sums = f"SELECT {_SUM} FROM events WHERE received_at < ?"
        if database.execute(sums, [since]).fetchall() != connection.execute(sums, [since]).fetchall():
            return False
    stale = list(_find_stale(connection, database, since, newest))
    if stale or reached is not None:
        database.execute("BEGIN")
        for span in stale:
            note_changed(database, *span)
            database.execute("DELETE FROM events WHERE received_at >= ? AND received_at < ?", span)
        insert_later(database, _read_spans(connection, stale, check))
        for span in stale:
            note_changed(database, *span)
        database.execute("UPDATE about SET reached = NULL, since = NULL")
        check()
        database.execute("COMMIT")
    return True


def _find_stale(
    connection: sqlite3.Connection, database: Database, since: int, newest: int
) -> Iterator[tuple[int, int]]:
    """Yield the spans of arrival since a moment in which store and copy differ, and the one after the copy's last."""
    width = max(SPAN_MS, (newest - since) // MOST_SPANS + 1)
    grouped = f"SELECT (received_at - ?) // ?, {_SUM} FROM events WHERE received_at >= ? GROUP BY 1"
    kept = {span: found for span, *found in database.execute(grouped, [since, width, since]).fetchall()}
    ranged = f"SELECT {_SUM} FROM events WHERE received_at >= ? AND received_at < ?"
    begun: int | None = None
    spans = (newest - since) // width + 1
    for span in range(spans):
        low = since + span * width
        same = list(connection.execute(ranged, [low, low + width]).fetchone()) == kept.get(span, [0, 0])
        if same and begun is not None:
            yield begun, low
            begun = None
        elif not same and begun is None:
            begun = low
    low = since + spans * width
    last: int | None = connection.execute("SELECT max(received_at) FROM events").fetchone()[0]
    if begun is not None or (last is not None and last >= low):
        yield (low if begun is None else begun), max(low, (last or 0) + 1)


def _read_after(connection: sqlite3.Connection, last: str, check: Check) -> Iterator[Block]:
    """Yield the events after an id, many at a time: SQLite joins them, which saves Python a text for each.

    Each time the store is looked at as it is then. What comes meanwhile is looked for afterwards.
    """
    count = FETCHED_AT_ONCE
    _let_go(connection)
    while count == FETCHED_AT_ONCE:
        check()
        last, count, lines = connection.execute(_BLOCK, [last, FETCHED_AT_ONCE]).fetchone()
        _let_go(connection)
        if count:
            yield Block(lines, last)


def _read_spans(connection: sqlite3.Connection, spans: Iterable[tuple[int, int]], check: Check) -> Iterator[Block]:
    """Yield the events that came in some spans."""
    for span in spans:
        rows = connection.execute(f"SELECT {LINE} FROM events WHERE received_at >= ? AND received_at < ?", span)
        while fetched := rows.fetchmany(FETCHED_AT_ONCE):
            check()
            yield Block("\n".join(line for (line,) in fetched))


def _let_go(connection: sqlite3.Connection) -> None:
    """Look at the store anew with the next question: as long as one moment of it is read, SQLite's log only grows."""
    connection.execute("ROLLBACK")
    connection.execute("BEGIN")


def _find_published_words(connection: sqlite3.Connection) -> dict[str, set[str]]:
    """Return the words that enumerations will need, by column."""
    found: dict[str, set[str]] = {name: set(words) for name, words in CLOSED.items()}
    for (tree, version), about in read_published(connection).items():
        steps = about.get("steps", {})
        options = [
            option for step in steps.values() for name in ("options", "option_was") for option in step.get(name, ())
        ]
        named: Mapping[str, Iterable[str]] = {
            "tree": (tree,),
            "version": (version,),
            "step": (*steps, *about.get("was", ())),
            "target": (*steps, *about.get("was", ())),
            "option": options,
            "within": [id for id, step in steps.items() if step.get("kind") == "subtree"],
            "outcome": [step["end"] for step in steps.values() if "end" in step],
        }
        for name, ids in named.items():
            found.setdefault(name, set()).update(ids)
    return found
