"""What came of sending boxes through a tree, kept for the next time: most of a tree is the same after a key press.

A step is told by the boxes that come to it, one after the other. As long as they are the same as the last time, so is
all that follows from them, and nothing of it is worked out again. A box that others hold which came before brings
nothing new, and is not told of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

SENT = -1
"""Stands for the arrival of a box where boxes were sent on."""

NOTHING, WAITS, QUEUED = 0, 1, 2
"""What an arrival led to: nothing new, one more box among those that wait, or the first of them."""

Sent: TypeAlias = Sequence[tuple[str, Sequence[int]]]
"""What was sent on: to which step, and which boxes."""


class Event(NamedTuple):
    """The arrival of a box at a step, or (``SENT``) what was sent on of all that waited there."""

    box: int
    led_to: int = NOTHING
    sent: Sent = ()


@dataclass
class Record:
    """What happened at a step, and the boxes there at the end of it."""

    events: list[Event] = field(default_factory=list)
    states: list[int] = field(default_factory=list)
    is_widened: bool = False


class Earlier(NamedTuple):
    """What happened before a change at the steps of which the ways are the very same.

    ``touched`` are the bits that a step's ways are about, ``changed`` those that mean something else now. ``start`` and
    ``forgotten`` are as they were in :class:`perfsupport.rules.analysis.logic.paths.Paths`.
    """

    records: Mapping[str, Record]
    touched: Mapping[str, int]
    changed: int
    start: int
    forgotten: Mapping[str, int]


def find_records(earlier: Earlier, start: int, forgotten: Mapping[str, int]) -> Iterator[tuple[str, Record]]:
    """Yield the records that hold now, with the boxes as they are now.

    Where bits mean something else, or are no longer of interest, a step may know nothing of them but what everything
    begins with: then these bits are put in place of the old ones.
    """
    for id, touched in earlier.touched.items():
        record = earlier.records.get(id)
        if record is None:
            continue
        bits = earlier.changed | (earlier.forgotten[id] ^ forgotten[id])
        if not bits:
            yield id, record
        elif not touched & bits:
            old, new = (earlier.start | earlier.forgotten[id]) & bits, (start | forgotten[id]) & bits
            if _is_everywhere(record, bits, old):
                yield id, record if old == new else _swap(record, old ^ new)


def _is_everywhere(record: Record, bits: int, value: int) -> bool:
    """Tell whether all boxes of a record have the same in some bits."""
    for box, _, sent in record.events:
        if box != SENT and box & bits != value:
            return False
        for _, boxes in sent:
            for each in boxes:
                if each & bits != value:
                    return False
    return True


def _swap(record: Record, bits: int) -> Record:
    events = [
        Event(SENT, NOTHING, [(target, [each ^ bits for each in boxes]) for target, boxes in sent])
        if box == SENT
        else Event(box ^ bits, led_to)
        for box, led_to, sent in record.events
    ]
    return Record(events, [box ^ bits for box in record.states], record.is_widened)
