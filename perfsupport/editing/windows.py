"""Where two texts of a file differ, and which steps of a tree that touches."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from perfsupport.diagnostics import Diagnostic, Edit, Fix, Span
from perfsupport.tree import Tree

STEPS = re.compile(r"steps:\s*(?:#.*)?")
"""The line above the steps, where they are written one below the other."""


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
class Layout:
    """Where the steps of a tree stand in its text: the line each begins in (from 0), and the line behind the last.

    Whatever stands between two of these lines belongs to the step above.
    """

    lines: Sequence[str]
    ids: Sequence[str]
    heads: Sequence[int]
    end: int
    column: int


class Touched(NamedTuple):
    """The steps ``first`` to ``last`` (their places among the steps, ``last`` excluded) and the lines they take."""

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
    """Return where the steps stand, or None where they do not stand one below the other, each on lines of its own."""
    lines = split_lines(text)
    if tree.damaged or not tree.steps:
        return None
    spans = [step.id.span for step in tree.steps.values()]
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
    if not STEPS.fullmatch(above):
        return None
    end = next((number for number in range(heads[-1] + 1, len(lines)) if _is_top(lines[number])), len(lines))
    return Layout(lines, [str(id) for id in tree.steps], heads, end, column)


def _is_top(line: str) -> bool:
    return bool(line) and line[0] not in " #\r"


def find_touched(layout: Layout, window: Window) -> Touched | None:
    """Return the steps that a window touches, or None where it lies outside of the steps."""
    last_line = max(window.old_end, window.first + 1)
    if window.first < layout.heads[0] or last_line > layout.end:
        return None
    first = bisect_right(layout.heads, window.first) - 1
    last = bisect_right(layout.heads, last_line - 1)
    return Touched(first, last, layout.heads[first], layout.heads[last] if last < len(layout.heads) else layout.end)


def reach_up(layout: Layout, touched: Touched) -> Touched:
    """Return what is touched together with the step above: what stands before the first may belong to that now."""
    return Touched(touched.first - 1, touched.last, layout.heads[touched.first - 1], touched.end)


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
