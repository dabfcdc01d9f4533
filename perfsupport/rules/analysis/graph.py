"""Questions about a graph: nodes are ids, ``ways`` names the nodes that each leads to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeAlias

Ways: TypeAlias = Mapping[str, Collection[str]]


def find_reachable(starts: Iterable[str], ways: Ways) -> set[str]:
    """Return the nodes that can be reached, the starts among them."""
    reached = set(starts)
    waiting = list(reached)
    while waiting:
        for target in ways.get(waiting.pop(), ()):
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    return reached


def turn_round(ways: Ways) -> dict[str, list[str]]:
    """Return the graph with each way turned round."""
    back: dict[str, list[str]] = {}
    for node, targets in ways.items():
        for target in targets:
            back.setdefault(target, []).append(node)
    return back


def find_way(start: str, goal: str, ways: Ways) -> Sequence[str] | None:
    """Return a shortest way of one move or more, both ends included, or None where there is none."""
    before: dict[str, str] = {}
    layer = [start]
    while layer and goal not in before:
        further = []
        for node in layer:
            for target in ways.get(node, ()):
                if target not in before:
                    before[target] = node
                    further.append(target)
        layer = further
    if goal not in before:
        return None
    way = [goal, before[goal]]
    while way[-1] != start:
        way.append(before[way[-1]])
    return way[::-1]


def find_components(nodes: Iterable[str], ways: Ways) -> list[list[str]]:
    """Return the strongly connected components among ``nodes``, in their order, as are the nodes of each.

    Tarjan's algorithm with a stack of its own, since a tree may be deeper than Python's.
    """
    order = {node: place for place, node in enumerate(nodes)}
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    open_nodes: list[str] = []
    is_open: set[str] = set()
    found: list[list[str]] = []
    for root in order:
        if root in index:
            continue
        walk = [(root, iter(ways.get(root, ())))]
        index[root] = low[root] = len(index)
        open_nodes.append(root)
        is_open.add(root)
        while walk:
            node, targets = walk[-1]
            for target in targets:
                if target not in order:
                    continue
                if target not in index:
                    index[target] = low[target] = len(index)
                    open_nodes.append(target)
                    is_open.add(target)
                    walk.append((target, iter(ways.get(target, ()))))
                    break
                if target in is_open:
                    low[node] = min(low[node], index[target])
            else:
                walk.pop()
                if walk:
                    low[walk[-1][0]] = min(low[walk[-1][0]], low[node])
                if low[node] == index[node]:
                    component: list[str] = []
                    while not component or component[-1] != node:
                        component.append(open_nodes.pop())
                    is_open.difference_update(component)
                    found.append(sorted(component, key=order.__getitem__))
    return sorted(found, key=lambda component: order[component[0]])


def find_circles(nodes: Iterable[str], ways: Ways) -> list[Sequence[str]]:
    """Return for each group of nodes that lead to one another one circle, which ends where it began."""
    circles = []
    for component in find_components(nodes, ways):
        inside = set(component)
        own = {node: [target for target in ways.get(node, ()) if target in inside] for node in component}
        circle = find_way(component[0], component[0], own)
        if circle is not None:
            circles.append(circle)
    return circles
