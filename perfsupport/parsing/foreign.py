"""What gets into a file by copying: documents of other programs, fences, marks of git, blanks of word processors.

All of it would be told line by line as YAML stumbles over it, and none of that says what happened.
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Edit, Fix, Span
from perfsupport.ondemand import compile_late
from perfsupport.parsing.building import Mistake
from perfsupport.parsing.faults import make_span
from perfsupport.parsing.pasted import may_be_pasted
from perfsupport.parsing.patches import may_hold_patch, take_patches
from perfsupport.parsing.source import Source

DOCUMENTS = {
    b"PK\x03\x04": "a document of a word processor, a spreadsheet or a zip archive",
    b"{\\rtf": "a text with formatting (RTF)",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "a document of an old word processor",
    b"<!DOCTYPE": "a web page",
    b"<!doctype": "a web page",
    b"<html": "a web page",
}
SAVE_AS_TEXT = "Copy the words into a plain text file, or save it as plain text with the encoding UTF-8."

FENCES = ("```", "~~~")
NUMBERED = compile_late(r"\s*1[ :.|\t].*\n\s*2[ :.|\t].*\n\s*3(?:[ :.|\t].*)?\n")
NUMBER = compile_late(r" *(?P<number>[0-9]+)(?:[:.|\t]? ?|$)")
BLANKS = "\u00a0\u2000-\u200a\u202f\u205f\u3000"
ODD_BLANKS = compile_late(rf"[{BLANKS}]")
INDENTED = compile_late(rf"(?P<blanks>[ {BLANKS}]*[{BLANKS}][ {BLANKS}]*)(?=- |[\w-]+:(?:\s|$)|[\"'][^\"']*[\"']:\s)")
BEHIND_KEY = compile_late(rf" *(?:- +)*(?P<key>[a-z_]+):(?P<blanks>[ {BLANKS}]*[{BLANKS}][ {BLANKS}]*)(?=\S|$)")


def name_document(data: bytes) -> str | None:
    """Return what a file is that was never a text, or None."""
    head = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:16]
    return next((name for mark, name in DOCUMENTS.items() if head.startswith(mark)), None)


def is_suspect(text: str) -> bool:
    """Tell whether a text has blanks that YAML may take for letters."""
    return not text.isascii() and ODD_BLANKS.search(text) is not None


def may_be_foreign(text: str) -> bool:
    """Tell whether a text may hold anything that is taken out."""
    return is_suspect(text) or has_fence(text) or may_hold_patch(text) or may_be_pasted(text)


def has_fence(text: str) -> bool:
    """Tell whether a line of a text begins with a fence of Markdown."""
    return text.startswith(FENCES) or any(f"\n{fence}" in text for fence in FENCES)


def take_out(source: Source) -> Iterator[Mistake]:
    """Yield what does not belong to the text, and take it out of what is read."""
    text = source.text
    if is_suspect(text):
        yield from _take_blanks(source)
    if NUMBERED.match(text):
        yield from _take_numbers(source)
    if has_fence(text):
        yield from _take_fences(source)
    if may_hold_patch(text):
        yield from take_patches(source)


def _take_numbers(source: Source) -> Iterator[Mistake]:
    """Report the numbers of lines that were copied with them."""
    found = [(number, NUMBER.match(line)) for number, line in enumerate(source.lines) if line.strip()]
    if not all(match is not None and int(match["number"]) == number + 1 for number, match in found):
        return
    edits = tuple(Edit(Span(number + 1, 1, number + 1, match.end() + 1), "") for number, match in found if match)
    fix = Fix("Take the numbers away", edits)
    cause = "Each line begins with its number, as some programs copy it."
    yield Mistake("PS105", make_span(0, 0, edits[0].span.end_column - 1), cause, "Take the numbers away.", fix)
    for number, match in found:
        if match:
            source.lines[number] = source.lines[number][match.end() :]


def _take_fences(source: Source) -> Iterator[Mistake]:
    found = [number for number, line in enumerate(source.lines) if line.startswith(FENCES)]
    for number in found[:1]:
        others = f" (and line {found[-1] + 1})" if len(found) > 1 else ""
        cause = f"A fence of Markdown stands here{others}, which is no part of a tree."
        edits = tuple(Edit(Span(each + 1, 1, each + 2, 1), "") for each in found)
        what = "these lines" if others else "this line"
        fix = Fix("Delete the fence", edits)
        yield Mistake("PS105", make_span(number, 0, len(source.lines[number])), cause, f"Delete {what}.", fix)
    for number in found:
        source.replace(number, "")


def _take_blanks(source: Source) -> Iterator[Mistake]:
    """Report blanks that YAML takes for letters, told once for all lines where they stand before or behind a key."""
    from perfsupport.parsing.shape import KEYS

    edits, lines = [], []
    for number, line in enumerate(source.lines):
        if not ODD_BLANKS.search(line):
            continue
        found = [match for match in (INDENTED.match(line), BEHIND_KEY.match(line)) if match]
        for match in found:
            if match.groupdict().get("key") is None or match["key"] in KEYS:
                start, end = match.span("blanks")
                wanted = " " * (end - start) if start == 0 else " "
                edits.append(Edit(Span(number + 1, start + 1, number + 1, end + 1), wanted))
                lines.append(number)
                line = f"{line[:start]}{wanted}{line[end:]}"
        source.lines[number] = line
    if not edits:
        return
    first, others = edits[0].span, len(set(lines)) - 1
    more = f" (and in {others} more line{'' if others == 1 else 's'})" if others else ""
    name = "non-breaking spaces, as word processors and web pages write them"
    cause = f"Here are {name}{more}; YAML takes plain spaces only."
    fix = Fix("Write plain spaces", tuple(edits))
    yield Mistake("PS104", first, cause, "Type the spaces anew, or let `perfsupport fix` do it.", fix)
