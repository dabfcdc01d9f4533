"""Steps, and keys of steps, that are indented wrongly: told once, and read as if they stood where they belong."""

from __future__ import annotations

from perfsupport.diagnostics import Span
from perfsupport.parsing.building import shorten
from perfsupport.parsing.nodes import MapNode, Node, pair_node
from perfsupport.parsing.notes import Notes
from perfsupport.parsing.shape import STEP, STEP_KEYS, TREE
from perfsupport.tree import Text

STEPS = Text("steps")
VERBS = frozenset({*STEP.verbs, "options"})
Pairs = list[tuple[Text, Node]]


def put_back(root: MapNode, notes: Notes) -> MapNode:
    """Return the mapping of a tree with every step among the steps, and every key in its step; report what was not."""
    steps = root.get(STEPS)
    if not isinstance(steps, MapNode):
        return root
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
