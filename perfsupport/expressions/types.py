"""Checks an expression against the facts: names that exist, and values that fit each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from perfsupport.expressions import remedies
from perfsupport.expressions.evaluator import MOST_PLACES, is_date
from perfsupport.expressions.nodes import Call, Constant, FactType, Kind, ListOf, Name, Node, Operation, Problem
from perfsupport.expressions.remedies import TYPE_WORDS, describe
from perfsupport.wording import certain, nearest, quote, suggest

TEXT, NUMBER, DATE, YES_NO, MANY = (FactType(name) for name in ("text", "number", "date", "yes_no", "many"))
CONDITION = YES_NO
"""What ``when`` expects."""

SUMS = {
    ("+", NUMBER, NUMBER): NUMBER,
    ("+", TEXT, TEXT): TEXT,
    ("+", DATE, NUMBER): DATE,
    ("+", NUMBER, DATE): DATE,
    ("-", NUMBER, NUMBER): NUMBER,
    ("-", DATE, DATE): NUMBER,
    ("-", DATE, NUMBER): DATE,
    ("*", NUMBER, NUMBER): NUMBER,
    ("/", NUMBER, NUMBER): NUMBER,
}
NOTHING_WORDS = {"null", "none", "empty", "nothing", "undefined", "unknown", "blank"}

Found: TypeAlias = FactType | None
"""None is the type of a part that has been reported: nothing more is said about it."""


def check_expression(
    node: Node, types: Mapping[str, FactType], expected: FactType | None = None
) -> tuple[str | None, list[Problem]]:
    """Return the type of an expression (one of the fact types) and what does not fit; the type is None then.

    ``expected`` is what the place asks for: ``CONDITION`` for ``when``, the fact's own type for ``is`` and ``with``.
    """
    checker = _Checker(types, node, expected)
    found = checker.infer(node)
    if found and expected:
        checker.expect(node, found, expected)
    problems = sorted(set(checker.problems))
    return (None if problems or not found else found.type), problems


def _kin(type: FactType) -> FactType:
    """Return the type without its options; a choice is text."""
    if type.type == "choice":
        return TEXT
    return FactType(type.type) if type.options else type


def _read_dates(nodes: Sequence[Node], found: Sequence[Found]) -> list[Found]:
    """Return the types, with ``"2027-01-31"`` taken as a date."""
    return [
        DATE if isinstance(node, Constant) and isinstance(node.value, str) and is_date(node.value) else type
        for node, type in zip(nodes, found, strict=True)
    ]


class _Checker:
    """Infers types from the leaves up."""

    def __init__(self, types: Mapping[str, FactType], whole: Node, expected: FactType | None) -> None:
        self.types = types
        self.whole = whole
        self.expected = expected
        self.problems: list[Problem] = []

    def infer(self, node: Node) -> Found:
        match node:
            case Constant(value=bool()):
                return YES_NO
            case Constant(value=str()):
                return TEXT
            case Constant():
                return NUMBER
            case Name():
                return self._infer_name(node)
            case ListOf():
                return self._infer_list(node)
            case Call():
                return self._infer_call(node)
            case Operation():
                return OPERATIONS[node.operator](self, node)
        return DATE

    def expect(self, node: Node, found: FactType, expected: FactType) -> None:
        """Report where a whole expression does not give what its place asks for."""
        (found_here,) = _read_dates([node], [found]) if expected == DATE else [found]
        if found_here and _kin(found_here) != _kin(expected):
            cause = f"{describe(node)} is {TYPE_WORDS[found.type]}, but {TYPE_WORDS[expected.type]} is needed here."
            condition = remedies.for_condition(node, found) if expected == CONDITION else None
            self._report(node, cause, condition or remedies.for_whole(node, expected.type))
        for item in node.items if isinstance(node, ListOf) else (node,):
            self._check_option(item, expected)

    def _report(self, node: Node, cause: str, remedy: str, kind: Kind = "type", instead: str | None = None) -> None:
        self.problems.append(Problem(node.start, node.end, cause, remedy, kind, instead))

    def _infer_name(self, node: Name) -> Found:
        if node.name in self.types:
            return self.types[node.name]
        word = node.name.casefold()
        wanted = self.expected if node is self.whole and self.expected and _kin(self.expected) == TEXT else None
        known = [*self.types.values(), *([wanted] if wanted else [])]
        options = {option.casefold(): option for type in known for option in type.options}
        if word in options:
            remedy = remedies.for_text(options[word], alone=wanted is not None)
        elif word in NOTHING_WORDS:
            remedy = "To ask whether a fact has a value, write `known(fact)` or `not known(fact)`."
        elif node.name in FUNCTIONS:
            remedy = f"Write it with brackets, as in `{FUNCTIONS[node.name].example}`."
        else:
            remedy = suggest(node.name, self.types, "Declare it under facts, or put it in quotes if it is a text.")
            if wanted and nearest(node.name, self.types) is None:
                remedy = f"If it is a text, w{remedies.for_text(node.name, alone=True)[1:]}"
        meant = None if node.name in FUNCTIONS or word in NOTHING_WORDS else certain(node.name, {*self.types, "today"})
        instead = f'"{options[word]}"' if word in options and '"' not in options[word] else meant
        self._report(node, f"There is no fact called {quote(node.name)}.", remedy, "name", instead)
        return None

    def _require(self, node: Node, wanted: FactType, by: str) -> None:
        found = self.infer(node)
        if found and _kin(found) != wanted:
            cause = f"{describe(node)} is {TYPE_WORDS[found.type]}, but `{by}` needs {TYPE_WORDS[wanted.type]}."
            self._report(node, cause, remedies.for_value(node, wanted.type))

    def _check_option(self, node: Node, type: FactType) -> None:
        """Report a written text that a choice or many can never be."""
        if not type.options or not isinstance(node, Constant) or not isinstance(node.value, str):
            return
        if node.value not in type.options:
            cause = f"{describe(node)} is not an option of the fact."
            meant = certain(node.value, type.options)
            instead = None if meant is None else remedies.write_constant(meant)
            self._report(node, cause, suggest(node.value, type.options), instead=instead)

    def _infer_list(self, node: ListOf) -> Found:
        """A list in the place of a fact of type many."""
        if set(self._infer_items(node)) <= {TEXT, None}:
            return MANY
        self._report(node, "Only a list of texts can stand here.", 'Write it as in `["rash", "fever"]`.')
        return None

    def _infer_items(self, node: ListOf) -> list[Found]:
        for item in node.items:
            if not isinstance(item, Constant) and (not isinstance(item, Name) or self.infer(item)):
                remedy = "Compare with this part by itself, and join the comparisons with `or`."
                self._report(item, "A list holds written values only.", remedy)
        return [self.infer(item) if isinstance(item, Constant) else None for item in node.items]

    def _compare(self, left: Node, right: Node, found: Sequence[Found]) -> None:
        """Report two parts that cannot be equal or in order: the written one of them, else the second."""
        if DATE in found:
            found = _read_dates([left, right], found)
        left_type, right_type = found
        if left_type is None or right_type is None:
            return
        self._check_option(left, right_type)
        self._check_option(right, left_type)
        if _kin(left_type) == _kin(right_type) != MANY:
            return
        if isinstance(left, Constant) and not isinstance(right, Constant):
            left, right, left_type, right_type = right, left, right_type, left_type
        other = "another list" if left_type.type == right_type.type else TYPE_WORDS[left_type.type]
        cause = f"{describe(right)} is {TYPE_WORDS[right_type.type]} and cannot be compared with {other}."
        instead = remedies.instead_of(right, left_type.type)
        self._report(right, cause, remedies.for_pair(right, right_type, left_type), instead=instead)

    def _infer_equality(self, node: Operation) -> Found:
        left, right = node.operands
        self._compare(left, right, [self.infer(left), self.infer(right)])
        return YES_NO

    def _infer_order(self, node: Operation) -> Found:
        left, right = node.operands
        found = _read_dates(node.operands, [self.infer(left), self.infer(right)])
        kin = {_kin(type) for type in found if type}
        if len(kin) > 1 or None in found:
            self._compare(left, right, found)
        elif not kin <= {NUMBER, DATE}:
            cause = (
                f"{describe(left)} is {TYPE_WORDS[kin.pop().type]}, and `{node.operator}` compares numbers or dates."
            )
            self._report(left, cause, "Compare with `==` or `!=`, or give the fact the type number or date.")
        return YES_NO

    def _infer_membership(self, node: Operation) -> Found:
        left, right = node.operands
        found = self.infer(left)
        if isinstance(right, ListOf):
            for item, type in zip(right.items, self._infer_items(right), strict=True):
                self._compare(left, item, [found, type])
            return YES_NO
        among = self.infer(right)
        if among and among.type != "many":
            cause = f"{describe(right)} is {TYPE_WORDS[among.type]}, but `in` needs a list."
            self._report(right, cause, 'Write `==` for a single value, or a list as in `["DE", "FR"]`.')
        elif found and _kin(found) != TEXT:
            cause = f"{describe(left)} is {TYPE_WORDS[found.type]}, but the values of a list are text."
            self._report(left, cause, remedies.for_pair(left, found, TEXT))
        elif among:
            self._check_option(left, among)
        return YES_NO

    def _infer_logic(self, node: Operation) -> Found:
        for operand in node.operands:
            found = self.infer(operand)
            if found and found != YES_NO:
                cause = f"{describe(operand)} is {TYPE_WORDS[found.type]}, but `{node.operator}` needs yes or no."
                self._report(operand, cause, remedies.for_condition(operand, found, node.operands))
        return YES_NO

    def _infer_sum(self, node: Operation) -> Found:
        found = [self.infer(operand) for operand in node.operands]
        if len(found) == 1:
            self._require(node.operands[0], NUMBER, "-")
            return NUMBER
        if node.operator == "-" or (node.operator == "+" and NUMBER in found):
            found = _read_dates(node.operands, found)
        left, right = found
        if left is None or right is None:
            return None
        result = SUMS.get((node.operator, _kin(left), _kin(right)))
        if result is None:
            words = f"{TYPE_WORDS[left.type]} and {TYPE_WORDS[right.type]}"
            self._report(node, f"`{node.operator}` does not work on {words}.", remedies.for_sum(node, [left, right]))
        return result

    def _infer_call(self, node: Call) -> Found:
        function = FUNCTIONS.get(node.name)
        if function is None:
            self._report(
                node, f"There is no function called {quote(node.name)}.", suggest(node.name, FUNCTIONS), "name"
            )
            return None
        count = len(node.arguments)
        if not function.least <= count <= function.most:
            cause = f"`{node.name}` has {count or 'no'} value{'s' * (count != 1)} in its brackets."
            self._report(node, cause, f"Write it as in `{function.example}`.")
            return None
        return function.infer(self, node)

    def _infer_known(self, node: Call) -> Found:
        (fact,) = node.arguments
        if self.infer(fact) and not isinstance(fact, Name):
            self._report(
                fact, f"{describe(fact)} is not a fact.", "Write the name of a fact in the brackets of `known`."
            )
        return YES_NO

    def _infer_count(self, node: Call) -> Found:
        self._require(node.arguments[0], MANY, "count")
        return NUMBER

    def _infer_number(self, node: Call) -> Found:
        self._require(node.arguments[0], NUMBER, node.name)
        for places in node.arguments[1:]:
            if not isinstance(places, Constant) or places.value is True or places.value not in range(MOST_PLACES + 1):
                cause = "The places to round to are not written as a whole number."
                self._report(places, cause, f"Write a number from 0 to {MOST_PLACES}, as in `round(amount, 2)`.")
        return NUMBER

    def _infer_least(self, node: Call) -> Found:
        found = _read_dates(node.arguments, [self.infer(argument) for argument in node.arguments])
        wanted = DATE if DATE in found else NUMBER
        for argument, type in zip(node.arguments, found, strict=True):
            if type and type != wanted:
                needed = f"`{node.name}` needs {TYPE_WORDS[wanted.type]}"
                cause = f"{describe(argument)} is {TYPE_WORDS[type.type]}, but {needed}."
                self._report(argument, cause, remedies.for_value(argument, wanted.type))
        return wanted


OPERATIONS: dict[str, Callable[[_Checker, Operation], Found]] = {
    **dict.fromkeys(("==", "!="), _Checker._infer_equality),
    **dict.fromkeys(("<", "<=", ">", ">="), _Checker._infer_order),
    **dict.fromkeys(("and", "or", "not"), _Checker._infer_logic),
    **dict.fromkeys(("+", "-", "*", "/"), _Checker._infer_sum),
    "in": _Checker._infer_membership,
}


class _Function(NamedTuple):
    """How many values a function takes, how it is written, and how its type is found."""

    least: int
    most: int
    example: str
    infer: Callable[[_Checker, Call], Found]


FUNCTIONS = {
    "round": _Function(1, 2, "round(amount / 3, 2)", _Checker._infer_number),
    "floor": _Function(1, 1, "floor(amount)", _Checker._infer_number),
    "ceil": _Function(1, 1, "ceil(amount)", _Checker._infer_number),
    "abs": _Function(1, 1, "abs(amount)", _Checker._infer_number),
    "min": _Function(2, 99, "min(amount, 500)", _Checker._infer_least),
    "max": _Function(2, 99, "max(amount, 0)", _Checker._infer_least),
    "count": _Function(1, 1, "count(symptoms)", _Checker._infer_count),
    "known": _Function(1, 1, "known(amount)", _Checker._infer_known),
}
