"""Cells: the values of a fact, cut up so that every condition of the tree is the same for all values in one cell.

Numbers and dates (days counted from year 1) fall into stretches from a least to a greatest value, both included; a
choice has a cell for each option, a text one for each text that is compared with it and one for all others, and many
facts one for each set of the options that matter. The first bit of a fact always stands for "not known".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations, pairwise
from typing import Any, NamedTuple

from perfsupport.patterns import fits_pattern
from perfsupport.tree import Fact, Text
from perfsupport.values import is_date, read_number

LARGEST = 1e15
"""Numbers without a limit are looked at from minus this to this, unless a greater one is written in the tree."""

FIRST_DAY, LAST_DAY = date(1000, 1, 1).toordinal(), date(8999, 12, 31).toordinal()
"""Days without a limit, likewise: so that a few days more or less stay within the calendar."""

LIMITS = {
    "number": (-LARGEST, LARGEST),
    "date": (float(FIRST_DAY), float(LAST_DAY)),
    "days": (float(FIRST_DAY - LAST_DAY), float(LAST_DAY - FIRST_DAY)),
}
"""The least and the greatest value; ``days`` is the type of a term between two dates."""

MOST_COUNTED = 12
MOST_SINGLE = 6
"""With more options of a many fact that matter one by one, the sets of them are not told apart."""

TRUTHS = {"yes": True, "true": True, "no": False, "false": False}


class Stretch(NamedTuple):
    """The numbers or days from ``low`` to ``high``, both included."""

    low: float
    high: float


class Other(NamedTuple):
    """All texts but these."""

    than: frozenset[str]


class Some(NamedTuple):
    """A set of a many fact's options: those that matter one by one, and how many of the others, ``most`` or more."""

    named: frozenset[str]
    others: int
    most: int


class Anything(NamedTuple):
    """Every value: nothing asks which it is."""


ANYTHING = Anything()
Cell = Stretch | Other | Some | Anything | str | bool


@dataclass(eq=False)
class Dimension:
    """What a box keeps of one fact, or of a term over several.

    ``edges`` are the values at which a new cell begins, ``named`` the texts or options told apart. ``tested`` says that
    a condition asks for its value. ``over`` are the facts that a term is made of, and ``needs`` those without which
    it has no value; ``partial`` says that it may have none even so. ``possible`` tells which of its cells can be where
    its facts lie in given cells. After ``Space.freeze``: ``cells``, ``field`` (all its bits in a box),
    ``shift`` (of its first bit), ``unknown`` (the bit for "not known"), ``known`` (the bits of all values), and
    ``usual`` (the bits of the values that a rep or a host can give it).
    """

    name: str
    type: str
    fact: Fact | None = None
    edges: set[float] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    tested: bool = False
    needs: Sequence[Dimension] = ()
    over: Sequence[Dimension] = ()
    possible: Callable[[int], int] | None = None
    partial: bool = False
    cells: Sequence[Cell] = ()
    shift: int = 0
    field: int = 0
    unknown: int = 0
    known: int = 0
    usual: int = 0
    _made: tuple[bool, frozenset[float], frozenset[str]] | None = None

    def begin(self) -> None:
        """Forget what conditions ask of it; the cells are kept for the case that they ask the same again."""
        self.edges, self.named, self.tested = set(), set(), False

    def make(self) -> None:
        """Make the cells, unless they are those that were made before."""
        wanted = self.tested, frozenset(self.edges), frozenset(self.named)
        if wanted != self._made:
            self.cells, self._made = make_cells(self), wanted
            self.leave()

    def leave(self) -> None:
        """Take no bits of a box: nobody looks at it."""
        self.shift = self.field = self.unknown = self.known = self.usual = 0

    def move(self, shift: int) -> None:
        """Take these bits of a box, from the first on."""
        if shift != self.shift or not self.field:
            self.shift, self.unknown = shift, 1 << shift
            self.known = ((1 << len(self.cells)) - 1) << shift + 1
            self.field = self.known | self.unknown
            self.usual = find_usual(self)

    @property
    def is_whole(self) -> bool:
        """Whether there is nothing between one number and the next."""
        return self.type in ("date", "days")

    @property
    def open(self) -> int:
        """The bits of a term of which nothing is known."""
        return self.field if self.partial else self.known

    def bits(self, test: Callable[[Any], bool]) -> int:
        """Return the bits of the cells for which a test holds."""
        found, bit = 0, 1
        for cell in self.cells:
            if test(cell):
                found |= bit
            bit <<= 1
        # Moved once: in a large tree the place is thousands of bits away.
        return found << self.shift + 1

    def find(self, value: object) -> int:
        """Return the bits of the cell in which a value lies; all values where it is none of the fact's."""
        for place, cell in enumerate(self.cells):
            if has_value(cell, value, self.named):
                return 1 << self.shift + 1 + place & self.field
        return self.known

    def list_cells(self, box: int) -> list[Cell | None]:
        """Return the cells that a box allows, None for "not known"; all where nothing is kept of it."""
        if not self.field:
            return [None, *self.cells]
        bits = (box & self.field) >> self.shift
        cells: list[Cell | None] = [None] if bits & 1 else []
        return cells + [cell for place, cell in enumerate(self.cells) if bits >> place + 1 & 1]


