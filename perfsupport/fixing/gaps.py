"""Remedies that need the author's text beside the finding: a gap, marked so that a person fills it."""

from __future__ import annotations

import re
from collections.abc import Callable

from perfsupport.diagnostics import Diagnostic, Edit, Fix, Span
from perfsupport.fixing.edits import Places

MISSING_ALT = 'alt: "TODO: say what the picture shows"'
FILE_KEY = re.compile(r"(?P<before>.*?)(?P<key>[\"']?file[\"']?\s*:\s*)$")


def find_fix(diagnostic: Diagnostic, text: str) -> Fix | None:
    """Return the remedy for a program: the diagnostic's own, or a marked gap that fits into the file's text."""
    if diagnostic.fix is not None:
        return diagnostic.fix
    find = GAPS.get(diagnostic.code)
    return find(diagnostic, Places(text)) if find is not None else None


def _add_alt(diagnostic: Diagnostic, places: Places) -> Fix | None:
    """Put ``alt`` behind ``file``: on the same line within braces, else on a line of its own."""
    line, column, end_line, end_column = diagnostic.span
    whole = places.get_line(line)
    match = FILE_KEY.match(whole[: column - 1])
    if match is None or line != end_line:
        return None
    before, rest = match["before"], whole[end_column - 1 :]
    if before.count("{") > before.count("}"):
        where, new = Span(line, end_column, line, end_column), f", {MISSING_ALT}"
    elif not before.strip(" -") and (not rest.strip() or rest.lstrip().startswith("#")):
        end = len(whole) + 1
        where, new = Span(line, end, line, end), f"\n{' ' * len(before)}{MISSING_ALT}"
    else:
        return None
    return Fix("Mark where the alternative text is missing", (Edit(where, new),), safe=False)


GAPS: dict[str, Callable[[Diagnostic, Places], Fix | None]] = {"PS801": _add_alt}
"""By code."""
