"""What a program can do about a mistake in the reading of a file: exact edits to the author's lines, or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

from perfsupport.diagnostics import Edit, Fix, Span
from perfsupport.mending import insert, quote_text
from perfsupport.parsing.building import Mistake
from perfsupport.parsing.source import Source, indent

VALUE = re.compile(r"(?P<lead> *(?:- +)*(?:[^\s:#\"'{}\[\]&*!|>@%`-][^:{}\[\]\"'#]*:[ \t]+)?)(?P<value>\S.*?)\s*$")
"""A line that holds one value: what leads to it, and the value."""

IN_BRACES = re.compile(r"[{,]\s*[\w-]+:\s+")
ENTRY_END = re.compile(r"\s*(?:,\s|[}\]]+\s*$)")
LISTS = re.compile(r"^ *(?:- +)*(?:keywords|options|was|from|do|tips|media|links|outcomes|hosts):")
CLOSERS = {"[": "]", "{": "}"}
TAB_FIRST = re.compile(r" *\t\s*\S")


def find_fix(mistake: Mistake, source: Source) -> Fix | None:
    """Return the remedy for a mistake, unless it has its own already or none is known."""
    line = mistake.span.line - 1
    if mistake.fix is not None or mistake.code not in REMEDIES or line >= len(source.written):
        return mistake.fix
    return REMEDIES[mistake.code](mistake, source, source.written[line], line)


def _quote(title: str, line: int, start: int, end: int, text: str, *, safe: bool = True) -> Fix:
    return Fix(title, (Edit(Span(line + 1, start + 1, line + 1, end + 1), quote_text(text)),), safe)


def quote_value(source: Source, line: int, column: int, *, safe: bool = True) -> Fix | None:
    """Return the fix that puts the text at a place in quotes, up to the end of its line or of its entry in braces."""
    text = source.written[line]
    match = VALUE.fullmatch(text)
    if match is not None and match.end("lead") <= column < match.end("value"):
        start, end = match.span("value")
        if _goes_on(source, line) or " #" in match["value"]:
            return None
    else:
        start, end = _find_entry(text, column)
    value = text[start:end]
    if not value or value[0] in "\"'":
        return None
    return _quote("Put the text in quotes", line, start, end, value, safe=safe)


def _find_entry(text: str, column: int) -> tuple[int, int]:
    """Return where the text within braces stands that a column belongs to; nothing where that cannot be told."""
    starts = [match.end() for match in IN_BRACES.finditer(text, 0, column + 1) if match.end() <= column]
    stop = ENTRY_END.search(text, column)
    return (starts[-1], stop.start()) if starts and stop is not None else (0, 0)


def _goes_on(source: Source, line: int) -> bool:
    """Tell whether the text of a line goes on below it."""
    below = next((each for each in source.written[line + 1 :] if each.strip()), "")
    # Beside the first key of an entry stand its other keys.
    entry = re.match(r" *(?:- +)+(?=[\w-]+:(?:\s|$))", source.written[line])
    own = entry.end() if entry else indent(source.written[line])
    return indent(below) > own and not below.lstrip().startswith("#")


def _mend_tabs(_mistake: Mistake, source: Source, _text: str, _line: int) -> Fix:
    from perfsupport.parsing.mistakes import guess_widths

    lines = [number for number, text in enumerate(source.written) if TAB_FIRST.match(text)]
    edits = []
    for number, width in zip(lines, guess_widths(source.written, lines), strict=True):
        text = source.written[number]
        blanks = len(text) - len(text.lstrip(" \t"))
        if len(lines) == 1:
            width = _find_width(source, number, len(text[:blanks].expandtabs(2)), width)
        edits.append(Edit(Span(number + 1, 1, number + 1, blanks + 1), " " * width))
    for number, text in enumerate(source.written):
        head = re.match(r"[ \t]*(?:-[ \t]+)+", text)
        inner = re.finditer(r"(?<=-)[ \t]*\t[ \t]*", head[0]) if head else ()
        edits += [Edit(Span(number + 1, each.start() + 1, number + 1, each.end() + 1), " ") for each in inner]
    return Fix("Put spaces in place of tabs", tuple(sorted(edits)))


def _find_width(source: Source, number: int, seen: int, guessed: int) -> int:
    """Return the indentation of a lonely line: as it looks, where lines above begin there and no list or key opens."""
    above = [text for text in source.written[:number] if text.strip()]
    opens = above and above[-1].rstrip().endswith(":")
    return seen if not opens and any(indent(text) == seen for text in above) else guessed


def _close_quote(mistake: Mistake, source: Source, text: str, line: int) -> Fix | None:
    """Close a quote at the end of its line, where the line holds that text alone."""
    column = mistake.span.column - 1
    match = VALUE.fullmatch(text)
    if match is None or match.start("value") != column or _goes_on(source, line):
        return None
    value, quote = match["value"], text[column]
    if quote in value[1:] or " #" in value:
        return _quote("Put the text in quotes", line, *match.span("value"), value) if quote == "'" else None
    return insert(line + 1, match.end("value") + 1, quote, "Close the quote")


def _close_bracket(mistake: Mistake, source: Source, text: str, line: int) -> Fix | None:
    """Close brackets at the end of their line, or quote a text that only begins with one; take a stray one away."""
    column = mistake.span.column - 1
    bracket = text[column : column + 1]
    if bracket in ("]", "}") and bracket:
        return Fix(f"Take {bracket} away", (Edit(mistake.span, ""),)) if not text[column + 1 :].strip() else None
    if bracket not in CLOSERS or _goes_on(source, line):
        return None
    if not (LISTS.match(text) if bracket == "[" else re.match(r"\{\s*[^,{}]+:\s", text[column:])):
        return quote_value(source, line, column)
    open_ones: list[str] = []
    for sign in re.sub(r"\"[^\"]*\"|'[^']*'", "", text[column:]):
        if sign in CLOSERS:
            open_ones.append(CLOSERS[sign])
        elif open_ones and sign == open_ones[-1]:
            open_ones.pop()
    closers = "".join(reversed(open_ones))
    return insert(line + 1, len(text.rstrip()) + 1, closers, f"Write {closers} at the end") if closers else None


def _quote_sign(mistake: Mistake, source: Source, text: str, line: int) -> Fix | None:
    """Quote a text that begins with a sign of YAML's; a single name behind ``&`` may be meant as an anchor."""
    column = mistake.span.column - 1
    match = VALUE.fullmatch(text)
    value = match["value"] if match is not None and match.end("lead") == column else ""
    return quote_value(source, line, column, safe=text[column : column + 1] == "*" or " " in value)


