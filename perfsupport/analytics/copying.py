"""A copy of a store's events by columns, beside the file, for DuckDB to count.

SQLite keeps rows, and a report reads columns. The copy is brought up to date before each report: only what came since
is read. It is DuckDB's own format, a quarter of the store's size, and holds nothing that no question asks for: no
customer's reference, no host, no language. Still it is personal data: whoever deletes from the store throws the copy
away (``discard_columns``), and the next report makes it anew.

Two things make the questions cheap. A session is a number of 63 bits made of its id, since a window over texts of 36
letters costs twice as much; that two of a million sessions share one is less likely than one in ten million. And
columns that hold the same few texts again and again are enumerations in the order of their texts, which grow when a
text comes that is not among them: so they compare, sort and group as texts do, for the price of numbers.

Rows leave SQLite as JSON arrays, thousands in one text, since making Python objects of all columns takes twice as long.
An array without a backslash is a line of CSV as DuckDB reads it; the few others are written out by hand. DuckDB reads
the words as members of their enumerations, and only lines with a word that is new are read twice. While DuckDB takes in
some lines, a thread reads the next.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import duckdb

from perfsupport.events import DIRECTIONS, ENTRIES, EVENT_FIELDS, FEEDBACK_KINDS, MODES, SOLVED
from perfsupport.program import DONE_RESPONSE, NONE_RESPONSE
from perfsupport.store.columns import quote, read_lines, write_line
from perfsupport.store.copies import discard_columns
from perfsupport.store.schema import EVENT_COLUMNS, WHOLE_COLUMNS

COLUMNS_FORMAT = 3
SLACK_MS = 3_600_000
"""How far back arrivals are read again. The collector stamps events before it commits them."""

ROWS_AT_ONCE = 122_880
"""As many as DuckDB keeps together: less is written twice, first into its log."""

FETCHED_AT_ONCE = 10_240

UNASKED = frozenset(("language", "host", "contact", "fact", "dropped", "section", "browser"))
COLUMNS = tuple(name for name in EVENT_COLUMNS if name not in UNASKED)
TYPED = frozenset(("id", "session", "rep", "text", "words", "value"))
WORDS = tuple(name for name in COLUMNS if name not in TYPED and name not in WHOLE_COLUMNS)
"""Columns of few texts: enumerations."""

CLOSED: Mapping[str, Sequence[str]] = {
    "type": tuple(EVENT_FIELDS),
    "mode": MODES,
    "entry": ENTRIES,
    "direction": DIRECTIONS,
    "solved": SOLVED,
    "kind": FEEDBACK_KINDS,
    "option": (DONE_RESPONSE, NONE_RESPONSE),
}

SESSION = "CAST(md5_number_lower(session) >> 1 AS BIGINT)"
REPS = (
    "CREATE TYPE reps AS ENUM (SELECT DISTINCT coalesce(rep, '') AS rep FROM kept.events UNION SELECT '' ORDER BY rep)"
)
VIEW = f"SELECT * REPLACE (CAST(enum_code(CAST(rep AS reps)) AS BIGINT) - {2**62} AS rep) FROM kept.events"
"""The events as questions read them. A person is a rep or a session, and the numbers of reps are below all others."""

_TYPES = {name: "BIGINT" if name in WHOLE_COLUMNS else "VARCHAR" for name in COLUMNS} | {"id": "UUID"}
_KEPT_TYPES = {**_TYPES, "session": "BIGINT", **dict.fromkeys(WORDS, "ENUM('')")}
_CREATE = "CREATE TABLE events (" + ", ".join(f'"{name}" {type_}' for name, type_ in _KEPT_TYPES.items()) + ")"
_LINE = "json_array(0, " + ", ".join(f'"{name}"' for name in COLUMNS) + ", 0)"
_BEFORE, _AFTER = {"before": "VARCHAR"}, {"after": "VARCHAR"}
"""The noughts at both ends of a line take the brackets, which so need not be cut off."""

_SUM = "SELECT count(*), coalesce(sum(received_at % 1000003), 0) FROM events WHERE received_at < ?"

_BLOCK = f"""
SELECT max(id), count(*), group_concat(line, char(10))
FROM (SELECT id, {_LINE} AS line FROM events WHERE id > ? ORDER BY id LIMIT {FETCHED_AT_ONCE})
"""

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
        _foresee_words(database, connection)
        _insert(database, _read_everything(connection), is_first=True)
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
        _insert(database, _read_newer(connection, since), is_first=False)
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


def _insert(database: duckdb.DuckDBPyConnection, blocks: Iterator[str], *, is_first: bool) -> None:
    """Insert the events of some blocks of lines.

    The first copy reads each line once, and again only where it has a word that no line before had. What comes later
    is little: there the words are learned first, since an error would end the transaction.
    """
    known = {name: _find_words(database, name) for name in WORDS}
    with TemporaryDirectory(prefix="perfsupport-") as folder, ExitStack() as stack:
        # The thread must have ended before the connection goes on to other things.
        pool = stack.enter_context(ThreadPoolExecutor(1))
        for paths in _read_ahead(pool, _write_chunks(blocks, Path(folder))):
            for path, plain in zip(paths, (True, False), strict=True):
                if path.stat().st_size:
                    _insert_lines(database, path, known, plain=plain, is_first=is_first)
                path.unlink()


def _read_everything(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield the lines of all events, many at a time: SQLite joins them, which saves Python a text for each."""
    last, count = "", FETCHED_AT_ONCE
    while count == FETCHED_AT_ONCE:
        last, count, block = connection.execute(_BLOCK, [last]).fetchone()
        if count:
            yield block


