"""Where two texts of a file differ, and which steps, facts or other parts of a tree that touches."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from perfsupport.diagnostics import Diagnostic, Edit, Fix, Span
from perfsupport.parsing.shape import TREE
from perfsupport.tree import Fact, Step, Tree

KEY = re.compile(r"([a-z_]+):(?:\s|$)")
"""A line that begins one of a tree's own keys."""


class Window(NamedTuple):
    """The lines from ``first`` up to ``old_end`` became those up to ``new_end``; counted from 0, ends excluded."""

    first: int
    old_end: int
    new_end: int

    @property
    def shift(self) -> int:
        """By how many lines all below has moved."""
        return self.new_end - self.old_end


@dataclass(frozen=True)
class Block:
    """The steps or the facts of a tree, one below the other, as ``name`` says.

    ``heads`` are the lines in which they begin (from 0), ``column`` (from 1) is where, and ``end`` the line behind the
    last. Whatever stands between two of these lines belongs to the one above.
    """

    name: str
    ids: Sequence[str]
    heads: Sequence[int]
    end: int
    column: int


@dataclass(frozen=True)
class Layout:
    """Where things stand in the text of a tree: its steps, its facts, and the lines in which its own keys begin.

    ``facts`` is None where they do not stand one below the other, ``tops`` are empty where something else stands as far
    left as a key.
    """

    lines: Sequence[str]
    steps: Block
    facts: Block | None
    tops: Sequence[int]


class Touched(NamedTuple):
    """The steps or facts ``first`` to ``last`` (their places among all, ``last`` excluded) and the lines they take."""

    first: int
    last: int
    start: int
    end: int


def split_lines(text: str) -> list[str]:
    """Return the lines of a text without their ends, as they are counted in positions."""
    return (text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text).split("\n")


def find_window(old: Sequence[str], new: Sequence[str]) -> Window:
    """Return where two texts differ; of equal texts, an empty window at the end."""
    most = min(len(old), len(new))
    first = _count_equal(old, new, most)
    if first == len(old) == len(new):
        return Window(first, first, first)
    same = _count_equal(old[::-1], new[::-1], most - first)
    return Window(first, len(old) - same, len(new) - same)


def _count_equal(old: Sequence[str], new: Sequence[str], most: int) -> int:
    """Return how many lines at the beginning are the same, at most so many."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def lay_out(tree: Tree, text: str) -> Layout | None:
    """Return where things stand, or None where the steps do not stand one below the other, each on lines of its own."""
    lines = split_lines(text)
    steps = _find_block("steps", tree.steps, lines)
    if steps is None:
        return None
    return Layout(lines, steps, _find_block("facts", tree.facts, lines), _find_tops(lines, steps))


def _find_block(name: str, entries: Mapping[str, Step] | Mapping[str, Fact], lines: Sequence[str]) -> Block | None:
    spans = [entry.id.span for entry in entries.values()]
    if not spans:
        return None
    column, heads = spans[0].column, [span.line - 1 for span in spans]
    blank = " " * (column - 1)
    if column < 2 or any(span.column != column for span in spans) or heads[-1] >= len(lines):
        return None
    if any(low >= high for low, high in pairwise(heads)):
        return None
    if any(lines[head][: column - 1] != blank for head in heads):
        return None
    above = next(
        (line for line in reversed(lines[: heads[0]]) if line.strip() and not line.lstrip().startswith("#")), ""
    )
    if not re.fullmatch(rf"{name}:\s*(?:#.*)?", above):
        return None
    end = next((number for number in range(heads[-1] + 1, len(lines)) if _is_top(lines[number])), len(lines))
    return Block(name, list(map(str, entries)), heads, end, column)


def _is_top(line: str) -> bool:
    return bool(line) and line[0] not in " #\r"


def _find_tops(lines: Sequence[str], steps: Block) -> Sequence[int]:
    numbers = (*range(steps.heads[0]), *range(steps.end, len(lines)))
    tops = [number for number in numbers if _is_top(lines[number])]
    keys = [match[1] if (match := KEY.match(lines[number])) else "" for number in tops]
    return tops if len(set(keys)) == len(keys) and TREE.by_name.keys() >= set(keys) else ()


def find_touched(block: Block, window: Window) -> Touched | None:
    """Return the steps or facts that a window touches, or None where it lies outside of them."""
    heads = block.heads
    last_line = max(window.old_end, window.first + 1)
    if window.first < heads[0] or last_line > block.end:
        return None
    first = bisect_right(heads, window.first) - 1
    last = bisect_right(heads, last_line - 1)
    return Touched(first, last, heads[first], heads[last] if last < len(heads) else block.end)


def reach_up(block: Block, touched: Touched) -> Touched:
    """Return what is touched together with the one above: what stands before the first may belong to that now."""
    return Touched(touched.first - 1, touched.last, block.heads[touched.first - 1], touched.end)


class Sections(NamedTuple):
    """Some of a tree's own keys, one below the other, and the lines that they take."""

    names: Sequence[str]
    start: int
    end: int


def find_sections(layout: Layout, window: Window) -> Sections | None:
    """Return the keys of the tree that a window touches, and the one above; None where the steps are among them.

    What is written right in front of a key may belong to the one above it. Above the first key there are only remarks.
    """
    tops = layout.tops
    if not tops:
        return None
    first = bisect_right(tops, window.first) - 1
    last = bisect_left(tops, max(window.old_end, window.first))
    if first >= 0 and tops[first] == window.first:
        first -= 1
    start = tops[first] if first >= 0 else 0
    end = tops[last] if last < len(tops) else len(layout.lines)
    names = [layout.lines[number].partition(":")[0] for number in tops[max(first, 0) : last]]
    return None if layout.steps.name in names else Sections(names, start, end)


def find_above(layout: Layout, line: int) -> set[str]:
    """Return the keys of the tree of which all stands above a line (from 0)."""
    heads = layout.tops
    return {layout.lines[head].partition(":")[0] for head, end in pairwise(heads) if end <= line}


# Places


def move_span(span: Span, behind: int, shift: int) -> Span:
    """Return a span moved by some lines, where it begins in a line behind ``behind`` (from 0, included)."""
    return Span(span.line + shift, span.column, span.end_line + shift, span.end_column) if span.line > behind else span


def move_diagnostic(found: Diagnostic, behind: int, shift: int) -> Diagnostic:
    """Return a diagnostic moved by some lines, its fix as well."""
    if not shift or found.span.line <= behind:
        return found
    fix = found.fix
    if fix is not None:
        edits = tuple(Edit(move_span(edit.span, behind, shift), edit.text) for edit in fix.edits)
        fix = Fix(fix.title, edits, fix.safe)
    return replace(found, span=move_span(found.span, behind, shift), fix=fix)
