"""The SQL files of ``sql/``, one a question, and the common parts that they build on.

The texts keep to what SQLite, DuckDB and ClickHouse read alike, and a test holds their answers together:

- Exact counts only: ``COUNT(DISTINCT …)``, no approximate function. A median is found by row number.
- No ``/``: SQLite divides whole numbers to whole numbers, the others do not. ``a - a % b`` rounds down.
- No null in an ORDER BY, in a window or at the end, and none in a join's key: each database sorts nulls to another end,
  and no two nulls are alike. ``COALESCE`` comes first. It also stands around what an outer join brings.
- Every ORDER BY goes on to the last tie, in windows too: ``sequence, id`` is one order for a session's events.
- The last ORDER BY names no column of a table inside that an aggregate of the same name stands for.
- Text is compared and counted as it is. No LIKE, ``||``, LOWER, nor LENGTH of what people typed: letters beyond ASCII
  differ.
- A part of an id is taken by SUBSTR, counted from 1.
- ``CASE`` in place of FILTER, IIF, IF; names of columns and tables in full where two tables meet; an alias that is the
  name of a column is quoted where it is a keyword (``"at"``, ``"option"``, ``"within"``).
- A question never writes. Where a database can, a part is worked out once for all questions; else it is a WITH clause.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple, Protocol, TypeAlias

from perfsupport.events import MODES

PARTS = (
    "pages",
    "numbered",
    "scoped",
    "ends",
    "views",
    "visits",
    "tree_runs",
    "timed",
    "marks",
    "looks",
    "passages",
    "trails",
    "answers",
    "spans",
    "soundness",
)
READY_MODE, READY_PARTS = "live", ("ends", *PARTS[PARTS.index("visits") :])
"""What the copy by columns keeps ready: each row of these parts is of one session, and tells of no other."""

QUESTIONS = (
    "overview",
    "versions",
    "days",
    "all_days",
    "outcomes",
    "version_outcomes",
    "steps",
    "moves",
    "passes",
    "returned",
    "dwell",
    "times",
    "solved",
    "variants",
    "searches",
    "feedback",
    "quality",
    "period",
    "modes",
)
REPLAYED = "replayed"
"""The question of ``perfsupport replay``: a row for each click, and so none of the report's."""

BEGUN, CHOSEN = "begun", "chosen"
"""What a period adds in front of all parts: its sessions, and their events, which then stand for all events."""

NO_END = 2**53


Row: TypeAlias = dict[str, Any]


class Period(NamedTuple):
    """The sessions that began from a moment on (Unix milliseconds), and before another. Each counts whole."""

    since: int = -NO_END
    until: int = NO_END


class Engine(Protocol):
    """What answers questions over a store."""

    def ask(self, question: str, mode: str, period: Period | None = None) -> list[Row]:
        """Return the rows that answer one of ``QUESTIONS``, over the events of one mode, and where said of a period."""


def read_query(name: str) -> str:
    """Return the text of one SQL file."""
    return files("perfsupport.analytics").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")


def build_query(question: str, mode: str, period: Period | None = None) -> str:
    """Return the whole SQL text of one of ``QUESTIONS``, or of ``REPLAYED``, over the events of one mode."""
    text = fill(read_query(question), mode)
    parts = {name: fill(read_query(name), mode) for name in find_parts(text)}
    if period is not None:
        text = _choose(text)
        parts = {
            BEGUN: bound(read_query(BEGUN), period),
            CHOSEN: read_query(CHOSEN),
            **{name: _choose(part) for name, part in parts.items()},
        }
    made = ", ".join(f"{name} AS (\n{part})" for name, part in parts.items())
    return f"WITH {made}\n{text}" if parts else text


def _choose(text: str) -> str:
    """Return a query over the events that a period chooses."""
    return re.sub(r"(?<=\bFROM )events\b|(?<=\bJOIN )events\b|\bevents(?=\.)", CHOSEN, text)


def bound(text: str, period: Period) -> str:
    """Return a query with the bounds of a period in it."""
    return text.replace("{since}", str(period.since)).replace("{until}", str(period.until))


def fill(text: str, mode: str) -> str:
    """Return a query for one mode; raise ValueError where there is no such mode."""
    if mode not in MODES:
        raise ValueError(mode)
    return text.replace("{mode}", mode)


def find_parts(text: str, ready: Collection[str] = ()) -> Sequence[str]:
    """Return the parts that a query builds on, and those that they build on, in the order in which they are made.

    What is ready builds on nothing any more.
    """
    needed = set(_find_named(text))
    for part in reversed(PARTS):
        if part in needed and part not in ready:
            needed.update(_find_named(read_query(part)))
    return [part for part in PARTS if part in needed]


@cache
def is_shared(part: str) -> bool:
    """Tell whether a part is read more than once, so that it is worth being kept."""
    return sum(list(_find_named(read_query(name))).count(part) for name in (*PARTS, *QUESTIONS)) > 1


def _find_named(text: str) -> Iterator[str]:
    """Yield the parts that a query reads, each as often as it does."""
    tables = re.findall(r"\b(?:FROM|JOIN)\s+(\w+)", re.sub("--.*", "", text))
    return (table for table in tables if table in PARTS)


def ask(engine: Engine | sqlite3.Connection, question: str, mode: str, period: Period | None = None) -> list[Row]:
    """Return the rows that answer one of ``QUESTIONS``. A connection to a store in a file is asked directly."""
    if not isinstance(engine, sqlite3.Connection):
        return engine.ask(question, mode, period)
    cursor = engine.execute(build_query(question, mode, period))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]
