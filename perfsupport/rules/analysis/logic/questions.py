"""Conditions as they are read: questions about dimensions, put together, that become formulas once cells are made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any as Anyhow
from typing import NamedTuple

from perfsupport.expressions.nodes import Node
from perfsupport.rules.analysis.logic.cells import Dimension
from perfsupport.rules.analysis.logic.formulas import ALWAYS, NEVER, All, Any, Formula, Mask, deny


class Rails(NamedTuple):
    """Where a condition is yes, and where it is no; elsewhere it is not known."""

    yes: Formula
    no: Formula


@dataclass(slots=True)
class Atom:
    """A question about one dimension: ``test`` says yes or no of each cell, unless a needed fact is not known."""

    dimension: Dimension
    test: Callable[[Anyhow], bool]

    def rails(self) -> Rails:
        """Return the formulas, once the cells are made."""
        yes = self.dimension.bits(self.test)
        no = self.dimension.known & ~yes
        field = self.dimension.field
        known = [Mask(need.field, need.known) for need in self.dimension.needs]
        if not known:
            return Rails(Mask(field, yes), Mask(field, no))
        return Rails(All(*known, Mask(field, yes)), All(*known, Mask(field, no)))


@dataclass(slots=True)
class Known:
    """Whether a fact has a value; never "not known" itself."""

    dimension: Dimension

    def rails(self) -> Rails:
        """Return the formulas, once the cells are made."""
        field = self.dimension.field
        return Rails(Mask(field, self.dimension.known), Mask(field, self.dimension.unknown))


class Joined(NamedTuple):
    """``and``, ``or``, ``not``, ``same`` (both yes or both no) and ``settled`` (yes or no) over conditions."""

    word: str
    parts: tuple[Condition, ...]

    def rails(self) -> Rails:
        """Return the formulas, once the cells are made."""
        parts = [part.rails() for part in self.parts]
        match self.word:
            case "and":
                return Rails(All(*(part.yes for part in parts)), Any(*(part.no for part in parts)))
            case "or":
                return Rails(Any(*(part.yes for part in parts)), All(*(part.no for part in parts)))
            case "not":
                return Rails(parts[0].no, parts[0].yes)
            case "same":
                one, two = parts
                alike = Any(All(one.yes, two.yes), All(one.no, two.no))
                return Rails(alike, Any(All(one.yes, two.no), All(one.no, two.yes)))
        both = Any(parts[0].yes, parts[0].no)
        return Rails(both, deny(both))


class Fixed(NamedTuple):
    """Always the same, None for not known."""

    value: bool | None

    def rails(self) -> Rails:
        """Return the formulas."""
        return Rails(ALWAYS if self.value is True else NEVER, ALWAYS if self.value is False else NEVER)


Condition = Atom | Known | Joined | Fixed


class Asked(NamedTuple):
    """What a condition asks of a dimension: cuts at some values, to tell some texts apart, to have cells at all."""

    dimension: Dimension
    edges: frozenset[float] = frozenset()
    named: frozenset[str] = frozenset()
    is_tested: bool = True


class Reading(NamedTuple):
    """A condition that was read from ``node``, what it asks of dimensions, and the terms it has, by their keys.

    ``facts`` are the names of those to be asked for that it rests on.
    """

    node: Node
    condition: Condition
    asked: Sequence[Asked]
    terms: Mapping[str, Dimension]
    counted: Sequence[Atom]
    facts: Set[str]

    @property
    def dimensions(self) -> Iterator[Dimension]:
        """All dimensions that its formulas are about."""
        waiting: list[Condition] = [self.condition]
        while waiting:
            each = waiting.pop()
            if isinstance(each, Joined):
                waiting += each.parts
            elif not isinstance(each, Fixed):
                yield each.dimension
                yield from each.dimension.needs
