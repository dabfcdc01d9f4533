"""What designers read: each message in ``messages.json`` whole, with the characters it marks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from perfsupport.expressions import FactType, check_expression, parse_expression

GALLERY = json.loads(Path(__file__).with_name("messages.json").read_text("utf-8"))
TYPES = {name: FactType(type, tuple(options)) for name, (type, *options) in GALLERY["facts"].items()}


def find_messages(text: str, expected: FactType) -> list[dict[str, Any]]:
    node, problems = parse_expression(text)
    if node is not None:
        _, problems = check_expression(node, TYPES, expected)
    return [
        {"kind": each.kind, "at": each.start, "marks": text[each.start : each.end]}
        | {"cause": each.cause, "remedy": each.remedy}
        for each in problems
    ]


@pytest.mark.parametrize("case", GALLERY["cases"], ids=lambda case: case["expression"] or "empty")
def test_messages(case: dict[str, Any]) -> None:
    type, *options = case.get("expected", ["yes_no"])
    assert find_messages(case["expression"], FactType(type, tuple(options))) == case["problems"]


@pytest.mark.parametrize(
    "text", ["(" * 60 + "amount" + ")" * 60, "-" * 60 + "amount", "not " * 60 + "vip", " + ".join(["amount"] * 60)]
)
def test_nested_beyond_sense(text: str) -> None:
    (problem,) = find_messages(text, FactType("number"))
    assert problem["cause"] == "Too many parts stand within each other here."
    assert problem["remedy"] == "Split it: give a part of it a name, as a fact with `is`."


def test_a_number_beyond_doubles() -> None:
    (problem,) = find_messages("amount > " + "9" * 400, FactType("yes_no"))
    assert (problem["at"], problem["cause"]) == (9, "This number is too large.")


def test_long_but_flat_is_fine() -> None:
    assert find_messages(" or ".join(f"amount == {number}" for number in range(5000)), FactType("yes_no")) == []


def test_without_any_facts() -> None:
    node, _ = parse_expression("amount > 5")
    assert node is not None
    _, (problem,) = check_expression(node, {})
    assert problem.remedy == "Declare it under facts, or put it in quotes if it is a text."
