"""Conditions in words, for people who know the matter and no formulas.

``amount > 500 and country == "DE"`` becomes ``the amount is more than 500 EUR and the country is Germany``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import reduce
from typing import NamedTuple, Protocol

from perfsupport.expressions.evaluator import is_date
from perfsupport.expressions.nodes import Call, Constant, ListOf, Name, Node, Operation, Today
from perfsupport.expressions.parser import parse_expression
from perfsupport.tree import Dated, Fact, Question, Tree

Facts = Mapping[str, Fact]


def message(words: str) -> str:
    """Return the words as they are: catalogues have them in other languages, by their English text."""
    return words


_DETERMINERS = frozenset(
    (
        *("a", "an", "the", "this", "that", "these", "those", "his", "her", "its", "their", "your", "our", "my"),
        *("what", "whether", "which", "who", "whose", "how", "when", "where", "why"),
        *("no", "every", "each", "any", "all", "some"),
    )
)
"""A label that begins with one of these stands without "the"."""

_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_OPPOSITES = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_SIGNS = {"+": ("+", 1), "-": ("−", 1), "*": ("×", 2), "/": ("÷", 2)}


class Speech(Protocol):
    """How something is said in a language: the words for an English message, and numbers and days as written there."""

    def tell(self, message: str) -> str:
        """Return the words for a message."""

    def say(self, text: str, /, **values: object) -> str:
        """Return the words for a message, with values put in."""

    def write_decimal(self, digits: str) -> str:
        """Return a number, whose digits are given, as people write it."""

    def write_day(self, day: str) -> str:
        """Return an ISO date as people write it."""


class English:
    """The messages as they are, numbers and days as authors write them."""

    def tell(self, message: str) -> str:
        """Return the message."""
        return message

    def say(self, text: str, /, **values: object) -> str:
        """Return the message with values put in."""
        return text.format(**values)

    def write_decimal(self, digits: str) -> str:
        """Return the digits."""
        return digits

    def write_day(self, day: str) -> str:
        """Return the ISO date."""
        return day


ENGLISH = English()

_NUMBER_WORDS = {
    "<": message("{what} is less than {value}"),
    "<=": message("{what} is at most {value}"),
    ">": message("{what} is more than {value}"),
    ">=": message("{what} is at least {value}"),
    "==": message("{what} is {value}"),
    "!=": message("{what} is not {value}"),
}
_DATE_WORDS = {
    "<": message("{what} is before {value}"),
    "<=": message("{what} is on or before {value}"),
    ">": message("{what} is after {value}"),
    ">=": message("{what} is on or after {value}"),
    "==": message("{what} is {value}"),
    "!=": message("{what} is not {value}"),
}
_LINKS = {"and": message("{one} and {other}"), "or": message("{one} or {other}"), "nor": message("{one} nor {other}")}
_WIDE_LINKS = {"and": message("{one}, and {other}"), "or": message("{one}, or {other}")}
_REPEATED = ("{what} is ", "{what} includes ")
_CALLS = {
    "round": message("{value}, rounded"),
    "floor": message("{value}, rounded down"),
    "ceil": message("{value}, rounded up"),
    "abs": message("{value}, without its sign"),
    "min": message("the smaller of {values}"),
    "max": message("the larger of {values}"),
}
_BINDERS = {"and": message("both {clauses}"), "or": message("either {clauses}")}


def tell_condition(text: str, facts: Facts, speech: Speech = ENGLISH) -> str:
    """Return a condition in words, without a full stop; the text itself where it cannot be read."""
    node, _problems = parse_expression(str(text))
    return text if node is None else _Teller(facts, speech).tell(node)


def tell_value(text: str, facts: Facts, speech: Speech = ENGLISH) -> str:
    """Return an expression that gives a value (``is``, ``with``) in words; the text itself where it cannot be read."""
    node, _problems = parse_expression(str(text))
    return text if node is None else _Teller(facts, speech).name(node)


def tell_fact(name: str, facts: Facts, speech: Speech = ENGLISH) -> str:
    """Return what a fact is called within a sentence: ``the amount``, ``this bill``; in most languages in quotes."""
    fact = facts.get(name)
    label = " ".join((fact.label if fact is not None and fact.label else name.replace("_", " ")).split())
    pattern = speech.tell("the {fact}")
    first = label.partition(" ")[0].lower()
    return label if first in _DETERMINERS and pattern == "the {fact}" else pattern.format(fact=label)


def join_list(words: Sequence[str], last: str = "or", speech: Speech = ENGLISH) -> str:
    """Return ``a, b or c``, however many there are."""
    if len(words) < 2:
        return "".join(words)
    return speech.tell(_LINKS[last]).format(one=f"{speech.tell(',')} ".join(words[:-1]), other=words[-1])


def label_facts(tree: Tree) -> dict[str, Fact]:
    """Return a tree's facts; a value without words of its own is called as the question that gives it calls it."""
    facts = {str(id): fact for id, fact in tree.facts.items()}
    for step in tree.steps.values():
        if isinstance(step, Question) and step.fact is not None and step.fact in facts:
            labels = {str(option.id): option.label for option in step.options}
            fact = facts[step.fact]
            options = [
                replace(one, label=labels[one.value]) if one.label == one.value and one.value in labels else one
                for one in fact.options
            ]
            facts[step.fact] = replace(fact, options=options)
    return facts


