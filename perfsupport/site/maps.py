"""The map of a tree as DOT text: one picture, or for a large tree an overview of its sections and a picture of each.

"None of these" leads from every question to the same step; drawn, it would hide everything else, so the page says it
in words. For the same reason a large picture draws no line to a step that many lead to, nor far back up: it puts the
step's number and title where the line would begin.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from unicodedata import east_asian_width

import graphviz

from perfsupport.catalogues import ENGLISH_WORDS, Words
from perfsupport.program import ProgramTree
from perfsupport.site.sections import find_depths, find_sections, split_sections
from perfsupport.site.text import write_line
from perfsupport.site.ways import Way

OVERVIEW_ABOVE = 150
TUNED_ABOVE = 500
TUNED = {"nslimit": "2", "nslimit1": "2", "mclimit": ".5", "splines": "line"}
"""Measured: a fifth of the time at 3,000 boxes, and pictures hardly worse."""

STUBS_ABOVE = 20
HUB_WAYS = 4
"""In a picture of more boxes than ``STUBS_ABOVE``, a step that more ways lead to gets stubs instead of lines."""
FAR_BACK = 2
"""How many rows up a line may lead there."""

SHAPES = {
    "question": (0.35, {"shape": "box", "style": "rounded"}),
    "input": (0.65, {"shape": "polygon", "sides": "4", "skew": ".12"}),
    "action": (0.35, {"shape": "box"}),
    "route": (0.6, {"shape": "hexagon"}),
    "subtree": (0.35, {"shape": "box", "peripheries": "2"}),
    "outcome": (0.5, {"shape": "octagon"}),
    "section": (0.5, {"shape": "box3d"}),
    "elsewhere": (0.2, {"shape": "plaintext"}),
    "begin": (0.3, {"shape": "plaintext"}),
}
"""How much wider than its text a box is, in inches, and its outline."""

BEGIN = "~begin"
BOX_COLUMNS, BOX_LINES = 28, 4
LABEL_COLUMNS, LABEL_LINES = 22, 5
OPTION_LINES, CONDITION_LINES = 2, 4
COLUMN_INCHES, LINE_INCHES = 0.097, 0.225
"""An average character and a line at 13 points. Boxes get their size from these and not from a font, so that the text
fits whatever font the reader has and whatever was there when the map was drawn."""


@dataclass(frozen=True)
class Picture:
    """A graph to be drawn: ``anchor`` is its place on the map page, ``title`` what it shows.

    ``titles`` are the boxes' whole titles by name; the labels may be cut. ``label`` is the
    accessible name.
    """

    anchor: str
    title: str
    dot: str
    titles: Mapping[str, str]
    label: str


@dataclass(frozen=True)
class Box:
    """One box of a picture. ``kind`` is a step's kind, section, or elsewhere for a step that stands at another place.

    ``remark`` stands on a line of its own; ``attributes`` are Graphviz's, for pictures that carry their own colours.
    """

    name: str
    kind: str
    label: str
    href: str
    mark: str = ""
    remark: str = ""
    attributes: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Line:
    """A line of a picture, to a box's name; ``attributes`` are Graphviz's."""

    target: str
    label: str = ""
    attributes: Mapping[str, str] | None = None


Lines = Mapping[str, Sequence[Line]]
Boxes = Mapping[str, Box]


def plan_pictures(
    program: ProgramTree, ways: Mapping[str, Iterable[Way]], aid: str, words: Words = ENGLISH_WORDS
) -> list[Picture]:
    """Return the pictures of a tree's map page; boxes lead to steps of the page ``aid``."""
    lines, boxes = find_lines(ways, words), make_boxes(program, aid, words)
    sections = find_map_sections(program, lines)
    if len(sections) == 1:
        shown = arrange(list(boxes), boxes, lines, words=words)
        return [make_picture("map", program["title"], *shown, words)]
    overview = make_picture("map", words.tell("Overview"), *make_overview(sections, boxes, lines, words), words)
    return [overview, *(_make_section(members, boxes, lines, words) for members in sections.values())]


def find_lines(ways: Mapping[str, Iterable[Way]], words: Words = ENGLISH_WORDS) -> dict[str, list[Line]]:
    """Return for each step the lines that lead out of it, ways to the same target as one."""
    return {id: list(_join_ways(leading, words)) for id, leading in ways.items()}


