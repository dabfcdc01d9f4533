"""A complaint of libyaml with what lies around it, and the finding that a complaint becomes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from perfsupport.diagnostics import Span
from perfsupport.parsing.building import Mistake, Reading, shorten
from perfsupport.parsing.source import Source

QUOTE_ALL = 'Put the whole text in quotes: "…".'


@dataclass(frozen=True, slots=True)
class Finding:
    """A mistake, what mends the text far enough to read on, and further lines (from 0) that it speaks for."""

    mistake: Mistake
    mend: Callable[[], object]
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """A complaint of libyaml. Lines and columns count from 0.

    ``opened`` is where the structure begins in which libyaml gave up, ``start`` and ``end`` where the last thing stands
    that it could read.
    """

    problem: str
    context: str
    line: int
    column: int
    opened: tuple[int, int]
    start: tuple[int, int]
    end: tuple[int, int]
    reading: Reading
    source: Source

    @property
    def text(self) -> str:
        """The line."""
        return self.source.lines[self.line]

    @property
    def character(self) -> str:
        """The character at which libyaml gave up; nothing at the end of a line."""
        return self.text[self.column : self.column + 1]

    @property
    def at_start(self) -> bool:
        """Whether only blanks stand before it."""
        return not self.text[: self.column].strip()

    @property
    def in_flow(self) -> bool:
        """Whether it lies within brackets or braces."""
        return "flow" in self.context

    def quote(self, text: str) -> str:
        """Return a piece of the text for a message, with the author's own characters in it."""
        return shorten(text.translate(self.source.stand_ins))

    def cover(self, line: int, column: int) -> Callable[[], object]:
        """Return a mend that covers one character."""
        return lambda: self.source.cover(line, column)

    def blank(self, line: int) -> Callable[[], object]:
        """Return a mend that gives up a line and what is indented below it."""
        return lambda: self.source.blank(line)


def make_fault(reading: Reading, source: Source) -> Fault:
    """Return what ended a reading, placed on a line that is not blank."""
    error, last, lines = reading.error, reading.last, source.lines
    mark = getattr(error, "problem_mark", None) or getattr(last, "start_mark", None)
    line, column = (mark.line, mark.column) if mark else (0, 0)
    if line >= len(lines):
        line, column = len(lines) - 1, len(lines[-1])
    while line > 0 and not lines[line].strip():
        line, column = line - 1, len(lines[line - 1])
    opened = getattr(error, "context_mark", None)
    return Fault(
        problem=getattr(error, "problem", None) or "",
        context=getattr(error, "context", None) or "",
        line=line,
        column=column,
        opened=(opened.line, opened.column) if opened and opened.line < len(lines) else (line, column),
        start=_place(last and last.start_mark),
        end=_place(last and last.end_mark),
        reading=reading,
        source=source,
    )


def _place(mark: Any) -> tuple[int, int]:
    return (mark.line, mark.column) if mark else (0, 0)


def make_span(line: int, column: int, end: int | None = None) -> Span:
    """Return the span of some characters of a line, all counted from 0; of one character where no end is given."""
    return Span(line + 1, column + 1, line + 1, max(column + 1 if end is None else end, column + 1) + 1)
