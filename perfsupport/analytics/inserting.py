"""Lines of JSON become rows of a copy by columns, thousands at a time.

Rows leave SQLite as JSON arrays, thousands in one text, since making Python objects of all columns takes twice as long.
An array without a backslash is a line of CSV as DuckDB reads it; the few others are written out by hand. DuckDB reads
the words as members of their enumerations, and only lines with a word that is new are read twice. While DuckDB takes in
some lines, a thread reads the next.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from perfsupport.store.columns import quote, read_lines, write_line
from perfsupport.store.schema import EVENT_COLUMNS, WHOLE_COLUMNS

ROWS_AT_ONCE = 122_880
"""As many as DuckDB keeps together: less is written twice, first into its log."""

FETCHED_AT_ONCE = 10_240

UNASKED = frozenset(("language", "host", "contact", "fact", "dropped", "section", "browser"))
COLUMNS = tuple(name for name in EVENT_COLUMNS if name not in UNASKED)
TYPED = frozenset(("id", "session", "rep", "text", "words", "value"))
WORDS = tuple(name for name in COLUMNS if name not in TYPED and name not in WHOLE_COLUMNS)
"""Columns of few texts: enumerations."""

LINE = "json_array(0, " + ", ".join(f'"{name}"' for name in COLUMNS) + ", 0)"
"""An event as SQLite writes it. The noughts at both ends take the brackets, which so need not be cut off."""

SESSION = "CAST(md5_number_lower(session) >> 1 AS BIGINT)"

TYPES = {name: "BIGINT" if name in WHOLE_COLUMNS else "VARCHAR" for name in COLUMNS} | {"id": "UUID"}
_KEPT_TYPES = {**TYPES, "session": "BIGINT", **dict.fromkeys(WORDS, "ENUM('')")}
CREATE = "CREATE TABLE events (" + ", ".join(f'"{name}" {type_}' for name, type_ in _KEPT_TYPES.items()) + ")"
_BEFORE, _AFTER = {"before": "VARCHAR"}, {"after": "VARCHAR"}

Known = dict[str, list[str]]


@dataclass(slots=True)
class Block:
    """Some lines, and the id of the last of them where they come in the order of ids."""

    lines: str
    last: str = ""


class _Chunk:
    """Lines in files for ``read_lines``, the plain ones and the others, and the id of the last of them.

    The files lie in a folder that is gone with the process, or with the next one where that is killed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="lines-", dir=folder)
        self.last = ""

    def write(self, lines: str, *, plain: bool) -> None:
        """Add lines, each of which has its end."""
        with self._find_file(plain=plain).open("a", encoding="utf-8", newline="\n") as file:
            file.write(lines)

    def list_files(self) -> Iterator[tuple[Path, bool]]:
        """Yield the files that have lines, each with whether they are plain."""
        for plain in (True, False):
            path = self._find_file(plain=plain)
            if path.exists():
                yield path, plain

    def close(self) -> None:
        self._folder.cleanup()

    def _find_file(self, *, plain: bool) -> Path:
        return Path(self._folder.name, "plain.csv" if plain else "others.csv")


def insert_first(database: duckdb.DuckDBPyConnection, blocks: Iterator[Block], note: str) -> None:
    """Insert blocks in the order of their ids; ``note`` keeps the last one's, so that this can go on after an end.

    Each line is read once, and again only where it stands beside one with a word that no line before had.
    """
    known = _find_all_words(database)
    for chunk in _list_chunks(blocks, _find_folder(database)):
        for attempt in (1, 2):
            database.execute("BEGIN")
            try:
                for path, plain in chunk.list_files():
                    database.execute(_build_insert(path, known, plain=plain))
                database.execute(note, [chunk.last])
                database.execute("COMMIT")
                break
            except duckdb.ConversionException:
                # A new word: an enumeration takes in no other.
                database.execute("ROLLBACK")
                if attempt == 2:
                    raise
                _learn_words(database, chunk, known)


