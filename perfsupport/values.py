"""Values of facts: from text in canonical form, to it, and whether a fact admits one.

``site_templates/player/engine.js`` does the same; the journeys and generated trees hold both together.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from functools import lru_cache

from perfsupport.expressions import is_date as is_date
from perfsupport.program import ProgramFact, Response, Value

_NUMBER = re.compile(r"-?[0-9]{1,400}(\.[0-9]{1,400})?")


def read_value(fact: ProgramFact, response: Response) -> Value:
    """Return the value that a canonical text stands for, or None where it is none of the fact's type.

    Canonical are numbers as plain decimals (``-600.5``), dates as ``2027-01-31``, yes/no as ``yes`` and ``no``; values
    of a many fact come in a list, in the order of the fact's options, and a single text is a list of one.
    """
    if fact["type"] == "many":
        return _read_many(fact, [response] if isinstance(response, str) else response)
    if not isinstance(response, str):
        return None
    match fact["type"]:
        case "number":
            return read_number(response)
        case "yes_no":
            return {"yes": True, "no": False}.get(response)
        case "date":
            return response if is_date(response) else None
        case "choice":
            return response if response in _option_values(fact) else None
    return response or None


def read_number(text: str) -> float | None:
    """Return the number a plain decimal stands for, or None."""
    number = float(text) + 0.0 if _NUMBER.fullmatch(text) else math.inf
    return number if math.isfinite(number) else None


def admit(fact: ProgramFact, value: Value) -> Value:
    """Return a typed value as the fact holds it, or None where it does not satisfy type, options, limits or pattern."""
    match fact["type"]:
        case "number":
            fits = isinstance(value, float) and math.isfinite(value) and _within(fact, value)
        case "yes_no":
            fits = isinstance(value, bool)
        case "many":
            return _read_many(fact, value) if isinstance(value, list) else None
        case "choice":
            fits = isinstance(value, str) and value in _option_values(fact)
        case "date":
            fits = isinstance(value, str) and is_date(value) and _within(fact, value)
        case "text":
            fits = isinstance(value, str) and value != "" and _matches(fact.get("pattern"), value)
    return value if fits else None


def write_value(value: Value) -> Response:
    """Return a value as text in canonical form (a list of texts for many)."""
    match value:
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return write_number(value)
        case None:
            return ""
    return value


def write_number(number: float) -> str:
    """Return a number as a plain decimal, with as few digits as tell it apart."""
    text = format(Decimal(repr(float(number) + 0.0)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _option_values(fact: ProgramFact) -> list[str]:
    return [value for value, _label in fact.get("options", ())]


def _read_many(fact: ProgramFact, values: list[str]) -> Value:
    chosen = [value for value in _option_values(fact) if value in values]
    return chosen if chosen and len(chosen) == len(values) else None


def _within(fact: ProgramFact, value: float | str) -> bool:
    """Compare with the fact's limits, which have the value's type; ISO dates sort as text."""
    least, most = fact.get("min", value), fact.get("max", value)
    return least <= value <= most  # type: ignore[operator]


@lru_cache(maxsize=256)
def _pattern(pattern: str) -> re.Pattern[str] | None:
    try:
        return re.compile(pattern, re.ASCII)
    except (re.error, ValueError, RecursionError, OverflowError):
        return None


def _matches(pattern: str | None, text: str) -> bool:
    """A pattern that cannot be read admits everything, so that no rep is stuck before it."""
    compiled = None if pattern is None else _pattern(pattern)
    return compiled is None or compiled.fullmatch(text) is not None
