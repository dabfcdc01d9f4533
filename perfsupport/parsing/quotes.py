"""Quotes that are never closed, that close too early, and backslashes within them."""

from __future__ import annotations

from yaml.error import MarkedYAMLError
from yaml.events import ScalarEvent

from perfsupport.ondemand import compile_late
from perfsupport.parsing.building import QUOTES, Mistake, Reading, shorten
from perfsupport.parsing.faults import Fault, Finding, make_span
from perfsupport.parsing.source import Source, indent

KEY_LINE = compile_late(r" *(?:- +)*[\w-]+:(?=\s|$)")
ENDLESS = ("found unexpected end of stream", "found unexpected document indicator")


def find_open_quote(reading: Reading, source: Source) -> Finding | None:
    """Return the first quote that is not closed where its text ends.

    libyaml reads on to the next quote, steps further down. The sign of it is that the quoted text swallowed a line that
    is not indented deeper than its own, or, where reading failed right behind it, one that looks like a key.
    """
    lines = source.lines if reading.folded or reading.error else ()
    failed_in = None
    for quote, span in reading.folded:
        failed_in = _failed_line(reading) if failed_in is None else failed_in
        end = _find_text_end(lines, span.line - 1, span.end_line - 1, stop_at_keys=failed_in == span.end_line - 1)
        if end < span.end_line - 1:
            return _open_quote(quote, span.line - 1, span.column - 1, end, source)
    error = reading.error
    if isinstance(error, MarkedYAMLError) and error.context_mark and "a quoted scalar" in (error.context or ""):
        line, column = error.context_mark.line, error.context_mark.column
        endless = error.problem in ENDLESS
        last = len(lines) - 1 if endless else _failed_line(reading)
        end = _find_text_end(lines, line, last, stop_at_keys=True)
        if endless or end < last:
            return _open_quote(lines[line][column], line, column, end, source)
    return None


def _failed_line(reading: Reading) -> int:
    mark = getattr(reading.error, "problem_mark", None)
    return mark.line if mark else -1


def _find_text_end(lines: list[str] | tuple[str, ...], first: int, last: int, *, stop_at_keys: bool) -> int:
    """Return the last line that may belong to a text that begins in line ``first``, at most ``last``."""
    depth = indent(lines[first])
    end = first
    for number in range(first + 1, last + 1):
        line = lines[number]
        if not line.strip():
            continue
        if indent(line) <= depth or (stop_at_keys and KEY_LINE.match(line)):
            break
        end = number
    return end


def _open_quote(quote: str, line: int, column: int, end: int, source: Source) -> Finding:
    text = shorten(source.show(line)[column:], 30)
    cause = f"The quote that opens here is never closed: {text}"
    remedy = f"Write {quote} where the text ends."
    if quote == "'":
        remedy += ' Put a text that begins with an apostrophe in double quotes: "…".'
    mistake = Mistake("PS106", make_span(line, column), cause, remedy)
    return Finding(mistake, lambda: source.replace(end, source.lines[end].rstrip() + quote))


def explain_early_close(fault: Fault) -> Finding | None:
    """An apostrophe or a quote within a quoted text has closed it, and the text goes on."""
    last = fault.reading.last
    if type(last) is not ScalarEvent or last.style not in QUOTES or fault.end[0] != fault.line:
        return None
    end = fault.end[1]
    if fault.column < end or fault.character in ("", ":", ",", "]", "}"):
        return None
    quote, rest = last.style, fault.quote(fault.text[end:])
    cause = f"The quoted text ends before `{rest}`, because the quote there closes it."
    remedy = 'Write \\" for a quote within the text, or put the whole text in single quotes.'
    if quote == "'":
        remedy = "Put the whole text in double quotes, or write an apostrophe within it twice: 'Don''t'."
    span = make_span(fault.line, end, len(fault.text.rstrip()))
    return Finding(Mistake("PS118", span, cause, remedy), lambda: _cover_inner(fault, quote))


def _cover_inner(fault: Fault, quote: str) -> None:
    """Take the first and the last quote of the line for those that were meant; else give up what follows the text."""
    line, start = fault.text.rstrip(), fault.start[1]
    if fault.start[0] != fault.line or not line.endswith(quote) or fault.in_flow or len(line) == fault.end[1]:
        fault.source.replace(fault.line, line[: fault.end[1]])
        return
    for column in range(start + 1, len(line) - 1):
        if line[column] == quote:
            fault.source.cover(fault.line, column)


def explain_backslash(fault: Fault) -> Finding | None:
    """A backslash within double quotes that is not followed by one of YAML's letters."""
    if "scanning a quoted scalar" not in fault.context and "parsing a quoted scalar" not in fault.context:
        return None
    column = fault.text.rfind("\\", 0, fault.column + 1)
    if column < 0:
        return None
    span = make_span(fault.line, column, column + 2)
    cause = f"`{fault.quote(fault.text[column : column + 2])}` has no meaning within double quotes."
    remedy = "Put the text in single quotes, where a backslash is just a backslash, or write it twice: \\\\."
    return Finding(Mistake("PS118", span, cause, remedy), fault.cover(fault.line, column))