def insert_later(database: duckdb.DuckDBPyConnection, blocks: Iterator[Block]) -> None:
    """Insert blocks within a transaction. They are little: words are learned first, since an error would end it."""
    known = _find_all_words(database)
    for chunk in _list_chunks(blocks, _find_folder(database)):
        _learn_words(database, chunk, known)
        for path, plain in chunk.list_files():
            database.execute(_build_insert(path, known, plain=plain))


def foresee_words(database: duckdb.DuckDBPyConnection, found: Mapping[str, Iterable[str]]) -> None:
    """Let the enumerations know some words from the beginning, so that few lines are read twice."""
    for column, words in found.items():
        _widen(database, column, [""], set(words))


def _list_chunks(blocks: Iterator[Block], folder: Path) -> Iterator[_Chunk]:
    """Yield the lines of blocks in files, the next of which a thread writes meanwhile; each is gone with the next."""
    chunks = _write_chunks(blocks, folder)
    # The thread must have ended before the connection goes on to other things.
    with ThreadPoolExecutor(1) as pool, ExitStack() as ends:
        waiting = pool.submit(next, chunks, None)
        ends.callback(lambda: _forget(waiting))
        while (chunk := waiting.result()) is not None:
            with closing(chunk):
                waiting = pool.submit(next, chunks, None)
                yield chunk


def _forget(waiting: Future[_Chunk | None]) -> None:
    with suppress(BaseException):
        chunk = waiting.result()
        if chunk is not None:
            chunk.close()


def _write_chunks(blocks: Iterator[Block], folder: Path) -> Iterator[_Chunk]:
    waiting = next(blocks, None)
    while waiting is not None:
        chunk, count = _Chunk(folder), 0
        with ExitStack() as trouble:
            trouble.callback(chunk.close)
            while waiting is not None and count < ROWS_AT_ONCE:
                _write_block(chunk, waiting)
                waiting, count = next(blocks, None), count + FETCHED_AT_ONCE
            trouble.pop_all()
        yield chunk


def _write_block(chunk: _Chunk, block: Block) -> None:
    plain, chunk.last = block.lines, block.last
    if "\\" in plain:
        lines = plain.split("\n")
        plain = "\n".join(line for line in lines if "\\" not in line)
        others = [f"{write_line(json.loads(line))}\n" for line in lines if "\\" in line]
        chunk.write("".join(others), plain=False)
    if plain:
        chunk.write(f"{plain}\n", plain=True)


def _find_folder(database: duckdb.DuckDBPyConnection) -> Path:
    """Return where DuckDB puts what it has no room for: whoever opened it sees to it that nothing stays there."""
    found: tuple[str] | None = database.execute("SELECT current_setting('temp_directory')").fetchone()
    assert found is not None
    return Path(found[0])


def _build_insert(path: Path, known: Known, *, plain: bool) -> str:
    types = {name: _name_type(known[name]) if name in known else type_ for name, type_ in TYPES.items()}
    lines = read_lines(path, {**_BEFORE, **types, **_AFTER}, plain=plain)
    values = ", ".join(SESSION if name == "session" else f'"{name}"' for name in COLUMNS)
    return f"INSERT INTO events SELECT {values} FROM {lines}"


def _name_type(words: list[str]) -> str:
    return f"ENUM({', '.join(map(quote, words))})"


def _find_all_words(database: duckdb.DuckDBPyConnection) -> Known:
    """Return what the enumerations know."""
    known: Known = {}
    for name in WORDS:
        found: list[tuple[list[str]]] = database.execute(
            f'SELECT enum_range((SELECT "{name}" FROM events LIMIT 0))'
        ).fetchall()
        known[name] = found[0][0]
    return known


def _learn_words(database: duckdb.DuckDBPyConnection, chunk: _Chunk, known: Known) -> None:
    """Let the enumerations know all words of lines that are about to be inserted."""
    lists = ", ".join(f'list(DISTINCT "{name}")' for name in WORDS)
    for path, plain in chunk.list_files():
        lines = read_lines(path, {**_BEFORE, **TYPES, **_AFTER}, plain=plain)
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
