"""Edits to a text, exact to the character: whatever they do not name stays as the author wrote it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from perfsupport.diagnostics import Edit, Fix, Span

MARK = "\ufeff"
LINE_END = re.compile(r"\r\n|\r|\n")
"""Where editors and the reader begin a new line; rarer line ends are characters like any other to both."""


def decode(data: bytes) -> str:
    """Return a file's text, with bytes that are not UTF-8 kept apart so that ``encode`` gives them back."""
    return data.decode("utf-8", "surrogateescape")


def encode(text: str) -> bytes:
    """Return a file's bytes."""
    return text.encode("utf-8", "surrogateescape")


def apply_to_bytes(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Return a file's bytes with the edits made; line ends and a byte-order mark stay as they are."""
    return encode(apply_edits(decode(data), edits))


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return a text with the edits made.

    Of two that overlap the first in the text is made and the other left out; at one place insertions come in the order
    given. New lines within an edit get the line ends of the text. Edits that lie outside of the text are left out.
    """
    places = Places(text)
    found = [(*where, edit.text) for edit in edits if (where := places.find(edit.span)) is not None]
    pieces: list[str] = []
    done = 0
    for start, end, new in sorted(found, key=lambda each: each[:2]):
        if start >= done:
            pieces += [text[done:start], new.replace("\n", places.line_end)]
            done = end
    return "".join([*pieces, text[done:]])


def choose_fixes(fixes: Iterable[Fix]) -> list[Fix]:
    """Return the fixes that can be made together: each whole or not at all, of two that overlap the first."""
    chosen: list[Fix] = []
    taken: list[Span] = []
    for fix in fixes:
        if not any(overlap(edit.span, other) for edit in fix.edits for other in taken):
            chosen.append(fix)
            taken += [edit.span for edit in fix.edits]
    return chosen


def overlap(one: Span, other: Span) -> bool:
    """Tell whether two stretches share a character or begin at one place."""
    return one[:2] == other[:2] or (one[:2] < other[2:] and other[:2] < one[2:])


class Places:
    """Where lines and columns (from 1) stand in a text."""

    def __init__(self, text: str) -> None:
        ends = list(LINE_END.finditer(text))
        self.text = text
        self.starts = [int(text.startswith(MARK)), *(match.end() for match in ends)]
        self.ends = [*(match.start() for match in ends), len(text)]
        self.line_end = ends[0][0] if ends else "\n"

    def find(self, span: Span) -> tuple[int, int] | None:
        """Return the characters of a span, counted from 0, or None where the text has no such place."""
        start, end = self.find_place(span.line, span.column), self.find_place(span.end_line, span.end_column)
        return None if start is None or end is None or end < start else (start, end)

    def find_place(self, line: int, column: int) -> int | None:
        """Return a place, counted from 0; the line behind the last one is the end of the text."""
        if line == len(self.starts) + 1 and column == 1:
            return len(self.text)
        if not 1 <= line <= len(self.starts):
            return None
        place = self.starts[line - 1] + column - 1
        return place if place <= self.ends[line - 1] else None

    def cut(self, span: Span) -> str:
        """Return the characters of a span; nothing where the text has no such place."""
        found = self.find(span)
        return "" if found is None else self.text[found[0] : found[1]]

    def get_line(self, number: int) -> str:
        """Return a line (from 1) without its end."""
        return self.text[self.starts[number - 1] : self.ends[number - 1]] if number <= len(self.starts) else ""

    def make_span(self, start: int, end: int) -> Span:
        """Return the span of some characters, counted from 0."""
        return Span(*self._tell(start), *self._tell(end))

    def _tell(self, place: int) -> tuple[int, int]:
        line = max(bisect_right(self.starts, place), 1)
        return line, place - self.starts[line - 1] + 1


def join_edits(edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """Return edits without repeats, in the order of the text."""
    return tuple(sorted(set(edits)))
