"""A tree read again after a key press: only the steps, the facts or the part of its heading that the change touches.

All else is taken over. Whatever is unusual (a text that YAML cannot read, steps in braces) is read as a whole: what
comes of it is always what :func:`perfsupport.parsing.parse_tree` gives.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property, partial
from itertools import islice, pairwise
from typing import Any, NamedTuple

from perfsupport.diagnostics import TOP, Diagnostic, sort_diagnostics
from perfsupport.editing.moving import move
from perfsupport.editing.windows import (
    Block,
    Layout,
    Touched,
    Window,
    find_above,
    find_sections,
    find_touched,
    find_window,
    lay_out,
    move_diagnostic,
    reach_up,
    split_lines,
)
from perfsupport.parsing import (
    Damaged,
    Place,
    parse_damaged_steps,
    parse_entries,
    parse_sections,
    parse_tree,
    report_repeated,
)
from perfsupport.parsing.reader import MAX_BYTES
from perfsupport.tree import Tree

NAMES_A_LINE = re.compile(r"\bline")
"""A message with the number of a line in it is not the same when the line has moved."""

OF_THE_WHOLE = re.compile(r"is not an id\.|is missing above it\.|is a key of the tree\.")
"""A message about a step that changes how others are read."""

OF_READING = "PS1"
OF_SHAPE = "PS2"
OF_THE_NAME = "PS119"
UNUSUAL = {"replaces"}
"""Keys of which more is made than one value."""

NEEDED = {"title", "steps"}
"""Keys of which it is told where they are missing."""

DEFAULTS: Mapping[str, Callable[[], Any]] = {
    field.name: field.default_factory
    if callable(field.default_factory)
    else partial(lambda value: value, field.default)
    for field in fields(Tree)
}
"""What a tree holds in place of a key that is not there."""

REST = [field.name for field in fields(Tree) if field.name not in ("steps", "translations")]


HEAD = re.compile(r"([\w-]+):(?:\s|$)")
KEYS_THAT_GATHER = {"steps", "facts", "scenarios", "contacts"}
"""Of these it is told in other words where they are there twice."""


class Found(NamedTuple):
    """Steps or facts in the order written, of which some may share an id, and what is wrong in them."""

    entries: Sequence[Any]
    diagnostics: Sequence[Diagnostic]


@dataclass(frozen=True)
class Reading:
    """A file of a tree as it was read last. ``is_in_part`` says that all but what was touched is as it was before."""

    data: bytes
    tree: Tree | None
    diagnostics: Sequence[Diagnostic]
    is_in_part: bool = False

    @cached_property
    def layout(self) -> Layout | None:
        """Where the steps stand; None where the whole has to be read after any change."""
        return None if any(_is_of_reading(one) for one in self.diagnostics) else self.places

    @cached_property
    def places(self) -> Layout | None:
        """Where the steps stand, also of a text with a syntax error in it, as long as the other steps are sound."""
        if self.tree is None or (self.tree.damaged and not self.is_in_part):
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
            if sound is not None and sound.data == data:
                known = sound
            else:
                known = (sound and _read_again(sound, data, path)) or Reading(data, *parse_tree(data, path))
            self._known[path] = known
        return known.tree, list(known.diagnostics)

    def find_layout(self, tree: Tree) -> Layout | None:
        """Return where the steps of a tree stand, None where that has to be worked out, or cannot be."""
        known = self._known.get(tree.path)
        if known is None or known.tree is None:
            return None
        is_same = known.tree.steps is tree.steps and known.tree.facts is tree.facts
        return known.places if is_same else None


def _decode(data: bytes) -> str:
    return data.decode("utf-8-sig", "surrogateescape")


def _is_of_reading(found: Diagnostic) -> bool:
    if found.code.startswith("PS2") and OF_THE_WHOLE.search(found.cause):
        return True
    return found.code.startswith(OF_READING) and found.code != OF_THE_NAME


def _read_again(known: Reading, data: bytes, path: str) -> Reading | None:
    """Return what is read of a file after a change to a part of it, or None where it has to be read as a whole."""
    layout = known.layout
    if layout is None or known.tree is None or len(data) > MAX_BYTES:
        return None
    lines = split_lines(_decode(data))
    window = find_window(layout.lines, lines)
    for block in (layout.steps, layout.facts):
        if block is not None and find_touched(block, window) is not None:
            return _read_entries(known, known.tree, data, block, lines, window, path)
    return _read_sections(known, known.tree, data, lines, window, path)


def _read_entries(
    known: Reading, tree: Tree, data: bytes, block: Block, lines: list[str], window: Window, path: str
) -> Reading | None:
    """Return the reading with some steps, or facts, read anew."""
    touched = find_touched(block, window)
    # Where the line is gone that a step began with, what is left of it belongs to the step above.
    while touched is not None and touched.first and not _begins_an_entry(lines, touched, window, block.column):
        touched = reach_up(block, touched)
    if touched is None or touched.end + window.shift <= touched.start:
        return None
    last_line = len(known.layout.lines) if known.layout is not None else block.end
    following = block.column if touched.last < len(block.heads) else 1 if block.end < last_line else None
    piece = lines[touched.start : touched.end + window.shift]
    found = _parse_entries(block.name, piece, touched.start, block.column, following, path)
    text = ""
    if found is None:
        damaged = _parse_damaged(known, block, lines, touched, window.shift, path)
        if damaged is None:
            return None
        found, text = Found(list(damaged.steps.values()), damaged.diagnostics), damaged.text
    entries = getattr(tree, block.name)
    before = dict(islice(entries.items(), touched.first))
    after = dict(islice(entries.items(), touched.last, None))
    tree, after = _move_rest(known, tree, touched.end, window.shift, after, block.name)
    built = dict(before)
    repeated = [entry.id for entry in found.entries if built.setdefault(entry.id, entry) is not entry]
    if built.keys() & after.keys():
        return None
    told = [*found.diagnostics, *(report_repeated(id, built[id].id, path) for id in repeated)]
    if repeated:
        # What is missing in a step is not told where a line around it is damaged, as this one is.
        says_what_is_missing = any(one.code.startswith(OF_SHAPE) for one in (*known.diagnostics, *found.diagnostics))
        if text or block.name != "steps" or says_what_is_missing or KEYS_THAT_GATHER & {*map(str, repeated)}:
            return None
        text = "\n".join(lines[id.span.line - 1] for id in repeated)
    values: dict[str, Any] = {block.name: {**built, **after}, "damaged": text}
    return _put_together(known, replace(tree, **values), data, touched, window.shift, told)


def _parse_entries(
    name: str, lines: list[str], first: int, column: int, following: int | None, path: str
) -> Found | None:
    """Return what ``parse_entries`` does, also where an id is there twice, as when a step was copied."""
    heads = [(number, match[1]) for number, line in enumerate(lines) if (match := HEAD.match(line, column - 1))]
    heads = [(number, id) for number, id in heads if not lines[number][: column - 1].strip()]
    cuts, seen = [0], set[str]()
    for number, id in heads:
        if id in seen:
            cuts.append(number)
            seen.clear()
        seen.add(id)
    entries: list[Any] = []
    diagnostics: list[Diagnostic] = []
    for start, end in pairwise([*cuts, len(lines)]):
        below = following if end == len(lines) else column
        found = _parse_piece(name, lines[start:end], first + start, column, below, path)
        if found is None:
            return None
        entries += found[0].values()
        diagnostics += found[1]
    return Found(entries, diagnostics)


def _parse_piece(
    name: str, lines: list[str], first: int, column: int, following: int | None, path: str
) -> tuple[Mapping[str, Any], Sequence[Diagnostic]] | None:
    """Return what ``parse_entries`` does, without the way through all the lines above."""
    top = 1
    found = parse_entries(name, lines, top, column, following, path)
    if found is None or any(NAMES_A_LINE.search(f"{one.cause} {one.remedy}") for one in found[1]):
        return found and parse_entries(name, lines, first, column, following, path)
    return move(found[0], top, first - top), [move_diagnostic(one, top, first - top) for one in found[1]]


def _parse_damaged(
    known: Reading, block: Block, lines: list[str], touched: Touched, shift: int, path: str
) -> Damaged | None:
    """Return what can be read of steps with a syntax error in them; of the first, the whole is read to know."""
    is_known = all(block.heads[0] < one.span.line <= block.end or one.code == OF_THE_NAME for one in known.diagnostics)
    # What is missing in the whole is not told where lines are damaged.
    if block.name != "steps" or not touched.first or not is_known:
        return None
    end = touched.end + shift
    following = Place(end, block.column - 1, 2) if touched.last < len(block.heads) else Place(end, 0, 1)
    above = block.heads[touched.first - 1]
    return parse_damaged_steps(lines, above, touched.start, end, following if end < len(lines) else None, path)


def _read_sections(
    known: Reading, tree: Tree, data: bytes, lines: list[str], window: Window, path: str
) -> Reading | None:
    """Return the reading with what some of the tree's own keys hold read anew."""
    layout = known.layout
    sections = find_sections(layout, window) if layout is not None else None
    if layout is None or sections is None:
        return None
    names, start, end = sections
    found = parse_sections(lines[start : end + window.shift], path, is_last=end + window.shift == len(lines))
    if found is None or any(NAMES_A_LINE.search(f"{one.cause} {one.remedy}") for one in found.diagnostics):
        return None
    others = {layout.lines[number].partition(":")[0] for number in layout.tops} - set(names)
    # What is missing in the whole is told at its beginning, and there is a title without words.
    is_missing = not tree.title or any(one.span == TOP and one.code != OF_THE_NAME for one in known.diagnostics)
    is_unusual = {*names, *found.names} & UNUSUAL or {*names} & NEEDED > found.values.keys() & NEEDED
    if is_missing or is_unusual or others & found.names:
        return None
    tree, _ = _move_rest(known, tree, end, window.shift, {}, "")
    values = {name: move(value, 0, start) for name, value in found.values.items()}
    left = {name: DEFAULTS[name]() for name in names if name not in values}
    new = [move_diagnostic(one, 0, start) for one in found.diagnostics]
    return _put_together(known, replace(tree, **left, **values), data, Touched(0, 0, start, end), window.shift, new)


