"""The map of a tree as DOT text: one picture, or for a large tree an overview of its sections and a picture of each.

"None of these" leads from every question to the same step; drawn, it would hide everything else, so the page says it
in words.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import graphviz

from perfsupport.program import ProgramTree
from perfsupport.site.sections import find_sections
from perfsupport.site.text import write_line
from perfsupport.site.ways import Way

OVERVIEW_ABOVE = 300
TUNED_ABOVE = 500
TUNED = {"nslimit": "2", "nslimit1": "2", "mclimit": ".5", "splines": "line"}
"""Measured: a fifth of the time at 3,000 boxes, and pictures hardly worse."""

SHAPES = {
    "question": {"shape": "box", "style": "rounded"},
    "input": {"shape": "parallelogram", "margin": ".02,.06"},
    "action": {"shape": "box"},
    "route": {"shape": "hexagon", "margin": ".06,.04"},
    "subtree": {"shape": "box", "peripheries": "2"},
    "outcome": {"shape": "octagon", "margin": ".1,.06"},
    "section": {"shape": "box3d"},
    "elsewhere": {"shape": "plaintext"},
}
BOX_COLUMNS, BOX_LINES = 28, 4
LABEL_COLUMNS, LABEL_LINES = 22, 5
COLUMN_INCHES = 0.099
"""The width of an average character at 13 points in the wider of the common sans-serif fonts, so that text fits its box
whatever font the reader has and whatever font was there when the map was drawn."""


@dataclass(frozen=True)
class Picture:
    """A graph to be drawn: ``anchor`` is its place on the map page, ``title`` what it shows."""

    anchor: str
    title: str
    dot: str


@dataclass(frozen=True)
class Box:
    """One box of a picture. ``kind`` is a step's kind, section, or elsewhere for a step of another section."""

    name: str
    kind: str
    label: str
    href: str
    mark: str = ""


def plan_pictures(program: ProgramTree, ways: Mapping[str, Iterable[Way]], aid: str) -> list[Picture]:
    """Return the pictures of a tree's map page; boxes lead to steps of the page ``aid``."""
    edges = {id: list(_drawn_edges(leading)) for id, leading in ways.items()}
    boxes = {id: _step_box(id, program, aid) for id in program["steps"]}
    if len(boxes) <= OVERVIEW_ABOVE:
        return [Picture("map", program["title"], make_dot(boxes.values(), edges))]
    graph = {id: [target for target, _ in leading] for id, leading in edges.items()}
    sections = find_sections(graph, program["start"], math.isqrt(len(boxes)))
    return [_overview(sections, boxes, edges), *(_section(members, boxes, edges) for members in sections.values())]


Edges = Mapping[str, Sequence[tuple[str, str]]]


def _drawn_edges(ways: Iterable[Way]) -> Iterable[tuple[str, str]]:
    """Yield target and label of the ways out of a step that are drawn, ways to the same target as one."""
    labels: dict[str, list[str]] = {}
    for way in ways:
        if way.role != "fallback":
            labels.setdefault(way.target, []).append("otherwise" if way.role == "otherwise" else way.label)
    for target, texts in labels.items():
        lines = [line for text in texts if text for line in wrap(text, LABEL_COLUMNS, 2)]
        yield target, "\n".join(lines if len(lines) <= LABEL_LINES else [*lines[: LABEL_LINES - 1], "…"])


def _step_box(id: str, program: ProgramTree, aid: str) -> Box:
    step = program["steps"][id]
    mark = " ".join(["start"] * (id == program["start"]) + [f"end-{step['end']}"] * ("end" in step))
    return Box(id, step["kind"], write_line(step["title"], program), f"{aid}#{id}", mark)


def _overview(sections: Mapping[str, Sequence[str]], boxes: Mapping[str, Box], edges: Edges) -> Picture:
    head_of = {step: head for head, members in sections.items() for step in members}
    shown = [
        Box(head, "section", f"{boxes[head].label} ({len(members)} steps)", f"#section-{head}", boxes[head].mark)
        for head, members in sections.items()
    ]
    between = {
        head: [
            (to, "") for to in dict.fromkeys(head_of[target] for id in members for target, _ in edges[id]) if to != head
        ]
        for head, members in sections.items()
    }
    return Picture("map", "Overview", make_dot(shown, between))


def _section(members: Sequence[str], boxes: Mapping[str, Box], edges: Edges) -> Picture:
    inside = {id: edges[id] for id in members}
    outside = dict.fromkeys(target for leading in inside.values() for target, _ in leading if target not in inside)
    stubs = [Box(id, "elsewhere", f"→ {boxes[id].label}", boxes[id].href) for id in outside]
    return Picture(
        f"section-{members[0]}", boxes[members[0]].label, make_dot([*map(boxes.__getitem__, members), *stubs], inside)
    )


def make_dot(boxes: Iterable[Box], edges: Edges) -> str:
    """Return the DOT text of a picture."""
    boxes = list(boxes)
    graph = graphviz.Digraph(
        graph_attr={"rankdir": "TB", "nodesep": ".3", "ranksep": ".42", **(TUNED if len(boxes) > TUNED_ABOVE else {})},
        node_attr={"fontname": "Helvetica", "fontsize": "13", "margin": ".14,.09", "height": ".4"},
        edge_attr={"fontname": "Helvetica", "fontsize": "12", "arrowsize": ".7"},
    )
    for box in boxes:
        lines = wrap(box.label, BOX_COLUMNS, BOX_LINES)
        width = f"{max(map(columns, lines), default=1) * COLUMN_INCHES + 0.3:.2f}"
        attributes = {"class": f"{box.kind} {box.mark}".rstrip(), "href": box.href, "tooltip": _label([box.label])}
        graph.node(box.name, _label(lines), width=width, **SHAPES[box.kind], **attributes)
    for source, leading in edges.items():
        for target, label in leading:
            graph.edge(source, target, label=_label(f" {line} " for line in label.split("\n")) if label else None)
    return str(graph.source)


def _label(lines: Iterable[str]) -> str:
    """Return lines as a DOT label in which nothing is markup, an entity or an escape."""
    text = "\\n".join(line.replace("&", "&amp;").replace("\\", "\\\\") for line in lines)
    label: str = graphviz.nohtml(text)
    return label


def wrap(text: str, width: int, most: int) -> list[str]:
    """Return a text in at most ``most`` lines of about ``width`` columns, cut with ``…``."""
    if columns(text) != len(text):
        width //= 2
    return textwrap.wrap(" ".join(text.split()), width, max_lines=most, placeholder=" …") or [""]


def columns(text: str) -> int:
    """Return how wide a text is in columns: characters of East Asian scripts take two."""
    return sum(2 if "\u1100" <= character <= "\uffdc" else 1 for character in text)
