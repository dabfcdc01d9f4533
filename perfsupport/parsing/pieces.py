"""Some steps or facts of a tree, or one of its keys, read by themselves: what ``parse_tree`` would make of them.

YAML is read from left to right. What stands above a step does not change how the step is read, as long as the step
begins at the indentation of the steps and nothing above is left open; and what stands below it is not changed by it, as
long as all that it opens is closed where the next step begins. Both are made sure of here.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from perfsupport.diagnostics import Diagnostic, Severity
from perfsupport.parsing.building import REPEATED, build_nodes, explain_repeated
from perfsupport.parsing.checker import make_reader
from perfsupport.parsing.decoding import UNWANTED
from perfsupport.parsing.displaced import put_back
from perfsupport.parsing.files import make_unread_fact, make_unread_step
from perfsupport.parsing.foreign import may_be_foreign
from perfsupport.parsing.ids import mend_ids
from perfsupport.parsing.nodes import Document, MapNode
from perfsupport.parsing.notes import Notes
from perfsupport.parsing.quotes import find_open_quote
from perfsupport.parsing.reader import find_lost_ends
from perfsupport.parsing.shape import TREE
from perfsupport.parsing.source import RARE_LINE_ENDS, Source
from perfsupport.tree import Text

BELOW = "below_all_steps"
"""Stands for what follows the piece, so that the piece ends where it would end in the whole."""

STRANGE = ("\t", "\r", *RARE_LINE_ENDS)
"""Where one of these stands, the whole is read: to tell when they matter is not worth it."""

UNREAD = {"steps": make_unread_step, "facts": make_unread_fact}

BOUNDARIES = ("---", "...", "%")


def parse_entries(
    name: str, lines: list[str], first: int, column: int, following: int | None, path: str
) -> tuple[dict[str, Any], list[Diagnostic]] | None:
    """Return the steps or facts in some lines and what is wrong in them; None where the whole has to be read to know.

    ``name`` says which. ``first`` is the line (from 0) in which they begin, and ``column`` (from 1) the one that their
    ids stand in. What follows begins in column ``following``, None where the file ends.
    """
    piece = "\n".join(lines)
    if not _begins_there(lines[0], column) or not _is_plain(lines, piece):
        return None
    below = "" if following is None else f"\n{' ' * (following - 1)}{BELOW}: 0\n"
    root = _read_soundly("\n" * (first - 1) + f"{name}:\n{piece}{below}")
    entries = root.get(Text(name)) if root is not None else None
    if root is None or not isinstance(entries, MapNode):
        return None
    if following is not None and (entries if following == column else root).pop(Text(BELOW), None) is None:
        return None
    if len(root) != 1 or not entries or next(iter(entries)).span.line != first + 1:
        return None
    notes = Notes(path, Document(root, []))
    if put_back(root, notes) is not root or mend_ids(root, notes) is not root:
        return None
    values = make_reader(TREE.by_name[name].kind)(entries, next(iter(root)), notes)
    make = UNREAD[name]
    return {id: make(id) if value is None else value for id, value in values.items()}, notes.diagnostics


def report_repeated(id: Text, first: Text, path: str) -> Diagnostic:
    """Return what is wrong with a step whose id there is already."""
    place, cause, remedy = explain_repeated(id, first)
    return Diagnostic(REPEATED, Severity.ERROR, path, place, cause, remedy)


class Sections(NamedTuple):
    """Some of a tree's own keys, what can be read of them, and what is wrong in it."""

    names: frozenset[str]
    values: dict[str, Any]
    diagnostics: list[Diagnostic]


def parse_sections(lines: list[str], path: str, *, is_last: bool) -> Sections | None:
    """Return what some keys of a tree hold, one below the other from its first column on; None as above.

    ``lines`` are counted as if they were the first of the file. ``is_last`` says that nothing follows them.
    """
    piece = "\n".join(lines)
    if not _is_plain(lines, piece):
        return None
    root = _read_soundly(piece if is_last else f"{piece}\n{BELOW}: 0\n")
    if root is None or not (is_last or root.pop(Text(BELOW), None) is not None):
        return None
    if any(key not in TREE.by_name or key == "steps" or key.span.column != 1 for key in root):
        return None
    notes = Notes(path, Document(root, []))
    if put_back(root, notes) is not root:
        return None
    values: dict[str, Any] = {}
    for key, node in root.items():
        value = make_reader(TREE.by_name[key].kind)(node, key, notes)
        if key in UNREAD and value is not None:
            value = {id: UNREAD[key](id) if each is None else each for id, each in value.items()}
        if value is not None:
            values[str(key)] = value
    return Sections(frozenset(map(str, root)), values, notes.diagnostics)


def _read_soundly(text: str) -> MapNode | None:
    """Return what a text holds; None where anything is wrong with the reading of it."""
    source = Source(text)
    reading = build_nodes(source.text, source.stand_ins)
    root = reading.root
    if reading.error is not None or reading.mistakes or reading.cut or not isinstance(root, MapNode):
        return None
    return None if find_open_quote(reading, source) or next(find_lost_ends(root, source), None) else root


def _begins_there(head: str, column: int) -> bool:
    return not head[: column - 1].strip() and head[column - 1 : column] not in ("", " ", "#")


def _is_plain(lines: list[str], piece: str) -> bool:
    if any(sign in piece for sign in STRANGE) or UNWANTED.search(piece):
        return False
    return BELOW not in piece and not may_be_foreign(piece) and not any(line.startswith(BOUNDARIES) for line in lines)
