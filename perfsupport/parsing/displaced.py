"""Steps, and keys of steps, that are indented wrongly: told once, and read as if they stood where they belong."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from itertools import takewhile
from typing import Any

from perfsupport.diagnostics import Span
from perfsupport.mending import insert
from perfsupport.parsing.building import shorten
from perfsupport.parsing.misfits import find_meant
from perfsupport.parsing.nodes import ListNode, MapNode, Node, pair_node
from perfsupport.parsing.notes import Notes
from perfsupport.parsing.shape import STEP, STEP_KEYS, TREE
from perfsupport.tree import Text
from perfsupport.wording import nearest

STEPS = Text("steps")
VERBS = frozenset({*STEP.verbs, "options"})
ID = re.compile(r"[a-z][a-z0-9_]*")
Pairs = list[tuple[Text, Node]]
HOLDERS: Mapping[str, Any] = dict.fromkeys(("options", "on"), Text | MapNode)
"""Keys of a step below which an author's own words stand, which no key of a step is."""


def put_back(root: MapNode, notes: Notes) -> MapNode:
    """Return the mapping of a tree with every step among the steps, and every key in its step; report what was not."""
    root = _fill(root, {"steps": MapNode, "facts": Text | MapNode}, TREE.by_name.keys(), notes)
    if STEPS not in root:
        root = _gather_steps(root, notes)
    steps = root.get(STEPS)
    if not isinstance(steps, MapNode):
        return root
    held, root = _take_out(steps, root, notes)
    filled_up = _fill_steps(held, notes)
    if filled_up is not steps:
        steps = filled_up
        root = pair_node([(key, steps if key == STEPS else each) for key, each in root.items()], root.span)
    filled = {key: _fill(each, HOLDERS, STEP_KEYS, notes) for key, each in steps.items() if isinstance(each, MapNode)}
    if any(filled[key] is not steps[key] for key in filled):
        steps = pair_node([(key, filled.get(key, each)) for key, each in steps.items()], steps.span)
        root = pair_node([(key, steps if key == STEPS else each) for key, each in root.items()], root.span)
    strays = [key for key in root if key not in TREE.by_name and _is_step(root[key]) and key not in steps]
    if not strays and not any(_is_odd(key, value) for key, value in steps.items()):
        return root
    pairs: Pairs = []
    for key, value in steps.items():
        _add(pairs, key, value, steps, notes)
    for key in strays:
        _report_step(key, "the tree", steps, notes)
        _add(pairs, key, root[key], steps, None)
    mended = pair_node(pairs, steps.span)
    return pair_node(
        [(key, mended if key == STEPS else value) for key, value in root.items() if key not in strays], root.span
    )


def _gather_steps(root: MapNode, notes: Notes) -> MapNode:
    """Return the mapping of a tree with steps that stand where the line ``steps:`` is missing above them."""
    if any(key not in TREE.by_name and nearest(key, ("steps",)) for key in root):
        return root
    facts = root.get(Text("facts"))
    owner = facts if isinstance(facts, MapNode) and any(map(_has_verb, facts.values())) else root
    found = [key for key, value in owner.items() if _has_verb(value) and (owner is facts or key not in TREE.by_name)]
    if not found or (owner is root and len(found) < 2):
        return root
    first, last = found[0], _find_last_line(found[-1], owner[found[-1]])
    cause = f"`{shorten(first)}` is a step, but `steps:` is missing above it."
    remedy = f"Write a line `steps:` above line {first.span.line}"
    fix = insert(first.span.line, 1, "steps:\n", "Write `steps:` above it") if owner is facts else None
    remedy += "." if owner is facts else f", and indent lines {first.span.line} to {last} by 2 more spaces."
    notes.add("PS201", first.span, cause, remedy, fix)
    steps = pair_node([(key, owner[key]) for key in found], root.span)
    left = pair_node([(key, value) for key, value in owner.items() if key not in found], owner.span)
    pairs = left.items() if owner is root else [(key, left if key == "facts" else one) for key, one in root.items()]
    return pair_node([*pairs, (first.reword("steps"), steps)], root.span)


def _take_out(steps: MapNode, root: MapNode, notes: Notes) -> tuple[MapNode, MapNode]:
    """Return the steps without keys of the tree that stand among them, and the tree with these."""
    strays = [
        key
        for key, value in steps.items()
        if key in TREE.by_name and not isinstance(value, MapNode) and not _is_key_of_above(key, steps)
    ]
    if not strays:
        return steps, root
    for key in strays:
        cause = f"`{shorten(key)}` stands among the steps, but is a key of the tree."
        notes.add("PS201", key.span, cause, "Begin its line, and those that belong to it, further left: like `steps`.")
    held = pair_node([(key, value) for key, value in steps.items() if key not in strays], steps.span)
    pairs = [(key, held if key == STEPS else value) for key, value in root.items()]
    return held, pair_node([*pairs, *((key, steps[key]) for key in strays if key not in root)], root.span)


def _is_key_of_above(key: Text, steps: MapNode) -> bool:
    """Tell whether a key can belong to the step above it."""
    return key in STEP_KEYS and next(iter(steps)) is not key


