"""What questions build on, kept ready in the copy by columns for the events that most reports are about.

Each row of a part is of one session. So where events came (or were found to be others), only their sessions are made
anew, and no report has to go over all events. Which sessions those are is noted in the commit that adds the events
(``note_changed``): whoever is ended leaves it to the next. A part is made by its own SQL, over some sessions at a time,
and kept with a sum of all texts that made it: where one of them is another today, all are made anew (``fit_ready``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import chain

import duckdb

from perfsupport.analytics.queries import READY_MODE, READY_PARTS, fill, find_parts, read_query

EVENTS_AT_ONCE = 500_000
"""Of so many events what questions build on is worked out within the least memory."""

SESSIONS = 1 << 63
"""Sessions are numbers below this, evenly spread, since they are hashes."""

CREATE = (
    "CREATE SCHEMA ready",
    "CREATE TABLE ready.made_by (texts BIGINT)",
    "CREATE TABLE ready.changed (session BIGINT)",
    "CREATE TABLE ready.reached (session HUGEINT)",
    "INSERT INTO ready.reached VALUES (0)",
)
"""``changed`` are sessions to make anew. ``reached`` is the first one that was never made."""

PERSON = "-1 - CAST(md5_number_lower({rep}) >> 1 AS BIGINT)"
"""The number of a rep: below those of all sessions."""

_CHOSEN = "SELECT * FROM {events} WHERE mode = '{mode}' AND {condition}"
_REPS = """
SELECT rep, row_number() OVER (ORDER BY rep) - 1 - {sessions} AS place
FROM (SELECT DISTINCT rep FROM chosen WHERE rep IS NOT NULL)
"""
_EVENTS = """
SELECT chosen.* REPLACE (CAST(reps.place AS BIGINT) AS rep) FROM chosen LEFT JOIN reps ON reps.rep = chosen.rep
"""
"""A session of several reps is the last one's by their texts, so that numbers in that order stand for them at first."""

_PAGES = """
SELECT found.* REPLACE (CASE WHEN reps.rep IS NULL THEN person ELSE {person} END AS person)
FROM ({pages}) AS found LEFT JOIN reps ON reps.place = found.person
"""

_ALL = " ".join(f"FROM {part}" for part in READY_PARTS)

Check = Callable[[], None]
Database = duckdb.DuckDBPyConnection


def begin_ready(database: Database) -> None:
    """Add to a new copy what this needs."""
    for statement in CREATE:
        database.execute(statement)
    database.execute("INSERT INTO ready.made_by VALUES (?)", [_sum_texts()])


def fit_ready(database: Database) -> None:
    """Throw the parts of a copy away where other texts made them."""
    if _count(database, "SELECT texts FROM ready.made_by") != _sum_texts():
        database.execute("BEGIN")
        database.execute("DROP SCHEMA ready CASCADE")
        begin_ready(database)
        database.execute("COMMIT")


def sum_texts(texts: Iterable[str]) -> int:
    """Return a number that is another where a text is."""
    return int.from_bytes(sha256("\0".join(texts).encode()).digest()[:7])


def _sum_texts() -> int:
    return sum_texts([*READY_PARTS, *chain(*_write_texts("events", "true").items())])


def note_changed(database: Database, low: int, high: int) -> None:
    """Note, within the transaction that changes them, the sessions of which events came between two moments."""
    span = "received_at >= ? AND received_at < ? AND mode = ?"
    database.execute(
        f"INSERT INTO ready.changed SELECT DISTINCT session FROM events WHERE {span}", [low, high, READY_MODE]
    )


