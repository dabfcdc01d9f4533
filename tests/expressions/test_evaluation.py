"""What expressions mean: the same in Python and in JavaScript."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import jsonschema
import pytest

from perfsupport.expressions import (
    FactType,
    Node,
    check_expression,
    compile_expression,
    evaluate,
    find_facts,
    is_date,
    make_expression_schema,
    parse_expression,
)
from tests.expressions.samples import TYPES, make_date, make_expression, make_facts
from tests.sampling import times

SHARED = json.loads(Path(__file__).with_name("cases.json").read_text("utf-8"))
CASES = SHARED["cases"]
CASE_TYPES = {
    name: FactType(type) if isinstance(type, str) else FactType("choice", tuple(type))
    for name, type in SHARED["types"].items()
}
SCHEMA = {"$ref": "#/$defs/expression", "$defs": {"expression": make_expression_schema()}}


def parse(text: str) -> Node:
    node, problems = parse_expression(text)
    assert node is not None, (text, problems)
    return node


def compile_text(text: str, types: dict[str, FactType]) -> Any:
    return compile_node(parse(text), types, text)


def compile_node(node: Node, types: dict[str, FactType], text: str) -> Any:
    type, problems = check_expression(node, types)
    assert type is not None, (text, problems)
    return compile_expression(node)


def show(value: Any) -> str:
    """Return a value so that two are the same only where a reader of the program would say so."""
    return repr(float(value) if isinstance(value, int) and not isinstance(value, bool) else value)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["expression"])
def test_case_in_python(case: dict[str, Any]) -> None:
    expression = compile_text(case["expression"], CASE_TYPES)
    facts = {name: float(v) if type(v) is int else v for name, v in case.get("facts", {}).items()}
    result = evaluate(expression, facts.get, case.get("today", SHARED["today"]))
    assert show(result) == show(case["result"])


def test_cases_in_javascript(ask_node: Callable[..., Any]) -> None:
    today = SHARED["today"]
    batch = [
        [compile_text(case["expression"], CASE_TYPES), case.get("facts", {}), case.get("today", today)]
        for case in CASES
    ]
    results = ask_node(cases=batch)["results"]
    pairs = zip(CASES, results, strict=True)
    assert [(case, result) for case, result in pairs if show(result) != show(case["result"])] == []


def test_random_expressions_agree(ask_node: Callable[..., Any]) -> None:
    random, batch, texts, expected = Random(7), [], [], []
    for number in range(times(5_000)):
        text = make_expression(random, ("yes_no", "yes_no", "number", "date", "text")[number % 5], random.randint(1, 4))
        node = parse(text)
        expression, names = compile_node(node, TYPES, text), find_facts(node)
        for _ in range(2):
            facts, today = make_facts(random), make_date(random)
            texts.append((text, facts, today))
            batch.append([expression, {name: facts[name] for name in names & facts.keys()}, today])
            expected.append(evaluate(expression, facts.get, today))
    results = ask_node(cases=batch)["results"]
    differing = [
        (text, python, javascript)
        for text, python, javascript in zip(texts, expected, results, strict=True)
        if show(python) != show(javascript)
    ]
    assert differing[:5] == []
    assert sum(result is not None for result in results) > len(results) / 3


def test_dates_are_the_same_days_in_both(ask_node: Callable[..., Any]) -> None:
    random = Random(3)
    dates = ["2027-02-29", "2028-02-29", "1900-02-29", "2000-02-29", "0000-01-01", "10000-01-01", "20270131", "2027"]
    dates += ["2027-1-31", "2027-W01-1"]
    dates += ["", "5", "31.01.2027", " 2027-01-31", "2027-01-31T00:00", "２０２７-01-31", "+002027-01-31"]
    for _ in range(5000):
        dates.append(f"{random.randint(0, 9999):04}-{random.randint(0, 13):02}-{random.randint(0, 32):02}")
    assert ask_node(dates=dates)["dates"] == [is_date(date) for date in dates]


def test_compiled_expressions_follow_the_schema() -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    for case in CASES:
        validator.validate(compile_text(case["expression"], CASE_TYPES))
    for wrong in (None, {}, [], ["eval", "x"], [">", ["fact", "amount"], None], [["fact", "amount"]], [5]):
        assert not validator.is_valid(wrong), wrong


def test_facts_of_an_expression() -> None:
    assert find_facts(parse('known(amount) or 1 < due - today < 5 and name in ["a"]')) == {"amount", "due", "name"}


def test_a_huge_text_is_not_built() -> None:
    expression = compile_text("name + name", CASE_TYPES)
    assert evaluate(expression, {"name": "x" * 5000}.get, "2027-01-01") == "x" * 10_000
    assert evaluate(expression, {"name": "x" * 5001}.get, "2027-01-01") is None


def test_the_manual_shows_the_schema() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "conditions.md").read_text("utf-8")
    shown = page.partition("```json\n")[2].partition("```")[0]
    assert json.loads(shown) == make_expression_schema()
