"""The syntax: as in Python where Python has it, and never an exception whatever the text."""

from __future__ import annotations

import ast
import warnings
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from perfsupport.expressions import Node, check_expression, compile_expression, evaluate, parse_expression
from perfsupport.expressions.lexer import MISTAKEN_SIGNS, UNKNOWN_SIGNS, WORDS
from perfsupport.expressions.lexer import SIGNS as RIGHT_SIGNS
from perfsupport.expressions.nodes import Call, Constant, ListOf, Name, Operation, Today
from tests.expressions.samples import TYPES, make_expression
from tests.sampling import times

SHARED_TOKENS = "and or not in == != < <= > >= + - * / ( ) [ ] , n1 n1 y1 t1 round min known 5 2.5 0 'DE' \"x\"".split()  # noqa: SIM905
CONSTANTS = {"yes": True, "true": True, "no": False, "false": False}
SIGNS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.And: "and",
    ast.Or: "or",
    ast.In: "in",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


class NotShared(Exception):
    """Python has it, conditions have not."""


def outline(node: Node) -> Any:
    """Return the structure of an expression of ours."""
    match node:
        case Constant():
            return node.value
        case Name():
            return ("fact", node.name)
        case Today():
            return ("today",)
        case ListOf():
            return ("list", *map(outline, node.items))
        case Operation():
            return (node.operator, *map(outline, node.operands))
        case Call():
            return ("call", node.name, *map(outline, node.arguments))


def outline_python(node: ast.AST) -> Any:
    """Return the structure that Python sees, where conditions have the same."""
    match node:
        case ast.Constant(value=str(value)):
            return value
        case ast.Constant(value=int(value) | float(value)):
            return float(value)
        case ast.Name(id=name):
            return ("today",) if name == "today" else CONSTANTS.get(name, ("fact", name))
        case ast.List(elts=[_, *_]):
            return ("list", *map(outline_python, node.elts))
        case ast.BoolOp():
            return (SIGNS[type(node.op)], *map(outline_python, node.values))
        case ast.UnaryOp(op=ast.Not()):
            return ("not", outline_python(node.operand))
        case ast.UnaryOp(op=ast.USub()):
            operand = outline_python(node.operand)
            return -operand if isinstance(operand, float) else ("-", operand)
        case ast.BinOp() if type(node.op) in SIGNS:
            return (SIGNS[type(node.op)], outline_python(node.left), outline_python(node.right))
        case ast.Compare():
            return outline_comparison(node)
        case ast.Call(func=ast.Name(id=name), keywords=[]) if name not in WORDS:
            return ("call", name, *map(outline_python, node.args))
    raise NotShared(ast.dump(node))


def outline_comparison(node: ast.Compare) -> Any:
    kinds = {type(sign) for sign in node.ops}
    if len(node.ops) > 1 and not (kinds <= {ast.Lt, ast.LtE} or kinds <= {ast.Gt, ast.GtE}):
        raise NotShared("comparisons in a row that do not rise or fall together")
    values = [outline_python(each) for each in (node.left, *node.comparators)]
    found = [
        ("not", ("in", left, right)) if isinstance(sign, ast.NotIn) else (SIGNS[type(sign)], left, right)
        for left, sign, right in zip(values, node.ops, values[1:], strict=False)
    ]
    return found[0] if len(found) == 1 else ("and", *found)


def read_with_python(text: str) -> Any:
    """Return the structure of a text, or None where Python or conditions do not have it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return outline_python(ast.parse(f"(\n{text}\n)", mode="eval").body)
        except (SyntaxError, NotShared):
            return None


def make_texts(random: Random) -> list[str]:
    """Return token sequences: right ones, right ones with one token changed, and any at all."""
    right = [make_expression(random, random.choice(("yes_no", "number")), 3) for _ in range(1500)]
    texts = [text for text in right if "\u2028" not in text]
    for _ in range(6000):
        tokens = random.choice(texts[:1000]).replace("(", " ( ").replace(")", " ) ").replace(",", " , ").split()
        place = random.randrange(len(tokens))
        tokens[place : place + random.randint(0, 1)] = random.choices(SHARED_TOKENS, k=random.randint(0, 1))
        texts.append(" ".join(tokens))
    return texts + [" ".join(random.choices(SHARED_TOKENS, k=random.randint(1, 8))) for _ in range(6000)]


def hides_something(text: str) -> bool:
    """Tell whether Python's tree does not show what was written: ``"a" "b"`` is joined, ``(f)(x)`` is a call."""
    close = text.replace(" ", "")
    return any(pair in close for pair in ('""', "''", "\"'", "'\"", ")("))


def test_same_syntax_as_python() -> None:
    texts = [text for text in make_texts(Random(11)) if not hides_something(text)]
    accepted = 0
    for text in texts:
        node, _ = parse_expression(text)
        ours = None if node is None else outline(node)
        theirs = read_with_python(text)
        assert ours == theirs, text
        accepted += theirs is not None
    assert 2000 < accepted < len(texts) - 2000


PIECES = [
    *SHARED_TOKENS,
    *RIGHT_SIGNS,
    *MISTAKEN_SIGNS,
    *UNKNOWN_SIGNS,
    *WORDS,
    *TYPES,
    '"',
    "“",
    "é",
    "\n",
    "is",
    "AND",
]
LIKELY = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)))


@settings(max_examples=times(200), deadline=None)
@given(st.one_of(st.text(), LIKELY.map(" ".join), LIKELY.map("".join)))
def test_any_text_gives_a_node_or_problems_in_range(text: str) -> None:
    node, problems = parse_expression(text)
    assert (node is None) == bool(problems)
    if node is not None:
        assert 0 <= node.start < node.end <= len(text)
        type, problems = check_expression(node, TYPES)
        assert (type is None) == bool(problems)
    if not problems:
        evaluate(compile_expression(node), dict.fromkeys(TYPES).get, "2027-01-31")
    for problem in problems:
        assert 0 <= problem.start <= problem.end <= len(text)
        assert problem.start < problem.end or not text
        assert problem.cause.endswith(".")
        assert problem.remedy.endswith((".", "?"))


def test_hostile_sizes_end() -> None:
    for part in (
        "(",
        "[",
        "not ",
        "-",
        "a(",
        '"',
        "“",
        "5,",
        "a and ",
        "1 < ",
        "= ",
        "a\n",
        "'\n",
        "1.",
        "((",
        "\u200b",
    ):
        parse_expression(part * (20_000 // len(part)))
