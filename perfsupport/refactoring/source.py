"""An author's file as nodes and characters: where a word of a text stands, and edits to lists of earlier ids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import cast

from perfsupport.diagnostics import Edit, Span
from perfsupport.fixing.edits import Places
from perfsupport.mending import write_text
from perfsupport.parsing.nodes import ListNode, MapNode, Node
from perfsupport.parsing.reader import read_document
from perfsupport.project import Project
from perfsupport.refactoring.change import RefusedError, put, takes_line_end
from perfsupport.tree import Text


class SourceFile:
    """One file of a project."""

    def __init__(self, project: Project, path: str) -> None:
        self._read(path, project.sources[path])

    @classmethod
    def of_text(cls, path: str, text: str) -> SourceFile:
        """Return a file that is no longer, or not yet, as the project has it."""
        made = cls.__new__(cls)
        made._read(path, text)
        return made

    def _read(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.places = Places(self.text)
        root = read_document(text.encode("utf-8", "replace"), path).root
        self.root = root if isinstance(root, MapNode) else MapNode()

    def find_map(self, *keys: str) -> MapNode:
        """Return the mapping below some keys; an empty one where there is none."""
        node: Node = self.root
        for key in keys:
            node = node.get(Text(key), MapNode()) if isinstance(node, MapNode) else MapNode()
        return node if isinstance(node, MapNode) else MapNode()

    def is_flow(self, node: MapNode | ListNode) -> bool:
        """Tell whether a node is written in braces or brackets."""
        line, column, *_ = node.span
        return self.places.cut(Span(line, column, line, column + 1)) in ("{", "[")

    def find_words(self, text: Text, word: str, starts: Iterable[int]) -> list[Span]:
        """Return where a word stands in the file that stands in a text at these places.

        However the text is written (in quotes, folded, over several lines), its words follow in the same order.
        """
        # Within longer words, too: both sides have the same ones, and a number may stand right before a name.
        pattern = re.compile(f"(?={re.escape(word)})")
        found = self.places.find(text.span)
        first, last = found if found is not None else (0, 0)
        inner = [match.start() for match in pattern.finditer(text)]
        outer = [match.start() for match in pattern.finditer(self.text, first, last)]
        if len(inner) != len(outer):
            raise RefusedError(f"{self.path}:{text.span.line}: write {word} without escapes there, and try again.")
        place_of = dict(zip(inner, outer, strict=True))
        # A name in parentheses begins with these.
        named = [place_of[min(place for place in inner if place >= start)] for start in starts]
        return [self.places.make_span(place, place + len(word)) for place in named]

    def write_earlier(self, node: MapNode, old: str, new: str) -> Edit:
        """Return the edit that adds an id to the earlier ones of a step or option, and takes out the one it gets."""
        was = node.get(Text("was"))
        if was is None:
            return self.put_first(node, "was", old)
        words = [was] if isinstance(was, Text) else [each for each in cast(ListNode, was) if isinstance(each, Text)]
        taken = next((word for word in words if word == new), None)
        if taken is not None:
            return put(taken, old)
        listed = f"[{', '.join([*map(write_text, words), old])}]"
        if isinstance(was, Text):
            return put(was, listed)
        if self.is_flow(cast(ListNode, was)):
            return Edit(cast(ListNode, was).span, listed)
        line, column, *_ = cast(ListNode, was).span
        return Edit(Span(line, column, line, column), f"- {old}\n{' ' * (column - 1)}")

    def put_first(self, node: MapNode, key: str, value: str) -> Edit:
        """Return the edit that writes a key before all others of a mapping."""
        line, column, *_ = next(iter(node)).span
        behind = ", " if self.is_flow(node) else f"\n{' ' * (column - 1)}"
        return Edit(Span(line, column, line, column), f"{key}: {value}{behind}")

    def put_behind(self, node: MapNode, anchor: str, key: str, value: str) -> Edit:
        """Return the edit that writes a key behind another one of a mapping, or first where that has no plain value."""
        found = node.get(Text(anchor))
        if not isinstance(found, Text) or not found:
            return self.put_first(node, key, value)
        _, _, line, column = found.span
        start = next(iter(node)).span.column - 1
        if takes_line_end(found):
            return Edit(Span(line, column, line, column), f"{' ' * start}{key}: {value}\n")
        before = ", " if self.is_flow(node) else f"\n{' ' * start}"
        return Edit(Span(line, column, line, column), f"{before}{key}: {value}")


def find_texts(node: Node) -> Iterator[Text]:
    """Yield every text of a node, keys included."""
    if isinstance(node, Text):
        yield node
    elif isinstance(node, MapNode):
        for key, value in node.items():
            yield key
            yield from find_texts(value)
    elif isinstance(node, ListNode):
        for value in node:
            yield from find_texts(value)