def _mend_text(mistake: Mistake, source: Source, text: str, line: int) -> Fix | None:
    column, end = mistake.span.column - 1, mistake.span.end_column - 1
    sign = text[column : column + 1]
    if sign == "\\":
        return insert(line + 1, column + 1, "\\", "Write the backslash twice")
    match = VALUE.fullmatch(text)
    if sign == "#" and end >= len(text.rstrip()):
        return _keep_end(text, line, column)
    if match is not None and match["value"][0] in "\"'" and match.start("value") < column:
        return _quote_anew(match, line) if not _goes_on(source, line) else None
    return quote_value(source, line, column) if sign not in ("-", "%") or column else None


def _keep_end(text: str, line: int, hash_at: int) -> Fix | None:
    """Quote a text with what YAML takes for a comment; it may be one, unless a figure follows or nothing is before."""
    match = VALUE.fullmatch(text)
    start = match.start("value") if match is not None else -1
    if match is None or not 0 < start <= hash_at or text[start] in "\"'|>{[":
        return None
    safe = start == hash_at or text[hash_at + 1 : hash_at + 2].isdigit()
    return _quote("Put the whole text in quotes", line, *match.span("value"), match["value"], safe=safe)


def _quote_anew(match: re.Match[str], line: int) -> Fix | None:
    """Put a text whose quotes close too early into others."""
    value = match["value"]
    quote = value[0]
    whole = len(value) > 2 and value.endswith(quote) and value.count(quote) > 2
    if not whole and value.count(quote) != 2:
        return None
    inner = value[1:-1] if whole else value
    if quote == "'":
        inner = inner.replace("''", "'")
    elif "\\" in inner:
        return None
    return _quote("Put the text in other quotes", line, *match.span("value"), inner)


def _delete_line(_mistake: Mistake, _source: Source, _text: str, line: int) -> Fix:
    return Fix("Delete the line", (Edit(Span(line + 1, 1, line + 2, 1), ""),))


REMEDIES: dict[str, Callable[[Mistake, Source, str, int], Fix | None]] = {
    "PS104": _mend_tabs,
    "PS106": _close_quote,
    "PS107": _close_bracket,
    "PS108": _quote_sign,
    "PS109": _quote_sign,
    "PS117": _delete_line,
    "PS118": _mend_text,
}
"""By code; a mistake in the indentation knows its own."""


def move_lines(numbers: list[int], source: Source, by: int) -> Fix | None:
    """Return the fix that indents lines (from 0) by so many spaces more or less; None where one was changed."""
    edits = []
    for number in numbers:
        text = source.written[number]
        if source.show(number) != text:
            return None
        edits.append(Edit(Span(number + 1, 1, number + 1, indent(text) + 1), " " * max(indent(text) + by, 0)))
    return Fix("Indent it like its neighbours", tuple(edits))
