"""What to write instead, where the values in a condition do not fit each other."""

from __future__ import annotations

from collections.abc import Sequence

from perfsupport.expressions.nodes import Call, Constant, FactType, Name, Node, Operation, Today
from perfsupport.ondemand import compile_late
from perfsupport.wording import quote

TYPE_WORDS = {
    "text": "text",
    "choice": "text",
    "number": "a number",
    "date": "a date",
    "yes_no": "yes or no",
    "many": "a list",
}
COMPARISONS = {"number": "> 0", "date": '< "2027-01-31"', "text": '== "words"', "choice": "== {}"}
SUMS = {
    "+": "Add numbers, days to a date, or text to text.",
    "-": "Subtract numbers, days from a date, or a date from a date.",
    "*": "Multiply numbers only.",
    "/": "Divide numbers only.",
}
NUMBER = compile_late(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
TRUTHS = {"yes", "no", "true", "false"}


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
            return quote(write_constant(node.value))
        case Name() | Call():
            return quote(node.name)
        case Today():
            return "`today`"
    return "This part"


def for_value(node: Node, wanted: str) -> str:
    """Return how to give a value of the type that is wanted, in place of what was written."""
    if not isinstance(node, Constant):
        return f"Give {TYPE_WORDS[wanted]} instead."
    text = node.value if isinstance(node.value, str) else ""
    if wanted == "number" and text.replace(".", "", 1).isdecimal():
        return f"Write `{text}` without quotes."
    if wanted == "yes_no" and text.casefold() in TRUTHS:
        return f"Write `{text.casefold()}` without quotes."
    if wanted == "date":
        return 'Write a day of the calendar in quotes, the year first, as in `"2027-01-31"`.'
    if wanted in ("text", "choice"):
        return f'Write `"{write_constant(node.value)}"` in quotes.'
    return f"Give {TYPE_WORDS[wanted]} instead."


def for_whole(node: Node, wanted: str) -> str:
    """Return the same for a value that is all that is written in its place."""
    if isinstance(node, Constant) and wanted in ("text", "choice"):
        return for_text(write_constant(node.value), alone=True)
    return for_value(node, wanted)


def for_text(text: str, *, alone: bool) -> str:
    """Return how to write a text; where it stands ``alone``, YAML takes one pair of quotes for its own."""
    if not alone or "'" in text:
        return f'Write `"{text}"` in quotes.'
    return f"Write `'\"{text}\"'`, in two pairs of quotes: YAML takes the outer ones away."


def instead_of(node: Node, wanted: str) -> str | None:
    """Return a written value as one of the type that is wanted: with quotes or without; None where that is no value."""
    if not isinstance(node, Constant):
        return None
    text = node.value if isinstance(node.value, str) else ""
    if wanted == "number" and NUMBER.fullmatch(text):
        return text
    if wanted == "yes_no" and text.casefold() in TRUTHS:
        return text.casefold()
    if wanted in ("text", "choice") and isinstance(node.value, float):
        return f'"{write_constant(node.value)}"'
    return None


def for_pair(culprit: Node, found: FactType, wanted: FactType) -> str:
    """Return the remedy for a value that cannot be compared with one of the type ``wanted``."""
    if "many" in (found.type, wanted.type):
        return 'Ask for one value, as in `"rash" in symptoms`, or for their number, as in `count(symptoms) > 1`.'
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
        if str(node.value).casefold() in TRUTHS:
            return for_value(node, "yes_no")
        two = write_constant(node.value)
        for sibling in siblings:
            match sibling:
                case Operation(operator="==", operands=(Name(name=fact), Constant(value=value))):
                    one = write_constant(value)
                    return f"Write {quote(f'{fact} == {two}')}, or use a list: {quote(f'{fact} in [{one}, {two}]')}."
        return f"Compare it with a fact, as in {quote(f'fact == {two}')}."
    if not isinstance(node, Name):
        return "Compare it with something."
    option = write_constant((*found.options, "x")[0])
    if found.type == "many":
        return f"Ask for one value, as in {quote(f'{option} in {node.name}')}."
    return f"Compare it, as in {quote(f'{node.name} {COMPARISONS[found.type].format(option)}')}."
