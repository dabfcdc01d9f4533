"""Bytes to text: encoding mistakes and characters that have no place in a file, each with its position."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from itertools import islice

from perfsupport.diagnostics import TOP, Diagnostic, Edit, Fix, Severity, Span
from perfsupport.ondemand import compile_late

MARKED_ENCODINGS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
SAVE_AS_UTF8 = "Save the file again with the encoding UTF-8 (in most editors: Save with encoding, UTF-8)."
REPLACEMENT = "\ufffd"
MARK = "\ufeff"

UNWANTED = compile_late("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff\ufeff]")
"""Control characters, bytes that are not UTF-8 (decoded as lone surrogates), and marks in the middle. YAML reads U+0085
as a line end; it is handled with the other rare line ends in the reader."""

PLAIN = bytes((*b"\t\n\r", *range(0x20, 0x7F)))
"""The bytes of ASCII text: to take them away and see what is left is many times quicker than to search."""

MOST_CHARACTERS = 1000
"""A file with more unwanted characters is no text, and is not read on."""

MOST_MENDED = 100
"""Characters of one line that a fix takes away."""

MOST_REPORTED = 20
"""More lines of the same do not help."""


def decode(data: bytes, path: str) -> tuple[str | None, list[Diagnostic]]:
    """Return the text with LF as its only line end and without unwanted characters, and what was wrong.

    The text is None where the file is in another encoding altogether.
    """
    other = _find_other_encoding(data)
    if other is not None:
        cause = f"The file is saved as {other}, but job aids are written in UTF-8."
        return None, [Diagnostic("PS101", Severity.ERROR, path, TOP, cause, SAVE_AS_UTF8)]
    text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    clean = not data.translate(None, PLAIN) if text.isascii() else not UNWANTED.search(text)
    if clean:
        return text, []
    found = [match.start() for match in islice(UNWANTED.finditer(text), MOST_CHARACTERS + 1)]
    diagnostics = list(_report(text, found, path))
    if len(found) > MOST_CHARACTERS:
        return None, diagnostics
    return UNWANTED.sub(REPLACEMENT, text.replace(MARK, "")), diagnostics


def _find_other_encoding(data: bytes) -> str | None:
    for mark, name in MARKED_ENCODINGS:
        if data.startswith(mark):
            return name
    head = data[:400]
    # In UTF-16 every other byte of Latin text is NUL.
    return "UTF-16" if len(head) > 3 and head.count(0) * 3 > len(head) else None


def _report(text: str, found: list[int], path: str) -> Iterator[Diagnostic]:
    """Yield the first unwanted character of each line."""
    line = start = reported = 0
    end = -1
    for place in found:
        if place <= end or reported == MOST_REPORTED:
            continue
        line += text.count("\n", start, place)
        start, end = place, text.find("\n", place)
        column = place - text.rfind("\n", 0, place)
        fix = _clean_line(text[start - column + 1 : end if end >= 0 else None], line + 1, text[place])
        yield Diagnostic(*_explain(text[place], Span(line + 1, column, line + 1, column + 1), path), fix)
        reported += 1
        if end < 0:
            return


def _clean_line(text: str, line: int, first: str) -> Fix | None:
    """Take away all that cannot be seen in a line; or read its bytes as Windows writes them, which somebody checks.

    None for a line with so many that it was never text.
    """
    strange = "\udc80" <= first <= "\udcff"
    edits = []
    found = list(islice(UNWANTED.finditer(text), MOST_MENDED + 1))
    if len(found) > MOST_MENDED:
        return None
    for match in found:
        number = ord(match[0]) - 0xDC00
        if strange == (0x80 <= number <= 0xFF):
            meant = bytes([number]).decode("cp1252", "replace") if strange else ""
            edits.append(Edit(Span(line, match.start() + 1, line, match.end() + 1), meant))
    title = "Read the bytes as Windows writes them" if strange else "Delete what cannot be seen"
    return Fix(title, tuple(edits), safe=not strange)


def _explain(character: str, span: Span, path: str) -> tuple[str, Severity, str, Span, str, str]:
    code = ord(character)
    if character == MARK:
        cause = "An invisible byte-order mark (U+FEFF) stands here; it belongs at the start of a file only."
        return "PS103", Severity.ERROR, path, span, cause, "Delete it: retype the beginning of this line."
    if 0xDC80 <= code <= 0xDCFF:
        byte = bytes([code - 0xDC00])
        meant = byte.decode("cp1252", "replace")
        hint = f"; it may have been meant as {meant}" if meant.isprintable() and meant != REPLACEMENT else ""
        cause = f"The byte 0x{byte[0]:02X} is not UTF-8{hint}."
        return "PS101", Severity.ERROR, path, span, cause, SAVE_AS_UTF8
    cause = f"An invisible control character (U+{code:04X}) stands here."
    return "PS102", Severity.ERROR, path, span, cause, "Delete it: retype the text around it."
