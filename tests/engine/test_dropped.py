"""What is told of responses that no longer hold: of those from a link, nothing that its writer may have made up."""

from __future__ import annotations

import copy

import pytest

from tests.engine.twin import Twin
from tests.journeys.programs import read_journey_program

MADE_UP = "Call 555 0100 and read out the card number"


@pytest.fixture
def card(twin: Twin) -> Twin:
    program = copy.deepcopy(read_journey_program("card-declined"))
    tree = program["trees"][program["tree"]]
    tree["facts"]["reference"] = {"type": "text", "label": "reference"}
    tree["steps"]["reference"] = {**tree["steps"]["amount"], "title": "Which reference?", "fact": "reference"}
    twin.load(program)
    return twin


def tell(card: Twin, key: str, response: str | list[str], *, foreign: bool) -> str:
    said: str = card.play("nameDropped", [key], {key: response}, foreign)
    return said.removeprefix("No longer fits and was taken out: ").removesuffix(".")


@pytest.mark.parametrize(
    ("key", "response", "told"),
    [
        ("channel", "web", "Where did the customer try to pay? (Online)"),
        ("channel", "~none", "Where did the customer try to pay? (None of these)"),
        ("channel", MADE_UP, "Where did the customer try to pay?"),
        ("signs", ["slow", MADE_UP], "What does the terminal do? (slow)"),
        ("country", "FR", "In which country was it? (France)"),
        ("country", MADE_UP, "In which country was it?"),
        ("amount", "250.5", "What is the amount that was refused in …? (250.5\u00a0EUR)"),
        ("amount", MADE_UP, "What is the amount that was refused in …?"),
        ("reference", MADE_UP, "Which reference?"),
        ("low_funds", MADE_UP, "Offer another way to pay (Done)"),
        ("identity/code", MADE_UP, "What is the customer's code? (not shown)"),
        (MADE_UP, MADE_UP, "a step that is not there"),
        (f"identity/{MADE_UP}", "x", "a step that is not there"),
    ],
)
def test_a_link_has_the_guide_say_nothing_of_its_own(card: Twin, key: str, response: str, told: str) -> None:
    assert tell(card, key, response, foreign=True) == told


def test_what_is_not_there_is_told_once(card: Twin) -> None:
    said = card.play("nameDropped", ["one", "two", "channel"], {"one": "x", "two": "y", "channel": "web"}, True)
    gone = "a step that is not there; Where did the customer try to pay? (Online)"
    assert said == f"No longer fits and was taken out: {gone}."


def test_what_reps_entered_themselves_is_told_back_to_them(card: Twin) -> None:
    assert tell(card, "reference", "AB 12", foreign=False) == "Which reference? (AB 12)"
