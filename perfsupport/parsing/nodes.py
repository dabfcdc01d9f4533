"""Nodes: what stands in a YAML file, with positions and without types. Leaves are :class:`perfsupport.tree.Text`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from perfsupport.diagnostics import TOP, Diagnostic, Span
from perfsupport.tree import Text


class ListNode(list["Node"]):
    """A YAML list with its position."""

    __slots__ = ("span",)
    span: Span


class MapNode(dict[Text, "Node"]):
    """A YAML mapping in the order written, with its position. The keys know where they stand themselves."""

    __slots__ = ("span",)
    span: Span


class Entry(Text):
    """Names the list that an entry stands in, with the place of the entry: what a key is to other values."""

    __slots__ = ()


class Lost:
    """Stands where something was written that could not be read. It has been reported, so nobody mentions it again."""


LOST = Lost()

Node: TypeAlias = Text | ListNode | MapNode | Lost


@dataclass(frozen=True, slots=True)
class Document:
    """What one file holds.

    ``root`` is None where nothing could be read, and an empty text in an empty file. ``damaged`` are the lines that
    could not be read as they stand: what seems to be missing around them may be there. ``damaged_text`` is what is
    written in them.
    """

    root: Node | None
    diagnostics: list[Diagnostic]
    damaged: Sequence[int] = ()
    damaged_text: str = ""

    def is_damaged(self, span: Span) -> bool:
        """Tell whether a line that could not be read lies within a span."""
        # A span that ends at the start of a line does not hold that line.
        end = span.end_line - (span.end_column == 1 and span.end_line > span.line)
        first = bisect_left(self.damaged, span.line)
        return first < len(self.damaged) and self.damaged[first] <= end


def pair_node(pairs: list[tuple[Text, Node]], span: Span = TOP) -> MapNode:
    """Return a mapping of these pairs."""
    node = MapNode(pairs)
    node.span = span
    return node
