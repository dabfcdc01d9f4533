"""What must stay hidden, so that no figure of few people is shown and none can be worked out from what is shown.

Counts add up: completed and not completed give all run-throughs, the outcomes give the completed ones, the days give
the sessions. A count of few people is hidden, and then so many others that at least two values of it remain possible.

Each count stands in one or two sums, on one side of each, so that sums are the nodes and counts the arcs of a network,
and the values that remain possible are its flows. A hidden count can be told exactly when no circle of hidden arcs
leads through it on which all can change by one, none falling below nought.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from typing import TypeAlias

GROUND = ""
"""The end of an arc whose count stands in one sum only."""
HARDLY_HIDING = 10**12
"""What it costs to hide a count of none: more than all others together."""

Key: TypeAlias = tuple[Hashable, ...]


@dataclass(slots=True)
class Cell:
    """A count as an arc of the network: it adds to the sum ``into`` and is taken away in the sum ``out_of``.

    ``people`` are those behind it; ``is_shown`` turns False when it must be hidden. A cell that is ``unsaid`` never
    stands in the report, and is not to follow from it either where it has people of its own.
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
    """Hide the cells of fewer people than the floor (none at all is no secret), and what would give them away.

    Of the circles that leave a cell open, it is one of which the least is told by what has to be hidden for it.
    """
    guarded = [cell for cell in cells.values() if cell.count and cell.people < floor]
    for cell in guarded:
        cell.is_shown = False
    network = _Network(cells.values())
    for cell in _leave_out_open(cells.values(), guarded):
        if (cell.people or not cell.unsaid) and not network.is_open(cell):
            for each in network.find_circle(cell):
                network.hide(each)


def _leave_out_open(cells: Iterable[Cell], guarded: Iterable[Cell]) -> Iterator[Cell]:
    """Yield the guarded cells but those that close a circle of hidden ones: these are open, and are nearly all.

    None of a circle's cells is nought, so that each can be one more or one less.
    """
    above: dict[Hashable, Hashable] = {}

    def find_root(node: Hashable) -> Hashable:
        while (higher := above.get(node, node)) != node:
            above[node] = above.get(higher, higher)
            node = above[node]
        return node

    is_guarded = set(map(id, guarded))
    for cell in cells:
        if not cell.is_shown and cell.count:
            one, other = find_root(cell.into), find_root(cell.out_of)
            above[one] = other
            if one != other and id(cell) in is_guarded:
                yield cell


@dataclass(slots=True)
class Ledger:
    """All counts of a report by their full names, with whether they are shown.

    The name of a count of a tree begins with the tree, that of a version goes on with ``version`` and its name.
    ``withheld`` are names of counts that must not be shown because of what would follow from them elsewhere, ``fixed``
    those of counts that are always shown.
    """

    floor: int
    withheld: Collection[Key] = ()
    cells: dict[Key, Cell] = field(default_factory=dict)
    fixed: set[Key] = field(default_factory=set)

    def hide(self, cells: Mapping[Hashable, Cell], place: Key = ()) -> None:
        """Hide what must be of some counts that make up sums, and note them."""
        for key, cell in cells.items():
            name = name_count(place, key)
            if name in self.withheld:
                cell.is_shown = False
            self.cells[name] = cell
        hide(cells, self.floor)

    def note(self, name: Key, count: int | None, told: int | None, people: int = 0) -> int | None:
        """Note a count that stands in no network, with what is told of it; return what may be told."""
        cell = Cell(count or 0, people)
        cell.is_shown = told is not None and name not in self.withheld
        self.cells[name] = cell
        return told if cell.is_shown else None

    def fix(self, name: Key, count: int) -> None:
        """Note a count that is always shown."""
        self.cells[name] = Cell(count, 0)
        self.fixed.add(name)


def name_count(place: Key, key: Hashable) -> Key:
    """Return the full name of a count."""
    return (*place, *(key if isinstance(key, tuple) else (key,)))


class _Network:
    """The cells by the sums in which they stand, and those of them that are hidden."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        self._arcs: dict[Hashable, list[Cell]] = {}
        self._hidden: dict[Hashable, list[Cell]] = {}
        for cell in cells:
            self._add(self._arcs, cell)
            if not cell.is_shown:
                self._add(self._hidden, cell)

    def hide(self, cell: Cell) -> None:
        cell.is_shown = False
        self._add(self._hidden, cell)

    def is_open(self, cell: Cell) -> bool:
        """Tell whether a hidden cell can be another number, one up or one down, by what is hidden already."""
        return any(self._is_way(start, end, cell) for start, end in _list_ends(cell))

    def find_circle(self, cell: Cell) -> list[Cell]:
        """Return the shown cells of a circle through a cell, those of the least that is told; none if there is none."""
        ways = [self._find_way(start, end, cell) for start, end in _list_ends(cell)]
        shown = [[each for each in way if each.is_shown] for way in ways if way is not None]
        return min(shown, key=lambda way: sum(map(_cost, way)), default=[])

    def _is_way(self, start: Hashable, end: Hashable, without: Cell) -> bool:
        """Tell whether hidden cells can move one too many from a sum to another: each grows on the way, or falls."""
        if start == end:
            return True
        seen = {start}
        # The last first: in a dense network a way is found soon, and only whether there is one counts.
        waiting = [start]
        while waiting:
            for each, onward in _list_onward(self._hidden, waiting.pop()):
                if onward in seen or each is without:
                    continue
                if onward == end:
                    return True
                seen.add(onward)
                waiting.append(onward)
        return False

    def _find_way(self, start: Hashable, end: Hashable, without: Cell) -> list[Cell] | None:
        """Return the cells of such a way, hidden or shown, on which the least is told (Dijkstra); None without one."""
        came: dict[Hashable, tuple[Cell, Hashable] | None] = {}
        order = count()
        waiting: list[tuple[int, int, Hashable, tuple[Cell, Hashable] | None]] = [(0, next(order), start, None)]
        while waiting:
            cost, _, node, by = heappop(waiting)
            if node in came:
                continue
            came[node] = by
            if node == end:
                return list(_trace(came, end))
            for each, onward in _list_onward(self._arcs, node):
                if onward not in came and each is not without:
                    heappush(waiting, (cost + _cost(each), next(order), onward, (each, node)))
        return None

    @staticmethod
    def _add(arcs: dict[Hashable, list[Cell]], cell: Cell) -> None:
        arcs.setdefault(cell.into, []).append(cell)
        arcs.setdefault(cell.out_of, []).append(cell)


def _list_ends(cell: Cell) -> list[tuple[Hashable, Hashable]]:
    """Return from where to where one must be moved if a cell is one more, and if it is one less."""
    more = [(cell.into, cell.out_of)]
    return [*more, (cell.out_of, cell.into)] if cell.count else more


def _list_onward(arcs: Mapping[Hashable, list[Cell]], node: Hashable) -> Iterator[tuple[Cell, Hashable]]:
    """Yield the cells by which one too many in a sum leaves it, and where it goes."""
    for each in arcs.get(node, ()):
        if each.out_of == node:
            yield each, each.into
        elif each.count:
            yield each, each.out_of


def _cost(cell: Cell) -> int:
    """Return how much less is told by hiding a cell. One of none hides another badly: it is none as likely as not."""
    if not cell.is_shown:
        return 0
    return cell.count or HARDLY_HIDING


def _trace(came: Mapping[Hashable, tuple[Cell, Hashable] | None], end: Hashable) -> Iterator[Cell]:
    step = came[end]
    while step is not None:
        yield step[0]
        step = came[step[1]]