def _begins_an_entry(lines: Sequence[str], touched: Touched, window: Window, column: int) -> bool:
    line = lines[touched.start] if touched.start < touched.end + window.shift else ""
    return not line[: column - 1].strip() and line[column - 1 : column] not in ("", " ", "#")


def _move_rest(
    known: Reading, tree: Tree, behind: int, shift: int, after: dict[str, Any], apart: str
) -> tuple[Tree, dict[str, Any]]:
    """Return the tree and some of its steps or facts, moved; all of those that are ``apart`` stay as they are.

    What stands above is the very same: nobody has to look whether it is as it was.
    """
    if not shift:
        return tree, after
    above = find_above(known.layout, behind) if known.layout is not None else set()
    moved = {name: move(getattr(tree, name), behind, shift) for name in (*REST, "steps") if name not in above | {apart}}
    return replace(tree, **moved), move(after, behind, shift)


def _put_together(
    known: Reading, tree: Tree, data: bytes, touched: Touched, shift: int, found: Sequence[Diagnostic]
) -> Reading | None:
    """Return the reading of a tree of which some lines were read anew."""
    if shift and any(NAMES_A_LINE.search(one.cause) for one in known.diagnostics):
        return None
    left = [
        move_diagnostic(one, touched.end, shift)
        for one in known.diagnostics
        if not touched.start < one.span.line <= touched.end or one.code == OF_THE_NAME
    ]
    return Reading(data, tree, sort_diagnostics([*left, *found]), is_in_part=True)
