"""Which cases can be at which step: boxes carried along all ways until nothing new comes; and single paths."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from perfsupport.rules.analysis.logic.formulas import ALWAYS, Formula, add_box, cut_all, deny
from perfsupport.rules.analysis.logic.space import Space
from perfsupport.rules.analysis.logic.ways import Way
from perfsupport.tree import Route

MOST_BOXES = 64
"""Kept apart at a step; beyond that they become one that holds them all, and perhaps more."""

MOST_WORK = 400
"""Boxes sent on from a step, on an average, before a tree is given up."""

MOST_SEARCHED = 3000
"""Boxes visited in search of single paths through a tree."""


class Node(NamedTuple):
    """A visit on a single path: the step, the cases, the visit before, and the way from there."""

    step: str
    box: int
    before: Node | None
    way: Way | None

    @property
    def path(self) -> list[Node]:
        """All visits up to this one."""
        found: list[Node] = []
        node: Node | None = self
        while node is not None:
            found.append(node)
            node = node.before
        return found[::-1]


class Paths:
    """The cases at every step of a tree.

    ``states`` are the boxes at each step that can be reached. ``widened`` are the steps at which there were too many to
    keep apart: from there on more may seem possible than is. ``gave_up`` says that the work was broken off, so that
    nothing may be concluded.
    """

    def __init__(
        self,
        space: Space,
        ways: Mapping[str, Sequence[Way]],
        start: str,
        reads: Mapping[str, int],
        pause: Callable[[], None],
    ) -> None:
        self.space = space
        self.ways = ways
        self.start = start
        self._forgotten = {id: space.every ^ read for id, read in reads.items()}
        self._blind = {id for id, read in reads.items() if not read}
        self.states: dict[str, list[int]] = {id: [] for id in ways}
        self.widened: set[str] = set()
        self.gave_up = False
        self._nodes: dict[bool, dict[str, list[Node]]] = {}
        self._fill(pause)

    def _fill(self, pause: Callable[[], None]) -> None:
        order = {id: place for place, id in enumerate(_sort(self.start, self.ways))}
        ids = list(order)
        pending: dict[str, list[int]] = {id: [] for id in ids}
        heap: list[int] = []
        work = MOST_WORK * (len(ids) + 10)
        self._arrive(self.start, self.space.start, pending, order, heap)
        while heap:
            pause()
            id = ids[heapq.heappop(heap)]
            boxes, pending[id] = pending[id], []
            for way, parts in self.send(id, boxes):
                work -= len(parts)
                for part in parts:
                    self._arrive(way.target, part, pending, order, heap)
            if work < 0:
                self.gave_up = True
                return

    def _arrive(
        self, id: str, box: int, pending: dict[str, list[int]], order: Mapping[str, int], heap: list[int]
    ) -> None:
        known = self.states[id]
        if known and id in self._blind:
            return
        if not add_box(known, box | self._forgotten[id], self.space.field_of):
            return
        if len(known) > MOST_BOXES:
            self.widened.add(id)
            together = 0
            for each in known:
                together |= each
            known[:] = [together]
        if not pending[id]:
            heapq.heappush(heap, order[id])
            pending[id] = [known[-1]]
        else:
            add_box(pending[id], known[-1], self.space.field_of)

    def send(self, id: str, boxes: Sequence[int]) -> Iterator[tuple[Way, Sequence[int]]]:
        """Yield each way out of a step with the cases that go it, as they are at its end."""
        rest: Sequence[int] = boxes
        in_turn = isinstance(self.space.tree.steps[id], Route)
        for way in self.ways[id]:
            parts = rest if in_turn else boxes
            if way.guard is not None and way.guard is not ALWAYS:
                parts = self.space.narrow(cut_all(parts, way.guard))
            if in_turn and way.guard is not None:
                rest = [] if way.guard is ALWAYS else self.space.narrow(cut_all(rest, deny(way.guard)))
            if way.changes:
                parts = [self._change(part, way) for part in parts]
            yield way, parts

    def _change(self, box: int, way: Way) -> int:
        for fact, bits, maybe in way.changes:
            box = self.space.assign(box, fact, bits | (box & fact.field if maybe else 0))
        return box

    def find_node(
        self, id: str, formula: Formula, accept: Callable[[Node], bool] | None = None, *, through_none: bool = True
    ) -> Node | None:
        """Return the first visit of a step, on a shortest path, in which a formula can hold; its box is cut to it.

        ``through_none`` says whether the path may lead through "None of these"; ``accept`` may refuse a visit.
        """
        if through_none not in self._nodes:
            self._nodes[through_none] = self._search(through_none)
        for node in self._nodes[through_none].get(id, ()):
            for part in self.space.cut(node.box, formula):
                found = node._replace(box=part)
                if accept is None or accept(found):
                    return found
        return None

    def _search(self, through_none: bool) -> dict[str, list[Node]]:
        """Return visits of each step along single paths, shortest first, as many as patience allows."""
        found: dict[str, list[Node]] = {}
        waiting = deque([Node(self.start, self.space.start | self._forgotten[self.start], None, None)])
        patience = MOST_SEARCHED
        while waiting and patience > 0:
            node = waiting.popleft()
            seen = found.setdefault(node.step, [])
            if any(node.box & each.box == node.box for each in seen):
                continue
            seen.append(node)
            patience -= 1
            for way, parts in self.send(node.step, [node.box]):
                if way.role == "none" and not through_none:
                    continue
                waiting += [Node(way.target, part | self._forgotten[way.target], node, way) for part in parts]
        return found


def find_reads(ways: Mapping[str, Sequence[Way]], own: Mapping[str, int]) -> dict[str, int]:
    """Return for each step the bits of the facts that it or a step behind it looks at (``own`` are its own)."""
    reads = dict(own)
    back: dict[str, set[str]] = {}
    for id, each in ways.items():
        for way in each:
            back.setdefault(way.target, set()).add(id)
    waiting = deque(ways)
    queued = set(ways)
    while waiting:
        id = waiting.pop()
        queued.discard(id)
        for before in back.get(id, ()):
            if reads[id] & ~reads[before]:
                reads[before] |= reads[id]
                if before not in queued:
                    waiting.append(before)
                    queued.add(before)
    return reads


def _sort(start: str, ways: Mapping[str, Sequence[Way]]) -> list[str]:
    """Return the steps that can be reached, each behind those that lead to it, circles aside."""
    seen = {start}
    done: list[str] = []
    stack = [(start, iter(ways[start]))]
    while stack:
        id, rest = stack[-1]
        for way in rest:
            if way.target not in seen:
                seen.add(way.target)
                stack.append((way.target, iter(ways[way.target])))
                break
        else:
            done.append(id)
            stack.pop()
    return done[::-1]