def make_ready(database: Database, check: Check) -> None:
    """Make the parts of all sessions that have none yet, and anew those of sessions that changed.

    Each commit leaves whole sessions; ``check`` may end this in between by an exception, and the next time goes on.
    """
    reached = _count(database, "SELECT session FROM ready.reached")
    if reached < SESSIONS:
        events = _count(database, "SELECT count(*) FROM events")
        for low, high in _cut(reached, events):
            made = _work_out(database, f"session >= {low} AND session < {high}", "VIEW", check)
            _take_over(database, [f"UPDATE ready.reached SET session = {high}"], made, check)
    changed = "SELECT session FROM ready.changed"
    if _count(database, "SELECT count(*) FROM ready.changed"):
        events = _count(database, f"SELECT count(*) FROM events WHERE session IN ({changed})")
        for low, high in _cut(0, events):
            some = f"{changed} WHERE session >= {low} AND session < {high}"
            made = _work_out(database, f"session IN ({some})", "TABLE", check)
            gone = [f"DELETE FROM ready.{part} WHERE session IN ({some})" for part in READY_PARTS]
            done = f"DELETE FROM ready.changed WHERE session >= {low} AND session < {high}"
            _take_over(database, [*gone, done], made, check)


def _count(database: Database, query: str) -> int:
    number: int = database.execute(query).fetchall()[0][0]
    return number


def _cut(low: int, events: int) -> Iterator[tuple[int, int]]:
    """Yield ranges of sessions from one on, each with about so many events as are worked on at once."""
    width = SESSIONS // (events // EVENTS_AT_ONCE + 1) + 1
    while low < SESSIONS:
        yield low, min(low + width, SESSIONS)
        low += width


def _work_out(database: Database, condition: str, kind: str, check: Check) -> list[tuple[str, str]]:
    """Make the parts of some sessions as temporary tables, whose names stand before those of the copy; return all."""
    texts = _write_texts(f"{_find_name(database)}.main.events", condition)
    kinds = {**dict.fromkeys(texts, "TABLE"), "chosen": kind, "events": "VIEW"}
    for name, text in texts.items():
        check()
        database.execute(f"CREATE TEMP {kinds[name]} {name} AS {text}")
    return list(kinds.items())


def _write_texts(events: str, condition: str) -> dict[str, str]:
    """Return what makes the parts of some sessions, by name, in the order in which it is carried out."""
    texts = {
        "chosen": _CHOSEN.format(events=events, mode=READY_MODE, condition=condition),
        "reps": _REPS.format(sessions=SESSIONS),
        "events": _EVENTS,
        **{part: fill(read_query(part), READY_MODE) for part in find_parts(_ALL)},
    }
    texts["pages"] = _PAGES.format(pages=texts["pages"], person=PERSON.format(rep="reps.rep"))
    return texts


def _take_over(database: Database, changes: Iterable[str], made: Sequence[tuple[str, str]], check: Check) -> None:
    """Carry changes out, and keep the rows that were worked out, in one commit; then drop the temporary tables."""
    for part in READY_PARTS:
        _fit(database, part)
    database.execute("BEGIN")
    for change in changes:
        database.execute(change)
    for part in READY_PARTS:
        check()
        database.execute(f"INSERT INTO ready.{part} SELECT * FROM temp.main.{part}")
    database.execute("COMMIT")
    for name, kind in reversed(made):
        database.execute(f"DROP {kind} temp.main.{name}")


def _fit(database: Database, part: str) -> None:
    """Let the table of a part have the types of the rows that it is to take: words may have come to enumerations."""
    wanted = _describe(database, f"temp.main.{part}")
    found = database.execute(
        "SELECT 1 FROM information_schema.tables WHERE table_schema = 'ready' AND table_name = ?", [part]
    ).fetchall()
    if not found:
        columns = ", ".join(f'"{name}" {type_}' for name, type_ in wanted.items())
        database.execute(f"CREATE TABLE ready.{part} ({columns})")
        return
    known = _describe(database, f"ready.{part}")
    for name, type_ in wanted.items():
        if known[name] != type_:
            database.execute(f'ALTER TABLE ready.{part} ALTER "{name}" TYPE {type_}')


def _describe(database: Database, table: str) -> dict[str, str]:
    """Return the types of a table's columns by name. Sums have the widest type of all, which none of ours needs."""
    rows = database.execute(f"DESCRIBE {table}").fetchall()
    return {row[0]: "BIGINT" if row[1] == "HUGEINT" else row[1] for row in rows}


def _find_name(database: Database) -> str:
    name: str = database.execute("SELECT current_database()").fetchall()[0][0]
    return '"' + name.replace('"', '""') + '"'
