"""Where the cursor is: the keys above it, read from the lines alone, since a text that is being typed may not parse."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import indexOf
from typing import NamedTuple

ENTRY = "[]"
"""Stands for the dash of a list's entry among keys."""

KEY = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s\-#'"{}\[\],:][^:#{}\[\]]*?|-[^\s:][^:#]*?)\s*:(?=\s|$)""")
BLOCK = re.compile(r"[|>][+-]?[0-9]?[+-]?\s*(?:#.*)?")
FLOW_KEY = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s'"{}\[\],:][^{}\[\],:]*?)\s*:(?:\s|$)""")
MOST_LINES = 100_000
"""How far the keys above and beside are looked for."""


class Element(NamedTuple):
    """A key or a dash with its column, counted from 0; ``text`` is what stands behind it on the line."""

    column: int
    key: str
    text: str


@dataclass(frozen=True)
class Cursor:
    """The keys from the top down to the cursor, ``[]`` for an entry of a list; the last is the key of the value.

    ``in_key`` tells whether a key is being written rather than a value. ``written`` is what stands before the cursor of
    the key or value, ``start`` and ``end`` are where the whole of it stands on the line (from 0). ``siblings`` are the
    other keys of the same mapping with their values, as far as they stand on lines of their own.
    """

    keys: Sequence[str]
    in_key: bool
    written: str
    start: int
    end: int
    siblings: dict[str, str]

    @property
    def key(self) -> str:
        """The nearest key above a value, passing over dashes; empty at the top."""
        return next((key for key in reversed(self.keys) if key != ENTRY), "")


def find_cursor(lines: Sequence[str], line: int, column: int) -> Cursor:
    """Return where a place (line and column from 0) is."""
    text = lines[line] if line < len(lines) else ""
    column = min(column, len(text))
    elements = list(split_line(text[:column])) if text[:column].strip() else []
    flow = _find_flow(text, column, elements)
    if flow is not None:
        above = find_keys_above(lines, line, elements[0].column if elements else _indent(text))
        return _in_flow(text, column, [*above, *(element.key for element in elements)], flow)
    if elements and elements[-1].key != ENTRY:
        element = elements[-1]
        start = _find_value_start(text, element)
        keys = [*find_keys_above(lines, line, elements[0].column), *(each.key for each in elements)]
        written = text[min(start, column) : column]
        return Cursor(
            keys, False, written, min(start, column), _find_end(text, start, column), _find_siblings(lines, line)
        )
    start = _skip_blanks(text, elements[-1].column + 1) if elements else _indent(text[:column])
    start = min(start, column)
    first = elements[0].column if elements else start
    keys = [*find_keys_above(lines, line, first), *(each.key for each in elements)]
    end = _find_key_end(text, start, column)
    return Cursor(keys, True, text[start:column], start, end, _find_siblings(lines, line))


def split_line(text: str) -> Iterator[Element]:
    """Yield the dashes and the key of a line, from left to right."""
    at = _indent(text)
    while text.startswith("-", at) and text[at + 1 : at + 2] in ("", " "):
        yield Element(at, ENTRY, text[at + 1 :])
        at = _skip_blanks(text, at + 1)
    if match := KEY.match(text, at):
        yield Element(at, unquote(match[1]), text[match.end() :])


def find_keys_above(lines: Sequence[str], line: int, column: int) -> list[str]:
    """Return the keys that a line's first element at ``column`` stands below, from the top down."""
    keys: list[str] = []
    is_dash = line < len(lines) and lines[line][column : column + 2] in ("- ", "-")
    deeper = " " * (column + is_dash)
    above = reversed(lines[max(0, line - MOST_LINES) : line])
    number = line
    while column > 0 or is_dash:
        try:
            # Most lines above stand as deep or deeper, and this is the quickest way to pass them.
            number -= 1 + indexOf(map(str.startswith, above, repeat(deeper)), False)
        except ValueError:
            break
        text = lines[number]
        if not text.strip() or text.lstrip().startswith("#") or _indent(text) > column:
            continue
        for element in reversed(list(split_line(text))):
            below_key = element.key != ENTRY and (element.column < column or (element.column == column and is_dash))
            if below_key or (element.key == ENTRY and element.column < column):
                keys.append(element.key)
                column, is_dash = element.column, element.key == ENTRY
                deeper = " " * (column + is_dash)
    return keys[::-1]


def unquote(key: str) -> str:
    """Return a key without its quotes."""
    if key[:1] == "'":
        return key[1:-1].replace("''", "'")
    return re.sub(r"\\(.)", r"\1", key[1:-1]) if key[:1] == '"' else key


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _skip_blanks(text: str, at: int) -> int:
    while text[at : at + 1] == " ":
        at += 1
    return at


