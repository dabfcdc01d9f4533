"""Ids of steps that are none, as ``how long`` or ``HowLong``: told once, and read as what they can be."""

from __future__ import annotations

import re
import unicodedata

from perfsupport.diagnostics import Edit, Fix
from perfsupport.mending import write_text
from perfsupport.parsing.building import shorten
from perfsupport.parsing.nodes import ListNode, MapNode, Node, pair_node
from perfsupport.parsing.notes import Notes
from perfsupport.parsing.shape import SNAKE_ID
from perfsupport.tree import Text, slug

STEPS = Text("steps")
TARGETS = frozenset(("go", "then", "otherwise", "fallback", "start", "ends", "passes"))
HOLDERS = frozenset(("options", "on"))
"""Keys with targets behind the author's own words."""

GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
LONGEST = 64
is_id = re.compile(SNAKE_ID.pattern).fullmatch


def find_words(name: str) -> str:
    """Return a name as words in small letters, joined by ``-``: ``HowLong`` and ``how long`` give ``how-long``."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", unicodedata.normalize("NFC", name))
    return slug(apart.translate(GERMAN))


def mend_ids(root: MapNode, notes: Notes) -> MapNode:
    """Return the mapping of a tree in which each step has an id, also where it is named; report what had none."""
    steps = root.get(STEPS)
    if not isinstance(steps, MapNode) or all(map(is_id, steps)):
        return root
    meant: dict[str, str] = {}
    for key in steps:
        if not is_id(key):
            id = find_words(key).replace("-", "_")
            id = (f"step_{id}" if id[:1].isdigit() else id)[:LONGEST].strip("_")
            if is_id(id) and id not in steps and id not in meant.values():
                meant[str(key)] = id
    if not meant:
        return root
    named: dict[str, list[Text]] = {key: [] for key in meant}
    root = _reword(root, meant, named, "")
    steps = root[STEPS]
    assert isinstance(steps, MapNode)
    for key in steps:
        if str(key) in meant:
            _report(key, meant[str(key)], named[str(key)], notes)
    pairs = [(key.reword(meant.get(str(key), str(key))), value) for key, value in steps.items()]
    return pair_node(
        [(key, pair_node(pairs, steps.span) if key == STEPS else value) for key, value in root.items()], root.span
    )


def _report(key: Text, id: str, named: list[Text], notes: Notes) -> None:
    places = sorted({each.span: each for each in (key, *named)}.values(), key=lambda each: each.span)
    whole = all(each.span.line == each.span.end_line for each in places)
    fix = Fix(f"Write {id}", tuple(Edit(each.span, write_text(id)) for each in places)) if whole else None
    where = ", here and wherever it is named" if named else ""
    remedy = f"Write `{id}`{where}: a small letter, then small letters, digits and _."
    notes.add("PS204", key.span, f"`{shorten(key)}` is not an id.", remedy, fix)


def _reword(node: Node, meant: dict[str, str], named: dict[str, list[Text]], holder: str) -> MapNode:
    """Return a mapping with other ids where steps are named, and note each place."""
    assert isinstance(node, MapNode)

    def mend(text: Text) -> Text:
        if str(text) not in meant:
            return text
        named[str(text)].append(text)
        return text.reword(meant[str(text)])

    def walk(value: Node, key: str) -> Node:
        if isinstance(value, MapNode):
            return _reword(value, meant, named, key)
        if isinstance(value, ListNode):
            value[:] = [mend(each) if isinstance(each, Text) and key == "passes" else walk(each, key) for each in value]
        elif isinstance(value, Text) and (key in TARGETS or holder in HOLDERS):
            return mend(value)
        return value

    pairs = [(mend(key) if holder == "responses" else key, walk(value, str(key))) for key, value in node.items()]
    return pair_node(pairs, node.span)
