"""The only ways: to which steps of a tree there is exactly one way, so that a search hit can fill in the path.

A way is one of responses that a rep can be sure to give: an option without conditions and dates, "None of these", or
Done. Behind anything else (an entry, several picked at once, a route, another tree, a sensitive fact) there is doubt,
and in doubt there is none. Going round is no second way: where every way to a step comes through an earlier one, a
step back to that one changes nothing.

Takes time in proportion to the steps and the ways between them. ``paths.py`` also finds those that lead through
routes and other trees.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from perfsupport.program import DONE_RESPONSE, NONE_RESPONSE, ProgramTree
from perfsupport.site.reading import is_dated, tells_secret

ASKED = ("question", "input", "action")
SCREENS = (*ASKED, "outcome")
"""The kinds of step that a rep sees."""

MOST_RESPONSES = 150
"""In the address of a hit: longer ones are no longer fit to be sent on."""


class OnlyWay(NamedTuple):
    """The last part of the only way to a step: the step before it, and the response there.

    Both are empty for the step that the tree begins with.
    """

    before: str = ""
    response: str = ""


class Edge(NamedTuple):
    """A way from one step to another; ``response`` is empty where nobody can say which response leads there.

    It may also lead on by itself, and surely (``is_silent``).
    """

    source: str
    target: str
    response: str = ""
    sets: tuple[str, ...] = ()
    is_silent: bool = False


def find_only_ways(tree: ProgramTree) -> dict[str, OnlyWay]:
    """Return the last part of the way to each step to which there is exactly one; the steps before it are in it too.

    With an empty case these responses lead there in ``walk``, whatever the host knows and whichever day it is. A step
    is left out, and all behind it, where its own fact is known by then, and where more responses would be needed than
    an address should hold.
    """
    edges = {id: list(_find_edges(id, tree)) for id in tree["steps"]}
    forest = Forest(tree["start"], edges)
    only = {id: edge for id, edge in forest.find_only() if edge.response and not is_dated(tree["steps"][id])}
    return dict(_follow(tree, only))


def _find_edges(id: str, tree: ProgramTree) -> Iterator[Edge]:
    """Yield the ways out of a step; where several responses lead to one target, so many."""
    step = tree["steps"][id]
    sure = step["kind"] in ASKED and not tells_secret(step, tree)
    then = step.get("then")
    if step["kind"] == "question" and "pick_many" not in step:
        for option in step["options"]:
            plain = sure and "when" not in option and not is_dated(option)
            sets = (*option.get("set", ()), *step.get("set", ()), *([step["fact"]] if "fact" in step else ()))
            yield Edge(id, option["target"], option["id"] if plain else "", sets)
    elif step["kind"] == "action" and then is not None:
        yield Edge(id, then, DONE_RESPONSE if sure else "", tuple(step.get("set", ())))
    elif then is not None:
        yield Edge(id, then)
    targets = [branch["target"] for branch in step.get("branches", ())]
    for target in (*targets, step.get("otherwise"), *step.get("on", {}).values()):
        if target is not None:
            yield Edge(id, target)
    fallback = tree.get("fallback")
    if step["kind"] in ("question", "input") and "exhaustive" not in step and fallback not in (None, id):
        yield Edge(id, str(fallback), NONE_RESPONSE if sure else "")


def _follow(tree: ProgramTree, only: Mapping[str, Edge]) -> Iterator[tuple[str, OnlyWay]]:
    """Yield the steps in reach of the start by these ways that a run-through stops at, each behind the one before."""
    below: dict[str, list[str]] = {}
    for id, edge in only.items():
        below.setdefault(edge.source, []).append(id)
    given: Counter[str] = Counter()
    stack = [(tree["start"], 0)]
    while stack:
        id, length = stack.pop()
        edge = only.get(id, Edge("", id))
        if length < 0:
            given.subtract(edge.sets)
            continue
        given.update(edge.sets)
        stack.append((id, -1))
        step = tree["steps"][id]
        stops = step["kind"] in SCREENS and given[step.get("fact", "")] <= 0 and not is_dated(step)
        if stops and length <= MOST_RESPONSES:
            yield id, OnlyWay(edge.source, edge.response)
            stack += [(next, length + 1) for next in below.get(id, ())]


class Forest:
    """The steps in reach of the start in the order of a depth-first search, and what it tells of ways back.

    ``forward`` are the ways to each step but those back to a step from one that was found through it. ``doubtful`` are
    steps to which such a way back is a way of its own: it can be reached without coming through the step. That is
    told apart by joining each circle to its first step, innermost first, as in Tarjan's "Testing flow graph
    reducibility" (1974).
    """

    def __init__(self, start: str, edges: Mapping[str, list[Edge]]) -> None:
        self.order: list[str] = []
        self.forward: dict[str, list[Edge]] = {}
        self.doubtful: set[str] = set()
        self._number: dict[str, int] = {}
        self._last: dict[str, int] = {}
        self._back: dict[str, list[str]] = {}
        self._joined: dict[str, str] = {}
        self._search(start, edges)
        for id in reversed(self._number):
            self._join(id)

    def find_only(self) -> Iterator[tuple[str, Edge]]:
        """Yield the steps to which no more than one way leads from those before them, and its last part."""
        for id in self.order[1:]:
            forward = self.forward.get(id, [])
            if len(forward) == 1 and id not in self.doubtful:
                yield id, forward[0]

    def _search(self, start: str, edges: Mapping[str, list[Edge]]) -> None:
        """Number the steps as they are found, and sort their ways; ``order`` has each behind all forward ways to it."""
        number, last, order = self._number, self._last, self.order
        stack = [(start, iter(edges[start]))]
        number[start] = 0
        while stack:
            id, rest = stack[-1]
            for edge in rest:
                target = edge.target
                if target not in number and target in edges:
                    number[target] = len(number)
                    stack.append((target, iter(edges[target])))
                    break
            else:
                last[id] = len(number) - 1
                order.append(id)
                stack.pop()
        order.reverse()
        for id in order:
            place = number[id]
            for edge in edges[id]:
                target = edge.target
                top = number.get(target)
                if top is None:
                    continue
                if top <= place <= last[target]:
                    self._back.setdefault(target, []).append(id)
                else:
                    self.forward.setdefault(target, []).append(edge)

    def _is_below(self, id: str, top: str) -> bool:
        """Tell whether a step was found through another, or is that one."""
        return self._number[top] <= self._number[id] <= self._last[top]

    def _join(self, top: str) -> None:
        """Join what lies on circles through a step to it; where a way leads in past the step, there is doubt."""
        body: set[str] = set()
        waiting = [self._find(id) for id in self._back.get(top, ())]
        while waiting:
            id = waiting.pop()
            if id == top or id in body:
                continue
            if not self._is_below(id, top):
                self.doubtful.add(top)
                continue
            body.add(id)
            waiting += [self._find(edge.source) for edge in self.forward.get(id, ())]
            if id in self.doubtful:
                # A circle that can be entered in two places: where else it is entered was not kept apart.
                self.doubtful.add(top)
        for id in body:
            self._joined[id] = top

    def _find(self, id: str) -> str:
        """Return the step that a step was joined to, and shorten the way there for the next time."""
        root = id
        while root in self._joined:
            root = self._joined[root]
        while id != root:
            self._joined[id], id = root, self._joined[id]
        return root
