"""Conditions in words, for people who know the matter and no formulas.

``amount > 500 and country == "DE"`` becomes ``the amount is more than 500 EUR and the country is Germany``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from perfsupport.expressions.evaluator import is_date
from perfsupport.expressions.nodes import Call, Constant, ListOf, Name, Node, Operation, Today
from perfsupport.expressions.parser import parse_expression
from perfsupport.tree import Fact

Facts = Mapping[str, Fact]

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
_NUMBER_WORDS = {"<": "less than", "<=": "at most", ">": "more than", ">=": "at least", "==": "", "!=": "not"}
_DATE_WORDS = {"<": "before", "<=": "on or before", ">": "after", ">=": "on or after", "==": "", "!=": "not"}
_SIGNS = {"+": ("+", 1), "-": ("−", 1), "*": ("×", 2), "/": ("÷", 2)}


def tell_condition(text: str, facts: Facts) -> str:
    """Return a condition in words, without a full stop; the text itself where it cannot be read."""
    node, _problems = parse_expression(str(text))
    return text if node is None else _Teller(facts).tell(node)


def tell_value(text: str, facts: Facts) -> str:
    """Return an expression that gives a value (``is``, ``with``) in words; the text itself where it cannot be read."""
    node, _problems = parse_expression(str(text))
    return text if node is None else _Teller(facts).name(node)


def tell_fact(name: str, facts: Facts) -> str:
    """Return what a fact is called within a sentence: ``the amount``, ``this bill``."""
    fact = facts.get(name)
    label = " ".join((fact.label if fact is not None and fact.label else name.replace("_", " ")).split())
    first = label.partition(" ")[0].lower()
    return label if first in _DETERMINERS else f"the {label}"


def join_list(words: Sequence[str], last: str = "or") -> str:
    """Return ``a, b or c``, however many there are."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""


