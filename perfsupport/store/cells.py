"""Cells of CSV for spreadsheets: nothing that a person typed can become a formula."""

from __future__ import annotations

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A spreadsheet takes a cell that begins like this for a formula, which may fetch and send; wide signs, too."""


def disarm(value: object) -> object:
    """Return a cell that no spreadsheet reads as a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
