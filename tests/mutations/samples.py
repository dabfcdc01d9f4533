"""The sample trees as texts to spoil: where each key and value stands, and the edits that slips of the hand make."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random

import yaml

from perfsupport.tree import Tree


@dataclass(frozen=True)
class Entry:
    """A key with its value: ``trail`` are the keys above and the key itself; lines and columns count from 0."""

    trail: tuple[str, ...]
    key: yaml.ScalarNode
    value: yaml.Node

    @property
    def name(self) -> str:
        return self.trail[-1]

    @property
    def line(self) -> int:
        return int(self.key.start_mark.line)

    @property
    def column(self) -> int:
        return int(self.key.start_mark.column)

    @property
    def text(self) -> str:
        return str(self.value.value) if isinstance(self.value, yaml.ScalarNode) else ""

    @property
    def is_plain(self) -> bool:
        """Whether the value is a text on one line, as typed and without quotes."""
        return isinstance(self.value, yaml.ScalarNode) and not self.value.style and self.is_on_one_line

    @property
    def is_on_one_line(self) -> bool:
        return bool(self.value.start_mark.line == self.value.end_mark.line == self.line)


@dataclass(frozen=True)
class Sample:
    """A tree that is right: its file and text, and the tree as it was read."""

    path: str
    text: str
    tree: Tree

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines(keepends=True)

    @cached_property
    def entries(self) -> list[Entry]:
        """Every key of the file with its value, in the order of the file."""
        return list(_walk(yaml.compose(self.text, yaml.CBaseLoader), ()))

    def find(self, *patterns: str) -> list[Entry]:
        """Return the entries whose trail fits one of the patterns, such as ``steps.*.then``."""
        if patterns not in self._found:
            wanted = [pattern.split(".") for pattern in patterns]
            self._found[patterns] = [one for one in self.entries if any(_fits(one.trail, each) for each in wanted)]
        return list(self._found[patterns])

    @cached_property
    def _found(self) -> dict[tuple[str, ...], list[Entry]]:
        return {}

    def find_last_line(self, entry: Entry) -> int:
        """Return the last line that belongs to a key at the beginning of a line."""
        last = entry.line
        for number in range(entry.line + 1, len(self.lines)):
            line = self.lines[number]
            if line.strip():
                if len(line) - len(line.lstrip()) <= entry.column:
                    break
                last = number
        return last

    def begins_line(self, entry: Entry) -> bool:
        return not self.lines[entry.line][: entry.column].strip()

    def is_in_braces(self, entry: Entry) -> bool:
        return "{" in self.lines[entry.line][: entry.column]

    def has_key_above(self, entry: Entry) -> bool:
        """Tell whether another key of the same mapping stands before this one."""
        return self._first_lines[entry.trail[:-1]] < entry.line

    @cached_property
    def _first_lines(self) -> dict[tuple[str, ...], int]:
        """The line of the first key of each mapping, by the keys above."""
        first: dict[tuple[str, ...], int] = {}
        for one in self.entries:
            first[one.trail[:-1]] = min(one.line, first.get(one.trail[:-1], one.line))
        return first

    def replace(self, line: int, start: int, end: int, new: str) -> str:
        """Return the text with other characters in a line."""
        old = self.lines[line]
        return self.swap_lines(line, line, [old[:start] + new + old[end:]])

    def replace_value(self, entry: Entry, new: str) -> str:
        mark = entry.value.start_mark
        return self.replace(mark.line, mark.column, entry.value.end_mark.column, new)

    def replace_key(self, entry: Entry, new: str) -> str:
        return self.replace(entry.line, entry.column, entry.key.end_mark.column, new)

    def swap_lines(self, first: int, last: int, new: Sequence[str]) -> str:
        """Return the text with other lines in place of those from first to last, both included."""
        return "".join([*self.lines[:first], *new, *self.lines[last + 1 :]])

    def remove(self, entry: Entry) -> str | None:
        """Return the text without an entry, or None where that is not one cut."""
        if self.begins_line(entry):
            return self.swap_lines(entry.line, self.find_last_line(entry), [])
        if not self.is_in_braces(entry) or not entry.is_on_one_line:
            return None
        line = self.lines[entry.line]
        start, end = entry.column, entry.value.end_mark.column
        if line[start - 2 : start] == ", ":
            return self.replace(entry.line, start - 2, end, "")
        return self.replace(entry.line, start, end + 2, "") if line[end : end + 2] == ", " else None

    def count_removed(self, entry: Entry) -> int:
        """Return how many lines go with an entry."""
        return self.find_last_line(entry) - entry.line + 1 if self.begins_line(entry) else 0

    def find_mentions(self, word: str, text: str) -> set[int]:
        """Return the lines, from 1, of a text in which a word stands by itself."""
        alone = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
        return {number for number, line in enumerate(text.splitlines(), 1) if alone.search(line)}


@dataclass(frozen=True)
class Planted:
    """A mistake: the file's new text or bytes, and the lines, from 1, on which it is right to point it out.

    ``elsewhere`` are such places in other files.
    """

    text: str | bytes
    lines: frozenset[int]
    elsewhere: frozenset[tuple[str, int]] = frozenset()

    @property
    def data(self) -> bytes:
        return self.text if isinstance(self.text, bytes) else self.text.encode()


def at(text: str | bytes, *lines: int) -> Planted:
    """Return a mistake to be pointed out on one of these lines, counted from 0."""
    return Planted(text, frozenset(line + 1 for line in lines))


def slip(word: str, taken: Sequence[str], random: Random) -> str | None:
    """Return the word with two letters swapped, one left out or one typed twice; None where that gives a known word."""
    places = [i for i in range(1, len(word)) if word[i].isalpha() and word[i - 1].isalpha()]
    random.shuffle(places)
    for i in places:
        ways = [
            word[: i - 1] + word[i] + word[i - 1] + word[i + 1 :],
            word[:i] + word[i + 1 :],
            word[:i] + word[i] + word[i:],
        ]
        way = random.choice(ways)
        if way != word and way.casefold() not in {one.casefold() for one in taken}:
            return way
    return None


def _walk(node: yaml.Node, trail: tuple[str, ...]) -> Iterator[Entry]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*trail, str(key.value))
            yield Entry(here, key, value)
            yield from _walk(value, here)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield from _walk(value, (*trail, str(number)))


def _fits(trail: tuple[str, ...], pattern: list[str]) -> bool:
    return len(trail) == len(pattern) and all(wanted in ("*", key) for key, wanted in zip(trail, pattern, strict=True))