class _Teller:
    """Turns nodes into words with the facts' labels, units and types."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    # What holds or does not

    def tell(self, node: Node) -> str:
        """Return something that holds or does not, as a clause."""
        match node:
            case Operation(operator="and" | "or" as word, operands=operands):
                return self._join(word, operands)
            case Operation(operator="not", operands=(inner,)):
                return self._deny(inner)
            case Operation() | Call(name="known"):
                return " ".join(self._clause(node))
            case Name():
                return f"{self.name(node)} is yes"
            case Constant(value=bool(value)):
                return "always" if value else "never"
        return self.name(node)

    def _join(self, word: str, operands: Sequence[Node]) -> str:
        """Join clauses; what belongs more closely together is bound by ``both`` or ``either``."""
        parts: list[str] = []
        last = ("", "")
        for operand in operands:
            if isinstance(operand, Operation) and operand.operator in ("and", "or"):
                binder = {"and": "both", "or": "either"}[operand.operator]
                inner = self.tell(operand)
                bound = f"{binder} {inner}" if len(operand.operands) == 2 else f"({inner})"
                parts.append(bound if operand.height < 4 else f"({inner})")
                last = ("", "")
                continue
            subject, predicate = self._clause(operand)
            # "is more than 1 and less than 5" rather than the subject twice.
            verb, _, rest = predicate.partition(" ")
            parts.append(rest if (subject, verb) == last else f"{subject} {predicate}")
            last = (subject, verb) if verb in ("is", "includes") else ("", "")
        nested = any(isinstance(operand, Operation) and operand.operator in ("and", "or") for operand in operands)
        return (f", {word} " if nested else f" {word} ").join(parts)

    def _clause(self, node: Node) -> tuple[str, str]:
        """Return subject and predicate of something that holds or does not."""
        match node:
            case Operation(operator="not", operands=(inner,)):
                return self._denied(inner)
            case Operation(operator="in", operands=(value, values)):
                return self._within(value, values, denied=False)
            case Operation(operator=sign, operands=(left, right)) if sign in _FLIPPED:
                return self._compare(sign, left, right)
            case Call(name="known", arguments=(fact,)):
                return self.name(fact), "is known"
        words = self.tell(node)
        subject, _, predicate = words.rpartition(" is ")
        return (subject, f"is {predicate}") if subject else (words, "holds")

    def _deny(self, node: Node) -> str:
        if isinstance(node, Operation) and node.operator in ("and", "or"):
            return f"it is not so that {self.tell(node)}"
        return " ".join(self._denied(node))

    def _denied(self, node: Node) -> tuple[str, str]:
        match node:
            case Operation(operator="in", operands=(value, values)):
                return self._within(value, values, denied=True)
            case Operation(operator=sign, operands=(left, right)) if sign in _OPPOSITES:
                return self._compare(_OPPOSITES[sign], left, right)
            case Name():
                return self.name(node), "is no"
            case Call(name="known", arguments=(fact,)):
                return self.name(fact), "is not known"
        return "it is not so that", self.tell(node)

    def _compare(self, sign: str, left: Node, right: Node) -> tuple[str, str]:
        if isinstance(left, Constant | Today) and not isinstance(right, Constant | Today):
            sign, left, right = _FLIPPED[sign], right, left
        words = _DATE_WORDS if self._is_date(left) or self._is_date(right) else _NUMBER_WORDS
        return self.name(left), " ".join(filter(None, ("is", words[sign], self.value(right, left))))

    def _within(self, value: Node, values: Node, *, denied: bool) -> tuple[str, str]:
        if isinstance(values, ListOf):
            each = [self.value(item, value) for item in values.items]
            if denied:
                return self.name(value), f"is neither {join_list(each, 'nor')}" if len(
                    each
                ) > 1 else f"is not {each[0]}"
            return self.name(value), f"is {join_list(each)}"
        return self.name(values), f"{'does not include' if denied else 'includes'} {self.value(value, values)}"

    # Values

    def name(self, node: Node, above: int = 0) -> str:
        """Return a value; ``above`` is how strongly the sign around it holds."""
        match node:
            case Name(name=name):
                return tell_fact(name, self._facts)
            case Today():
                return "today"
            case Constant(value=value):
                return _tell_constant(value)
            case ListOf(items=items):
                return join_list([self.name(item) for item in items], "and")
            case Call(name=function, arguments=arguments):
                return self._call(function, arguments)
            case Operation(operator="-", operands=(one,)):
                return f"−{self.name(one, 3)}"
            case Operation(operator=sign, operands=(left, right)) if sign in _SIGNS:
                return self._calculate(sign, left, right, above)
        return f"whether {self.tell(node)}"

    def _calculate(self, sign: str, left: Node, right: Node, above: int) -> str:
        if sign == "-" and self._is_date(left):
            if self._is_date(right):
                return f"the number of days from {self.name(right)} to {self.name(left)}"
            return f"{self._days(right)} before {self.name(left)}"
        if sign == "+" and self._is_date(left):
            return f"{self._days(right)} after {self.name(left)}"
        if sign == "+" and self._is_date(right):
            return f"{self._days(left)} after {self.name(right)}"
        shown, strength = _SIGNS[sign]
        # The right side of − and ÷ needs brackets at the same strength.
        words = f"{self.name(left, strength)} {shown} {self.name(right, strength + (sign in '-/'))}"
        return f"({words})" if strength < above else words

    def _days(self, node: Node) -> str:
        return "1 day" if isinstance(node, Constant) and node.value == 1 else f"{self.name(node, 3)} days"

    def _call(self, function: str, arguments: Sequence[Node]) -> str:
        inner = [self.name(argument) for argument in arguments]
        match function, inner:
            case "round", (number, places):
                return f"{number}, rounded to {places} decimal place{'' if places == '1' else 's'}"
            case "round" | "floor" | "ceil", (number,):
                return number + {"round": ", rounded", "floor": ", rounded down", "ceil": ", rounded up"}[function]
            case "abs", (number,):
                return f"{number}, without its sign"
            case "count", (chosen,):
                return f"the number of things chosen in “{chosen.removeprefix('the ')}”"
            case "min" | "max", _:
                return f"the {'smaller' if function == 'min' else 'larger'} of {join_list(inner, 'and')}"
        return f"{function}({', '.join(inner)})"

    def value(self, node: Node, beside: Node) -> str:
        """Return a value as it is said beside another: with the label and the unit of the fact that it is held to."""
        fact = self._facts.get(beside.name) if isinstance(beside, Name) else None
        if fact is None or not isinstance(node, Constant):
            return self.name(node)
        label = next((option.label for option in fact.options if option.value == node.value), None)
        if label is not None:
            return _tell_text(label)
        unit = f" {fact.unit}" if fact.unit and isinstance(node.value, float) else ""
        return _tell_constant(node.value) + unit

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


def _tell_constant(value: float | str | bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return _tell_text(value)
    digits = format(Decimal(repr(value)), "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _tell_text(text: str) -> str:
    """Return a text, in quotes where it would run into the sentence."""
    return text if text and " " not in text else f"“{text}”"
