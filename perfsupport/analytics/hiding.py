"""What must stay hidden, so that no figure of few people is shown and none can be worked out from what is shown.

Counts add up: completed and not completed give all run-throughs, the outcomes give the completed ones, the days give
the sessions. A count of few people is hidden, and then so many others that at least two values of it remain possible.

Each count stands in one or two sums, on one side of each, so that sums are the nodes and counts the arcs of a network,
and the values that remain possible are its flows. A hidden count can be told exactly when no circle of hidden arcs
leads through it on which all can change by one, none falling below nought.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field

GROUND = ""
"""The end of an arc whose count stands in one sum only."""


@dataclass(slots=True)
class Cell:
    """A count as an arc of the network: it adds to the sum ``into`` and is taken away in the sum ``out_of``.

    ``people`` are those behind it; ``is_shown`` turns False when it must be hidden. A cell that is ``unsaid`` never
    stands in the report.
    """

    count: int
    people: int
    into: Hashable = GROUND
    out_of: Hashable = GROUND
    unsaid: bool = False
    is_shown: bool = field(init=False)

    def __post_init__(self) -> None:
        self.is_shown = not self.unsaid


def hide(cells: Mapping[Hashable, Cell], floor: int) -> None:
    """Hide the cells of fewer people than the floor (none at all is no secret), and what would give them away."""
    guarded = [cell for cell in cells.values() if cell.count and cell.people < floor]
    for cell in guarded:
        cell.is_shown = False
    hidden = _Hidden(cells.values())
    for cell in guarded:
        while not cell.unsaid and (other := _find_next(cell, hidden, cells.values())) is not None:
            other.is_shown = False
            hidden.add(other)


def _find_next(cell: Cell, hidden: _Hidden, cells: Iterable[Cell]) -> Cell | None:
    """Return the least of the shown cells that shut a hidden one in; None where it could as well be another."""
    for wall in hidden.find_walls(cell):
        across = [each for each in cells if each.is_shown and (each.into in wall) != (each.out_of in wall)]
        if across:
            return min(across, key=lambda each: each.count)
    return None


class _Hidden:
    """The network of the hidden cells."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        self._arcs: dict[Hashable, list[Cell]] = {}
        for cell in cells:
            if not cell.is_shown:
                self.add(cell)

    def add(self, cell: Cell) -> None:
        """Take a cell in that is hidden from now on."""
        self._arcs.setdefault(cell.into, []).append(cell)
        self._arcs.setdefault(cell.out_of, []).append(cell)

    def find_walls(self, cell: Cell) -> list[set[Hashable]]:
        """Return the sums within which a change by one stays, up and down; none where one of the two can get out."""
        more = self._reach(cell.into, cell, cell.out_of)
        less = more and self._reach(cell.out_of, cell, cell.into if cell.count else None)
        return [more, less] if more and less else []

    def _reach(self, start: Hashable, without: Cell, end: Hashable | None) -> set[Hashable] | None:
        """Return the sums to which one too many can be moved: by a cell that grows on the way, or one that falls.

        None where it can be moved to the end.
        """
        if start == end:
            return None
        seen = {start}
        waiting = deque([start])
        while waiting:
            node = waiting.popleft()
            for each in self._arcs.get(node, ()):
                if each is without:
                    continue
                onward = each.out_of if each.into == node and each.count else None
                onward = each.into if each.out_of == node else onward
                if onward is None or onward in seen:
                    continue
                if onward == end:
                    return None
                seen.add(onward)
                waiting.append(onward)
        return seen
