"""The address: the state in it, what is left out, and what cannot be read."""

from __future__ import annotations

from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from tests.engine.twin import Twin
from tests.generated.trees import TODAY
from tests.journeys.programs import read_journey_program

State = dict[str, Any]


@pytest.fixture
def card(twin: Twin) -> Twin:
    twin.load(read_journey_program("card-declined"))
    return twin


def read(twin: Twin, fragment: str, **host: str) -> State:
    state: State = twin.play("parseAddress", fragment, TODAY, host)
    assert state["known"]["host"] == host
    return state


def test_a_state_is_written_so_that_a_person_can_read_it(card: Twin) -> None:
    responses = {
        "channel": "in-a-shop",
        "signs": ["slow", "silent"],
        "identity/country": "de",
        "identity~2/country": "~none",
    }
    state = {"responses": responses, "known": {"host": {"country": "DE"}, "link": {"country": "FR"}}}
    address = card.play("writeAddress", state, "amount")
    assert address == (
        "amount?f.country=FR&channel=in-a-shop&signs=slow,silent&identity/country=de&identity~2/country=~none"
    )
    assert read(card, address) == {**state, "known": {"host": {}, "link": {"country": "FR"}}}


def test_a_list_of_one_stays_a_list(card: Twin) -> None:
    assert read(card, "#?signs=slow")["responses"] == {"signs": ["slow"]}
    assert read(card, "#?signs=~none")["responses"] == {"signs": "~none"}


def test_a_sensitive_response_is_never_written(card: Twin) -> None:
    state = {"responses": {"channel": "web", "identity/code": "1234"}, "known": {}}
    assert card.play("writeAddress", state, "paid") == "paid?channel=web"


def test_a_jump_is_written(card: Twin) -> None:
    state = {"responses": {}, "known": {}, "start": "identity/code"}
    address = card.play("writeAddress", state, "identity/code")
    assert address == "identity/code?~start=identity/code"
    assert read(card, address)["start"] == "identity/code"


def test_a_deep_link_is_a_jump(card: Twin) -> None:
    assert read(card, "#low_funds")["start"] == "low_funds"
    assert read(card, "#code_on_terminal")["start"] == "terminal_code"
    assert read(card, "#low_funds?f.country=DE")["start"] == "low_funds"


def test_no_jump_where_the_walk_comes_by_itself(card: Twin) -> None:
    assert "start" not in read(card, "#channel")
    assert "start" not in read(card, "#amount?channel=web")
    assert "start" not in read(card, "")
    assert "start" not in read(card, "#")


def test_the_jump_looks_at_what_the_host_knows(twin: Twin) -> None:
    twin.load(read_journey_program("awkward"))
    assert "start" not in read(twin, "#value_of", constructor="toString")
    assert read(twin, "#value_of")["start"] == "value_of"


@pytest.mark.parametrize(
    "fragment",
    [
        "#%",
        "#?%E0%A4%A=x&channel=web",
        "#?channel=web&x=%",
        "#?=&&=x&channel=web",
        "#??",
        "#channel?channel=web#x",
        "#?__proto__=x",
    ],
)
def test_what_cannot_be_read_is_ignored(card: Twin, fragment: str) -> None:
    state = read(card, fragment)
    if "channel=web" in fragment and "#x" not in fragment:
        assert state["responses"].get("channel") == "web"
    card.play("walk", state, TODAY)


KEYS = st.sampled_from(
    ["channel", "amount", "country", "terminal_code", "identity/country", "identity~2/country", "try_again~3"]
)


@hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture])
@hypothesis.given(responses=st.dictionaries(KEYS, st.text(st.characters(exclude_categories=["Cs"]))))
def test_any_text_comes_back(card: Twin, responses: State) -> None:
    state = {"responses": responses, "known": {"host": {}, "link": {}}}
    assert read(card, card.play("writeAddress", state, ""))["responses"] == responses
