"""What stands wrongly between two entries in brackets or braces: nothing at all, a semicolon, or more braces."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yaml.events import ScalarEvent

from perfsupport.diagnostics import Edit, Fix
from perfsupport.mending import insert, quote_text
from perfsupport.parsing.building import Mistake
from perfsupport.parsing.faults import Fault, Finding, make_span

QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'")
WITHIN = re.compile(r"(?:\{{1,2}[^{}\[\],:]+\}{1,2}|\[{1,2}[^{}\[\],:]+\]{1,2})")
ENDS = re.compile(r"\s*(?:\}*\s*,\s*[\"']?[\w -]+[\"']?\s*:\s|\}+\s*(?:#.*)?$)")
ROUND = str.maketrans("{}[]", "()()")
VALUE = re.compile(r"[{,]\s*[\w-]+\s*:\s+(?=[^\s\"'{\[])")
SEMICOLON = re.compile(r";\s*[\w-]+\s*$")


def explain_separator(fault: Fault) -> Finding | None:
    """Return the finding where a colon or comma is missing behind a quoted text, or `;` stands for a comma."""
    if not fault.in_flow:
        return None
    return _semicolon(fault) if fault.character == ":" else _braces_within(fault) or _nothing(fault)


def _braces_within(fault: Fault) -> Finding | None:
    """``{ask: Which {{order}} is it?, …}``: brackets in a text without quotes, itself in braces."""
    line, text = fault.line, fault.text
    start_line, start = fault.start
    found = WITHIN.match(text, fault.column)
    if found is None or start_line != line or type(fault.reading.last) is not ScalarEvent or text[start] in "\"'":
        return None
    if not text[start : fault.column].strip():
        return None
    wholes = dict(_find_wholes(text))
    cause = f"A text within {{ }} cannot hold `{fault.quote(found[0])}`, unless it stands in quotes."
    edits = tuple(
        Edit(make_span(line, place, place + len(whole)), quote_text(whole)) for place, whole in wholes.items()
    )
    told = f"`{fault.quote(quote_text(wholes[start]))}`" if start in wholes else '"…"'
    fix = Fix("Put the whole text in quotes", edits) if start in wholes else None
    span = make_span(line, found.start(), found.end())
    mistake = Mistake("PS118", span, cause, f"Put the whole text in quotes: {told}.", fix)
    # Of the same length, so that all else keeps its place.
    mended = text
    for place, whole in wholes.items() or ((found.start(), found[0]),):
        inside = WITHIN.sub(lambda each: each[0].translate(ROUND), whole)
        mended = f"{mended[:place]}{inside}{mended[place + len(whole) :]}"
    return Finding(mistake, lambda: fault.source.replace(line, mended))


def _find_wholes(text: str) -> Iterator[tuple[int, str]]:
    """Yield each text without quotes in which brackets stand, up to the next key or the end of the braces."""
    for each in VALUE.finditer(text):
        stop = ENDS.search(text, each.end())
        end = stop.start() if stop is not None else each.end()
        while text[end : end + 1] == "}" and text.count("{", each.end(), end) > text.count("}", each.end(), end):
            end += 1
        whole = text[each.end() : end]
        if WITHIN.search(whole):
            yield each.end(), whole


def _nothing(fault: Fault) -> Finding | None:
    line, text = fault.line, fault.text
    before = text[: fault.column].rstrip()
    is_apart = len(before) < fault.column
    quoted = next((each for each in QUOTED.finditer(before) if each.end() == len(before)), None)
    if quoted is None or not is_apart or fault.character in ("", "#", "}", "]") or not _is_closed(fault):
        return None
    start, end = quoted.span()
    opener = fault.source.lines[fault.opened[0]][fault.opened[1] : fault.opened[1] + 1]
    is_name = opener == "{" and text[:start].rstrip()[-1:] in ("{", ",")
    sign, name = (":", "colon") if is_name else (",", "comma")
    told = fault.quote(quoted[0])
    fix = insert(line + 1, end + 1, sign, f"Put a {name} behind it")
    cause = f"A {name} is missing behind `{told}`."
    mistake = Mistake("PS105", make_span(line, start, end), cause, f"Write `{told}{sign} …`.", fix)
    return Finding(mistake, lambda: fault.source.replace(line, f"{text[:end]}{sign}{text[end:]}"))


def _is_closed(fault: Fault) -> bool:
    """Tell whether the bracket in which libyaml gave up is closed on its line; else that is the mistake."""
    line, column = fault.opened
    depth = 0
    for sign in QUOTED.sub("", fault.source.lines[line][column:]):
        depth += (sign in "{[") - (sign in "}]")
        if depth == 0:
            return True
    return False


def _semicolon(fault: Fault) -> Finding | None:
    line, text = fault.line, fault.text
    found = SEMICOLON.search(QUOTED.sub(lambda each: "x" * len(each[0]), text[: fault.column]))
    if found is None:
        return None
    column = found.start()
    span = make_span(line, column)
    bare = QUOTED.sub(lambda each: "x" * len(each[0]), text)
    places = [each.start() for each in re.finditer(r";(?=\s*[\w-]+:(?:\s|$))", bare) if each.start() >= column] or [
        column
    ]
    fix = Fix("Write a comma", tuple(Edit(make_span(line, each), ",") for each in places))
    cause = "Entries in braces are kept apart by commas, not by `;`."
    mistake = Mistake("PS105", span, cause, "Write `,` in its place.", fix)
    mended = "".join("," if number in places else sign for number, sign in enumerate(text))
    return Finding(mistake, lambda: fault.source.replace(line, mended))
