"""Lists that stand where a mapping belongs: what was meant, told once, and read on as if it were written so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

from perfsupport.diagnostics import Edit, Fix, Span
from perfsupport.parsing.building import shorten
from perfsupport.parsing.kinds import Record
from perfsupport.parsing.nodes import LOST, ListNode, MapNode, Node, pair_node
from perfsupport.parsing.notes import Notes, find_place
from perfsupport.tree import Text

NAMING = ("id", "name")
"""Keys by which an entry of a list may say what it is called."""


def is_dashed(node: ListNode, known: Set[str] = frozenset()) -> bool:
    """Tell whether each entry is one pair (``- Yes: pay``) whose key is none of the ``known`` ones."""
    return bool(node) and all(
        isinstance(entry, MapNode) and len(entry) == 1 and known.isdisjoint(entry) for entry in node
    )


def mend_list(node: ListNode, owner: Text, notes: Notes, *, bare: bool) -> MapNode | None:
    """Return the mapping that a list was meant to be, and report that; None where that cannot be told.

    An entry is a pair, or has its name among its keys; with ``bare`` a name alone will do.
    """
    pairs = list(_pair_entries(node, bare))
    if not node or len(pairs) < len(node):
        return None
    example = next(iter(pairs))
    if is_dashed(node):
        cause = f"The entries of `{shorten(owner)}` have dashes before them, where none belong."
        remedy = f"Write them without dashes: {_quote_pair(*example)}."
    else:
        cause = f"`{shorten(owner)}` is a list, but what stands in it is written by its name."
        remedy = f"Write the name, a colon, and the rest below it, without dashes: {_quote_pair(*example)}."
    notes.add_unless_damaged("PS203", node, find_place(node, owner), cause, remedy, _make_fix(node, owner))
    return pair_node(pairs, node.span)


def join_halves(node: ListNode, record: Record, owner: Text, notes: Notes) -> ListNode:
    """Return a list in which an entry that was begun twice, with half of its keys behind each dash, is one."""
    needed = {key.name for key in record.keys if key.required}
    joined, done = ListNode(), False
    joined.span = node.span
    for entry in node:
        before = joined[-1] if joined else None
        if isinstance(before, MapNode) and isinstance(entry, MapNode) and entry:
            lacking = needed - before.keys()
            if lacking and not lacking.isdisjoint(entry) and needed - entry.keys() and before.keys().isdisjoint(entry):
                if not done:
                    _report_halves(before, entry, owner, notes)
                done = True
                joined[-1] = pair_node([*before.items(), *entry.items()], before.span)
                continue
        joined.append(entry)
    return joined


def _report_halves(before: MapNode, entry: MapNode, owner: Text, notes: Notes) -> None:
    first, above = next(iter(entry)), next(iter(before))
    cause = f"`{shorten(first)}` has a dash of its own, but belongs to the entry of `{shorten(owner)}` above it."
    line, column, *_ = first.span
    fix = Fix("Take the dash away", (Edit(Span(line, column - 2, line, column), "  "),)) if column > 2 else None
    remedy = f"Take the dash away, so that `{shorten(first)}` stands below `{shorten(above)}`."
    notes.add("PS203", first.span, cause, remedy, fix)


def _pair_entries(node: ListNode, bare: bool) -> Iterator[tuple[Text, Node]]:
    for entry in node:
        if isinstance(entry, Text) and bare:
            yield entry, LOST
        elif isinstance(entry, MapNode):
            name = next((entry[Text(key)] for key in NAMING if key in entry), None)
            if len(entry) == 1 and name is None:
                yield from entry.items()
            elif isinstance(name, Text):
                yield name, pair_node([(key, value) for key, value in entry.items() if value is not name], entry.span)


def _quote_pair(key: Text, value: Node) -> str:
    return f"`{shorten(key)}: {shorten(value) if isinstance(value, Text) else '…'}`"


def _make_fix(node: ListNode, owner: Text) -> Fix | None:
    """Return the fix that writes a space for each dash: every key stays in its column, and what is below it fits."""
    if not is_dashed(node) or not _is_block(node, owner):
        return None
    places = [Span(line, node.span.column, line, node.span.column + 1) for line in _find_lines(node)]
    return Fix("Take the dashes away", tuple(Edit(place, " ") for place in places))


def _is_block(node: ListNode, owner: Text) -> bool:
    """Tell whether a list is written with dashes, all keys in one column: such a list ends where a line begins."""
    columns = {entry.span.column for entry in node if isinstance(entry, MapNode)}
    lines = list(_find_lines(node))
    apart = lines[0] == node.span.line > owner.span.line and len(set(lines)) == len(lines) > 1
    return apart and node.span.end_column == 1 and len(columns) == 1


def _find_lines(node: Iterable[Node]) -> Iterator[int]:
    return (entry.span.line for entry in node if isinstance(entry, MapNode))