def make_boxes(program: ProgramTree, aid: str, words: Words = ENGLISH_WORDS) -> dict[str, Box]:
    """Return the steps' boxes, numbered as in the booklet; outcomes tell of what kind they are."""
    boxes = {}
    for number, (id, step) in enumerate(program["steps"].items(), start=1):
        end = step.get("end", "")
        marks = [*(["start"] if id == program["start"] else []), *([f"end-{end}"] if end else [])]
        remark = words.name_outcome(end) if end else ""
        label = f"{number} {write_line(step['title'], program)}"
        boxes[id] = Box(id, step["kind"], label, f"{aid}#{id}", " ".join(marks), remark)
    return boxes


def find_map_sections(program: ProgramTree, lines: Lines) -> dict[str, list[str]]:
    """Return the sections that a map is drawn in, head to members: one for a tree that fits into one picture."""
    steps = list(program["steps"])
    if len(steps) <= OVERVIEW_ABOVE:
        return {program["start"]: steps}
    size = math.isqrt(len(steps))
    graph = {id: [line.target for line in leading] for id, leading in lines.items()}
    return split_sections(find_sections(graph, program["start"], size), steps, 2 * size)


def _join_ways(ways: Iterable[Way], words: Words) -> Iterable[Line]:
    labels: dict[str, list[str]] = {}
    for way in ways:
        if way.role != "fallback":
            text = words.tell("Otherwise").lower() if way.role == "otherwise" else way.label
            most = CONDITION_LINES if way.role == "route" else OPTION_LINES
            labels.setdefault(way.target, []).extend(wrap(text, LABEL_COLUMNS, most) if text else ())
    for target, lines in labels.items():
        yield Line(target, "\n".join(lines if len(lines) <= LABEL_LINES else [*lines[: LABEL_LINES - 1], "…"]))


def make_overview(
    sections: Mapping[str, Sequence[str]], boxes: Boxes, lines: Lines, words: Words = ENGLISH_WORDS
) -> tuple[list[Box], dict[str, list[Line]]]:
    """Return a box for each section, and the lines between sections."""

    def count(steps: int) -> str:
        return str(words.ngettext("{count} step", "{count} steps", steps).unescape())

    head_of = {step: head for head, members in sections.items() for step in members}
    shown = {
        head: Box(head, "section", boxes[head].label, f"#section-{head}", boxes[head].mark, count(len(members)))
        for head, members in sections.items()
    }
    between = {
        head: [
            Line(to) for to in dict.fromkeys(head_of[line.target] for id in members for line in lines[id]) if to != head
        ]
        for head, members in sections.items()
    }
    return arrange(list(sections), shown, between, most=0, words=words)


def _make_section(members: Sequence[str], boxes: Boxes, lines: Lines, words: Words) -> Picture:
    shown = arrange(members, boxes, lines, words=words)
    return make_picture(f"section-{members[0]}", boxes[members[0]].label, *shown, words)


def arrange(
    members: Sequence[str], boxes: Boxes, lines: Lines, most: int = STUBS_ABOVE, words: Words = ENGLISH_WORDS
) -> tuple[list[Box], dict[str, list[Line]]]:
    """Return the boxes and lines of a picture of these steps.

    What leads out of it ends in a stub, and where there are more than ``most`` boxes so do lines that many share or
    that lead far back.
    """
    inside = {id: lines[id] for id in members}
    stubbed = _find_stubbed(inside) if len(members) > most else set()
    shown, drawn = [boxes[id] for id in members], {}
    for id, leading in inside.items():
        drawn[id] = [
            line
            if line.target in inside and (id, line.target) not in stubbed
            else replace(line, target=f"{line.target}@{id}")
            for line in leading
        ]
        shown += [
            _make_stub(boxes[before.target], line.target)
            for before, line in zip(leading, drawn[id], strict=True)
            if before is not line
        ]
    starts = [box.name for box in shown if "start" in box.mark.split() and box.kind != "elsewhere"]
    if starts:
        shown.append(Box(BEGIN, "begin", words.tell("Begin here"), ""))
        drawn[BEGIN] = [Line(starts[0])]
    return shown, drawn


def _make_stub(box: Box, name: str) -> Box:
    return Box(name, "elsewhere", f"→ {box.label}", box.href)


