"""The case note: notes of options and outcomes, else what was asked and responded; nothing sensitive."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.twin import Twin
from tests.generated.trees import TODAY
from tests.journeys.programs import read_journey_program


@pytest.fixture
def card(twin: Twin) -> Twin:
    twin.load(read_journey_program("card-declined"))
    return twin


def note(twin: Twin, responses: dict[str, Any], **host: str) -> list[str]:
    lines: list[str] = twin.play("caseNote", {"responses": responses, "known": {"host": host}}, TODAY)
    return lines


def test_a_whole_case(card: Twin) -> None:
    responses = {"channel": "web", "country": "FR", "amount": "250.5", "low_funds": "done"}
    responses |= {"identity/country": "de", "identity/code": "9317"}
    lines = note(card, responses)
    assert lines == [
        "Card declined at a till",
        "Payment was made online.",
        "In which country was it? France",
        "What is the amount that was refused in France? 250.5\u00a0EUR",
        "Offer another way to pay: Done",
        "Where is the customer registered? DE",
        "Identity confirmed.",
        "Paid 125.25\u00a0EUR of 250.5\u00a0EUR.",
    ]
    assert "9317" not in str(lines)


def test_several_options_and_none_of_them(card: Twin) -> None:
    lines = note(card, {"channel": "in-a-shop", "terminal_code": "something-else", "signs": ["slow", "silent"]})
    assert lines[1:] == [
        "Where did the customer try to pay? In a shop",
        "Which code does the terminal show? Something else",
        "Terminal is silent.",
    ]
    assert note(card, {"channel": "~none"})[1:] == [
        "Where did the customer try to pay? None of these",
        "Ask supervisor",
    ]


def test_what_the_host_knows_is_told_once(card: Twin) -> None:
    lines = note(card, {"channel": "web", "amount": "900"}, country="DE")
    assert [line for line in lines if "country" in line or "registered" in line] == ["In which country was it? Germany"]


TEMPLATE = {
    "header": "{title}, {date}\nContact {contact}\n",
    "line": "- {line}",
    "footer": "Ended {outcome}\nVersion {version}",
}


def test_the_projects_template_shapes_the_note(card: Twin) -> None:
    state = {"responses": {"channel": "~none"}, "known": {}}
    version = read_journey_program("card-declined")["trees"]["card-declined"]["version"]
    assert card.play("caseNote", state, TODAY, TEMPLATE, "T-$&1") == [
        "Card declined at a till, June 15, 2026",
        "Contact T-$&1",
        "- Where did the customer try to pay? None of these",
        "- Ask supervisor",
        "Ended Escalated",
        f"Version {version}",
    ]


def test_lines_of_the_template_that_nothing_is_known_for_are_left_out(card: Twin) -> None:
    lines = card.play("caseNote", {"responses": {}, "known": {}}, TODAY, {**TEMPLATE, "footer": "Ended {outcome}"}, "")
    assert lines == ["Card declined at a till, June 15, 2026"]


def test_an_unfinished_case_has_a_note_too(card: Twin) -> None:
    assert note(card, {}) == ["Card declined at a till"]


OWN = "In a hurry"
WRITTEN = ["Card", "Shop", "Amount: 900", "Outcome: Resolved"]
CHANGED = ["Card", "Online", "Country: France", "Amount: 900", "Outcome: Resolved"]


@pytest.mark.parametrize(
    ("text", "fresh", "merged"),
    [
        (WRITTEN, CHANGED, CHANGED),
        ([*WRITTEN, OWN], CHANGED, [*CHANGED, OWN]),
        (["Card", "Shop", OWN, *WRITTEN[2:]], CHANGED, [*CHANGED[:3], OWN, *CHANGED[3:]]),
        (["Card", "Shop", "Amount: 90", "Outcome: Resolved"], CHANGED, [*CHANGED[:3], "Amount: 90", CHANGED[4]]),
        ([OWN, *WRITTEN[1:]], WRITTEN, [OWN, *WRITTEN[1:]]),
        (WRITTEN, ["Card"], ["Card"]),
        (["Card", "Shop", OWN], ["Card", "Again", "Shop", "Again"], ["Card", "Again", "Shop", OWN, "Again"]),
        ([], CHANGED, ["Online", "Country: France"]),
    ],
)
def test_what_changes_takes_its_own_place_in_a_note_that_the_rep_has_edited(
    twin: Twin, text: list[str], fresh: list[str], merged: list[str]
) -> None:
    assert twin.call("mergeNote", text, WRITTEN, fresh) == merged
