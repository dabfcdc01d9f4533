"""Comparisons with a constant: where their boundary lies, what is just beside it, and what the facts' limits allow.

Just below and just above is at most one in the last digit written: 499 and 499.5 are just below 500, 0.04 is just below
0.05. For dates and other whole numbers it is one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from perfsupport.expressions import Node, compile_expression, evaluate
from perfsupport.expressions.nodes import find_children
from perfsupport.program import Expression, ProgramFact, Value
from perfsupport.scenarios.ranges import Range, find_range, to_number
from perfsupport.values import write_number

SIGNS = ("<", "<=", ">", ">=", "==", "!=")
BELOW, AT, ABOVE = SIDES = ("just below", "at", "just above")
SOME_DAY = "2026-01-01"
"""Stands for today where only the kind of a value is asked for."""

SLACK = 1 + 1e-6
"""Doubles do not meet 0.7 + 0.1 exactly."""


class Comparison(NamedTuple):
    """A comparison of a number or date that depends on facts with one that does not."""

    varied: Expression
    constant: Expression
    sign: str

    @property
    def moves(self) -> bool:
        """Tell whether the constant moves with the day."""
        return mentions_today(self.constant)


class Boundary(NamedTuple):
    """The constant of a comparison as a number (dates as days), and how far away is still just beside it."""

    value: float
    near: float


def find_comparisons(expression: Expression) -> Iterator[Comparison]:
    """Yield the comparisons with a constant in a compiled expression, in the order written."""
    if isinstance(expression, list):
        if (found := _read_comparison(expression)) is not None:
            yield found
        for part in expression[1:]:
            yield from find_comparisons(part)


def find_compared(node: Node) -> Iterator[Node]:
    """Yield the nodes of the same comparisons in the same order; they know where they stand."""
    compiled = compile_expression(node)
    if isinstance(compiled, list) and _read_comparison(compiled) is not None:
        yield node
    for child in find_children(node):
        yield from find_compared(child)


def _read_comparison(expression: list[Expression]) -> Comparison | None:
    if expression[0] not in SIGNS:
        return None
    sign, left, right = expression
    if not _find_named(left) and not _find_named(right):
        return None
    if not _find_named(left):
        left, right = right, left
    if _find_named(right) or to_number(evaluate(right, lambda _fact: None, SOME_DAY)) is None:
        return None
    return Comparison(left, right, sign)


def find_named(expression: Expression, facts: Mapping[str, ProgramFact]) -> set[str]:
    """Return the facts that an expression reads, and those that calculated ones among them read."""
    found: set[str] = set()
    waiting = list(_find_named(expression))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(_find_named(facts[name].get("calculated")) if name in facts else ())
    return found


def _find_named(expression: Expression) -> set[str]:
    if not isinstance(expression, list):
        return set()
    if expression[0] == "fact":
        return {expression[1]}
    return {name for part in expression[1:] for name in _find_named(part)}


def mentions_today(expression: Expression) -> bool:
    """Tell whether an expression depends on the day."""
    return isinstance(expression, list) and (
        expression[0] == "today" or any(mentions_today(part) for part in expression[1:])
    )


def find_boundary(comparison: Comparison, facts: Mapping[str, ProgramFact], today: str) -> Boundary | None:
    """Return the boundary of a comparison on a day, or None where the constant has no value."""
    constant = evaluate(comparison.constant, lambda _fact: None, today)
    value = to_number(constant)
    if value is None:
        return None
    whole = isinstance(constant, str) or find_range(comparison.varied, facts).whole
    unit = 10.0 ** -_count_places(value)
    return Boundary(value, max(1.0, unit) if whole else unit)


def _count_places(number: float) -> int:
    return len(write_number(number).partition(".")[2])


def find_side(boundary: Boundary, value: Value) -> str | None:
    """Return on which side of a boundary a value lies just beside it, ``at`` where it is on it, or None."""
    number = to_number(value)
    if number is None or abs(number - boundary.value) > boundary.near * SLACK:
        return None
    return AT if number == boundary.value else BELOW if number < boundary.value else ABOVE


def find_open_sides(comparison: Comparison, facts: Mapping[str, ProgramFact]) -> Iterator[str]:
    """Yield the sides of a comparison's boundary that the limits of its facts allow."""
    boundary = find_boundary(comparison, facts, SOME_DAY)
    if boundary is None:
        return
    limits = find_range(comparison.varied, facts)
    if comparison.moves or mentions_today(comparison.varied):
        limits = Range(-math.inf, math.inf, limits.whole)
    value, near = boundary
    if _overlaps(limits, value - near, value):
        yield BELOW
    if limits.low <= value <= limits.high and (value.is_integer() or not limits.whole):
        yield AT
    if _overlaps(Range(-limits.high, -limits.low, limits.whole), -value - near, -value):
        yield ABOVE


def _overlaps(limits: Range, low: float, high: float) -> bool:
    """Tell whether a number within the limits lies from ``low`` up to ``high``, which is not included."""
    least = max(limits.low, low)
    if limits.whole and not math.isinf(least):
        least = math.ceil(least)
    return least <= limits.high and least < high
