"""Conditions: a small typed language over facts. ``docs/reference/conditions.md`` is its page."""

from perfsupport.expressions.compiler import compile_expression, make_expression_schema
from perfsupport.expressions.evaluator import evaluate, is_date
from perfsupport.expressions.lexer import WORDS
from perfsupport.expressions.nodes import FactType, Node, Problem, find_facts
from perfsupport.expressions.parser import parse_expression
from perfsupport.expressions.types import CONDITION, check_expression

__all__ = [
    "CONDITION",
    "WORDS",
    "FactType",
    "Node",
    "Problem",
    "check_expression",
    "compile_expression",
    "evaluate",
    "find_facts",
    "is_date",
    "make_expression_schema",
    "parse_expression",
]