def tell_dates(dated: Dated, speech: Speech = ENGLISH) -> str:
    """Return when something holds, as ``only from 2027-01-01 until 2027-03-31``; empty where it always does."""
    first, last = (day and speech.write_day(str(day)) for day in (dated.effective_from, dated.effective_until))
    if first and last:
        return speech.say("only from {first} until {last}", first=first, last=last)
    if first:
        return speech.say("only from {first}", first=first)
    return speech.say("only until {last}", last=last) if last else ""


class _Clause(NamedTuple):
    """Something that holds or does not. ``head`` is what needs not be said again: ``the amount is``."""

    head: str
    rest: str

    @property
    def whole(self) -> str:
        return f"{self.head}{self.rest}"


class _Teller:
    """Turns nodes into words with the facts' labels, units and types."""

    def __init__(self, facts: Facts, speech: Speech) -> None:
        self._facts, self._speech = facts, speech

    def _say(self, text: str, /, **values: str) -> str:
        return self._speech.tell(text).format(**values)

    # What holds or does not

    def tell(self, node: Node) -> str:
        """Return something that holds or does not, as a clause."""
        match node:
            case Operation(operator="and" | "or" as word, operands=operands):
                return self._join(word, operands)
            case Operation(operator="not", operands=(inner,)):
                return self._deny(inner)
            case Operation() | Call(name="known"):
                return self._clause(node).whole
            case Name():
                return self._say("{what} is yes", what=self.name(node))
            case Constant(value=bool(value)):
                return self._speech.tell("always") if value else self._speech.tell("never")
        return self.name(node)

    def _join(self, word: str, operands: Sequence[Node]) -> str:
        """Join clauses; what belongs more closely together is bound by ``both`` or ``either``."""
        parts: list[str] = []
        last = ""
        for operand in operands:
            if isinstance(operand, Operation) and operand.operator in ("and", "or"):
                inner = self.tell(operand)
                bound = self._say(_BINDERS[operand.operator], clauses=inner)
                parts.append(bound if operand.height < 4 and len(operand.operands) == 2 else f"({inner})")
                last = ""
                continue
            head, rest = self._clause(operand)
            # "is more than 1 and less than 5" rather than the subject twice.
            parts.append(rest.lstrip() if head and head == last else f"{head}{rest}")
            last = head
        nested = any(isinstance(operand, Operation) and operand.operator in ("and", "or") for operand in operands)
        link = self._speech.tell((_WIDE_LINKS if nested else _LINKS)[word])
        return reduce(lambda one, other: link.format(one=one, other=other), parts)

    def _clause(self, node: Node) -> _Clause:
        """Return something that holds or does not, with what two of its kind have in common apart."""
        match node:
            case Operation(operator="not", operands=(inner,)):
                return self._denied(inner)
            case Operation(operator="in", operands=(value, values)):
                return self._within(value, values, denied=False)
            case Operation(operator=sign, operands=(left, right)) if sign in _FLIPPED:
                return self._compare(sign, left, right)
            case Call(name="known", arguments=(fact,)):
                return self._about("{what} is known", self.name(fact))
            case Name():
                return self._about("{what} is yes", self.name(node))
        return _Clause("", self.tell(node))

    def _about(self, text: str, what: str, value: str = "") -> _Clause:
        """Return a clause about something; the verb behind it belongs to what needs not be said again."""
        before, _, after = self._speech.tell(text).partition("{what}")
        space = after[: len(after) - len(after.lstrip())]
        verb, gap, rest = after.lstrip().partition(" ")
        if not gap or "{" in verb or not text.startswith(_REPEATED):
            return _Clause("", f"{before}{what}{after.format(value=value)}")
        return _Clause(f"{before}{what}{space}{verb}", gap + rest.format(value=value))

    def _deny(self, node: Node) -> str:
        if isinstance(node, Operation) and node.operator in ("and", "or"):
            return self._say("it is not so that {clause}", clause=self.tell(node))
        return self._denied(node).whole

    def _denied(self, node: Node) -> _Clause:
        match node:
            case Operation(operator="in", operands=(value, values)):
                return self._within(value, values, denied=True)
            case Operation(operator=sign, operands=(left, right)) if sign in _OPPOSITES:
                return self._compare(_OPPOSITES[sign], left, right)
            case Name():
                return self._about("{what} is no", self.name(node))
            case Call(name="known", arguments=(fact,)):
                return self._about("{what} is not known", self.name(fact))
        return _Clause("", self._say("it is not so that {clause}", clause=self.tell(node)))

    def _compare(self, sign: str, left: Node, right: Node) -> _Clause:
        if isinstance(left, Constant | Today) and not isinstance(right, Constant | Today):
            sign, left, right = _FLIPPED[sign], right, left
        words = _DATE_WORDS if self._is_date(left) or self._is_date(right) else _NUMBER_WORDS
        return self._about(words[sign], self.name(left), self.value(right, left))

    def _within(self, value: Node, values: Node, *, denied: bool) -> _Clause:
        if not isinstance(values, ListOf):
            text = message("{what} does not include {value}") if denied else message("{what} includes {value}")
            return self._about(text, self.name(values), self.value(value, values))
        each = [self.value(item, value) for item in values.items]
        if denied and len(each) > 1:
            return self._about("{what} is neither {value}", self.name(value), join_list(each, "nor", self._speech))
        text = message("{what} is not {value}") if denied else message("{what} is {value}")
        return self._about(text, self.name(value), join_list(each, "or", self._speech))

    # Values

    def name(self, node: Node, above: int = 0) -> str:
        """Return a value; ``above`` is how strongly the sign around it holds."""
        match node:
            case Name(name=name):
                return tell_fact(name, self._facts, self._speech)
            case Today():
                return self._speech.tell("today")
            case Constant(value=value):
                return self._constant(value)
            case ListOf(items=items):
                return join_list([self.name(item) for item in items], "and", self._speech)
            case Call(name=function, arguments=arguments):
                return self._call(function, arguments)
            case Operation(operator="-", operands=(one,)):
                return f"−{self.name(one, 3)}"
            case Operation(operator=sign, operands=(left, right)) if sign in _SIGNS:
                return self._calculate(sign, left, right, above)
        return self._say("whether {clause}", clause=self.tell(node))

    def _calculate(self, sign: str, left: Node, right: Node, above: int) -> str:
        if sign == "-" and self._is_date(left):
            if self._is_date(right):
                return self._say(
                    "the number of days from {start} to {end}", start=self.name(right), end=self.name(left)
                )
            return self._say("{days} before {day}", days=self._days(right), day=self.name(left))
        if sign == "+" and self._is_date(left):
            return self._say("{days} after {day}", days=self._days(right), day=self.name(left))
        if sign == "+" and self._is_date(right):
            return self._say("{days} after {day}", days=self._days(left), day=self.name(right))
        shown, strength = _SIGNS[sign]
        # The right side of − and ÷ needs brackets at the same strength.
        words = f"{self.name(left, strength)} {shown} {self.name(right, strength + (sign in '-/'))}"
        return f"({words})" if strength < above else words

    def _days(self, node: Node) -> str:
        if isinstance(node, Constant) and node.value == 1:
            return self._speech.tell("1 day")
        return self._say("{number} days", number=self.name(node, 3))

    def _call(self, function: str, arguments: Sequence[Node]) -> str:
        inner = [self.name(argument) for argument in arguments]
        match function, inner:
            case "round", (number, "1" as places):
                return self._say("{value}, rounded to {places} decimal place", value=number, places=places)
            case "round", (number, places):
                return self._say("{value}, rounded to {places} decimal places", value=number, places=places)
            case "round" | "floor" | "ceil" | "abs", (number,):
                return self._say(_CALLS[function], value=number)
            case "count", (chosen,):
                label = (
                    tell_fact(arguments[0].name, self._facts).removeprefix("the ")
                    if isinstance(arguments[0], Name)
                    else chosen
                )
                return self._say("the number of things chosen in “{what}”", what=label)
            case "min" | "max", _:
                return self._say(_CALLS[function], values=join_list(inner, "and", self._speech))
        return f"{function}({', '.join(inner)})"

    def value(self, node: Node, beside: Node) -> str:
        """Return a value as it is said beside another: with the label and the unit of the fact that it is held to."""
        fact = self._facts.get(beside.name) if isinstance(beside, Name) else None
        if fact is None or not isinstance(node, Constant):
            return self.name(node)
        label = next((option.label for option in fact.options if option.value == node.value), None)
        if label is not None:
            return self._text(label)
        unit = f" {fact.unit}" if fact.unit and isinstance(node.value, float) else ""
        return self._constant(node.value) + unit

    def _is_date(self, node: Node) -> bool:
        match node:
            case Today():
                return True
            case Name(name=name):
                return name in self._facts and self._facts[name].type == "date"
            case Constant(value=str(value)):
                return is_date(value)
            case Operation(operator="+", operands=(left, right)):
                return self._is_date(left) or self._is_date(right)
            case Operation(operator="-", operands=(left, right)):
                return self._is_date(left) and not self._is_date(right)
        return False

    def _constant(self, value: float | str | bool) -> str:
        if isinstance(value, bool):
            return self._speech.tell("yes") if value else self._speech.tell("no")
        if isinstance(value, str):
            return self._speech.write_day(value) if is_date(value) else self._text(value)
        digits = format(Decimal(repr(value)), "f")
        return self._speech.write_decimal(digits.rstrip("0").rstrip(".") if "." in digits else digits)

    def _text(self, text: str) -> str:
        """Return a text, in quotes where it would run into the sentence."""
        return text if text and " " not in text else self._say("“{text}”", text=text)
