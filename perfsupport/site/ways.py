"""The ways out of each step in words, for the map, the outline and the booklet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from perfsupport.catalogues import ENGLISH_WORDS, Words
from perfsupport.edges import Edge, find_edges
from perfsupport.program import ProgramStep, ProgramTree
from perfsupport.site.text import write_line
from perfsupport.tree import Tree


class Way(NamedTuple):
    """A way out of a step: the edge's role, what it is called, and the step it leads to with its number and title."""

    role: str
    label: str
    target: str
    number: int
    title: str


def find_ways(tree: Tree, compiled: Mapping[str, ProgramTree], words: Words = ENGLISH_WORDS) -> dict[str, list[Way]]:
    """Return the ways out of each step in the order written, "None of these" last; steps are numbered from 1."""
    program = compiled[tree.id]
    numbers = {id: number for number, id in enumerate(program["steps"], start=1)}
    titles = {id: write_line(step["title"], program) for id, step in program["steps"].items()}
    ways: dict[str, list[Way]] = {}
    for id, step in program["steps"].items():
        edges: Iterable[Edge] = find_edges(tree.steps[id], tree.fallback)
        if step.get("pick_many"):
            # All options lead the same way, so that is one way.
            edges = dict.fromkeys(
                edge._replace(role="then", label="", option=None) if edge.option else edge for edge in edges
            )
        ways[id] = [
            Way(
                edge.role,
                _label(edge, step, program, compiled, words),
                str(edge.target),
                numbers[edge.target],
                titles[edge.target],
            )
            for edge in edges
        ]
    return ways


def _label(
    edge: Edge, step: ProgramStep, program: ProgramTree, compiled: Mapping[str, ProgramTree], words: Words
) -> str:
    """Return what a way is called: option, condition, or the title of the other tree's outcome."""
    if edge.option is not None:
        options = step.get("options", [])
        return next((write_line(one["label"], program) for one in options if one["id"] == edge.option.id), edge.label)
    if edge.role == "on":
        inner = compiled[step["run"]]
        return write_line(inner["steps"][edge.label]["title"], inner)
    return words.tell(edge.label) if edge.role == "fallback" else edge.label