def _fill_steps(steps: MapNode, notes: Notes) -> MapNode:
    """Return the steps in which one with nothing below it holds the keys of a step that stand as far left."""
    if all(type(value) is MapNode for value in steps.values()):
        return steps
    pairs: Pairs = []
    left = list(steps.items())
    while left:
        key, value = left.pop(0)
        if key not in STEP_KEYS and type(value) is Text and not value.strip():
            number = 0
            while number < len(left) and left[number][0] in STEP_KEYS and not _is_step(left[number][1]):
                number += 1
            inner, left = left[:number], left[number:]
            if inner:
                _report_left(key, inner, notes)
                value = pair_node(inner, value.span)
        pairs.append((key, value))
    return pair_node(pairs, steps.span) if len(pairs) < len(steps) else steps


def _fill(node: MapNode, holders: Mapping[str, Any], known: Set[str], notes: Notes) -> MapNode:
    """Return a mapping in which a key with nothing below it holds what follows and stands as far left."""
    if node.keys() <= known:
        return node
    pairs: Pairs = []
    left = list(node.items())
    while left:
        key, value = left.pop(0)
        if key in holders and type(value) is Text and not value.strip():
            number = 0
            while number < len(left) and left[number][0] not in known and isinstance(left[number][1], holders[key]):
                number += 1
            inner, left = left[:number], left[number:]
            if inner:
                _report_left(key, inner, notes)
                value = pair_node(inner, value.span)
        elif key in HOLDERS and isinstance(value, MapNode) and holders is HOLDERS:
            inner = list(takewhile(lambda pair: _is_pair(pair, known), left))
            if inner:
                left = left[len(inner) :]
                _report_left(key, inner, notes)
                value = pair_node([*value.items(), *inner], value.span)
        pairs.append((key, value))
    return pair_node(pairs, node.span) if len(pairs) < len(node) else node


def _is_pair(pair: tuple[Text, Node], known: Set[str]) -> bool:
    """Tell whether something among the keys of a step can only be a word of the author's with its target."""
    key, value = pair
    target = isinstance(value, Text) and ID.fullmatch(value) is not None
    return key not in known and target and find_meant(str(key), frozenset(known)) is None


def _report_left(holder: Text, inner: Pairs, notes: Notes) -> None:
    first, last = inner[0][0], _find_last_line(*inner[-1])
    cause = f"`{shorten(first)}` stands as far left as `{holder}`, but belongs to it."
    lines = f"Indent lines {first.span.line} to {last}" if last > first.span.line else "Indent it"
    notes.add("PS201", first.span, cause, f"{lines} by 2 more spaces.")


def _find_last_line(key: Text, value: Node) -> int:
    """Return the last line on which something is written of an entry."""
    if isinstance(value, MapNode):
        return max((_find_last_line(*each) for each in value.items()), default=key.span.line)
    if isinstance(value, ListNode):
        return max((_find_last_line(key, each) for each in value), default=key.span.line)
    return value.span.end_line if isinstance(value, Text) and value else key.span.line


def _has_verb(value: Node) -> bool:
    return isinstance(value, MapNode) and not VERBS.isdisjoint(value) and not {"type", "is"} & value.keys()


def _is_step(value: Node) -> bool:
    return isinstance(value, MapNode) and not VERBS.isdisjoint(value)


def _is_odd(key: Text, value: Node) -> bool:
    """Tell whether an entry of the steps is a key, or holds a step."""
    if not isinstance(value, MapNode) or key in STEP_KEYS:
        return key in STEP_KEYS and not _is_step(value)
    return any(inner not in STEP_KEYS and _is_step(each) for inner, each in value.items())


def _add(pairs: Pairs, key: Text, value: Node, steps: MapNode, notes: Notes | None) -> None:
    """Add an entry of the steps; without ``notes`` nothing is said of what stands in it."""
    if key in STEP_KEYS and not _is_step(value) and pairs:
        id, before = pairs[-1]
        if isinstance(before, MapNode) and key not in before:
            if notes:
                _report_key(key, id, before, notes)
            pairs[-1] = (id, pair_node([*before.items(), (key, value)], before.span))
            return
    if not isinstance(value, MapNode):
        pairs.append((key, value))
        return
    inner = [each for each in value if each not in STEP_KEYS and _is_step(value[each]) and each not in steps]
    pairs.append((key, pair_node([one for one in value.items() if one[0] not in inner], value.span)))
    for each in inner:
        if notes:
            _report_step(each, f"`{shorten(key)}`", steps, notes)
        _add(pairs, each, value[each], steps, None)


def _report_step(key: Text, owner: str, steps: MapNode, notes: Notes) -> None:
    cause = f"`{shorten(key)}` stands among the keys of {owner}, but looks like a step."
    notes.add("PS201", key.span, cause, f"Indent it {_like(steps, key.span)}, like the other steps.")


def _report_key(key: Text, id: Text, step: MapNode, notes: Notes) -> None:
    cause = f"`{shorten(key)}` stands among the steps, but is a key of one."
    remedy = f"Indent it {_like(step, key.span)}, like the other keys of `{shorten(id)}`."
    notes.add("PS201", key.span, cause, remedy)


def _like(node: MapNode, place: Span) -> str:
    """Return by how much to indent what stands at a place so that it stands like the keys of a mapping."""
    first = next(iter(node), None)
    width = first.span.column - 1 if first is not None and first.span.column != place.column else 0
    return f"by {width} spaces" if width else "as deep"
