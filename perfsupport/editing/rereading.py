"""A tree read again after a key press: only the steps that the change touches are read, the others are taken over.

Whatever is unusual (a change outside of the steps, a text that YAML cannot read, steps in braces) is read as a whole:
what comes of it is always what :func:`perfsupport.parsing.parse_tree` gives.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import islice

from perfsupport.diagnostics import Diagnostic, sort_diagnostics
from perfsupport.editing.moving import move
from perfsupport.editing.windows import (
    Layout,
    Touched,
    Window,
    find_touched,
    find_window,
    lay_out,
    move_diagnostic,
    reach_up,
    split_lines,
)
from perfsupport.parsing import parse_steps, parse_tree
from perfsupport.parsing.reader import MAX_BYTES
from perfsupport.tree import Step, Tree

NAMES_A_LINE = re.compile(r"\bline")
"""A message with the number of a line in it is not the same when the line has moved."""

OF_READING = "PS1"
OF_THE_NAME = "PS119"
REST = [field.name for field in fields(Tree) if field.name not in ("steps", "translations")]


@dataclass(frozen=True)
class Reading:
    """A file of a tree as it was read last."""

    data: bytes
    tree: Tree | None
    diagnostics: Sequence[Diagnostic]

    @cached_property
    def layout(self) -> Layout | None:
        """Where the steps stand; None where the whole has to be read after any change."""
        if self.tree is None or any(_is_of_reading(one) for one in self.diagnostics):
            return None
        return lay_out(self.tree, _decode(self.data))


class Readings:
    """Reads trees, and remembers each as it was read last."""

    def __init__(self) -> None:
        self._known: dict[str, Reading] = {}
        self._sound: dict[str, Reading] = {}
        """The last of which some steps can be taken over: a quote that is not closed yet does not last."""

    def remember(self, data: bytes, path: str, tree: Tree | None, diagnostics: Sequence[Diagnostic]) -> None:
        """Take note of a file that was read elsewhere, where nothing is known of it yet."""
        self._known.setdefault(path, Reading(data, tree, diagnostics))

    def take_over(self, data: bytes, path: str, tree: Tree | None, diagnostics: Sequence[Diagnostic]) -> None:
        """Take note of a file that was read elsewhere, and begin with its steps the next time."""
        known = self._known.get(path)
        if known is None or known.tree is not tree:
            self._known[path] = Reading(data, tree, diagnostics)

    def read_tree(self, data: bytes, path: str) -> tuple[Tree | None, list[Diagnostic]]:
        """Return the tree of a file and what is wrong in it, as ``parse_tree`` does.

        The very object comes back where nothing has changed, and so do the steps that have not changed.
        """
        known = self._known.get(path)
        if known is None or known.data != data:
            if known is not None and known.layout is not None:
                self._sound[path] = known
            sound = self._sound.get(path)
            known = (sound and _read_again(sound, data, path)) or Reading(data, *parse_tree(data, path))
            self._known[path] = known
        return known.tree, list(known.diagnostics)


def _decode(data: bytes) -> str:
    return data.decode("utf-8-sig", "surrogateescape")


def _is_of_reading(found: Diagnostic) -> bool:
    return found.code.startswith(OF_READING) and found.code != OF_THE_NAME


def _read_again(known: Reading, data: bytes, path: str) -> Reading | None:
    """Return what is read of a file after a change to some of its steps, or None where it has to be read as a whole."""
    layout = known.layout
    if layout is None or known.tree is None or len(data) > MAX_BYTES:
        return None
    lines = split_lines(_decode(data))
    window = find_window(layout.lines, lines)
    touched = find_touched(layout, window)
    # Where the line is gone that a step began with, what is left of it belongs to the step above.
    while touched is not None and touched.first and not _begins_a_step(lines, touched, window, layout.column):
        touched = reach_up(layout, touched)
    if touched is None or touched.end + window.shift <= touched.start:
        return None
    following = layout.column if touched.last < len(layout.heads) else 1 if layout.end < len(layout.lines) else None
    found = _parse_steps(
        lines[touched.start : touched.end + window.shift], touched.start, layout.column, following, path
    )
    return None if found is None else _put_together(known, known.tree, data, touched, window.shift, *found)


def _parse_steps(
    lines: list[str], first: int, column: int, following: int | None, path: str
) -> tuple[Mapping[str, Step], Sequence[Diagnostic]] | None:
    """Return what ``parse_steps`` does, without the way through all the lines above."""
    top = 1
    found = parse_steps(lines, top, column, following, path)
    if found is None or any(NAMES_A_LINE.search(f"{one.cause} {one.remedy}") for one in found[1]):
        return found and parse_steps(lines, first, column, following, path)
    return move(found[0], top, first - top), [move_diagnostic(one, top, first - top) for one in found[1]]


def _begins_a_step(lines: Sequence[str], touched: Touched, window: Window, column: int) -> bool:
    line = lines[touched.start] if touched.start < touched.end + window.shift else ""
    return not line[: column - 1].strip() and line[column - 1 : column] not in ("", " ", "#")


def _put_together(
    known: Reading,
    tree: Tree,
    data: bytes,
    touched: Touched,
    shift: int,
    built: Mapping[str, Step],
    found: Sequence[Diagnostic],
) -> Reading | None:
    """Return the reading with other steps in place of those touched, and all below them moved."""
    if shift and any(NAMES_A_LINE.search(one.cause) for one in known.diagnostics):
        return None
    before, after = (
        dict(islice(tree.steps.items(), touched.first)),
        dict(islice(tree.steps.items(), touched.last, None)),
    )
    if shift:
        after = move(after, touched.end, shift)
        tree = replace(tree, **{name: move(getattr(tree, name), touched.end, shift) for name in REST})
    steps: dict[str, Step] = {**before, **built, **after}
    if len(steps) < len(before) + len(built) + len(after):
        return None
    left = [
        move_diagnostic(one, touched.end, shift)
        for one in known.diagnostics
        if not touched.start < one.span.line <= touched.end
    ]
    return Reading(data, replace(tree, steps=steps), sort_diagnostics([*left, *found]))
