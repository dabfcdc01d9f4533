"""Some steps with a syntax error in them, read by themselves: what ``parse_tree`` would make of them.

The text was sound before. So all above is read as before, and so is all below from the line on where YAML is again
where it was: at the key of the step that follows. How far a quote or a bracket reaches that is not closed is seen by
reading on from the step above; what is told of it, and how it is mended, is for the same functions as ever, with the
whole text before them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from yaml.events import (
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from perfsupport.diagnostics import Diagnostic, Severity
from perfsupport.parsing.building import Reading, build_nodes
from perfsupport.parsing.checker import make_reader
from perfsupport.parsing.decoding import UNWANTED
from perfsupport.parsing.displaced import STEPS, put_back
from perfsupport.parsing.files import make_unread_step
from perfsupport.parsing.foreign import may_be_foreign
from perfsupport.parsing.ids import mend_ids
from perfsupport.parsing.nodes import Document, MapNode, pair_node
from perfsupport.parsing.notes import Notes
from perfsupport.parsing.pieces import BOUNDARIES, STRANGE
from perfsupport.parsing.quotes import find_open_quote
from perfsupport.parsing.reader import find_damaged, find_lost_ends, make_diagnostic, put_where_written, read_on
from perfsupport.parsing.shape import TREE
from perfsupport.parsing.source import Source
from perfsupport.tree import Step


class Place(NamedTuple):
    """A line and a column, from 0, and in how many lists and mappings that is."""

    line: int
    column: int
    depth: int


class Damaged(NamedTuple):
    """Steps as far as they could be read, what is wrong in them, and what is written in lines that could not be."""

    steps: dict[str, Step]
    diagnostics: list[Diagnostic]
    text: str


def parse_damaged_steps(
    lines: Sequence[str], above: int, first: int, end: int, following: Place | None, path: str
) -> Damaged | None:
    """Return the steps in the lines ``first`` to ``end`` of a text, or None where the whole has to be read to know.

    Lines count from 0. The step above them begins in line ``above``. ``following`` is where the next key stands that
    was read before the change, None where the file ends.
    """
    text = "\n".join(lines)
    if any(sign in text for sign in STRANGE) or may_be_foreign(text) or not _is_plain(lines[first:end]):
        return None
    source = Source(text)

    def build(source: Source) -> Reading:
        def watch(get_event: Callable[[], Any], reading: Reading) -> Iterator[Any]:
            return _stop(get_event, reading, source, following)

        rest = "\n".join(source.lines[above:])
        return build_nodes("\n" * (above - 1) + f"{STEPS}:\n{rest}", source.stand_ins, watch)

    reading, mistakes = read_on(source, build)
    root = reading.root
    if not mistakes or reading.error is not None or reading.mistakes or reading.cut or not isinstance(root, MapNode):
        return None
    if [*source.lines[:first], *source.lines[end:]] != [*lines[:first], *lines[end:]]:
        return None
    if moved := source.find_moved():
        put_where_written(root, moved)
    damaged = find_damaged(source, reading)
    document = Document(root, [], damaged, "\n".join(lines[line - 1] for line in damaged))
    if not all(first < line <= end for line in damaged) or next(find_lost_ends(root, source), None):
        return None
    notes = Notes(path, document)
    steps = _build_steps(root, first, notes)
    told = [make_diagnostic(mistake, Severity.ERROR, path, source) for mistake in mistakes]
    return Damaged(steps, [*told, *notes.diagnostics], document.damaged_text) if steps else None


def _is_plain(lines: Sequence[str]) -> bool:
    return not any(line.startswith(BOUNDARIES) or UNWANTED.search(line) for line in lines)


def _stop(get_event: Callable[[], Any], reading: Reading, source: Source, following: Place | None) -> Iterator[Any]:
    """Yield the events up to where things are as they were, or up to behind a quote that is not closed."""
    depth = seen = 0
    while (event := get_event()) is not None:
        kind = type(event)
        start = event.start_mark
        if kind is MappingStartEvent or kind is SequenceStartEvent:
            depth += 1
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            depth -= 1
        elif kind is ScalarEvent and following == (start.line, start.column, depth):
            break
        if len(reading.folded) > seen and start.line >= reading.folded[-1][1].end_line:
            # Whatever YAML stumbles over further down, it does so behind this quote.
            seen = len(reading.folded)
            if find_open_quote(reading, source):
                break
        yield event
    yield None


def _build_steps(root: MapNode, first: int, notes: Notes) -> dict[str, Step] | None:
    steps = root.get(STEPS)
    if not isinstance(steps, MapNode) or len(root) != 1 or put_back(root, notes) is not root:
        return None
    if mend_ids(root, notes) is not root:
        return None
    touched = [(id, node) for id, node in steps.items() if id.span.line > first]
    # The step above ends where it did.
    if not touched or touched[0][0].span.line != first + 1 or len(touched) == len(steps):
        return None
    values = make_reader(TREE.by_name[STEPS].kind)(pair_node(touched, steps.span), next(iter(root)), notes)
    return {id: make_unread_step(id) if value is None else value for id, value in values.items()}