def has_value(cell: Cell, value: object, named: Iterable[str]) -> bool:
    """Tell whether a value lies in a cell."""
    match cell:
        case Anything():
            return True
        case Stretch():
            return isinstance(value, float | int) and cell.low <= value <= cell.high
        case Other():
            return isinstance(value, str) and value not in cell.than
        case Some():
            if not isinstance(value, frozenset):
                return False
            matter = value & frozenset(named)
            return cell.named == matter and cell.others == min(len(value - matter), cell.most)
    return type(value) is type(cell) and value == cell


def make_cells(dimension: Dimension) -> Sequence[Cell]:
    """Return the cells of a fact or term."""
    if not dimension.tested:
        return (ANYTHING,)
    match dimension.type:
        case "number" | "date" | "days":
            return _make_stretches(dimension)
        case "yes_no" | "opaque":
            return (True, False)
        case "choice" if dimension.fact is not None:
            return [str(option.value) for option in dimension.fact.options]
        case "text":
            named = sorted(dimension.named)
            return [*named, Other(frozenset(named))]
        case "many" if dimension.fact is not None:
            return _make_sets(dimension, [str(option.value) for option in dimension.fact.options])
    return (ANYTHING,)


def find_limits(dimension: Dimension) -> tuple[float, float]:
    """Return the least and the greatest value that a rep or a host can give a number or date."""
    least, most = LIMITS[dimension.type]
    if dimension.edges:
        least, most = min(least, *dimension.edges), max(most, *dimension.edges)
    if dimension.type == "date":
        least, most = max(least, date.min.toordinal()), min(most, date.max.toordinal())
    fact = dimension.fact
    for text, is_least in ((fact.min, True), (fact.max, False)) if fact is not None else ():
        limit = None if text is None else read_plain(dimension.type, text)
        if isinstance(limit, float):
            least, most = (limit, most) if is_least else (least, limit)
    return least, most


def find_usual(dimension: Dimension) -> int:
    """Return the bits of the cells of which a rep or a host can give a fact a value."""
    fact = dimension.fact
    if fact is None or not dimension.tested:
        return dimension.known
    if dimension.type in LIMITS:
        least, most = find_limits(dimension)
        return dimension.bits(lambda cell: least <= cell.high and cell.low <= most)
    if dimension.type == "text":
        return dimension.bits(lambda cell: not isinstance(cell, str) or _is_usual(cell, fact.pattern))
    return dimension.known


def _is_usual(text: str, pattern: Text | None) -> bool:
    return text != "" and (pattern is None or fits_pattern(pattern, text))


def read_plain(type: str, text: Text | str) -> float | bool | str | None:
    """Return the value of an author's text for a fact of this type, days as numbers; None where it is none."""
    match type:
        case "number":
            return read_number(text)
        case "date":
            return float(date.fromisoformat(text).toordinal()) if is_date(text) else None
        case "yes_no":
            return TRUTHS.get(text.lower())
    return str(text)


def _make_stretches(dimension: Dimension) -> list[Cell]:
    """Cut at every edge, and at the limits; beyond the limits too, where a condition may look in vain."""
    least, most = find_limits(dimension)
    lowest, highest = LIMITS[dimension.type]
    inner = {least, _move(most, 1, dimension), *dimension.edges}
    edges = sorted({min(lowest, *inner), *inner, max(highest, _move(max(inner), 1, dimension))})
    return [Stretch(low, _move(high, -1, dimension)) for low, high in pairwise(edges)]


def _move(value: float, by: int, dimension: Dimension) -> float:
    """Return the next value, or the one before."""
    return value + by if dimension.is_whole else math.nextafter(value, by * math.inf)


def _make_sets(dimension: Dimension, options: Sequence[str]) -> Sequence[Cell]:
    """Where no condition counts the options, one other stands for any number of them."""
    matter = [option for option in options if option in dimension.named]
    if len(matter) > MOST_SINGLE:
        return (ANYTHING,)
    most = min(len(options) - len(matter), MOST_COUNTED if dimension.edges else 1)
    return [
        Some(frozenset(chosen), count, most)
        for size in range(len(matter) + 1)
        for chosen in combinations(matter, size)
        for count in range(most + 1)
        if chosen or count
    ]