def _find_stubbed(inside: Lines) -> set[tuple[str, str]]:
    """Return the lines that are better told than drawn. Of those that many share, the first stays and holds the box."""
    depths = find_depths({id: [line.target for line in leading] for id, leading in inside.items()})
    sources: dict[str, list[str]] = {}
    for id in sorted(inside, key=depths.__getitem__):
        for line in inside[id]:
            if line.target in inside:
                sources.setdefault(line.target, []).append(id)
    shared = {(id, target) for target, ids in sources.items() if len(ids) > HUB_WAYS for id in ids[1:]}
    back = {(id, target) for target, ids in sources.items() for id in ids if depths[id] - depths[target] >= FAR_BACK}
    return shared | back


def make_picture(anchor: str, title: str, boxes: Iterable[Box], lines: Lines, words: Words = ENGLISH_WORDS) -> Picture:
    """Return the picture of these boxes and lines."""
    boxes = list(boxes)
    label = words.tell("Map: {title}").replace("{title}", title)
    return Picture(anchor, title, make_dot(boxes, lines), {box.name: box.label for box in boxes}, label)


def make_dot(
    boxes: Iterable[Box],
    lines: Lines,
    attributes: Mapping[str, str] | None = None,
    groups: Mapping[str, Sequence[str]] | None = None,
    legend: Sequence[Box] = (),
) -> str:
    """Return the DOT text of a picture.

    ``attributes`` are the whole graph's; ``groups`` are framed boxes by their title; ``legend`` stands apart.
    """
    boxes = list(boxes)
    tuned = TUNED if len(boxes) > TUNED_ABOVE else {}
    plain = {key: graphviz.nohtml(_escape(value)) for key, value in (attributes or {}).items()}
    graph = graphviz.Digraph(
        graph_attr={"rankdir": "TB", "nodesep": ".3", "ranksep": ".42", **tuned, **plain},
        node_attr={"fontname": "Helvetica", "fontsize": "13", "fixedsize": "true"},
        edge_attr={"fontname": "Helvetica", "fontsize": "12", "arrowsize": ".7"},
    )
    if legend:
        _add_legend(graph, legend)
    for box in boxes:
        _add_box(graph, box)
    for number, (title, members) in enumerate((groups or {}).items()):
        frame = {"label": _label([title]), "fontsize": "14", "style": "rounded", "color": "#8b948d", "labeljust": "l"}
        with graph.subgraph(name=f"cluster_{number}", graph_attr=frame) as cluster:
            for member in members:
                cluster.node(member)
    for source, leading in lines.items():
        for line in leading:
            label = _label(f" {words} " for words in line.label.split("\n")) if line.label else None
            graph.edge(source, line.target, label=label, **(line.attributes or {}))
    return str(graph.source)


def _add_legend(graph: graphviz.Digraph, legend: Sequence[Box]) -> None:
    frame = {"label": "What the boxes mean", "fontsize": "13", "style": "dashed", "color": "#8b948d"}
    with graph.subgraph(name="cluster_legend", graph_attr=frame) as cluster:
        for box in legend:
            _add_box(cluster, box)
        for upper, lower in pairwise(legend):
            cluster.edge(upper.name, lower.name, style="invis")


def _add_box(graph: graphviz.Digraph, box: Box) -> None:
    lines = wrap(box.label, BOX_COLUMNS, 2 if box.kind == "elsewhere" else BOX_LINES)
    lines += [box.remark] if box.remark else []
    padding, outline = SHAPES[box.kind]
    graph.node(
        box.name,
        _label(lines),
        width=f"{max(map(columns, lines)) * COLUMN_INCHES + padding:.2f}",
        height=f"{len(lines) * LINE_INCHES + 0.22:.2f}",
        **({"href": box.href} if box.href else {}),
        **{"class": f"{box.kind} {box.mark}".rstrip()},
        **{**outline, **(box.attributes or {})},
    )


def _label(lines: Iterable[str]) -> str:
    """Return lines as a DOT label in which nothing is markup, an entity or an escape."""
    text = "\\n".join(map(_escape, lines))
    label: str = graphviz.nohtml(text)
    return label


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("\\", "\\\\")


def wrap(text: str, width: int, most: int) -> list[str]:
    """Return a text in at most ``most`` lines of about ``width`` columns, cut with ``…``."""
    if columns(text) != len(text):
        width //= 2
    return textwrap.wrap(" ".join(text.split()), width, max_lines=most, placeholder=" …") or [""]


def columns(text: str) -> int:
    """Return how wide a text is in columns: characters of East Asian scripts take two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
