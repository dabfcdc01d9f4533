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


MOST_OTHERS = 100
"""Steps that are otherwise than the last time, of which it is looked whether all the same follows from them."""


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


class States(Mapping[str, list[int]]):
    """The boxes at each step: of most there are only ``traces``, and ``boxes`` are made of them when asked for."""

    def __init__(self, start: int, every: int, reads: Mapping[str, int]) -> None:
        self._start, self._every, self._reads = start, every, reads
        self.traces: dict[str, Sequence[int]] = {}
        self.boxes: dict[str, list[int]] = {}

    def __getitem__(self, id: str) -> list[int]:
        if id not in self.boxes:
            self.boxes[id] = [self.restore(id, trace) for trace in self.traces.get(id, ())]
        return self.boxes[id]

    def __iter__(self) -> Iterator[str]:
        return iter({**self.traces, **self.boxes})

    def __len__(self) -> int:
        return len({**self.traces, **self.boxes})

    @property
    def reached(self) -> set[str]:
        """The steps at which there are any."""
        return {id for each in (self.traces, self.boxes) for id, some in each.items() if some}

    def restore(self, id: str, trace: int) -> int:
        """Return the box of a trace at a step; a fact that nobody looks at from there on may be anything."""
        read = self._reads[id]
        return (trace ^ self._start) & read | self._every ^ read


