"""Patches and merges that were copied into a file, or left in it: told once, and read as what they come to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from perfsupport.diagnostics import Edit, Fix, Span
from perfsupport.ondemand import compile_late
from perfsupport.parsing.building import Mistake
from perfsupport.parsing.faults import make_span
from perfsupport.parsing.source import Source

CODE = "PS105"
SIGNS = ("<<<<<<<", ">>>>>>>", "@@ -", "diff --git ", "+", "-  ")
"""What a line begins with that may belong to a patch or a merge: a quick look before a thorough one."""

MARK = compile_late(r"(?:<{7}|>{7}|\|{7})(?: |$)|={7}$")
HUNK = compile_late(r"@@ -\d+(?:,(?P<old>\d+))? \+\d+(?:,(?P<new>\d+))? @@")
FILE = compile_late(
    r"diff --git |index [0-9a-f]{7,}\.\.|(?:---|\+\+\+) (?:[ab]/|/dev/null)|new file mode |\\ No newline"
)
ADDED = compile_late(r"\+(?=\s|[\w-]+:|- |$)")
TAKEN_AWAY = compile_late(r"-(?= {2,}\S)")
TOP = compile_late(r"[^\s#+-]")


class Line(NamedTuple):
    """A line of a patch: what it stands for, None where it stands for nothing, and whether its sign is a blank."""

    number: int
    meant: str | None
    is_around: bool = False


def may_hold_patch(text: str) -> bool:
    """Tell whether a line of a text may belong to a patch or a merge."""
    # Most first signs stand nowhere in a text, and to look for one is many times quicker than for two.
    return text.startswith(SIGNS) or any(sign[0] in text and f"\n{sign}" in text for sign in SIGNS)


def take_patches(source: Source) -> Iterator[Mistake]:
    """Report all that is left of merges and patches, and take it out of what is read."""
    yield from _take_conflicts(source)
    found = list(_find_lines(source.lines))
    signed = [line for line in found if not line.is_around]
    if not signed:
        return
    first, more = signed[0].number, len(signed) - 1
    others = f", as are {more} more" if more > 1 else f", as is line {signed[1].number + 1}" if more else ""
    cause = f"This is a line of a patch{others}: the sign in front tells what was added (+) or taken away (-)."
    remedy = "Take away each + in front, the lines with a -, and those with @@."
    edits = tuple(_make_edit(line, source.lines) for line in found)
    fix = Fix("Keep what the patch has added", edits)
    yield Mistake(CODE, make_span(first, 0, len(source.lines[first])), cause, remedy, fix)
    for number, meant, _ in found:
        if meant is None:
            source.replace(number, "")
        else:
            source.lines[number] = meant


def _make_edit(line: Line, lines: Sequence[str]) -> Edit:
    number = line.number + 1
    if line.meant is not None:
        return Edit(Span(number, 1, number, 2), "")
    if number < len(lines):
        return Edit(Span(number, 1, number + 1, 1), "")
    return Edit(Span(number, 1, number, len(lines[line.number]) + 1), "")


def _find_lines(lines: Sequence[str]) -> Iterator[Line]:
    """Yield the lines of patches. Behind a head with @@ they are counted; elsewhere their signs tell them."""
    old = new = 0
    has_dashes = False
    above = ""
    for number, line in enumerate(lines):
        head = HUNK.match(line)
        if head is not None:
            old, new = int(head["old"] or 1), int(head["new"] or 1)
            yield Line(number, None)
        elif FILE.match(line):
            yield Line(number, None)
        elif (old > 0 or new > 0) and line[:1] in ("", " ", "+", "-"):
            old -= line[:1] != "+"
            new -= line[:1] != "-"
            if line:
                yield Line(number, None if line[0] == "-" else line[1:], line[0] == " ")
        else:
            old = new = 0
            # Entries of a list may stand as far left as the key that they belong to.
            if TOP.match(line) or (line.startswith("-") and TOP.match(above)):
                has_dashes = line.startswith("-")
            if ADDED.match(line):
                yield Line(number, line[1:])
            elif TAKEN_AWAY.match(line) and not has_dashes:
                yield Line(number, None)
            elif line.strip() and not line.lstrip().startswith("#"):
                above = line


def _take_conflicts(source: Source) -> Iterator[Mistake]:
    """Report what git has left of a merge, and read on with the first side of it."""
    marks = [number for number, line in enumerate(source.lines) if MARK.match(line)]
    if not any(source.lines[number][0] in "<>|" for number in marks):
        return
    begun = middle = None
    for number in marks:
        line = source.lines[number]
        if line[0] == "<":
            begun, middle = number, None
        elif begun is not None and line[0] in "=|":
            middle = number if middle is None else middle
        elif begun is not None:
            cause = f"Git has left two versions here that it could not merge, down to line {number + 1}."
            remedy = "Keep one of the two, and delete the lines that begin with <<<<<<<, ======= and >>>>>>>."
            yield Mistake(CODE, make_span(begun, 0, len(source.lines[begun])), cause, remedy)
            for each in (begun, *range(middle if middle is not None else number, number + 1)):
                source.replace(each, "")
            begun = middle = None
    left = [number for number in marks if source.lines[number]]
    for number in left[:1]:
        others = (
            f" (and in line {left[1] + 1})" if len(left) == 2 else f" (and {len(left) - 1} more)" if left[1:] else ""
        )
        cause = f"A mark of a merge conflict is left here{others}."
        remedy = "Look whether the lines around it are as they shall be, and delete this one."
        yield Mistake(CODE, make_span(number, 0, len(source.lines[number])), cause, remedy)
    for number in left:
        source.replace(number, "")
