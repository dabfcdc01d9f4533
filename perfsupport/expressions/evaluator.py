"""Evaluates compiled expressions. ``site_templates/player/evaluate.js`` is its twin, held to it by shared cases.

Numbers are doubles. Null, the value of a fact that is not known, makes the result null, except in ``and``, ``or`` and
``known``. Facts are trusted to have values of their type: whoever supplies them has checked that.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache
from typing import Any

from perfsupport.program import Expression, Value

LONGEST_TEXT = 10_000
"""UTF-16 units, as JavaScript counts; a longer text is null, lest facts that double each other fill the memory."""

MOST_PLACES = 12
EXACT = Context(prec=400)
"""Holds every double, written out, with ``MOST_PLACES`` behind the point."""


def evaluate(expression: Expression, lookup: Callable[[str], Value], today: str) -> Value:
    """Return the value of a compiled expression; ``lookup`` gives a fact's value or None, ``today`` is an ISO date."""
    if not isinstance(expression, list):
        return _settle(expression)
    operator: str = expression[0]
    operands: list[Any] = expression[1:]
    if operator == "fact":
        return _settle(lookup(operands[0]))
    if operator == "today":
        return today
    if operator == "list":
        return operands
    values = [evaluate(operand, lookup, today) for operand in operands]
    if operator == "known":
        return values[0] is not None
    if operator in DECIDING:
        deciding = DECIDING[operator]
        return deciding if deciding in values else None if None in values else not deciding
    return None if None in values else _settle(OPERATORS[operator](*values))


def is_date(text: str) -> bool:
    """Tell whether a text is a day of the calendar, year 1 to 9999, written as ``2027-01-31``."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _settle(value: Value | int) -> Value:
    """Return a result as a value: numbers that are finite doubles (no ``-0``), texts within their limit, else None."""
    # By its type rather than as an instance: every value of every calculation comes through here, and yes is no number.
    if type(value) is float or type(value) is int:
        number = float(value)
        return number + 0.0 if math.isfinite(number) else None
    if isinstance(value, str) and len(value.encode("utf-16-le", "surrogatepass")) > 2 * LONGEST_TEXT:
        return None
    return value


def _add(left: Any, right: Any) -> Any:
    if isinstance(left, str) and isinstance(right, float):
        return _move(left, right)
    if isinstance(left, float) and isinstance(right, str):
        return _move(right, left)
    return left + right


def _subtract(left: Any, right: Any) -> Any:
    if isinstance(left, float):
        return left - right
    if isinstance(right, float):
        return _move(left, -right)
    return _day(left) - _day(right)


def _day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def _move(text: str, days: float) -> str | None:
    """Return the date so many days later; None for parts of days, and outside the years 1 to 9999."""
    day = _day(text) + days
    if days.is_integer() and 1 <= day <= date.max.toordinal():
        return date.fromordinal(int(day)).isoformat()
    return None


def _round(number: float, places: float) -> float:
    """Round half away from zero on the shortest decimal text: 1.005 to two places is 1.01."""
    return float(Decimal(repr(number)).quantize(_find_unit(int(places)), ROUND_HALF_UP, EXACT))


@cache
def _find_unit(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)


DECIDING = {"and": False, "or": True}
"""The value that decides alone, whatever is not known."""

OPERATORS: dict[str, Callable[..., Any]] = {
    "not": lambda value: not value,
    "==": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "in": lambda value, values: value in values,
    "+": _add,
    "-": _subtract,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right if right else None,
    "round": _round,
    "floor": math.floor,
    "ceil": math.ceil,
    "abs": abs,
    "min": min,
    "max": max,
    "count": len,
}
