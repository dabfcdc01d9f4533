"""Makes the fix of a finding: exact edits to an author's text that leave it one text for YAML."""

from __future__ import annotations

import re
from datetime import date

from perfsupport.diagnostics import Edit, Fix, Span
from perfsupport.ondemand import compile_late
from perfsupport.tree import Text

PLAIN = compile_late(r"[^\W_](?:[^\n:#,\[\]{}\"'\\\t]|:(?=[^\s,\[\]{}]))*")
"""What YAML reads as it stands, in brackets and outside of them."""


def write_text(text: str) -> str:
    """Return a text as it stands in a YAML file: plain where it can, else in quotes."""
    if PLAIN.fullmatch(text) and text == text.strip() and not text.endswith(":"):
        return text
    return quote_text(text)


def quote_text(text: str) -> str:
    """Return a text of one line in the quotes that need fewest signs within."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    if "'" not in text:
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def swap_text(text: Text, new: str | None, title: str = "", *, safe: bool = True) -> Fix | None:
    """Return the fix that writes another text in the place of one; None where there is none, or over several lines."""
    line, _, end_line, _ = text.span
    if new is None or line != end_line or not text:
        return None
    return Fix(title or f"Write {new}", (Edit(text.span, write_text(new)),), safe)


def swap_part(text: Text, start: int, end: int, new: str, title: str = "") -> Fix | None:
    """Return the fix that writes ``new`` in place of the characters ``start`` to ``end`` of a text of one line."""
    line, column, end_line, end_column = text.span
    if line != end_line or not text:
        return None
    title = title or f"Write {new}"
    around = end_column - column - len(text)
    quoted = around == 2 and not set(new) & set("\"'\\")
    plain = around == 0 and (start > 0 or new[:1].isalnum()) and not set(new) & set("#:\\,[]{}")
    if quoted or (plain and new.strip()):
        first = column + around // 2
        return Fix(title, (Edit(Span(line, first + start, line, first + end), new),))
    return Fix(title, (Edit(text.span, write_text(f"{text[:start]}{new}{text[end:]}".strip())),))


def insert(line: int, column: int, new: str, title: str, *, safe: bool = True) -> Fix:
    """Return the fix that puts something in at one place (from 1)."""
    return Fix(title, (Edit(Span(line, column, line, column), new),), safe)


YES, NO = ("yes", "y", "true", "on"), ("no", "n", "false", "off")
DAY_FIRST = compile_late(r"([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{4})")
MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
MONTHS_DE = [
    "januar",
    "februar",
    "märz",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "dezember",
]
NAMED_DAY = compile_late(
    r"([0-9]{1,2})(?:st|nd|rd|th|\.)?\s+([^\W\d]+)\.?,?\s+([0-9]{4})|([^\W\d]+)\s+([0-9]{1,2})(?:st|nd|rd|th)?,?\s+([0-9]{4})"
)
YEAR_FIRST = compile_late(r"([0-9]{4})([./-])([0-9]{1,2})\2([0-9]{1,2})")


def mend_yes_no(text: str) -> str | None:
    """Return yes or no for another way to write it, or None."""
    word = text.strip().casefold()
    return "yes" if word in YES else "no" if word in NO else None


def mend_date(text: str) -> str | None:
    """Return a day as ``2027-01-31`` where day and month can be told apart, or None.

    With points the day stands first wherever dates are written so; with strokes only a number above twelve tells.
    """
    text = re.sub(r"[T ][0-9]{2}:[0-9:.]+(?:Z|[+-][0-9:]+)?$", "", text.strip())
    if match := NAMED_DAY.fullmatch(text):
        name = (match[2] or match[4]).casefold()
        found = [
            number for names in (MONTHS, MONTHS_DE) for number, each in enumerate(names, 1) if _is_month(name, each)
        ]
        if len(set(found)) != 1:
            return None
        year, day, month = match[3] or match[6], int(match[1] or match[5]), found[0]
    elif match := YEAR_FIRST.fullmatch(text):
        year, day, month = match[1], int(match[4]), int(match[3])
        day, month = (month, day) if day <= 12 < month else (day, month)
    elif match := DAY_FIRST.fullmatch(text):
        year, day, month = match[4], int(match[1]), int(match[3])
        if match[2] != ".":
            if day <= 12 and month <= 12 and day != month:
                return None
            day, month = (month, day) if month > 12 else (day, month)
    else:
        return None
    try:
        return date(int(year), month, day).isoformat()
    except ValueError:
        return None


def _is_month(name: str, month: str) -> bool:
    """Tell whether a word is the name of a month, or its first three letters or more."""
    return month == name or (len(name) >= 3 and month.startswith(name))
