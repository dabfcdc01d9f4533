"""Bytes to positioned nodes, reading on behind every mistake."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from perfsupport.diagnostics import TOP, Diagnostic, Severity, Span
from perfsupport.parsing.building import MOST_MISTAKES, QUOTES, Mistake, Reading, build_nodes, shorten
from perfsupport.parsing.decoding import decode
from perfsupport.parsing.foreign import SAVE_AS_TEXT, name_document, take_out
from perfsupport.parsing.nodes import Document, ListNode, MapNode, Node
from perfsupport.parsing.pasted import take_pasted
from perfsupport.parsing.source import Source
from perfsupport.tree import Text

if TYPE_CHECKING:
    from perfsupport.parsing.faults import Finding

MAX_BYTES = 2_000_000
"""About 4,000 steps. A tree of that size is no job aid, and no YAML reader is quick with it."""

MOST_PASSES = 200
MOST_TRIES = 3
MOST_CHARACTERS = 2_000_000
"""After a mistake the text is read anew; together these keep a hostile file within a second."""

HASH = re.compile(r"#(?=[^\s#!])")


def read_document(data: bytes, path: str) -> Document:
    """Return what a file holds and every mistake in the reading of it."""
    if len(data) > MAX_BYTES:
        cause = f"The file has {len(data) / 1e6:.1f} MB; at most {MAX_BYTES / 1e6:.0f} MB are read."
        remedy = "Split it: move groups of steps into trees of their own and `run` them."
        return Document(None, [Diagnostic("PS120", Severity.ERROR, path, TOP, cause, remedy)])
    if (name := name_document(data)) is not None:
        cause = f"The file is {name}, and no plain text."
        return Document(None, [Diagnostic("PS101", Severity.ERROR, path, TOP, cause, SAVE_AS_TEXT)])
    text, diagnostics = decode(data, path)
    if text is None:
        return Document(None, diagnostics)
    source = Source(text)
    foreign = [*take_out(source), *take_pasted(source)]
    reading, mistakes = read_on(source, _build)
    mistakes = [*foreign, *mistakes]
    root = reading.root if reading.root is not None else Text("")
    if moved := source.find_moved():
        put_where_written(root, moved)
    others = [mistake for mistake in reading.mistakes if mistake.span.line - 1 not in source.damaged]
    for mistake in (*mistakes, *others):
        diagnostics.append(make_diagnostic(mistake, Severity.ERROR, path, source))
    for mistake, whole in islice(find_lost_ends(root, source), MOST_MISTAKES):
        severity = Severity.ERROR if whole else Severity.WARNING
        diagnostics.append(make_diagnostic(mistake, severity, path, source))
        if whole:
            source.damaged.add(mistake.span.line - 1)
    damaged = find_damaged(source, reading)
    if isinstance(root, MapNode):
        root.span = Span(1, 1, text.count("\n") + 2, 1)
    lines = text.split("\n") if damaged else []
    return Document(root, diagnostics, damaged, "\n".join(lines[line - 1] for line in damaged))


def put_where_written(root: Node, moved: Mapping[int, tuple[int, int]]) -> None:
    """Let what stands in mended lines have its place in the lines as they were written."""

    def put(line: int, column: int) -> int:
        by, length = moved.get(line, (0, column))
        return max(1, min(column + by, length + 1))

    def move(span: Span) -> Span:
        line, column, end_line, end = span
        column = put(line, column)
        return Span(line, column, end_line, max(put(end_line, end), column if line == end_line else 1))

    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Text):
            if moved.keys() & {node.span.line, node.span.end_line}:
                node.place = move(node.span)
        elif isinstance(node, MapNode | ListNode):
            node.span = move(node.span)
            waiting += [*node.keys(), *node.values()] if isinstance(node, MapNode) else node


def find_damaged(source: Source, reading: Reading) -> list[int]:
    """Return the lines of which something could not be read, in order, counted from 1."""
    damaged = {line + 1 for line in source.damaged} | {mistake.span.line for mistake in reading.mistakes}
    if reading.error is not None or reading.cut:
        damaged.update(range(reading.cut or 1, len(source.lines) + 1))
    return sorted(damaged)


def make_diagnostic(mistake: Mistake, severity: Severity, path: str, source: Source) -> Diagnostic:
    """Return a mistake as a diagnostic, with its fix where one is known."""
    from perfsupport.parsing.remedies import find_fix

    fix = find_fix(mistake, source)
    return Diagnostic(mistake.code, severity, path, mistake.span, mistake.cause, mistake.remedy, fix)


def _build(source: Source) -> Reading:
    return build_nodes(source.text, source.stand_ins)


def read_on(source: Source, build: Callable[[Source], Reading]) -> tuple[Reading, list[Mistake]]:
    """Read; after a mistake mend the text and read again. Return the last reading, and one mistake a line."""
    mistakes: list[Mistake] = []
    tries: dict[int, int] = {}
    characters = 0
    reading = build(source)
    for _ in range(MOST_PASSES):
        finding = _find_next(reading, source)
        if finding is None:
            break
        line = finding.mistake.span.line - 1
        if line not in tries:
            mistakes.append(finding.mistake)
            tries.update(dict.fromkeys((line, *finding.lines), 0))
        tries[line] += 1
        characters += len(source.text)
        if characters > MOST_CHARACTERS or not _mend(source, finding, line, tries[line]):
            break
        reading = build(source)
    return reading, mistakes


def _find_next(reading: Reading, source: Source) -> Finding | None:
    """Return the mistake that stopped the reading, or a quote that nobody closed."""
    if not reading.error and not reading.folded:
        return None
    # Most files are read without a stumble, and pay for none of this.
    from perfsupport.parsing.mistakes import find_mistake
    from perfsupport.parsing.quotes import find_open_quote

    return find_open_quote(reading, source) or (find_mistake(reading, source) if reading.error else None)


def _mend(source: Source, finding: Finding, line: int, tries: int) -> bool:
    """Mend a mistake; a line that fails again and again is given up. Tell whether anything changed."""
    before = list(source.lines)
    if tries <= MOST_TRIES:
        finding.mend()
    while line < len(source.lines) and source.lines == before:
        source.blank(line)
        line += 1
    return source.lines != before


def find_lost_ends(root: Node, source: Source) -> Iterator[tuple[Mistake, bool]]:
    """Yield the places where a text loses its end because a # follows a blank, and whether nothing of it is left."""
    suspects = _find_suspects(source)
    if not suspects:
        return
    for text in _find_texts(root):
        line, column, end_line, end = text.span
        if end_line not in suspects or source.lines[line - 1][column - 1 : column] in ("|", ">", *QUOTES):
            continue
        lost = suspects[end_line]
        whole = source.lines[end_line - 1]
        if end <= lost and not whole[end - 1 : lost].strip(" \t:"):
            rest = whole[lost:].rstrip()
            cause = f"`{shorten(rest)}` is lost: YAML takes a # behind a blank for the start of a comment."
            remedy = 'Put the whole text in quotes: "…"; if it is a comment, write a blank behind the #.'
            span = Span(end_line, lost + 1, end_line, lost + 1 + len(rest))
            yield Mistake("PS118", span, cause, remedy), not text


def _find_suspects(source: Source) -> dict[int, int]:
    """Return the lines (from 1) with a # behind text and a blank, and the column (from 0) of the first on each."""
    text, suspects = source.text, dict[int, int]()
    line, counted, end = 1, 0, -1
    for match in HASH.finditer(text):
        start = match.start()
        # Of each line the first is enough; a line with thousands of them would take long.
        if start >= end and text[start - 1 : start] in (" ", "\t"):
            begin = text.rfind("\n", 0, start) + 1
            end = text.find("\n", start)
            end = end if end >= 0 else len(text)
            if text[begin:start].strip():
                line, counted = line + text.count("\n", counted, start), start
                suspects.setdefault(line, start - begin)
    return suspects


def _find_texts(root: Node) -> Iterator[Text]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if type(node) is Text:
            yield node
        elif isinstance(node, MapNode):
            waiting.extend(node.values())
        elif isinstance(node, ListNode):
            waiting.extend(node)
