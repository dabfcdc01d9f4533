"""Comments that speak to perfsupport: found by their sign, and told apart from texts that only look like one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from yaml._yaml import CParser
from yaml.error import YAMLError
from yaml.events import ScalarEvent

from perfsupport.diagnostics import Edit, Span
from perfsupport.ondemand import compile_late

SIGN = compile_late(r"#[ \t]*perf[ _-]?support[ \t]*(?::|(?=(?:allow|ignore|disable|waive)\b.*\bPS))", re.IGNORECASE)
BLOCKS = ("|", ">")


class Comment(NamedTuple):
    """A comment: its place, the words behind the sign, and the line that it speaks of, or None where there is none.

    ``removal`` takes it away, with its line where it stands alone.
    """

    span: Span
    words: str
    line: int | None
    removal: Edit

    def locate(self, start: int, length: int) -> Span:
        """Return where some of its words stand."""
        line, first = self.span.line, self.span.end_column - len(self.words) + start
        return Span(line, first, line, first + length)


def find_comments(text: str) -> Sequence[Comment]:
    """Return the comments that begin with ``# perfsupport:``, in the order of the text."""
    return () if SIGN.search(text) is None else _find_comments(text)


# An editor is told twice of each text: what is known early, and all.
@lru_cache(maxsize=4)
def _find_comments(text: str) -> Sequence[Comment]:
    return tuple(_read_comments(text))


def _read_comments(text: str) -> Iterator[Comment]:
    lines = text.split("\n")
    inside = _find_texts(text, lines)
    for number, line in enumerate(lines, 1):
        for match in SIGN.finditer(line):
            column = match.start() + 1
            before = line[: match.start()]
            if (not before or before[-1] in " \t") and not _is_within(number, column, inside):
                end = len(line.rstrip()) + 1
                target = number if before.strip() else _find_next(lines, number)
                removal = _remove(number, len(before.rstrip()) + 1, len(line.rstrip("\r")) + 1, len(lines))
                yield Comment(Span(number, column, number, end), line[match.end() :].strip(), target, removal)
                break


def _remove(number: int, start: int, end: int, last: int) -> Edit:
    """Return the edit that takes away what stands from a column on; from the first on, the line goes too."""
    if start == 1 and number < last:
        return Edit(Span(number, 1, number + 1, 1), "")
    return Edit(Span(number, start, number, end), "")


def _find_next(lines: list[str], number: int) -> int | None:
    """Return the line that a comment of its own stands above: the next that is neither blank nor a comment."""
    for following in range(number, len(lines)):
        line = lines[following].strip()
        if line and not line.startswith("#"):
            return following + 1
    return None


def _find_texts(text: str, lines: list[str]) -> list[Span]:
    """Return where texts stand that may hold a ``#``, as far as the file can be read."""
    found = []
    parser: Any = CParser(text)
    try:
        while (event := parser.get_event()) is not None:
            if isinstance(event, ScalarEvent) and event.style:
                start: Any = event.start_mark
                end: Any = event.end_mark
                if event.style in BLOCKS:
                    found.append(_find_block(start.line, end.line, lines))
                else:
                    found.append(Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1))
    except YAMLError:
        pass
    finally:
        parser.dispose()
    return found


def _find_block(start: int, end: int, lines: list[str]) -> Span:
    """Return where the content of a block stands: below its sign, as long as lines are as deep as the first."""
    depth = next((_indent(line) for line in lines[start + 1 : end] if line.strip()), 0)
    last = start + 1
    while last < end and (not lines[last].strip() or _indent(lines[last]) >= depth):
        last += 1
    return Span(start + 2, 1, last + 1, 1)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _is_within(line: int, column: int, texts: list[Span]) -> bool:
    return any((one.line, one.column) <= (line, column) < (one.end_line, one.end_column) for one in texts)
