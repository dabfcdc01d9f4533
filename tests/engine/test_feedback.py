"""Feedback as an issue or a mail: ids and the author's words, no fact of the case, no address where a collector is."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.engine.twin import Twin
from tests.journeys.programs import read_journey_program

ISSUES = "https://forge.example/new?title={title}&body={body}"


@pytest.mark.parametrize(
    ("page", "private", "way"),
    [
        ({"tracking": {"collector": "/events"}, "feedback": {"issues": ISSUES}}, False, "collector"),
        ({"tracking": {"collector": "/events"}, "feedback": {"issues": ISSUES}}, True, None),
        ({"tracking": {"dom": True}, "feedback": {"issues": ISSUES}}, True, "issues"),
        ({"feedback": {"email": "a@b.example"}}, False, "email"),
        ({"tracking": {"dom": True}}, False, None),
    ],
)
def test_words_never_stand_in_an_address_where_a_collector_is(
    twin: Twin, page: dict[str, Any], private: bool, way: str | None
) -> None:
    found = twin.call("findWay", page, private)
    assert (found and found["way"]) == way


def test_an_issue_names_step_version_file_and_line(twin: Twin) -> None:
    program = read_journey_program("card-declined")
    twin.load(program)
    tree = program["trees"]["identity-check"]
    said = {"kind": "unclear", "text": "Which digits & why?\nAll of them? $1"}
    told = twin.play("writeFeedback", "identity/code", said, "https://forge.example/blob/{path}#L{line}")
    line = tree["steps"]["code"]["line"]
    lines = told["body"].split("\n")
    assert lines[:3] == ["Unclear", "Which digits & why?", "All of them? $1"]
    assert f"Guide: {tree['title']} (identity-check)" in lines
    assert any(each.startswith("Step: ") and each.endswith("(code)") for each in lines)
    assert f"Version: {tree['version']}" in lines
    assert f"File: {tree['path']}:{line}" in lines
    assert lines[-1] == f"https://forge.example/blob/{tree['path']}#L{line}"
    address = twin.call("writeFeedbackAddress", {"way": "issues", "to": ISSUES}, told)
    query = parse_qs(urlsplit(address).query)
    assert (query["title"], query["body"]) == ([told["title"]], [told["body"]])
    mail = twin.call("writeFeedbackAddress", {"way": "email", "to": "a@b.example"}, told)
    assert mail.startswith("mailto:a@b.example?subject=")
    assert parse_qs(urlsplit(mail).query)["body"] == [told["body"].replace("\n", "\r\n")]


def test_a_fact_in_the_title_stands_by_its_name(twin: Twin) -> None:
    twin.load(read_journey_program("card-declined"))
    told = twin.play("writeFeedback", "amount", {"kind": "wrong", "text": "x"}, None)
    assert "((country))" in told["title"]
