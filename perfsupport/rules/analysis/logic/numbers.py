"""Arithmetic over stretches of numbers and days: exact where it can be, else never too narrow."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TypeAlias

from perfsupport.expressions import compile_expression, evaluate, is_date
from perfsupport.expressions.nodes import Call, Constant, Name, Node, Operation, Today
from perfsupport.rules.analysis.logic.cells import Dimension, find_limits

Range: TypeAlias = tuple[float, float] | None
"""From a least to a greatest value; None where nothing is known."""

NEAR = 0.02
"""How far from where a straight line would have it a calculation that rounds to cents mostly comes to a number."""

Calculation: TypeAlias = Callable[[float], float | None]
"""What a calculation comes to for a value of the one fact it rests on; None where it comes to nothing."""


def read_constant(node: Node) -> float | None:
    """Return the number that is written, or None."""
    match node:
        case Constant(value=bool() | str()):
            return None
        case Constant(value=float() | int() as value):
            return float(value)
        case Operation(operator="-", operands=(Constant(value=float() | int() as value),)):
            return None if isinstance(value, bool) else -float(value)
    return None


def step_after(wanted: float, whole: bool, *, including: bool) -> float:
    """Return the value at which a cell begins: the wanted one (the first behind it, if not itself) or the next."""
    if whole:
        return float(math.ceil(wanted) if including else math.floor(wanted) + 1)
    return wanted if including else math.nextafter(wanted, math.inf)


# Days


@dataclass(frozen=True, slots=True)
class Days:
    """A sum of dates, each plus or minus, and days."""

    facts: Mapping[str, int]
    days: float

    def minus(self, other: Days) -> Days:
        """Return this less another."""
        names = {*self.facts, *other.facts}
        rest = {name: self.facts.get(name, 0) - other.facts.get(name, 0) for name in names}
        return Days({name: times for name, times in rest.items() if times}, self.days - other.days)


def find_days(node: Node, is_date_fact: Callable[[str], bool]) -> Days | None:
    """Return an expression as a sum of dates and whole days, or None where it is more than that."""
    match node:
        case Today():
            return Days({"today": 1}, 0)
        case Name():
            return Days({node.name: 1}, 0) if is_date_fact(node.name) else None
        case Constant(value=str(text)) if is_date(text):
            return Days({}, date.fromisoformat(text).toordinal())
        case Operation(operator="-" | "+", operands=(left, right)):
            one, two = find_days(left, is_date_fact), find_days(right, is_date_fact)
            if one is None or two is None:
                return None
            if any(
                not side.facts and not side.days.is_integer() for side in (one, two) if isinstance(side.days, float)
            ):
                return None
            return one.minus(two if node.operator == "-" else Days({}, 0).minus(two))
    number = read_constant(node)
    return None if number is None else Days({}, number)


# Functions of one number


def make_function(node: Node) -> Calculation:
    """Return the calculation as a function of the one fact it rests on; what has been asked is known from then on."""
    expression = compile_expression(node)

    @cache
    def calculate(value: float) -> float | None:
        result = evaluate(expression, lambda _: value, "2000-01-01")
        return result if isinstance(result, float) else None

    return calculate


def find_steps(node: Node, calculate: Calculation, fact: Dimension, wanted: float) -> set[float] | None:
    """Return the values of a fact at which a calculation (``calculate`` is its function) comes to a number, and more.

    None where it does not rise or fall all the way. Rounding is as it is, since the calculation itself is tried.
    """
    least, most = find_limits(fact)
    direction = find_direction(node, least)
    if not direction:
        return None
    first, last = calculate(least), calculate(most)
    if first is None or last is None:
        return None

    def is_at(value: float) -> bool:
        return _value(calculate, value) * direction >= wanted * direction

    def is_beyond(value: float) -> bool:
        return _value(calculate, value) * direction > wanted * direction

    guess = least + (wanted - first) * ((most - least) / (last - first)) if last != first else least
    found = (_find_first(test, least, most, guess) for test in (is_at, is_beyond))
    return {step for step in found if step is not None}


def _value(function: Calculation, value: float) -> float:
    result = function(value)
    return math.nan if result is None else result


def find_direction(node: Node, least: float) -> int:
    """Return 1 where a calculation never falls as its fact rises, -1 where it never rises, and 0 for neither.

    ``least`` is the least value of the fact. Correctly rounded arithmetic keeps order, so this holds of doubles too.
    """
    match node:
        case Name():
            return 1
        case Operation(operator="-", operands=(operand,)):
            return -find_direction(operand, least)
        case Operation(operator=sign, operands=(left, right)):
            one, two = read_constant(left), read_constant(right)
            if two is not None:
                turned = sign in "*/" and two < 0
                return 0 if two == 0 and sign in "*/" else find_direction(left, least) * (-1 if turned else 1)
            if one is not None and sign != "/":
                turned = sign == "-" or (sign == "*" and one < 0)
                return 0 if one == 0 and sign == "*" else find_direction(right, least) * (-1 if turned else 1)
        case Call(name="round" | "floor" | "ceil", arguments=(number, *_)):
            return find_direction(number, least)
        case Call(name="abs", arguments=(Name() as number,)) if least >= 0:
            return find_direction(number, least)
        case Call(name="min" | "max", arguments=arguments):
            found = {find_direction(each, least) for each in arguments if read_constant(each) is None}
            return found.pop() if len(found) == 1 else 0
    return 0


def _find_first(test: Callable[[float], bool], least: float, most: float, guess: float) -> float | None:
    """Return the least double for which a test holds, which holds from there on; None where it never does.

    Found by halving: at first among thousandths close to the guess or around it, where most limits are, then among all
    doubles.
    """
    if not test(most):
        return None
    if test(least):
        return least
    for reach in (NEAR, 1):
        near, far = max(least, guess - reach), min(most, guess + reach)
        if abs(guess) < 1e9 and near < far and not test(near) and test(far):
            low, high = math.floor(near * 1000), math.ceil(far * 1000)
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (low, middle) if test(middle / 1000) else (middle, high)
            least, most = max(least, low / 1000), min(most, high / 1000)
            if not test(math.nextafter(most, -math.inf)):
                return most
            break
    low, high = _place(least), _place(most)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if test(_at(middle)) else (middle + 1, high)
    return _at(low)


def _place(value: float) -> int:
    """Return the place of a double among all doubles."""
    (bits,) = struct.unpack("<q", struct.pack("<d", value + 0.0))
    return int(bits) if bits >= 0 else -(int(bits) & 0x7FFFFFFFFFFFFFFF)


def _at(place: int) -> float:
    (value,) = struct.unpack("<d", struct.pack("<q", abs(place)))
    return float(value) if place >= 0 else -float(value)


# Ranges


def find_range(node: Node, find_ends: Callable[[str], Range]) -> Range:
    """Return between what a calculation comes to, where ``find_ends`` tells it of each fact (days as numbers)."""
    match node:
        case Name():
            return find_ends(node.name)
        case Today():
            return find_ends("today")
        case Constant(value=str(text)):
            return (_day(text), _day(text)) if is_date(text) else None
        case Constant():
            return float(node.value), float(node.value)
        case Operation(operator="-", operands=(operand,)):
            found = find_range(operand, find_ends)
            return None if found is None else (-found[1], -found[0])
        case Operation():
            return _combine(node.operator, *(find_range(each, find_ends) for each in node.operands))
        case Call():
            return _call(node.name, [find_range(each, find_ends) for each in node.arguments])
    return None


def _day(text: str) -> float:
    return float(date.fromisoformat(text).toordinal())


def _combine(sign: str, *ranges: Range) -> Range:
    if len(ranges) != 2 or ranges[0] is None or ranges[1] is None:
        return None
    (low, high), (other_low, other_high) = ranges[0], ranges[1]
    match sign:
        case "+":
            ends = [low + other_low, high + other_high]
        case "-":
            ends = [low - other_high, high - other_low]
        case "*":
            ends = [one * two for one in (low, high) for two in (other_low, other_high)]
        case "/" if other_low > 0 or other_high < 0:
            ends = [one / two for one in (low, high) for two in (other_low, other_high)]
        case _:
            return None
    return math.nextafter(min(ends), -math.inf), math.nextafter(max(ends), math.inf)


def _call(name: str, ranges: list[Range]) -> Range:
    known = [each for each in ranges if each is not None]
    if not known or len(known) < len(ranges):
        return None
    low, high = known[0]
    match name:
        case "min":
            return min(each[0] for each in known), min(each[1] for each in known)
        case "max":
            return max(each[0] for each in known), max(each[1] for each in known)
        case "abs":
            least = 0.0 if low <= 0 <= high else min(abs(low), abs(high))
            return least, max(abs(low), abs(high))
        case "floor" | "ceil" | "round":
            # Rounding to places moves a number by less than one.
            return low - 1, high + 1
    return None
