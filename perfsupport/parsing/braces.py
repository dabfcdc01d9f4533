"""Words within braces that have no colon behind them: what a comma has cut off, or a colon without its space."""

from __future__ import annotations

import re

from perfsupport.diagnostics import Edit, Fix, Span
from perfsupport.mending import quote_text
from perfsupport.parsing.building import Mistake, Reading, shorten
from perfsupport.parsing.faults import make_span
from perfsupport.parsing.nodes import MapNode
from perfsupport.parsing.remedies import ENTRY_END
from perfsupport.tree import Text

GLUED = re.compile(r"(?P<key>[a-z_]+)(?P<sign>:|\s*=\s*)(?P<value>[^:=\s].*)", re.DOTALL)
LISTS = ("options", "keywords", "was", "from", "outcomes", "hosts", "languages")
THOUSANDS = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])")
STAND_IN = re.compile("[\U000f0000-\U0010ffff]")
QUOTE_CUT = 'If it belongs to a text with a comma in it or one that begins with {, put the whole text in quotes: "…".'


def take_cut(parent: MapNode, key: Text, reading: Reading) -> None:
    """Report such a word, and read it as what it was meant to be."""
    from perfsupport.parsing.shape import KEYS

    glued = GLUED.fullmatch(key)
    if glued is not None and glued["key"] in KEYS and Text(glued["key"]) not in parent:
        _take_glued(parent, key, glued, reading)
        return
    before = next(reversed(parent), None)
    value = parent[before] if before is not None else None
    if before is None or not isinstance(value, Text):
        cause = f"`{shorten(key)}` stands within {{ }} without a colon and a value: a comma ends the text before it."
        reading.report("PS118", key.span, cause, QUOTE_CUT)
        return
    last = reading.mistakes[-1].span if reading.mistakes else None
    if last != _span_of(before, value):
        reading.mistakes.append(_explain(before, value, key, reading))
    between = "" if _is_number(value, key) else _find_between(value, key, reading)
    parent[before] = value.reword(f"{value}{between}{key}")


def _find_between(value: Text, key: Text, reading: Reading) -> str:
    """Return the comma and the blanks that an author wrote between two parts of a text."""
    line, column, *_ = key.span
    before = reading.lines[line - 1][: column - 1]
    gap = before[before.rfind(",") :] if "," in before else ", "
    return gap if line == value.span.line and not gap.strip(", ") else ", "


def _take_glued(parent: MapNode, key: Text, glued: re.Match[str], reading: Reading) -> None:
    name, value = glued["key"], glued["value"]
    line, column, *_ = key.span
    start = column + len(name)
    end = start + len(glued["sign"])
    span = Span(line, column, line, end)
    cause = f"A space is missing behind `{name}:`." if glued["sign"] == ":" else "`=` stands where a colon belongs."
    fix = Fix("Write a colon and a space", (Edit(Span(line, start, line, end), ": "),))
    on_one = key.span.end_line == line and not STAND_IN.search(reading.lines[line - 1])
    remedy = f"Write `{name}: {shorten(value)}`."
    reading.mistakes.append(Mistake("PS105", span, cause, remedy, fix if on_one else None))
    parent[key.reword(name)] = key.reword(value)


def _span_of(name: Text, value: Text) -> Span:
    return value.span if value else name.span


def _is_number(value: Text, key: Text) -> bool:
    """Tell whether a comma between two texts stands between thousands."""
    return bool(re.fullmatch(r"-?[0-9]{1,3}(?:[0-9]{3})*", value) and re.fullmatch(r"[0-9]{3}", key))


def _explain(name: Text, value: Text, key: Text, reading: Reading) -> Mistake:
    """Return what is said of a text that a comma ends before its time."""
    span = _span_of(name, value)
    line, start = span.line - 1, span.column - 1
    text = reading.lines[line]
    stop = ENTRY_END.search(text, key.span.end_column - 1) if key.span.line == span.line == span.end_line else None
    while stop is not None and not re.match(r"\s*(?:,\s*[\w-]+\s*:\s|[}\]])", text[stop.start() :]):
        stop = ENTRY_END.search(text, stop.end())
    whole = text[start : stop.start()] if stop is not None else ""
    safe = bool(whole) and whole[0] not in "\"'[{" and not STAND_IN.search(text)
    told = whole if safe else f"{value}, {key}"
    place = Span(span.line, span.column, span.line, start + len(whole) + 1)
    if _is_number(value, key):
        cause = f"A comma ends `{value}` within {{ }}: YAML takes `{key}` for something else."
        written = THOUSANDS.match(text, start) if span.line == key.span.line else None
        meant = written[0].replace(",", "") if written else f"{value}{key}"
        # With one comma it may be the one before decimals.
        is_sure = written is not None and written[0].count(",") > 1
        fix = Fix(f"Write {meant}", (Edit(make_span(line, *written.span()), meant),)) if written and is_sure else None
        return Mistake("PS105", span, cause, f"Write `{meant}`, without a comma; decimals stand behind a point.", fix)
    if name in LISTS:
        cause = f"A comma ends `{name}` within {{ }} after `{shorten(value)}`."
        fix = Fix("Put the list in brackets", (Edit(place, f"[{whole}]"),)) if safe else None
        return Mistake("PS118", span, cause, f"Put the list in brackets: `[{shorten(told)}]`.", fix)
    cause = f"A comma ends a text within {{ }}: of `{name}` only `{shorten(value)}` is left."
    fix = Fix("Put the whole text in quotes", (Edit(place, quote_text(whole)),)) if safe else None
    return Mistake("PS118", span, cause, f"Put the whole text in quotes: `{shorten(quote_text(told))}`.", fix)
