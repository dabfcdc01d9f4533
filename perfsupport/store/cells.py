"""Cells of CSV for spreadsheets: nothing that a person typed can become a formula."""

from __future__ import annotations

import re

FORMULA = re.compile(r"""\A(?=[\t\r\n])|(?:\A|(?<=[;\t\r\n]))(?=["\s]*[=+\-@＝＋－＠])""")
"""A spreadsheet takes a cell that begins like this for a formula, which may fetch and send; wide signs, too.

Where a comma is part of a number, which is in most of Europe, it begins a cell behind a semicolon, and knows no quotes
around a cell that a comma begins: each line of a text begins a row.
"""


def disarm(value: object) -> object:
    """Return a cell in which no spreadsheet finds a formula: with a ``'`` before each that might be one."""
    return FORMULA.sub("'", value) if isinstance(value, str) else value
