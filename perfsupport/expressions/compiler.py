"""Turns an expression into JSON data: what the program carries and both evaluators read."""

from __future__ import annotations

from typing import Any

from perfsupport.expressions.nodes import Call, Constant, ListOf, Name, Node, Operation, Today
from perfsupport.program import Expression

LARGEST_EXACT = 2**53

OPERATORS = (
    *("fact", "today", "list"),
    *("and", "or", "not"),
    *("==", "!=", "<", "<=", ">", ">=", "in"),
    *("+", "-", "*", "/"),
    *("round", "floor", "ceil", "abs", "min", "max", "count", "known"),
)


def compile_expression(node: Node) -> Expression:
    """Return an expression as JSON data; ``check_expression`` must have found nothing wrong with it.

    Numbers, texts, true and false stand for themselves. A list is an operator and its operands: ``["fact", "amount"]``,
    ``["list", "DE", "FR"]``, ``[">", ["fact", "amount"], 500]``.
    """
    match node:
        case Name():
            return ["fact", node.name]
        case Operation(operator="-", operands=(operand,)):
            return ["-", 0, compile_expression(operand)]
        case Operation():
            return [node.operator, *map(compile_expression, node.operands)]
        case Constant(value=float(value)):
            return int(value) if value.is_integer() and abs(value) < LARGEST_EXACT else value
        case Constant():
            return node.value
        case Today():
            return ["today"]
        case ListOf():
            return ["list", *map(compile_expression, node.items)]
        case Call(name="round", arguments=(number,)):
            return ["round", compile_expression(number), 0]
        case Call():
            return [node.name, *map(compile_expression, node.arguments)]


def make_expression_schema(reference: str = "#/$defs/expression") -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a compiled expression; ``reference`` is where it will stand."""
    return {
        "type": ["number", "string", "boolean", "array"],
        "if": {"type": "array"},
        "then": {"minItems": 1, "prefixItems": [{"enum": list(OPERATORS)}], "items": {"$ref": reference}},
    }
