"""A text as it is to be, such as in the one form of `perfsupport fmt`, as the edits that bring it there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from perfsupport.diagnostics import Edit, Span
from perfsupport.fixing.form import format_file

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def find_form_edits(text: str, path: str) -> tuple[list[Edit], str]:
    """Return what is written otherwise in the one form; where that cannot be told nothing, and in words why."""
    formatted = format_file(text.encode("utf-8", "surrogatepass"), path)
    return list(compare(text, formatted.data.decode("utf-8", "surrogatepass"))), formatted.problem


def compare(old: str, new: str) -> Iterator[Edit]:
    """Yield what makes one text another: the lines that differ, so that a cursor in others stays where it is."""
    if old == new:
        return
    before, after = LINE.findall(old), LINE.findall(new)
    for tag, first, last, start, end in SequenceMatcher(None, before, after).get_opcodes():
        if tag != "equal":
            yield Edit(Span(*_find_head(before, first), *_find_head(before, last)), "".join(after[start:end]))


def _find_head(lines: list[str], number: int) -> tuple[int, int]:
    """Return where a line begins, counted from 0; the text's end where there is no such line."""
    if number == len(lines) > 0 and not lines[-1].endswith(("\n", "\r")):
        return number, len(lines[-1]) + 1
    return number + 1, 1
