"""Graphs as files: DOT text, and what Graphviz draws from it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from markupsafe import escape

from perfsupport.errors import PerfsupportError
from perfsupport.graph.parts import Graph, list_lines
from perfsupport.site.draw import DrawingError, find_engine
from perfsupport.site.maps import Box, Line, make_dot

SECONDS = 60.0
ROW = 6
"""How many boxes without lines stand beside each other."""


def write_dot(graph: Graph, legend: Sequence[Box] = ()) -> str:
    """Return the graph as DOT text with title, sections and legend."""
    attributes = {"label": graph.title, "labelloc": "t", "fontname": "Helvetica", "fontsize": "18", "bgcolor": "white"}
    if graph.groups:
        attributes |= {"pack": "24", "packmode": f"array_u{max(2, math.isqrt(len(graph.groups)) // 2)}"}
    return make_dot(graph.boxes, _place_alone(graph), attributes, graph.groups, legend)


def _place_alone(graph: Graph) -> dict[str, list[Line]]:
    """Return the lines with unseen ones that put boxes without any into rows; Graphviz would make one long row."""
    lines = {source: list(leading) for source, leading in graph.lines.items()}
    linked = {name for source, line in list_lines(graph) for name in (source, line.target)}
    for members in graph.groups.values() or [[box.name for box in graph.boxes]]:
        alone = [name for name in members if name not in linked]
        for upper, lower in zip(alone, alone[ROW:], strict=False):
            lines.setdefault(upper, []).append(Line(lower, attributes={"style": "invis"}))
    return lines


def draw(dot: str, form: str, title: str, seconds: float = SECONDS) -> bytes:
    """Return a DOT text drawn as svg, png or pdf. Raises PerfsupportError where it cannot be drawn."""
    engine = find_engine()
    if engine is None:
        raise PerfsupportError("There is no Graphviz. Install it, or the Python package pygraphviz.")
    try:
        drawn = engine.draw_file(dot, form, seconds)
    except DrawingError as error:
        remedy = "Draw it by --section, or write --format dot." if "longer" in str(error) else "Write --format dot."
        raise PerfsupportError(f"Drawing {error}. {remedy}") from None
    finally:
        engine.close()
    return _name_svg(drawn.decode(), title).encode() if form == "svg" else drawn


def _name_svg(svg: str, title: str) -> str:
    """Give the picture a name for those who hear it, in place of Graphviz's own comments and tool tips."""
    svg = re.sub(r"<!--.*?-->\n?", "", svg, flags=re.DOTALL)
    return re.sub(r"<svg ", f'<svg role="img" aria-label="{escape(title)}" ', svg, count=1).replace("\r", "")
