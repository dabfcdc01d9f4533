"""Where each dimension has its bits in a box; after a change each keeps its place, so that most boxes stay the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from perfsupport.rules.analysis.logic.cells import Cell, Dimension

SPARE = 8
"""Bits beyond those needed, where a dimension has outgrown its place once."""

MOST_WASTE = 3
"""How many times the bits that are needed a box may have after many changes."""


class Place(NamedTuple):
    """The first bit of a dimension, and how many are kept for it."""

    shift: int
    width: int


class Shape(NamedTuple):
    """What the bits of a dimension mean."""

    cells: Sequence[Cell]
    field: int


class Places:
    """The places of all dimensions that there ever were."""

    def __init__(self, earlier: Places | None) -> None:
        self._taken: dict[tuple[bool, str], Place] = {} if earlier is None else dict(earlier._taken)
        self._is_first = earlier is None
        self.size: int = 0 if earlier is None else earlier.size
        self._needed = 0
        self.shapes: dict[int, Shape] = {}
        """By the dimension's own id, of those that there are now."""

    def put(self, dimension: Dimension) -> None:
        """Make the cells of a dimension, and give it its place."""
        key = dimension.fact is None, dimension.name
        dimension.make()
        width = len(dimension.cells) + 1
        place = self._taken.get(key)
        if place is None or place.width < width:
            place = Place(self.size, width if self._is_first else width + SPARE)
            self._taken[key] = place
            self.size += place.width
        self._needed += width
        dimension.move(place.shift)
        self.shapes[id(dimension)] = Shape(dimension.cells, dimension.field)

    @property
    def are_wasteful(self) -> bool:
        """Whether it is time to begin anew."""
        return self.size > MOST_WASTE * self._needed

    def list_fields(self, dimensions: Iterable[Dimension]) -> list[int]:
        """Return for each bit all bits of its dimension."""
        fields = [0] * self.size
        for dimension in dimensions:
            first, width = dimension.shift, len(dimension.cells) + 1
            fields[first : first + width] = [dimension.field] * width
        return fields

    def find_changed(self, earlier: Places) -> tuple[set[int], int]:
        """Return the dimensions, by their ids, of which the bits mean something else than before, and these bits."""
        changed: set[int] = set()
        bits = 0
        for key in self.shapes.keys() | earlier.shapes.keys():
            old, new = earlier.shapes.get(key), self.shapes.get(key)
            if old is None or new is None or old.cells is not new.cells or old.field != new.field:
                changed.add(key)
                bits |= (0 if old is None else old.field) | (0 if new is None else new.field)
        return changed, bits
