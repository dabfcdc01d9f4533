"""Some steps or facts of a tree, or one of its keys, read by themselves: what ``parse_tree`` would make of them.

YAML is read from left to right. What stands above a step does not change how the step is read, as long as the step
begins at the indentation of the steps and nothing above is left open; and what stands below it is not changed by it, as
long as all that it opens is closed where the next step begins. Both are made sure of here.
"""

from __future__ import annotations

from typing import Any

from perfsupport.diagnostics import Diagnostic
from perfsupport.parsing.building import build_nodes
from perfsupport.parsing.checker import make_reader
from perfsupport.parsing.decoding import UNWANTED
from perfsupport.parsing.displaced import put_back
from perfsupport.parsing.files import make_unread_fact, make_unread_step
from perfsupport.parsing.foreign import is_suspect
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
    if not _is_plain(lines, piece, column):
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


def parse_section(
    name: str, lines: list[str], path: str, *, is_last: bool
) -> tuple[dict[str, Any], list[Diagnostic]] | None:
    """Return what one key of a tree holds, by the tree's fields, and what is wrong in it; None as above.

    ``lines`` are counted as if they were the first of the file. ``is_last`` says that nothing follows them.
    """
    piece = "\n".join(lines)
    if not _is_plain(lines, piece, 1):
        return None
    root = _read_soundly(piece if is_last else f"{piece}\n{BELOW}: 0\n")
    if root is None or not (is_last or root.pop(Text(BELOW), None) is not None):
        return None
    key = next(iter(root), Text(""))
    if len(root) != 1 or key != name or key.span.line != 1:
        return None
    notes = Notes(path, Document(root, []))
    if put_back(root, notes) is not root:
        return None
    value = make_reader(TREE.by_name[name].kind)(root[key], key, notes)
    return None if value is None else ({TREE.by_name[name].field or name: value}, notes.diagnostics)


def _read_soundly(text: str) -> MapNode | None:
    """Return what a text holds; None where anything is wrong with the reading of it."""
    source = Source(text)
    reading = build_nodes(source.text, source.stand_ins)
    root = reading.root
    if reading.error is not None or reading.mistakes or reading.cut or not isinstance(root, MapNode):
        return None
    return None if find_open_quote(reading, source) or next(find_lost_ends(root, source), None) else root


def _is_plain(lines: list[str], piece: str, column: int) -> bool:
    head = lines[0]
    if head[: column - 1].strip() or head[column - 1 : column] in ("", " ", "#"):
        return False
    if any(sign in piece for sign in STRANGE) or UNWANTED.search(piece):
        return False
    return BELOW not in piece and not is_suspect(piece) and not any(line.startswith(BOUNDARIES) for line in lines)