class Paths:
    """The cases at every step of a tree. ``order`` are the steps to which ways lead, as ``sort_steps`` gives them.

    ``states`` are the boxes at each step that can be reached. ``widened`` are the steps at which there were too many to
    keep apart: from there on more may seem possible than is. ``gave_up`` says that the work was broken off, so that
    nothing may be concluded. With ``keeps`` there are ``records`` for the next time, and ``earlier`` are those of the
    last.
    """

    def __init__(
        self,
        space: Space,
        ways: Mapping[str, Sequence[Way]],
        order: Sequence[str],
        reads: Mapping[str, int],
        pause: Callable[[], None],
        *,
        keeps: bool = False,
        earlier: Earlier | None = None,
    ) -> None:
        self.space = space
        self.ways = ways
        self.order = order
        self.start = order[0]
        self.reads = reads
        self.states = States(space.start, space.every, reads)
        self.widened: set[str] = set()
        self.gave_up = False
        self._nodes: dict[bool, dict[str, list[Node]]] = {}
        self._pending: dict[str, list[int]] = {}
        self._keeps = keeps
        self.records: dict[str, Record] = {}
        self.unchanged: set[str] = set()
        """The steps at which everything happened as the last time."""
        self._scripts: dict[str, Record] = {}
        if earlier is not None:
            self._scripts = dict(find_records(earlier, ways, reads))
        if earlier is None or not self._take_over(earlier, pause):
            self._at = dict.fromkeys(self._scripts, 0)
            self._fill(pause)
            self._finish()

    def _take_over(self, earlier: Earlier, pause: Callable[[], None]) -> bool:
        """Take over all that happened the last time, where the steps that are not as they were send on the same."""
        others = earlier.records.keys() - self._scripts.keys()
        if not earlier.leads_the_same or len(others) > MOST_OTHERS:
            return False
        records: dict[str, Record] = {}
        for id in others:
            pause()
            record = earlier.records[id]
            self._pending[id] = []
            bits = earlier.find_bits(id, self.ways[id], self.reads)
            if record.bits & bits or not self._repeats(id, record, earlier.changed):
                self.states.boxes, self._pending, self.widened = {}, {}, set()
                return False
            records[id] = Record(record.events)
            records[id].finish(self._trace_all(id), is_widened=id in self.widened)
        self.unchanged = set(self._scripts)
        for id, script in self._scripts.items():
            self.states.traces[id] = script.states
            if script.is_widened:
                self.widened.add(id)
        self.records = {**self._scripts, **records} if self._keeps else {}
        self._scripts, self._pending = {}, {}
        return True

    def _repeats(self, id: str, record: Record, changed: int) -> bool:
        """Tell whether the same is sent on of the boxes that came to a step the last time, and means the same."""
        for event in record.events:
            if event.trace != SENT:
                self._add(id, event.trace)
            else:
                boxes, self._pending[id] = self._pending[id], []
                if self._trace(id, boxes) != event.sent:
                    return False
                if any(trace & changed for _, traces in event.sent for trace in traces):
                    return False
        return True

    def _trace_all(self, id: str) -> Sequence[int]:
        start, read = self.space.start, self.reads[id]
        return [(box ^ start) & read for box in self.states.boxes[id]]

    def _fill(self, pause: Callable[[], None]) -> None:
        ids = self.order
        order = {id: place for place, id in enumerate(ids)}
        heap: list[int] = []
        work = MOST_WORK * (len(ids) + 10)
        if self._arrive(self.start, 0) == QUEUED:
            heap.append(order[self.start])
        while heap:
            pause()
            for target, traces in self._send_on(ids[heapq.heappop(heap)]):
                work -= len(traces)
                for trace in traces:
                    if self._arrive(target, trace) == QUEUED:
                        heapq.heappush(heap, order[target])
            if work < 0:
                self.gave_up = True
                return

    def _send_on(self, id: str) -> Sent:
        """Return what is sent on of the boxes that wait at a step."""
        script = self._scripts.get(id)
        if script is not None:
            at = self._at[id]
            if at < len(script.events) and script.events[at].trace == SENT:
                self._at[id] = at + 1
                return script.events[at].sent
            self._leave_script(id)
        boxes, self._pending[id] = self._pending[id], []
        sent = self._trace(id, boxes)
        if self._keeps:
            self.records[id].events.append(Event(SENT, NOTHING, sent))
        return sent

    def _trace(self, id: str, boxes: Sequence[int]) -> Sent:
        """Return what is sent on of some boxes at a step: those that differ only in what nobody looks at once."""
        start, reads = self.space.start, self.reads
        sent = [
            (way.target, [(part ^ start) & reads[way.target] for part in parts]) for way, parts in self.send(id, boxes)
        ]
        return [(target, traces if len(traces) < 2 else list(dict.fromkeys(traces))) for target, traces in sent]

    def _arrive(self, id: str, trace: int) -> int:
        """Add a box to those at a step, and return what that leads to."""
        trace &= self.reads[id]
        script = self._scripts.get(id)
        if script is not None:
            at = self._at[id]
            events = script.events
            if at < len(events) and events[at].trace == trace:
                self._at[id] = at + 1
                return events[at].led_to
            box = trace ^ self.space.start
            if any(not (trace ^ event.trace) & box for event in islice(events, at) if event.trace != SENT):
                return NOTHING
            self._leave_script(id)
        led_to = self._add(id, trace)
        # What brought nothing new may come or not come the next time.
        if led_to != NOTHING and self._keeps:
            self.records.setdefault(id, Record()).events.append(Event(trace, led_to))
        return led_to

    def _add(self, id: str, trace: int) -> int:
        known = self.states.boxes.setdefault(id, [])
        if known and not self.reads[id]:
            return NOTHING
        if not add_box(known, self.states.restore(id, trace), self.space.field_of):
            return NOTHING
        if len(known) > MOST_BOXES:
            self.widened.add(id)
            together = 0
            for each in known:
                together |= each
            known[:] = [together]
        pending = self._pending.setdefault(id, [])
        if not pending:
            pending.append(known[-1])
            return QUEUED
        add_box(pending, known[-1], self.space.field_of)
        return WAITS

    def _leave_script(self, id: str) -> None:
        """Work out what happened at a step so far, since from here on it is otherwise than the last time."""
        events = self._scripts.pop(id).events[: self._at[id]]
        for event in events:
            if event.trace == SENT:
                self._pending[id] = []
            else:
                self._add(id, event.trace)
        if self._keeps and events:
            self.records[id] = Record(events)

    def _finish(self) -> None:
        """Take over what came of the steps at which everything happened as the last time."""
        for id, script in list(self._scripts.items()):
            if self._at[id] < len(script.events):
                self._leave_script(id)
                continue
            self.unchanged.add(id)
            self.states.traces[id] = script.states
            if script.is_widened:
                self.widened.add(id)
        for id, record in self.records.items():
            record.finish(self._trace_all(id), is_widened=id in self.widened)
        self.records |= self._scripts
        self._scripts, self._pending = {}, {}
        if self.gave_up:
            self.records = {}

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
        waiting = deque([Node(self.start, self._forget(self.start, self.space.start), None, None)])
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
                waiting += [Node(way.target, self._forget(way.target, part), node, way) for part in parts]
        return found

    def _forget(self, id: str, box: int) -> int:
        """Return a box in which a fact that nobody looks at from a step on may be anything."""
        return box | self.space.every ^ self.reads[id]


def sort_steps(start: str, ways: Mapping[str, Sequence[Way]]) -> list[str]:
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
