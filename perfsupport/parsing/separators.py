"""What stands wrongly between two entries in brackets or braces: nothing at all, or a semicolon."""

from __future__ import annotations

import re

from perfsupport.diagnostics import Edit, Fix
from perfsupport.mending import insert
from perfsupport.parsing.building import Mistake
from perfsupport.parsing.faults import Fault, Finding, make_span

QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'")
SEMICOLON = re.compile(r";\s*[\w-]+\s*$")


def explain_separator(fault: Fault) -> Finding | None:
    """Return the finding where a colon or comma is missing behind a quoted text, or `;` stands for a comma."""
    if not fault.in_flow:
        return None
    return _semicolon(fault) if fault.character == ":" else _nothing(fault)


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
