"""What to write instead, where the values in a condition do not fit each other."""

from __future__ import annotations

from collections.abc import Sequence

from perfsupport.expressions.nodes import Call, Constant, FactType, Name, Node, Operation, Today

TYPE_WORDS = {
    "text": "text",
    "choice": "text",
    "number": "a number",
    "date": "a date",
    "yes_no": "yes or no",
    "many": "a list",
}
COMPARISONS = {"number": "> 0", "date": "< today", "text": '== "words"', "choice": '== "{}"'}
SUMS = {
    "+": "Add numbers, days to a date, or text to text.",
    "-": "Subtract numbers, days from a date, or a date from a date.",
    "*": "Multiply numbers only.",
    "/": "Divide numbers only.",
}


def write_constant(value: float | str | bool) -> str:
    """Return a value as an author writes it in a condition."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return f"'{value}'" if '"' in value else f'"{value}"'


def describe(node: Node) -> str:
    """Return what to call a part of a condition at the beginning of a sentence."""
    match node:
        case Constant():
            return write_constant(node.value)
        case Name() | Call():
            return node.name
        case Today():
            return "today"
    return "This part"


def for_value(node: Node, wanted: str) -> str:
    """Return how to give a value of the type that is wanted, in place of what was written."""
    value = node.value if isinstance(node, Constant) else ""
    text = value if isinstance(value, str) else ""
    if wanted == "number" and text.replace(".", "", 1).isdecimal():
        return f"Write {text} without quotes."
    if wanted == "yes_no" and text.casefold() in ("yes", "no", "true", "false"):
        return f"Write {text.casefold()} without quotes."
    if wanted == "date":
        return 'Write a day of the calendar in quotes, the year first, as in "2027-01-31".'
    if wanted in ("text", "choice") and isinstance(node, Constant):
        return f'Write "{write_constant(value)}" in quotes.'
    return f"Give {TYPE_WORDS[wanted]} instead."


def for_pair(culprit: Node, found: FactType, wanted: FactType) -> str:
    """Return the remedy for a value that cannot be compared with one of the type ``wanted``."""
    if "many" in (found.type, wanted.type):
        return 'Ask for one value with in, as in "rash" in symptoms, or for their number with count(symptoms).'
    return for_value(culprit, wanted.type)


def for_sum(node: Operation, found: Sequence[FactType]) -> str:
    """Return the remedy for values that cannot be added, subtracted, multiplied or divided."""
    for operand, other in zip(node.operands, reversed(found), strict=True):
        remedy = for_value(operand, other.type)
        if other.type == "number" and remedy.endswith("without quotes."):
            return remedy
    return SUMS[node.operator]


def for_condition(node: Node, found: FactType, siblings: Sequence[Node] = ()) -> str:
    """Return the remedy for a value where yes or no is needed; ``siblings`` are joined with it by ``and``, ``or``."""
    if isinstance(node, Constant):
        two = write_constant(node.value)
        for sibling in siblings:
            match sibling:
                case Operation(operator="==", operands=(Name(name=fact), Constant(value=value))):
                    return f"Write {fact} == {two} here, or use a list: {fact} in [{write_constant(value)}, {two}]."
        return f"Compare it with a fact, as in fact == {two}."
    name, option = (node.name if isinstance(node, Name) else "it"), (*found.options, "x")[0]
    if found.type == "many":
        return f'Ask for one value with in, as in "{option}" in {name}.'
    return f"Compare it, as in {name} {COMPARISONS[found.type].format(option)}."
