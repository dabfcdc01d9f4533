"""Which cases can be at which step: boxes carried along all ways until nothing new comes; and single paths."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from perfsupport.rules.analysis.logic.following import (
    NOTHING,
    QUEUED,
    SENT,
    WAITS,
    Earlier,
    Event,
    Record,
    Sent,
    find_records,
)
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
    nothing may be concluded. With ``keeps`` there are ``records`` for the next time, and ``earlier`` are those of the
    last.
    """

    def __init__(
        self,
        space: Space,
        ways: Mapping[str, Sequence[Way]],
        start: str,
        reads: Mapping[str, int],
        pause: Callable[[], None],
        *,
        keeps: bool = False,
        earlier: Earlier | None = None,
    ) -> None:
        self.space = space
        self.ways = ways
        self.start = start
        self.forgotten = {id: space.every ^ read for id, read in reads.items()}
        self._blind = {id for id, read in reads.items() if not read}
        self.states: dict[str, list[int]] = {id: [] for id in ways}
        self.widened: set[str] = set()
        self.gave_up = False
        self._nodes: dict[bool, dict[str, list[Node]]] = {}
        self._pending: dict[str, list[int]] = {id: [] for id in ways}
        self.records: dict[str, Record] | None = {id: Record() for id in ways} if keeps else None
        self.unchanged: set[str] = set()
        """The steps at which everything happened as the last time."""
        self._scripts: dict[str, Record] = {}
        if earlier is not None:
            self._scripts = dict(find_records(earlier, space.start, self.forgotten))
        self._at = dict.fromkeys(self._scripts, 0)
        self._fill(pause)
        self._finish()

    def _fill(self, pause: Callable[[], None]) -> None:
        order = {id: place for place, id in enumerate(_sort(self.start, self.ways))}
        ids = list(order)
        heap: list[int] = []
        work = MOST_WORK * (len(ids) + 10)
        if self._arrive(self.start, self.space.start) == QUEUED:
            heap.append(order[self.start])
        while heap:
            pause()
            for target, parts in self._send_on(ids[heapq.heappop(heap)]):
                work -= len(parts)
                for part in parts:
                    if self._arrive(target, part) == QUEUED:
                        heapq.heappush(heap, order[target])
            if work < 0:
                self.gave_up = True
                return

    def _send_on(self, id: str) -> Sent:
        """Return what is sent on of the boxes that wait at a step."""
        script = self._scripts.get(id)
        if script is not None:
            at = self._at[id]
            if at < len(script.events) and script.events[at].box == SENT:
                self._at[id] = at + 1
                return script.events[at].sent
            self._leave_script(id)
        boxes, self._pending[id] = self._pending[id], []
        sent = [(way.target, parts) for way, parts in self.send(id, boxes)]
        if self.records is not None:
            self.records[id].events.append(Event(SENT, NOTHING, sent))
        return sent

    def _arrive(self, id: str, box: int) -> int:
        """Add a box to those at a step, and return what that leads to."""
        if id in self._blind and (self.states[id] or self._at.get(id)):
            return NOTHING
        box |= self.forgotten[id]
        script = self._scripts.get(id)
        if script is not None:
            at = self._at[id]
            if at < len(script.events) and script.events[at].box == box:
                self._at[id] = at + 1
                return script.events[at].led_to
            if any(box & event.box == box for event in islice(script.events, at) if event.box != SENT):
                return NOTHING
            self._leave_script(id)
        led_to = self._add(id, box)
        # What brought nothing new may come or not come the next time.
        if led_to != NOTHING and self.records is not None:
            self.records[id].events.append(Event(box, led_to))
        return led_to

    def _add(self, id: str, box: int) -> int:
        known = self.states[id]
        if not add_box(known, box, self.space.field_of):
            return NOTHING
        if len(known) > MOST_BOXES:
            self.widened.add(id)
            together = 0
            for each in known:
                together |= each
            known[:] = [together]
        pending = self._pending[id]
        if not pending:
            pending.append(known[-1])
            return QUEUED
        add_box(pending, known[-1], self.space.field_of)
        return WAITS

    def _leave_script(self, id: str) -> None:
        """Work out what happened at a step so far, since from here on it is otherwise than the last time."""
        events = self._scripts.pop(id).events[: self._at[id]]
        for event in events:
            if event.box == SENT:
                self._pending[id] = []
            else:
                self._add(id, event.box)
        if self.records is not None:
            self.records[id].events = events

    def _finish(self) -> None:
        """Take over what came of the steps at which everything happened as the last time."""
        for id, script in list(self._scripts.items()):
            if self._at[id] < len(script.events):
                self._leave_script(id)
                continue
            self.unchanged.add(id)
            self.states[id] = script.states
            if script.is_widened:
                self.widened.add(id)
            if self.records is not None:
                self.records[id] = script
        self._scripts = {}
        if self.gave_up:
            self.records = None
        for id, record in (self.records or {}).items():
            record.states, record.is_widened = self.states[id], id in self.widened

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
        waiting = deque([Node(self.start, self.space.start | self.forgotten[self.start], None, None)])
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
                waiting += [Node(way.target, part | self.forgotten[way.target], node, way) for part in parts]
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
