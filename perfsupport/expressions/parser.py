"""Reads the text of a condition into nodes: a Pratt parser that stops at the first thing that makes no sense.

Signs with one clear meaning (``=``, ``&&``, curly quotes) are put right by the lexer and reported together with it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from perfsupport.expressions import complaints
from perfsupport.expressions.complaints import CLOSERS
from perfsupport.expressions.lexer import NUMBER, Token, read_tokens
from perfsupport.expressions.nodes import Call, Constant, ListOf, Name, Node, Operation, Problem, Today

DEEPEST = 50
"""How deep operations, brackets and functions may stand in each other; Python's own stack ends somewhere near 1000."""

LOOSEST, OR, AND, NOT, COMPARISON, SUM, PRODUCT, MINUS = range(8)
POWERS = {
    "or": OR,
    "and": AND,
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">=", "in", "not in"), COMPARISON),
    **dict.fromkeys(("+", "-"), SUM),
    **dict.fromkeys(("*", "/"), PRODUCT),
}
"""How strongly a sign holds what stands beside it: the order of Python."""

RISING, FALLING = {"<", "<="}, {">", ">="}
CONSTANTS = {"yes": True, "true": True, "no": False, "false": False}


class _Mistake(Exception):
    """Ends the reading. ``seen_at`` is the place in the text where the parser knew."""

    def __init__(self, seen_at: int, problem: Problem) -> None:
        super().__init__(problem.cause)
        self.seen_at = seen_at
        self.problem = problem


def parse_expression(text: str) -> tuple[Node | None, list[Problem]]:
    """Return the expression that a text holds, or None and what is wrong with it, in the order of the text."""
    node, problems = _parse_text(str(text))
    return node, list(problems)


# What has been checked is compiled next: the same texts once more.
@lru_cache(maxsize=10_000)
def _parse_text(text: str) -> tuple[Node | None, tuple[Problem, ...]]:
    tokens = read_tokens(text)
    problems, node = tokens.problems, None
    try:
        node = _Parser(text, tokens.pieces).parse_all()
    except _Mistake as mistake:
        if mistake.seen_at < tokens.lost:
            start, end, *_ = mistake.problem
            problems = [p for p in problems if not start <= p.start < end]
            problems.append(mistake.problem)
    return (None if problems else node), tuple(sorted(problems))


class _Parser:
    """Walks over the tokens once. Methods named ``_parse`` leave it behind what they have read."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.position = 0
        self.token = tokens[0]
        self.depth = 0

    def parse_all(self) -> Node:
        node = self._parse(LOOSEST)
        if self.token.kind != "end":
            raise self._missing_sign(None)
        return node

    def _next(self) -> Token:
        token = self.token
        self.position += 1
        self.token = self.tokens[self.position]
        return token

    def _parse(self, power: int) -> Node:
        self.depth += 1
        self._check_depth(self.depth, self.token)
        node = self._parse_value(power)
        while (found := POWERS.get(self.token.kind, LOOSEST)) > power:
            if found in (OR, AND):
                node = self._parse_joined(node, found)
            elif found == COMPARISON:
                node = self._parse_comparison(node)
            else:
                sign = self._next()
                node = self._join(sign.kind, (node, self._parse(found)), sign)
        self.depth -= 1
        return node

    def _parse_value(self, power: int) -> Node:
        token = self.token
        match token.kind:
            case "number" | "text" | "yes" | "no" | "true" | "false":
                self._next()
                return Constant(token.start, token.end, _read_constant(token))
            case "today":
                self._next()
                return Today(token.start, token.end)
            case "name":
                return self._parse_name()
            case "(":
                self._next()
                node = self._parse(LOOSEST)
                return replace(node, start=token.start, end=self._close(token).end)
            case "[":
                items, end = self._parse_items(self._next())
                return ListOf(token.start, end, items, self._height(items, token))
            case "-":
                self._next()
                return self._negate(self._parse(MINUS), token)
            case "not" if power <= NOT:
                self._next()
                return self._join("not", (self._parse(NOT),), token)
        raise self._mistake(complaints.missing_value(self._place))

    def _parse_name(self) -> Node:
        name = self._next()
        if self.token.kind != "(":
            return Name(name.start, name.end, name.text)
        if self.tokens[self.position + 1].kind == ")":
            self._next()
            return Call(name.start, self._next().end, name.text, (), 1)
        arguments, end = self._parse_items(self._next())
        return Call(name.start, end, name.text, arguments, self._height(arguments, name))

    def _parse_items(self, opening: Token) -> tuple[tuple[Node, ...], int]:
        """Read what stands in a list or between the brackets of a function; the last comma may be left over."""
        items = [self._parse(LOOSEST)]
        while self.token.kind == ",":
            self._next()
            if self.token.kind != CLOSERS[opening.kind]:
                items.append(self._parse(LOOSEST))
        return tuple(items), self._close(opening).end

    def _close(self, opening: Token) -> Token:
        if self.token.kind != CLOSERS[opening.kind]:
            raise self._missing_sign(opening)
        return self._next()

    def _parse_joined(self, first: Node, power: int) -> Node:
        operands, sign = [first], self.token
        while self.token.kind == sign.kind:
            self._next()
            operands.append(self._parse(power))
        return self._join(sign.kind, tuple(operands), sign)

    def _parse_comparison(self, first: Node) -> Node:
        """Read one comparison, or several that rise or fall together, as in ``1 < a <= 5``."""
        signs: list[Token] = []
        operands = [first]
        while POWERS.get(self.token.kind) == COMPARISON:
            signs.append(self._next())
            operands.append(self._parse(COMPARISON))
        kinds = {sign.kind for sign in signs}
        if len(signs) > 1 and not (kinds <= RISING or kinds <= FALLING):
            raise self._mistake(complaints.mixed_chain(signs[0], signs[1]))
        found = [self._compare(*each) for each in zip(operands, signs, operands[1:], strict=False)]
        return found[0] if len(found) == 1 else self._join("and", tuple(found), signs[0])

    def _compare(self, left: Node, sign: Token, right: Node) -> Node:
        if sign.kind == "not in":
            return self._join("not", (self._join("in", (left, right), sign),), sign)
        return self._join(sign.kind, (left, right), sign)

    def _negate(self, operand: Node, sign: Token) -> Node:
        if isinstance(operand, Constant) and isinstance(operand.value, float):
            return Constant(sign.start, operand.end, -operand.value)
        return self._join("-", (operand,), sign)

    def _join(self, operator: str, operands: tuple[Node, ...], sign: Token) -> Node:
        start = min(operands[0].start, sign.start)
        return Operation(start, operands[-1].end, operator, operands, self._height(operands, sign))

    def _height(self, nodes: tuple[Node, ...], token: Token) -> int:
        height = 1 + max(node.height for node in nodes)
        self._check_depth(height, token)
        return height

    def _check_depth(self, depth: int, token: Token) -> None:
        if depth > DEEPEST:
            raise self._mistake(complaints.too_deep(token))

    @property
    def _place(self) -> complaints.Place:
        return complaints.Place(self.text, self.tokens, self.position)

    def _missing_sign(self, opening: Token | None) -> _Mistake:
        return self._mistake(complaints.missing_sign(self._place, opening))

    def _mistake(self, problem: Problem) -> _Mistake:
        return _Mistake(self.token.start, problem)


def _read_constant(token: Token) -> float | str | bool:
    if token.kind == "text":
        return token.text
    if token.kind == "number":
        return float(token.text) if NUMBER.fullmatch(token.text) else 0.0
    return CONSTANTS[token.kind]
