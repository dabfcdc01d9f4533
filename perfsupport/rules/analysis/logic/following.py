"""What came of sending boxes through a tree, kept for the next time: most of a tree is the same after a key press.

A step is told by the boxes that come to it, one after the other. As long as they are the same as the last time, so is
all that follows from them, and nothing of it is worked out again. A box that others hold which came before brings
nothing new, and is not told of.

Boxes are kept as *traces*: by the bits in which they differ from the box that everything begins with, so far as the
step or one behind it looks at them. What happened to a fact elsewhere leaves no trace, so that it may get other cells,
or bits at another place, without a word of it here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from perfsupport.rules.analysis.logic.ways import Way

SENT = -1
"""Stands for the arrival of a box where boxes were sent on."""

NOTHING, WAITS, QUEUED = 0, 1, 2
"""What an arrival led to: nothing new, one more box among those that wait, or the first of them."""

Sent: TypeAlias = Sequence[tuple[str, Sequence[int]]]
"""What was sent on: to which step, and the traces of which boxes."""


class Event(NamedTuple):
    """The arrival of a box at a step, or (``SENT``) what was sent on of all that waited there."""

    trace: int
    led_to: int = NOTHING
    sent: Sent = ()


@dataclass
class Record:
    """What happened at a step, the traces of the boxes there at the end of it, and all bits in the traces that came."""

    events: list[Event] = field(default_factory=list)
    states: Sequence[int] = ()
    is_widened: bool = False
    bits: int = 0

    def finish(self, states: Sequence[int], *, is_widened: bool) -> None:
        """Note what has come of it all."""
        self.states, self.is_widened, self.bits = states, is_widened, 0
        for event in self.events:
            if event.trace != SENT:
                self.bits |= event.trace


class Earlier(NamedTuple):
    """What happened before a change at the steps of which the ways are the very same.

    ``touched`` are the bits that a step's ways are about, ``changed`` those that mean something else now, and ``reads``
    those that a step or one behind it looked at. ``leads_the_same`` says that all begins where it did, and all steps
    to which ways lead from there lead where they did.
    """

    records: Mapping[str, Record]
    touched: Mapping[str, int]
    changed: int
    reads: Mapping[str, int]
    leads_the_same: bool

    def find_bits(self, id: str, ways: Iterable[Way], reads: Mapping[str, int]) -> int:
        """Return the bits that mean something else now, or of which not the same steps want to know, at a step."""
        bits = self.changed | self.reads.get(id, 0) ^ reads[id]
        for way in ways:
            bits |= self.reads.get(way.target, 0) ^ reads[way.target]
        return bits


def find_records(
    earlier: Earlier, ways: Mapping[str, Sequence[Way]], reads: Mapping[str, int]
) -> Iterator[tuple[str, Record]]:
    """Yield the records that hold now.

    Where bits mean something else, or are of interest now and were not, or the other way round, a step may know
    nothing of them: neither its ways are about them, nor was there a trace of them.
    """
    is_same = earlier.reads is reads
    for id, touched in earlier.touched.items():
        record = earlier.records.get(id)
        if record is None or id not in reads:
            continue
        bits = earlier.changed if is_same else earlier.find_bits(id, ways[id], reads)
        if not (touched | record.bits) & bits:
            yield id, record
