"""A number looks as if a point stood between its thousands.

A point stands before decimals: ``1.000`` is 1, and a limit of ``1.000`` EUR would send whoever has 2 EUR to the
supervisor. Three decimals of which the last is 0 say nothing that fewer would not say; where the project's language
sets thousands apart by points, as German does, any three may be meant for thousands.

Wrong:

    facts:
      amount: {type: number, unit: EUR, max: 1.000}
    steps:
      amount: {ask: What is the amount?, fact: amount, then: paid}
      paid: {end: resolved, say: You get ((amount)) back.}

Mended:

    facts:
      amount: {type: number, unit: EUR, max: 1000}
    steps:
      amount: {ask: What is the amount?, fact: amount, then: paid}
      paid: {end: resolved, say: You get ((amount)) back.}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from perfsupport.diagnostics import Severity, Span
from perfsupport.expressions.lexer import read_tokens
from perfsupport.numerals import explain_thousands
from perfsupport.ondemand import compile_late
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.tree import Text, locate

THREE_DECIMALS = compile_late(r"[0-9]\.[0-9]{3}(?![0-9])")


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each number that may be meant for thousands."""
    for text, span, path in _find_numbers(context):
        told = explain_thousands(text, context.settings.language)
        if told is not None:
            yield Finding(span, *told, path=path)


def _find_numbers(context: Context) -> Iterator[tuple[str, Span, str]]:
    """Yield the numbers of a tree, each with its place and the file it stands in, empty for the tree's own."""
    tree = context.tree
    numbers = {id for id, fact in tree.facts.items() if fact.type == "number"}
    for id in numbers:
        yield from _place(tree.facts[id].min, tree.facts[id].max)
    yield from _place(*(value for fact, value in context.inventory.given if fact in numbers))
    for question in context.inventory.questions:
        if question.fact in numbers:
            yield from _place(*(option.label for option in question.options))
    for condition in context.conditions:
        if THREE_DECIMALS.search(condition.text):
            yield from _find_in_condition(condition.text)
    asked = {str(step.id) for step in context.inventory.inputs if step.fact in numbers}
    for scenario in tree.scenarios:
        for each in scenario.written:
            yield from _place(*(value for fact, value in each.given.items() if fact in numbers), path=scenario.path)
            said = (value for key, value in each.responses.items() if key.partition("~")[0] in asked)
            yield from _place(*said, path=scenario.path)


def _place(*values: Text | Sequence[Text] | None, path: str = "") -> Iterator[tuple[str, Span, str]]:
    for value in values:
        if isinstance(value, Text) and THREE_DECIMALS.search(value):
            yield str(value), value.span, path


def _find_in_condition(text: Text) -> Iterator[tuple[str, Span, str]]:
    for token in read_tokens(text).pieces:
        if token.kind == "number":
            yield token.text, locate(text, token.start, token.end), ""


RULE = Rule("PS521", "thousands-or-decimals", Severity.WARNING, __doc__, check, since=2)
