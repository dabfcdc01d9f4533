"""Graphviz's SVG, reduced to what a strict content security policy and a page in two colour schemes can take.

Only shapes, text and links come through, each with the classes the style sheet knows; colours, fonts, ids and whatever
else a version of Graphviz may write do not.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree

from markupsafe import escape

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_SHAPES = {
    "polygon": ("points",),
    "polyline": ("points",),
    "path": ("d",),
    "ellipse": ("cx", "cy", "rx", "ry"),
    "text": ("x", "y", "text-anchor"),
}


def clean_svg(svg: str, label: str, titles: Mapping[str, str]) -> str:
    """Return the picture as an ``svg`` element for a page.

    ``label`` is its accessible name, ``titles`` are the boxes' titles by name. Raises on broken XML.
    """
    root = ElementTree.fromstring(svg)
    width, height = (float(number) for number in root.attrib["viewBox"].split()[2:])
    parts = [
        f'<svg class="picture" viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}"'
        f' role="group" aria-label="{escape(label)}">\n'
    ]
    for graph in root.iter(f"{_SVG}g"):
        if graph.get("class", "").split()[:1] == ["graph"]:
            parts.append(f'<g transform="{escape(graph.get("transform", ""))}">\n')
            for item in sorted(graph.findall(f"{_SVG}g"), key=_depth):
                _write_item(item, titles, parts)
            parts.append("</g>")
    return "".join([*parts, "</svg>"])


def _depth(item: ElementTree.Element) -> bool:
    """Sort edges before nodes, so that no line crosses a box's text and the links come last."""
    return item.get("class", "").startswith("node")


def _write_item(item: ElementTree.Element, titles: Mapping[str, str], parts: list[str]) -> None:
    """Write a node or an edge: its group, and its link around the shapes."""
    parts.append(f'<g class="{escape(item.get("class", ""))}">')
    link = item.find(f".//{_SVG}a")
    if link is None:
        _write_shapes(item, parts)
    else:
        name = item.findtext(f"{_SVG}title", "")
        href = escape(link.get(f"{_XLINK}href", ""))
        parts.append(f'<a href="{href}"><title>{escape(titles.get(name, name))}</title>')
        _write_shapes(link, parts)
        parts.append("</a>")
    parts.append("</g>\n")


def _write_shapes(parent: ElementTree.Element, parts: list[str]) -> None:
    for shape in parent:
        name = shape.tag.removeprefix(_SVG)
        if name in _SHAPES:
            kept = "".join(f' {key}="{escape(shape.attrib[key])}"' for key in _SHAPES[name] if key in shape.attrib)
            parts.append(f"<{name}{kept}>{escape(shape.text or '')}</{name}>" if name == "text" else f"<{name}{kept}/>")
