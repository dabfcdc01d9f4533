"""Turns conditions into formulas over cells.

A condition is yes, no or not known, so it becomes two formulas: where it is yes, and where it is no. Each comparison
asks about one fact, if need be after cutting its values where the comparison changes, or about a *term*: what is left
when two facts are compared or calculated with. A term is a dimension of its own beside those of its facts.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Set
from typing import Any as Anyhow

from perfsupport.expressions import compile_expression
from perfsupport.expressions.nodes import Call, Constant, ListOf, Name, Node, Operation, Today
from perfsupport.rules.analysis.logic.cells import Dimension, Some
from perfsupport.rules.analysis.logic.numbers import (
    Days,
    find_days,
    find_range,
    find_steps,
    make_function,
    read_constant,
    step_after,
)
from perfsupport.rules.analysis.logic.questions import Asked, Atom, Condition, Fixed, Joined, Known, Reading

COMPARE: dict[str, Callable[[Anyhow, Anyhow], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
TODAY = "today"


class Reader:
    """Reads the conditions of one tree.

    ``facts`` are the dimensions of facts that can be asked for, ``calculated`` the expressions of the others. ``terms``
    fills with the dimensions of terms; ``today`` is there once a condition asks for the day. ``earlier`` read the same
    tree before a change: it lends its dimensions, but for those that rest on facts that are ``renewed``.
    """

    def __init__(
        self,
        facts: Mapping[str, Dimension],
        calculated: Mapping[str, Node],
        earlier: Reader | None = None,
        renewed: Set[str] = frozenset(),
    ) -> None:
        self.facts = facts
        self.calculated = calculated
        self.terms: dict[str, Dimension] = {}
        self.today: Dimension = Dimension(TODAY, "date") if earlier is None else earlier.today
        self.counted: list[Atom] = []
        self._known_terms: dict[str, Dimension] = {} if earlier is None else earlier._known_terms
        self._expanded: dict[str, Node] = {} if earlier is None else earlier._expanded
        if renewed:
            self._known_terms = {
                key: term
                for key, term in self._known_terms.items()
                if renewed.isdisjoint(each.name for each in (*term.over, *term.needs))
            }
            self._expanded = {name: node for name, node in self._expanded.items() if name not in renewed}
        self._asked: list[Asked] = []
        self._met: dict[str, Dimension] = {}
        for dimension in (self.today, *self._known_terms.values()):
            dimension.begin()

    def read(self, node: Node) -> Reading:
        """Return a condition that has no problems."""
        self._asked, self._met, before = [], {}, len(self.counted)
        expanded = self._expand(node)
        condition, facts = self._read(expanded), {dimension.name for dimension in self._needs(expanded)}
        return Reading(node, condition, self._asked, self._met, self.counted[before:], facts)

    def take_over(self, reading: Reading) -> None:
        """Ask the same as a condition that was read before."""
        for asked in reading.asked:
            self._put(asked)
        self.terms |= reading.terms
        self.counted += reading.counted

    def _note(self, dimension: Dimension, edges: Iterable[float] = (), named: Iterable[str] = ()) -> None:
        """Ask something of a dimension, and that it has cells where only texts are told apart."""
        self._remember(Asked(dimension, frozenset(edges), frozenset(named), is_tested=False))

    def _remember(self, asked: Asked) -> None:
        self._asked.append(asked)
        self._put(asked)

    def _put(self, asked: Asked) -> None:
        dimension = asked.dimension
        dimension.edges |= asked.edges
        dimension.named |= asked.named
        dimension.tested |= asked.is_tested

    def _meet(self, key: str, make: Callable[[], Dimension]) -> Dimension:
        """Return the term with a key, made where there is none yet."""
        term = self.terms.get(key)
        if term is None:
            term = self._known_terms.get(key)
            if term is None:
                term = self._known_terms[key] = make()
            self.terms[key] = term
        self._met[key] = term
        return term

    def find_facts(self, node: Node) -> set[str]:
        """Return the names of the facts to be asked for that an expression rests on."""
        return {dimension.name for dimension in self._needs(self._expand(node))}

    # Preparing

    def _expand(self, node: Node) -> Node:
        """Return the expression with calculated facts written out."""
        match node:
            case Name() if node.name in self.calculated:
                if node.name not in self._expanded:
                    self._expanded[node.name] = node
                    self._expanded[node.name] = self._expand(self.calculated[node.name])
                return self._expanded[node.name]
            case Operation():
                operands = tuple(map(self._expand, node.operands))
                same = all(map(operator.is_, operands, node.operands))
                return node if same else Operation(0, 0, node.operator, operands, node.height)
            case Call():
                arguments = tuple(map(self._expand, node.arguments))
                same = all(map(operator.is_, arguments, node.arguments))
                return node if same else Call(0, 0, node.name, arguments, node.height)
        return node

    def _needs(self, node: Node) -> list[Dimension]:
        found: dict[str, Dimension] = {}
        waiting = [node]
        while waiting:
            each = waiting.pop()
            match each:
                case Name():
                    found[each.name] = self.facts[each.name]
                case Today():
                    found[TODAY] = self.today
                case Operation():
                    waiting.extend(each.operands)
                case Call():
                    waiting.extend(each.arguments)
        return [found[name] for name in sorted(found)]

    # Conditions

    def _read(self, node: Node) -> Condition:
        match node:
            case Constant():
                return Fixed(node.value if isinstance(node.value, bool) else None)
            case Name():
                return self._ask(self.facts[node.name], lambda cell: cell is True)
            case Operation(operator="and" | "or" | "not"):
                return Joined(node.operator, tuple(map(self._read, node.operands)))
            case Operation(operator="in"):
                return self._read_in(*node.operands)
            case Operation() if node.operator in COMPARE:
                return self._compare(node.operator, *node.operands)
            case Call(name="known"):
                return self._read_known(node.arguments[0])
        return self._opaque(node)

    def _ask(self, dimension: Dimension, test: Callable[[Anyhow], bool]) -> Atom:
        self._remember(Asked(dimension))
        return Atom(dimension, test)

    def _read_known(self, node: Node) -> Condition:
        if isinstance(node, Name):
            return Known(self.facts[node.name])
        if self._is_condition(node):
            return Joined("settled", (self._read(node),))
        if isinstance(node, Constant | Today):
            return Fixed(True)
        if _may_fail(node):
            term = self._term(f"known({compile_expression(node)})", "opaque", node)
            term.needs, term.partial = (), False
            return self._ask(term, lambda cell: cell is True)
        return Joined("and", tuple(Known(need) for need in self._needs(node) if need is not self.today))

    def _is_condition(self, node: Node) -> bool:
        match node:
            case Constant():
                return isinstance(node.value, bool)
            case Name():
                return self.facts[node.name].type == "yes_no"
            case Operation():
                return node.operator in {"and", "or", "not", "in", *COMPARE}
            case Call():
                return node.name == "known"
        return False

    def _read_in(self, left: Node, right: Node) -> Condition:
        if isinstance(right, ListOf):
            return Joined("or", tuple(self._compare("==", left, item) for item in right.items))
        if isinstance(left, Constant) and isinstance(right, Name):
            many, option = self.facts[right.name], str(left.value)
            self._note(many, named=[option])
            return self._count(many, lambda cell: isinstance(cell, Some) and option in cell.named)
        return self._opaque(Operation(0, 0, "in", (left, right), 1))

    def _count(self, many: Dimension, test: Callable[[Anyhow], bool]) -> Atom:
        """Keep what is asked of a many fact: with too many options that matter it is put as a term."""
        atom = self._ask(many, test)
        self.counted.append(atom)
        return atom

    # Comparisons

    def _compare(self, sign: str, left: Node, right: Node) -> Condition:
        if self._is_condition(left) and self._is_condition(right):
            same = Joined("same", (self._read(left), self._read(right)))
            return same if sign == "==" else Joined("not", (same,))
        if isinstance(left, Constant):
            sign, left, right = MIRRORED[sign], right, left
        if isinstance(left, Name) and self.facts[left.name].type in ("text", "choice"):
            return self._compare_texts(sign, self.facts[left.name], left, right)
        days = self._read_days(left, right)
        if days is not None:
            return self._compare_days(sign, *days)
        wanted = read_constant(right)
        if wanted is not None:
            return self._compare_number(sign, left, wanted)
        return self._compare_terms(sign, left, right)

    def _compare_texts(self, sign: str, dimension: Dimension, left: Node, right: Node) -> Condition:
        if isinstance(right, Constant):
            text = str(right.value)
            self._note(dimension, named=[text])
            return self._ask(dimension, lambda cell: (cell == text) == (sign == "=="))
        if isinstance(right, Name) and right.name == dimension.name:
            return self._ask(dimension, lambda _: sign == "==")
        ordered = sorted([left, right], key=lambda node: str(compile_expression(node)))
        same = self._opaque(Operation(0, 0, "==", (ordered[0], ordered[1]), 1))
        return same if sign == "==" else Joined("not", (same,))

    def _read_days(self, left: Node, right: Node) -> tuple[Days, float] | None:
        """Return the days that are compared with a number, where both sides are dates or days between them."""
        one, two = find_days(left, self._is_date), find_days(right, self._is_date)
        if one is None or two is None or not (one.facts or two.facts):
            return None
        rest = one.minus(two)
        return rest, -rest.days

    def _is_date(self, name: str) -> bool:
        return self.facts[name].type == "date"

    def _compare_days(self, sign: str, days: Days, wanted: float) -> Condition:
        compare = COMPARE[sign]
        match sorted(days.facts.items()):
            case []:
                return Fixed(compare(0, wanted))
            case [(name, 1 | -1 as times)]:
                if times == -1:
                    sign, wanted = MIRRORED[sign], -wanted
                return self._ask_number(self._day_dimension(name), sign, wanted)
            case [(one, 1), (two, -1)] | [(two, -1), (one, 1)]:
                if one > two:
                    one, two, sign, wanted = two, one, MIRRORED[sign], -wanted
                term = self._difference(self._day_dimension(one), self._day_dimension(two))
                return self._ask_number(term, sign, wanted)
        return Joined("and", (self._free(f"{sorted(days.facts.items())}{sign}{wanted}", days),))

    def _free(self, key: str, days: Days) -> Condition:
        over = [self._day_dimension(name) for name in sorted(days.facts)]
        term = self._meet(key, lambda: Dimension(key, "opaque", needs=over, over=over))
        return self._ask(term, lambda cell: cell is True)

    def _day_dimension(self, name: str) -> Dimension:
        return self.today if name == TODAY else self.facts[name]

    def _difference(self, one: Dimension, two: Dimension) -> Dimension:

        def make() -> Dimension:
            term = Dimension(key, "days", needs=[one, two], over=[one, two])
            term.possible = lambda box: _between(term, _ends(one, box), _ends(two, box))
            return term

        key = f"{one.name}-{two.name}"
        self._remember(Asked(one))
        self._remember(Asked(two))
        return self._meet(key, make)

    def _ask_number(self, dimension: Dimension, sign: str, wanted: float) -> Atom:
        self._note(dimension, [step_after(wanted, dimension.is_whole, including=each) for each in (True, False)])
        compare = COMPARE[sign]
        return self._ask(dimension, lambda cell: compare(cell.low, wanted))

    def _compare_number(self, sign: str, left: Node, wanted: float) -> Condition:
        needs = self._needs(left)
        match left:
            case Name():
                return self._ask_number(needs[0], sign, wanted)
            case Call(name="count", arguments=(Name() as many,)):
                return self._compare_count(sign, self.facts[many.name], wanted)
        if not needs:
            value = make_function(left)(0.0)
            return Fixed(None if value is None else COMPARE[sign](value, wanted))
        if len(needs) == 1 and needs[0].type == "number":
            function, compare = make_function(left), COMPARE[sign]
            steps = find_steps(left, function, needs[0], wanted)
            if steps is not None:
                self._note(needs[0], steps)
                return self._ask(needs[0], lambda cell: _holds(function(cell.low), compare, wanted))
        return self._ask_number(self._term(str(compile_expression(left)), "number", left), sign, wanted)

    def _compare_count(self, sign: str, many: Dimension, wanted: float) -> Condition:
        compare = COMPARE[sign]
        self._note(many, [wanted])
        return self._count(many, lambda cell: compare(len(cell.named) + cell.others, wanted))

    def _compare_terms(self, sign: str, left: Node, right: Node) -> Condition:
        """Compare two sides by the sign of what is between them, written the same way round each time."""
        if str(compile_expression(left)) > str(compile_expression(right)):
            sign, left, right = MIRRORED[sign], right, left
        between = Operation(0, 0, "-", (left, right), 1)
        return self._ask_number(self._term(f"{compile_expression(between)}?", "number", between), sign, 0.0)

    def _term(self, key: str, type: str, node: Node) -> Dimension:
        needed = self._needs(node)

        def make() -> Dimension:
            term = Dimension(key, type, needs=needed, over=needed, partial=_may_fail(node))
            if type == "number":
                needs = {need.name: need for need in needed}
                term.possible = lambda box: _within(term, find_range(node, lambda name: _ends(needs[name], box)))
            return term

        for need in needed:
            self._remember(Asked(need))
        return self._meet(key, make)

    def _opaque(self, node: Node) -> Condition:
        """Return a yes or no of which nothing is known but which facts it needs."""
        return self._ask(self._term(str(compile_expression(node)), "opaque", node), lambda cell: cell is True)


def _holds(value: float | None, compare: Callable[[Anyhow, Anyhow], bool], wanted: float) -> bool:
    return value is not None and compare(value, wanted)


def _ends(dimension: Dimension, box: int) -> tuple[float, float] | None:
    """Return the least and greatest value that a box allows, or None where it allows none or they are unlimited."""
    cells = [cell for cell in dimension.list_cells(box) if cell is not None]
    lows = [getattr(cell, "low", None) for cell in cells]
    highs = [getattr(cell, "high", None) for cell in cells]
    if not cells or None in lows or None in highs:
        return None
    return min(low for low in lows if low is not None), max(high for high in highs if high is not None)


def _between(term: Dimension, one: tuple[float, float] | None, two: tuple[float, float] | None) -> int:
    ends = None if one is None or two is None else (one[0] - two[1], one[1] - two[0])
    return _within(term, ends)


def _within(term: Dimension, ends: tuple[float, float] | None) -> int:
    """Return the cells of a term that overlap a range; all where no range is known."""
    if ends is None:
        return term.field
    return term.unknown | term.bits(lambda cell: cell.low <= ends[1] and ends[0] <= cell.high)


def _may_fail(node: Node) -> bool:
    """Tell whether a calculation over known values may come to nothing: it divides by something that may be zero."""
    match node:
        case Operation(operator="/", operands=(_, divisor)) if not read_constant(divisor):
            return True
        case Operation():
            return any(map(_may_fail, node.operands))
        case Call():
            return any(map(_may_fail, node.arguments))
    return False
