"""Some steps of a tree read by themselves: what :func:`perfsupport.parsing.parse_tree` would make of them.

YAML is read from left to right. What stands above a step does not change how the step is read, as long as the step
begins at the indentation of the steps and nothing above is left open; and what stands below it is not changed by it, as
long as all that it opens is closed where the next step begins. Both are made sure of here.
"""

from __future__ import annotations

from perfsupport.diagnostics import Diagnostic
from perfsupport.parsing.building import build_nodes
from perfsupport.parsing.checker import make_reader
from perfsupport.parsing.decoding import UNWANTED
from perfsupport.parsing.displaced import STEPS, put_back
from perfsupport.parsing.files import make_unread_step
from perfsupport.parsing.nodes import Document, MapNode
from perfsupport.parsing.notes import Notes
from perfsupport.parsing.quotes import find_open_quote
from perfsupport.parsing.reader import find_lost_ends
from perfsupport.parsing.shape import TREE
from perfsupport.parsing.source import RARE_LINE_ENDS, Source
from perfsupport.tree import Step, Text

BELOW = "below_all_steps"
"""Stands for what follows the piece, so that the piece ends where it would end in the whole."""

STRANGE = ("\t", "\r", *RARE_LINE_ENDS)
"""Where one of these stands, the whole is read: to tell when they matter is not worth it."""

BOUNDARIES = ("---", "...", "%")


def parse_steps(
    lines: list[str], first: int, column: int, following: int | None, path: str
) -> tuple[dict[str, Step], list[Diagnostic]] | None:
    """Return the steps in some lines and what is wrong in them; None where the whole has to be read to know.

    ``first`` is the line (from 0) in which they begin, and ``column`` (from 1) the one that ids of steps stand in. What
    follows begins in column ``following``, None where the file ends.
    """
    piece = "\n".join(lines)
    if not _is_plain(lines, piece, column):
        return None
    below = "" if following is None else f"\n{' ' * (following - 1)}{BELOW}: 0\n"
    source = Source("\n" * (first - 1) + f"{STEPS}:\n{piece}{below}")
    reading = build_nodes(source.text, source.stand_ins)
    root = reading.root
    if reading.error is not None or reading.mistakes or reading.cut or not isinstance(root, MapNode):
        return None
    if find_open_quote(reading, source) or next(find_lost_ends(root, source), None):
        return None
    steps = root.get(STEPS)
    if not isinstance(steps, MapNode):
        return None
    if following is not None and (steps if following == column else root).pop(Text(BELOW), None) is None:
        return None
    if len(root) != 1 or not steps or next(iter(steps)).span.line != first + 1:
        return None
    notes = Notes(path, Document(root, []))
    if put_back(root, notes) is not root:
        return None
    values = make_reader(TREE.by_name[STEPS].kind)(steps, next(iter(root)), notes)
    built = {id: make_unread_step(id) if value is None else value for id, value in values.items()}
    return built, notes.diagnostics


def _is_plain(lines: list[str], piece: str, column: int) -> bool:
    head = lines[0]
    if head[: column - 1].strip() or head[column - 1 : column] in ("", " ", "#"):
        return False
    if any(sign in piece for sign in STRANGE) or UNWANTED.search(piece):
        return False
    return BELOW not in piece and not any(line.startswith(BOUNDARIES) for line in lines)
