"""Ranges: between which numbers an expression can lie, as far as the limits of its facts tell. Dates count as days."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from perfsupport.expressions import is_date
from perfsupport.program import Expression, ProgramFact, Value


class Range(NamedTuple):
    """From ``low`` to ``high``, both included; ``whole`` where there are no parts."""

    low: float = -math.inf
    high: float = math.inf
    whole: bool = False


ANY = Range()
DAYS = Range(1.0, float(date.max.toordinal()), True)


def to_number(value: Value | int) -> float | None:
    """Return a number, or a date as the number of its day; None for everything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    return float(date.fromisoformat(value).toordinal()) if isinstance(value, str) and is_date(value) else None


def find_range(expression: Expression, facts: Mapping[str, ProgramFact]) -> Range:
    """Return the range of a number or date; without limits where nothing is known."""
    if not isinstance(expression, list):
        number = to_number(expression)
        return ANY if number is None else Range(number, number, number.is_integer())
    operator, *operands = expression
    if operator == "fact":
        return _find_fact_range(operands[0], facts)
    if operator == "today":
        return DAYS
    if operator == "count":
        return _count_range(operands[0], facts)
    if operator not in COMBINE:
        return ANY
    try:
        return COMBINE[operator](*(find_range(operand, facts) for operand in operands))
    except (OverflowError, ValueError):
        return ANY


def _find_fact_range(name: str, facts: Mapping[str, ProgramFact]) -> Range:
    fact = facts.get(name)
    if fact is None:
        return ANY
    if "calculated" in fact:
        return find_range(fact["calculated"], facts)
    if fact["type"] not in ("number", "date"):
        return ANY
    widest = DAYS if fact["type"] == "date" else ANY
    low, high = to_number(fact.get("min", "")), to_number(fact.get("max", ""))
    return Range(widest.low if low is None else low, widest.high if high is None else high, widest.whole)


def _count_range(operand: Expression, facts: Mapping[str, ProgramFact]) -> Range:
    named = isinstance(operand, list) and operand[0] == "fact"
    options = facts[operand[1]].get("options", []) if named and operand[1] in facts else []
    return Range(1.0 if options else 0.0, float(len(options)) if options else math.inf, True)


def _add(left: Range, right: Range) -> Range:
    return Range(left.low + right.low, left.high + right.high, left.whole and right.whole)


def _subtract(left: Range, right: Range) -> Range:
    return Range(left.low - right.high, left.high - right.low, left.whole and right.whole)


def _multiply(left: Range, right: Range) -> Range:
    corners = [_product(a, b) for a in left[:2] for b in right[:2]]
    return Range(min(corners), max(corners), left.whole and right.whole)


def _product(left: float, right: float) -> float:
    """Return a product in which nothing times without end is nothing."""
    return 0.0 if 0.0 in (left, right) else left * right


def _divide(left: Range, right: Range) -> Range:
    if right.low <= 0 <= right.high:
        return ANY
    corners = [a / b if not math.isinf(b) else 0.0 for a in left[:2] for b in right[:2]]
    return Range(min(corners), max(corners))


def _round(number: Range, places: Range) -> Range:
    slack = 0.5 * 10.0**-places.low
    whole = places.high <= 0
    if not whole:
        return Range(number.low - slack, number.high + slack)
    return Range(_floor_if(number.low + 0.5), _floor_if(number.high + 0.5), True)


def _floor_if(number: float) -> float:
    return number if math.isinf(number) else float(math.floor(number))


def _ceil_if(number: float) -> float:
    return number if math.isinf(number) else float(math.ceil(number))


def _abs(number: Range) -> Range:
    most = max(abs(number.low), abs(number.high))
    least = 0.0 if number.low <= 0 <= number.high else min(abs(number.low), abs(number.high))
    return Range(least, most, number.whole)


def _least(*ranges: Range) -> Range:
    return Range(min(r.low for r in ranges), min(r.high for r in ranges), all(r.whole for r in ranges))


def _most(*ranges: Range) -> Range:
    return Range(max(r.low for r in ranges), max(r.high for r in ranges), all(r.whole for r in ranges))


COMBINE: Mapping[str, Callable[..., Range]] = {
    "+": _add,
    "-": _subtract,
    "*": _multiply,
    "/": _divide,
    "round": _round,
    "floor": lambda number: Range(_floor_if(number.low), _floor_if(number.high), True),
    "ceil": lambda number: Range(_ceil_if(number.low), _ceil_if(number.high), True),
    "abs": _abs,
    "min": _least,
    "max": _most,
}
"""Ranges of the operators that give numbers; anything else has no limits."""
