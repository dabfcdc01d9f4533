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
    "question": (0.35, {"shape": "box", "style": "rounded"}),
    "input": (0.65, {"shape": "polygon", "sides": "4", "skew": ".12"}),
    "action": (0.35, {"shape": "box"}),
    "route": (0.6, {"shape": "hexagon"}),
    "subtree": (0.35, {"shape": "box", "peripheries": "2"}),
    "outcome": (0.5, {"shape": "octagon"}),
    "section": (0.5, {"shape": "box3d"}),
    "elsewhere": (0.2, {"shape": "plaintext"}),
}
"""How much wider than its text a box is, in inches, and its outline."""

BOX_COLUMNS, BOX_LINES = 28, 4
LABEL_COLUMNS, LABEL_LINES = 22, 5
COLUMN_INCHES, LINE_INCHES = 0.097, 0.225
"""An average character and a line at 13 points. Boxes get their size from these and not from a font, so that the text
fits whatever font the reader has and whatever was there when the map was drawn."""


@dataclass(frozen=True)
class Picture:
    """A graph to be drawn: ``anchor`` is its place on the map page, ``title`` what it shows.

    ``titles`` are the boxes' whole titles by name; the labels may be cut.
    """

    anchor: str
    title: str
    dot: str
    titles: Mapping[str, str]


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
        return [make_picture("map", program["title"], boxes.values(), edges)]
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
    marks = [*(["start"] if id == program["start"] else []), *([f"end-{step['end']}"] if "end" in step else [])]
    return Box(id, step["kind"], write_line(step["title"], program), f"{aid}#{id}", " ".join(marks))


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
    return make_picture("map", "Overview", shown, between)


def _section(members: Sequence[str], boxes: Mapping[str, Box], edges: Edges) -> Picture:
    inside = {id: edges[id] for id in members}
    outside = dict.fromkeys(target for leading in inside.values() for target, _ in leading if target not in inside)
    stubs = [Box(id, "elsewhere", f"→ {boxes[id].label}", boxes[id].href) for id in outside]
    shown = [*map(boxes.__getitem__, members), *stubs]
    return make_picture(f"section-{members[0]}", boxes[members[0]].label, shown, inside)


def make_picture(anchor: str, title: str, boxes: Iterable[Box], edges: Edges) -> Picture:
    """Return the picture of these boxes and ways."""
    boxes = list(boxes)
    return Picture(anchor, title, make_dot(boxes, edges), {box.name: box.label for box in boxes})


def make_dot(boxes: Iterable[Box], edges: Edges) -> str:
    """Return the DOT text of a picture."""
    boxes = list(boxes)
    graph = graphviz.Digraph(
        graph_attr={"rankdir": "TB", "nodesep": ".3", "ranksep": ".42", **(TUNED if len(boxes) > TUNED_ABOVE else {})},
        node_attr={"fontname": "Helvetica", "fontsize": "13", "fixedsize": "true"},
        edge_attr={"fontname": "Helvetica", "fontsize": "12", "arrowsize": ".7"},
    )
    for box in boxes:
        lines = wrap(box.label, BOX_COLUMNS, BOX_LINES)
        padding, outline = SHAPES[box.kind]
        graph.node(
            box.name,
            _label(lines),
            width=f"{max(map(columns, lines)) * COLUMN_INCHES + padding:.2f}",
            height=f"{len(lines) * LINE_INCHES + 0.22:.2f}",
            href=box.href,
            **{"class": f"{box.kind} {box.mark}".rstrip()},
            **outline,
        )
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