def _find_value_start(text: str, element: Element) -> int:
    match = KEY.match(text, element.column)
    return _skip_blanks(text, match.end()) if match else element.column


def _find_end(text: str, start: int, column: int) -> int:
    """Return where a value ends on its line: before a comment, and not before the cursor."""
    comment = re.search(r"\s#", text[start:])
    whole = text[: start + comment.start()] if comment and text[start : start + 1] not in ("'", '"') else text
    return max(column, len(whole.rstrip()))


def _find_key_end(text: str, start: int, column: int) -> int:
    match = re.compile(r"[^\s:#{}\[\],]*").match(text, start)
    return max(column, match.end() if match else column)


def _find_siblings(lines: Sequence[str], line: int) -> dict[str, str]:
    """Return the keys beside the one on a line, with what stands behind them."""
    text = lines[line] if line < len(lines) else ""
    elements = list(split_line(text))
    column = elements[-1].column if elements else _indent(text)
    if elements and elements[-1].key == ENTRY:
        column = _skip_blanks(text, elements[-1].column + 1)
    found: dict[str, str] = {}
    starts_entry = len(elements) > 1 or (len(elements) == 1 and elements[0].key == ENTRY)
    for step in (-1, 1):
        number = line + step
        if step == -1 and starts_entry:
            continue
        while 0 <= number < len(lines) and abs(number - line) < MOST_LINES:
            each = lines[number]
            number += step
            if not each.strip() or each.lstrip().startswith("#") or _indent(each) > column:
                continue
            parts = list(split_line(each))
            key = next((part for part in parts if part.column == column and part.key != ENTRY), None)
            if key is None or (step == 1 and len(parts) > 1):
                break
            found.setdefault(key.key, key.text.strip())
            if len(parts) > 1:
                break
    return found


class _Flow(NamedTuple):
    """What is open in braces before the cursor: the keys, and where the piece under the cursor begins."""

    keys: list[str]
    start: int
    in_map: bool
    siblings: dict[str, str]


def _find_flow(text: str, column: int, elements: Sequence[Element]) -> _Flow | None:
    """Return what is open where the cursor stands within ``{…}`` or ``[…]`` on one line, or None."""
    at = _find_value_start(text, elements[-1]) if elements and elements[-1].key != ENTRY else _indent(text)
    while text[at : at + 2] == "- ":
        at = _skip_blanks(text, at + 1)
    if text[at : at + 1] not in ("{", "["):
        return None
    stack: list[_Flow] = []
    quote, start = "", at
    for place in range(at, column):
        sign = text[place]
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"" and not text[start:place].strip():
            quote = sign
        elif sign in "{[":
            stack.append(_Flow([], place + 1, sign == "{", {}))
            start = place + 1
        elif sign in "}]" and stack:
            stack.pop()
            start = place + 1
        elif sign == "," and stack:
            _keep_sibling(stack[-1], text[start:place])
            start = place + 1
    if not stack:
        return None
    keys: list[str] = []
    for outer, inner in zip(stack, [*stack[1:], None], strict=True):
        end = inner.start - 1 if inner else column
        piece = text[_last_break(text, outer.start, end) : end]
        match = FLOW_KEY.match(piece) if outer.in_map else None
        keys += [] if outer.in_map else [ENTRY]
        keys += [unquote(match[1])] if match else []
    return _Flow(keys, start, stack[-1].in_map, stack[-1].siblings)


def _last_break(text: str, start: int, end: int) -> int:
    depth, last = 0, start
    for place in range(start, end):
        depth += (text[place] in "{[") - (text[place] in "}]")
        if text[place] == "," and depth == 0:
            last = place + 1
    return last


def _keep_sibling(flow: _Flow, piece: str) -> None:
    if match := FLOW_KEY.match(piece):
        flow.siblings[unquote(match[1])] = piece[match.end() :].strip()


def _in_flow(text: str, column: int, above: list[str], flow: _Flow) -> Cursor:
    piece = text[flow.start : column]
    match = FLOW_KEY.match(piece) if flow.in_map else None
    rest = text[column:]
    end = column + len(re.split(r"[,}\]]", rest, maxsplit=1)[0].rstrip()) if rest else column
    if flow.in_map and match is None:
        start = flow.start + len(piece) - len(piece.lstrip())
        colon = text.find(":", column, end)
        return Cursor(
            [*above, *flow.keys], True, text[start:column], start, colon if colon >= 0 else end, flow.siblings
        )
    start = flow.start + (match.end() if match else 0)
    start = min(_skip_blanks(text, start), column)
    return Cursor([*above, *flow.keys], False, text[start:column], start, end, flow.siblings)
