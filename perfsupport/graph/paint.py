"""Colours and patterns of pictures that stand alone. Shape, outline or words say what colour says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Literal, TypeAlias

from perfsupport.graph.parts import Graph
from perfsupport.outline.model import KIND_WORDS
from perfsupport.site.maps import Box

State: TypeAlias = Literal["covered", "partly", "missed", "added", "removed", "changed"]

KIND_COLOURS = {
    "question": ("#e6f2ee", "#0b6b57"),
    "input": ("#efeaf8", "#5b3f99"),
    "action": ("#ffffff", "#57606a"),
    "route": ("#fdf0dc", "#8a4b00"),
    "subtree": ("#e6f0fa", "#1f5a94"),
    "outcome": ("#d5eadc", "#17663a"),
    "section": ("#e6f2ee", "#0b6b57"),
}
"""What a box is filled and outlined with."""

STATE_COLOURS: Mapping[State, tuple[str, str]] = {
    "covered": ("#d5eadc", "#17663a"),
    "partly": ("#fdf0dc", "#8a4b00"),
    "missed": ("#ffffff", "#b3261e"),
    "added": ("#d5eadc", "#17663a"),
    "removed": ("#ffffff", "#b3261e"),
    "changed": ("#fdf0dc", "#8a4b00"),
}
STATE_OUTLINES: Mapping[State, tuple[str, str]] = {
    "covered": ("", "1.5"),
    "partly": ("dashed", "2"),
    "missed": ("dotted", "2.5"),
    "added": ("bold", "3"),
    "removed": ("dotted", "2.5"),
    "changed": ("dashed", "2"),
}
"""Pattern and width of the outline, which tell the states apart without colour."""

STATE_WORDS: Mapping[State, str] = {
    "covered": "Scenarios reach all of it",
    "partly": "Scenarios reach a part of it",
    "missed": "No scenario reaches it",
    "added": "Added",
    "removed": "Removed",
    "changed": "Changed",
}


def paint(graph: Graph, states: Mapping[str, tuple[State, str]] | None = None) -> Graph:
    """Return the graph with its colours: of the kinds of step, or of what ``states`` says of a step, with a remark."""
    return replace(graph, boxes=[_paint(box, (states or {}).get(box.name)) for box in graph.boxes])


def _paint(box: Box, state: tuple[State, str] | None) -> Box:
    if state is not None:
        return _paint_state(box, *state)
    if box.kind not in KIND_COLOURS:
        return replace(box, attributes={"fontcolor": "#57606a"} if box.kind == "elsewhere" else {})
    fill, edge = KIND_COLOURS[box.kind]
    style = ",".join(filter(None, ("filled", "rounded" if box.kind == "question" else "")))
    width = "3" if "start" in box.mark.split() else "1.5"
    return replace(box, attributes={"style": style, "fillcolor": fill, "color": edge, "penwidth": width})


def _paint_state(box: Box, state: State, remark: str) -> Box:
    fill, edge = STATE_COLOURS[state]
    outline, width = STATE_OUTLINES[state]
    style = ",".join(filter(None, ("filled", "rounded" if box.kind == "question" else "", outline)))
    remarks = ", ".join(filter(None, (box.remark, remark)))
    attributes = {"style": style, "fillcolor": fill, "color": edge, "penwidth": width}
    return replace(box, remark=remarks, mark=f"{box.mark} {state}".strip(), attributes=attributes)


def make_legend(boxes: Iterable[Box], states: Sequence[State] = ()) -> list[Box]:
    """Return a box for each kind of step that is there and for each state, saying what it means."""
    here = {box.kind for box in boxes}
    kinds = [kind for kind in KIND_WORDS if kind in here]
    legend = [_paint(Box(f"~{kind}", kind, KIND_WORDS[kind], ""), None) for kind in kinds]
    if states:
        # Where states are shown kinds differ by shape alone.
        legend = [replace(box, attributes={**(box.attributes or {}), "fillcolor": "#ffffff"}) for box in legend]
    if "elsewhere" in here:
        legend.append(Box("~elsewhere", "elsewhere", "→ goes on at another place", ""))
    return [*legend, *(_paint_state(Box(f"~{s}", "action", STATE_WORDS[s], ""), s, "") for s in states)]
