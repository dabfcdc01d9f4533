"""Runs the SQL files of ``sql/`` over a store.

The texts keep to what SQLite, DuckDB, ClickHouse and PostgreSQL read alike: exact counts, ``COALESCE`` around outer
joins, every order settled to the last tie. Views stand where one question builds on another.
"""

from __future__ import annotations

import sqlite3
from importlib.resources import files
from typing import Any

from perfsupport.events import MODES

VIEWS = ("numbered", "scoped", "tree_runs")
QUESTIONS = ("overview", "outcomes", "steps", "period", "modes")


def read_query(name: str) -> str:
    """Return the text of one SQL file."""
    return files("perfsupport.analytics").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")


def prepare(connection: sqlite3.Connection, mode: str) -> None:
    """Lay the views over the events of one mode."""
    if mode not in MODES:
        raise ValueError(mode)
    for name in VIEWS:
        connection.execute(f"CREATE TEMP VIEW {name} AS {read_query(name).replace('{mode}', mode)}")


def ask(connection: sqlite3.Connection, question: str) -> list[dict[str, Any]]:
    """Return the rows that answer one of ``QUESTIONS``."""
    cursor = connection.execute(read_query(question))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]
