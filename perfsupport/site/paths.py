"""The paths that search hits fill in: to each step of a tree to which there is exactly one way, all responses of it.

``only_ways.py`` finds those of a tree by itself in no time. Where conditions, routes or other trees are on the way,
every situation that a rep can come to is looked at (``exploring.py``), up to a limit: in a tree with more of them the
hits behind its routes stay jumps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from perfsupport.program import ProgramTree
from perfsupport.scenarios.keys import visit_key
from perfsupport.site.exploring import Explorer, Situation
from perfsupport.site.only_ways import MOST_RESPONSES, SCREENS, Edge, Forest, OnlyWay, find_only_ways
from perfsupport.site.reading import is_dated

MOST_SITUATIONS = 4_000
MOST_SILENT = 2
"""Visits of one step between two responses, as in the walk."""

Path: TypeAlias = tuple[tuple[str, str], ...]
"""Keys of visits, each with the response there."""


def find_paths(tree_id: str, trees: Mapping[str, ProgramTree]) -> dict[str, Path]:
    """Return the path to each step of a tree to which there is exactly one way; steps on the way may have several.

    With an empty case these responses lead there in ``walk``, whatever the host knows and whichever day it is.
    """
    tree = trees[tree_id]
    paths = dict(_write_out(find_only_ways(tree)))
    if _depends(tree):
        paths = {**dict(_explore(Explorer(tree_id, trees))), **paths}
    return paths


def _write_out(only: Mapping[str, OnlyWay]) -> Iterator[tuple[str, Path]]:
    paths: dict[str, Path] = {}
    for id, (before, response) in only.items():
        paths[id] = (*paths[before], (before, response)) if before else ()
        yield id, paths[id]


def _depends(tree: ProgramTree) -> bool:
    """Tell whether more than the steps themselves says where responses lead."""
    steps = tree["steps"].values()
    conditions = any("when" in option or "set" in option for step in steps for option in step.get("options", ()))
    return conditions or any(step["kind"] in ("route", "subtree", "input") or "set" in step for step in steps)


def _explore(explorer: Explorer) -> Iterator[tuple[str, Path]]:
    """Yield the paths to steps of the tree itself that a run-through can come to in one situation alone."""
    found = _find_situations(explorer)
    if found is None or is_dated(explorer.find_step(found[0][0])):
        return
    situations, edges = found
    forest = Forest("0", edges)
    last = {id: edge for id, edge in forest.find_only() if edge.response or edge.is_silent}
    depth = {"0": 0}
    for id in forest.order[1:]:
        if id in last and last[id].source in depth:
            depth[id] = depth[last[id].source] + 1
    alike = Counter(at.step for at in situations if at.frame.outer is None)
    for id in depth:
        at = situations[int(id)]
        shown = at.frame.outer is None and explorer.find_step(at)["kind"] in SCREENS and explorer.is_asked(at)
        if shown and alike[at.step] == 1 and depth[id] <= MOST_RESPONSES:
            path = _name(_trace(id, last), situations, explorer)
            if path is not None:
                yield at.step, path


def _find_situations(explorer: Explorer) -> tuple[list[Situation], dict[str, list[Edge]]] | None:
    """Return what a rep can come to, and the ways between, by number; None where there is too much of it."""
    situations = [explorer.begin()]
    numbers = {situations[0]: "0"}
    edges: dict[str, list[Edge]] = {}
    for place, at in enumerate(situations):
        source = str(place)
        out = edges[source] = []
        for move in explorer.find_moves(at):
            target = numbers.get(move.target)
            if target is None:
                target = numbers[move.target] = str(len(situations))
                situations.append(move.target)
            response, is_silent = (move.response, not move.response) if move.is_sure else ("", False)
            out.append(Edge(source, target, response, (), is_silent))
        if len(situations) > MOST_SITUATIONS:
            return None
    return situations, edges


def _trace(id: str, last: Mapping[str, Edge]) -> list[Edge]:
    """Return the ways that lead to a situation, from the beginning on."""
    edges = []
    while id in last:
        edges.append(last[id])
        id = last[id].source
    return edges[::-1]


def _name(edges: Sequence[Edge], situations: Sequence[Situation], explorer: Explorer) -> Path | None:
    """Return the responses of a path by the keys of their visits; None where the walk would take it for a circle."""
    path: list[tuple[str, str]] = []
    keys, visits, silent = [""], [Counter[str]()], Counter[tuple[str, str]]()
    for edge in edges:
        at = situations[int(edge.source)]
        del keys[at.frame.depth :], visits[at.frame.depth :]
        visits[-1][at.step] += 1
        within = visit_key(at.step, visits[-1][at.step])
        key = f"{keys[-1]}/{within}" if keys[-1] else within
        if edge.response:
            path.append((key, edge.response))
            silent.clear()
        elif explorer.find_step(at)["kind"] in ("route", "subtree", "outcome"):
            silent[keys[-1], at.step] += 1
            if silent[keys[-1], at.step] > MOST_SILENT:
                return None
        if situations[int(edge.target)].frame.depth > at.frame.depth:
            keys.append(key)
            visits.append(Counter())
    return tuple(path)
