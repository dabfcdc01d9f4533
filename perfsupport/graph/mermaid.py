"""A graph as Mermaid text. Steps are called ``s`` and their number, and signs that Mermaid could read are escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfsupport.graph.paint import KIND_COLOURS
from perfsupport.graph.parts import Graph, list_lines
from perfsupport.site.maps import Box

EDGE_LIMIT = 500
OLD_EDGE_LIMIT = 280
"""What Mermaid draws unless it is told otherwise, now and before version 10.5."""

TEXT_LIMIT = 50_000

SHAPES = {
    "question": ("(", ")"),
    "input": ("[/", "/]"),
    "action": ("[", "]"),
    "route": ("{{", "}}"),
    "subtree": ("[[", "]]"),
    "outcome": ("([", "])"),
    "section": ("[[", "]]"),
    "elsewhere": ("[", "]"),
    "begin": ("((", "))"),
}
STATE_LINES = {"dashed": "6 4", "dotted": "2 4", "bold": "", "": ""}

_RISKY = re.compile(r"[^\w\s.,:?!()+/'€£“”‘’…→✓✗–-]|^\s*[-+*]|^\s*\d+[.)](?=\s)")


def write_mermaid(graph: Graph, links: bool = False) -> str:
    """Return the graph as a Mermaid flow chart; with ``links`` the boxes lead into the aid."""
    names = {box.name: f"s{number}" for number, box in enumerate(graph.boxes, start=1)}
    return "\n".join(_find_lines(graph, names, links)) + "\n"


def find_warning(graph: Graph, text: str) -> str | None:
    """Return what to say of a graph that Mermaid may refuse, or None; ``text`` is what was written of it."""
    if len(text) > TEXT_LIMIT:
        return f"Mermaid takes at most {TEXT_LIMIT} characters unless maxTextSize is set. Draw it by --section."
    edges = len(list_lines(graph))
    if edges <= OLD_EDGE_LIMIT:
        return None
    who = "Mermaid" if edges > EDGE_LIMIT else "Mermaid before version 10.5"
    limit = EDGE_LIMIT if edges > EDGE_LIMIT else OLD_EDGE_LIMIT
    return (
        f"{who} draws at most {limit} lines unless maxEdges is set, and this graph has {edges}. Draw it by --section."
    )


def _find_lines(graph: Graph, names: dict[str, str], links: bool) -> Iterator[str]:
    yield "flowchart TD"
    yield f"  accTitle: {_plain(graph.title)}"
    for box in graph.boxes:
        opening, closing = SHAPES[box.kind]
        label = "<br/>".join(escape(text) for text in (box.label, box.remark) if text or text is box.label)
        yield f'  {names[box.name]}{opening}"{label}"{closing}'
    for source, line in list_lines(graph):
        label = f'|"{escape(line.label)}"|' if line.label else ""
        yield f"  {names[source]} -->{label} {names[line.target]}"
    for number, (title, members) in enumerate(graph.groups.items(), start=1):
        yield f'  subgraph g{number}["{escape(title)}"]'
        yield from (f"    {names[member]}" for member in members if member in names)
        yield "  end"
    for kind, (fill, edge) in KIND_COLOURS.items():
        members = [names[box.name] for box in graph.boxes if box.kind == kind]
        if members:
            yield f"  classDef k_{kind} fill:{fill},stroke:{edge},color:#1b1f23"
            yield f"  class {','.join(members)} k_{kind}"
    yield from (f"  style {names[box.name]} {_style(box)}" for box in graph.boxes if _has_state(box))
    if links:
        yield from (f'  click {names[box.name]} href "{_url(box.href)}"' for box in graph.boxes if box.href)


def _has_state(box: Box) -> bool:
    return (
        bool(box.attributes)
        and set(box.mark.split()) & {"covered", "partly", "missed", "added", "removed", "changed"} != set()
    )


def _style(box: Box) -> str:
    attributes = box.attributes or {}
    pattern = next((STATE_LINES[word] for word in attributes["style"].split(",") if STATE_LINES.get(word)), "")
    dashes = f",stroke-dasharray:{pattern}" if pattern else ""
    return (
        f"fill:{attributes['fillcolor']},stroke:{attributes['color']},stroke-width:{attributes['penwidth']}px{dashes}"
    )


def escape(text: str) -> str:
    """Return words in which Mermaid reads nothing: what could be a sign is written by its number."""
    flat = " ".join(text.split()) or "…"
    return _RISKY.sub(
        lambda found: "".join(f"#{ord(sign)};" if not sign.isalnum() else sign for sign in found[0]), flat
    )


def _plain(text: str) -> str:
    """Return words for a line that knows no escapes."""
    return " ".join(re.sub(r"[^\w\s.,:?!()'-]", " ", text).split())


def _url(address: str) -> str:
    return re.sub(r'["\s<>\\]', "", address)
