"""Runs the SQL files of ``sql/`` over a store.

The texts keep to what SQLite, DuckDB, ClickHouse and PostgreSQL read alike: exact counts, ``COALESCE`` around outer
joins, every order settled to the last tie. A question builds on the common parts, which stand before it as a WITH
clause, so that nothing is ever written into the store.
"""

from __future__ import annotations

import sqlite3
from importlib.resources import files
from typing import Any

from perfsupport.events import MODES

PARTS = ("numbered", "scoped", "views", "tree_runs", "visits", "timed")
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


def read_query(name: str) -> str:
    """Return the text of one SQL file."""
    return files("perfsupport.analytics").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")


def build_query(question: str, mode: str) -> str:
    """Return the whole SQL text of one of ``QUESTIONS`` over the events of one mode."""
    if mode not in MODES:
        raise ValueError(mode)
    parts = (f"{name} AS (\n{read_query(name)})" for name in PARTS)
    return f"WITH {', '.join(parts)}\n{read_query(question)}".replace("{mode}", mode)


def ask(connection: sqlite3.Connection, question: str, mode: str) -> list[dict[str, Any]]:
    """Return the rows that answer one of ``QUESTIONS``."""
    cursor = connection.execute(build_query(question, mode))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]
