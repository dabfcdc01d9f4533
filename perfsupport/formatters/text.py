"""A report as text: each finding with its place, the author's line, a caret below it, and the remedy."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from perfsupport.diagnostics import TOP, Diagnostic, Severity, Span
from perfsupport.formatters.report import Report
from perfsupport.formatters.summary import advise, sum_up

Paint: TypeAlias = Callable[[str, str], str]
"""Takes a text and the name of a style, gives the text as it is to be written."""

STYLES = {
    Severity.ERROR: "bold red",
    Severity.WARNING: "bold yellow",
    Severity.ADVICE: "bold cyan",
}
WIDTH = 100
"""Characters shown of a long line."""

LEAD = 30
"""Characters shown before the place, where a long line is cut."""

TAB = "    "
JOINERS = "\u200c\u200d"
"""Cannot be seen, but belong to words of some scripts and to emoji."""


def format_text(report: Report) -> str:
    """Return the report for people; the last lines say where to begin, and sum it up."""
    paint = _make_paint(report.colour)
    blocks = format_findings(report, paint)
    if hints := advise(report):
        blocks.append("\n".join([paint(hints[0], "bold"), *map(escape, hints[1:])]))
    return "\n\n".join([*blocks, sum_up(report)]) + "\n"


def leave_plain(text: str, _style: str) -> str:
    """Return a text without colour."""
    return text


def format_findings(report: Report, paint: Paint = leave_plain) -> list[str]:
    """Return the findings, each with its place, the author's line and the remedy, without a line end behind them."""
    gutter = max((len(str(diagnostic.span.line)) for diagnostic in report.diagnostics), default=0)
    return ["\n".join(_format_one(report, diagnostic, gutter, paint)) for diagnostic in report.diagnostics]


def _format_one(report: Report, diagnostic: Diagnostic, gutter: int, paint: Paint) -> Iterator[str]:
    span, style = diagnostic.span, STYLES[diagnostic.severity]
    place = f"{escape(diagnostic.path)}:{span.line}:{span.column}"
    kind = paint(f"{diagnostic.severity} {diagnostic.code}", style)
    yield f"{paint(place, 'bold')}: {kind}: {escape(diagnostic.cause)}"
    line = report.find_line(diagnostic.path, span.line)
    if line.strip() and span != TOP:
        shown = show_line(line, span)
        yield paint(f"{span.line:>{gutter + 2}} | ", "dim") + shown.text
        yield paint(f"{'':>{gutter + 2}} | ", "dim") + shown.indent + paint(shown.carets, style)
    yield f"{'':>{gutter + 2}} {paint('=', 'dim')} {escape(diagnostic.remedy)}"


class Shown(NamedTuple):
    """A line as it is shown, the space below it up to the place, and the carets."""

    text: str
    indent: str
    carets: str


def show_line(line: str, span: Span) -> Shown:
    """Return a line with carets below the span, also where tabs, wide or invisible characters stand before it."""
    start = min(span.column - 1, len(line))
    end = len(line.rstrip()) if span.end_line > span.line else min(span.end_column - 1, len(line))
    end = max(start, end)
    first = max(0, start - LEAD) if len(line) > WIDTH else 0
    last = min(len(line), first + WIDTH)
    before = ("…" if first else "") + escape(line[first:start])
    place = escape(line[start : min(end, last)])
    after = escape(line[min(end, last) : last]) + ("…" if last < len(line) else "")
    return Shown(before + place + after, " " * measure(before), "^" * max(measure(place), 1))


def escape(text: str) -> str:
    """Return a text in which what cannot be seen, or could lead a terminal astray, is written out by its number."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escape_character(character) for character in text)


def _escape_character(character: str) -> str:
    if character == "\t":
        return TAB
    if character.isprintable() or character in JOINERS:
        return character
    if unicodedata.category(character) == "Zs":
        return " "
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def measure(text: str) -> int:
    """Return how many columns a text takes on a terminal; many scripts and all emoji take two a character."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def _make_paint(colour: bool) -> Paint:
    if not colour:
        return leave_plain
    from rich.color import ColorSystem
    from rich.style import Style

    return lambda text, style: Style.parse(style).render(text, color_system=ColorSystem.STANDARD)