def _read_newer(connection: sqlite3.Connection, since: int) -> Iterator[str]:
    """Yield the lines of the events that came since."""
    rows = connection.execute(f"SELECT {_LINE} FROM events WHERE received_at >= ?", [since])
    while fetched := rows.fetchmany(FETCHED_AT_ONCE):
        yield "\n".join(line for (line,) in fetched)


def _write_chunks(blocks: Iterator[str], folder: Path) -> Iterator[Sequence[Path]]:
    """Write lines into files for ``read_lines``, some at a time: the plain ones, and the others."""
    number, waiting = 0, next(blocks, None)
    while waiting is not None:
        number, count = number + 1, 0
        paths = (folder / f"{number}.plain.csv", folder / f"{number}.csv")
        with paths[0].open("wb") as plain, paths[1].open("wb") as others:
            while waiting is not None and count < ROWS_AT_ONCE:
                lines = waiting.split("\n") if "\\" in waiting else ()
                if lines:
                    waiting = "\n".join(line for line in lines if "\\" not in line)
                    others.writelines(f"{write_line(json.loads(line))}\n".encode() for line in lines if "\\" in line)
                if waiting:
                    plain.write(f"{waiting}\n".encode())
                waiting, count = next(blocks, None), count + FETCHED_AT_ONCE
        yield paths


def _read_ahead(pool: ThreadPoolExecutor, items: Iterator[Item]) -> Iterator[Item]:
    """Yield items, the next of which is worked out in the pool in the meantime."""
    waiting = pool.submit(next, items, None)
    while (item := waiting.result()) is not None:
        waiting = pool.submit(next, items, None)
        yield item


def _insert_lines(
    database: duckdb.DuckDBPyConnection, path: Path, known: dict[str, list[str]], *, plain: bool, is_first: bool
) -> None:
    """Insert the lines of a file as they are read, words as the enumerations' numbers."""
    if is_first:
        try:
            database.execute(_build_insert(path, known, plain=plain))
            return
        except duckdb.ConversionException:
            pass  # a new word: an enumeration takes in no other
    _learn_words(database, path, known, plain=plain)
    database.execute(_build_insert(path, known, plain=plain))


def _build_insert(path: Path, known: Mapping[str, list[str]], *, plain: bool) -> str:
    types = {name: _name_type(known[name]) if name in known else type_ for name, type_ in _TYPES.items()}
    lines = read_lines(path, {**_BEFORE, **types, **_AFTER}, plain=plain)
    values = ", ".join(SESSION if name == "session" else f'"{name}"' for name in COLUMNS)
    return f"INSERT INTO events SELECT {values} FROM {lines}"


def _name_type(words: list[str]) -> str:
    return f"ENUM({', '.join(map(quote, words))})"


def _find_words(database: duckdb.DuckDBPyConnection, column: str) -> list[str]:
    """Return what an enumeration knows."""
    query = f'SELECT enum_range((SELECT "{column}" FROM events LIMIT 0))'
    words: list[tuple[list[str]]] = database.execute(query).fetchall()
    return words[0][0]


def _foresee_words(database: duckdb.DuckDBPyConnection, connection: sqlite3.Connection) -> None:
    """Let the enumerations know from the beginning what is published, so that few lines are read twice."""
    found: dict[str, set[str]] = {name: set(words) for name, words in CLOSED.items()}
    for tree, version, meaning in connection.execute("SELECT tree, version, meaning FROM published"):
        about = json.loads(meaning)
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
    for column, words in found.items():
        _widen(database, column, [""], words)


def _learn_words(database: duckdb.DuckDBPyConnection, path: Path, known: dict[str, list[str]], *, plain: bool) -> None:
    """Let the enumerations know all words of a file that is about to be inserted."""
    lists = ", ".join(f'list(DISTINCT "{name}")' for name in WORDS)
    lines = read_lines(path, {**_BEFORE, **_TYPES, **_AFTER}, plain=plain)
    found = database.execute(f"SELECT {lists} FROM {lines}").fetchall()[0]
    for name, words in zip(WORDS, found, strict=True):
        known[name] = _widen(database, name, known[name], {word for word in words or () if word is not None})


def _widen(database: duckdb.DuckDBPyConnection, column: str, known: list[str], words: set[str]) -> list[str]:
    """Let an enumeration know some words; return all that it knows."""
    if words.issubset(known):
        return known
    # By their bytes, as texts are compared everywhere.
    known = sorted(words.union(known), key=str.encode)
    database.execute(f'ALTER TABLE events ALTER "{column}" TYPE {_name_type(known)}')
    return known
