"""What a rep can do, told as journeys through ``trees/card-declined.yaml``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from tests.engine.twin import Twin
from tests.journeys.journey import Journey, start
from tests.journeys.programs import read_journey_program


@pytest.fixture
def begin(twin: Twin) -> Callable[..., Journey]:
    """Give a journey at the first screen; keywords are facts that the host knows."""
    return partial(start, read_journey_program("card-declined"), twin)


@pytest.fixture
def case(begin: Callable[..., Journey]) -> Journey:
    return begin()


def hows(journey: Journey) -> dict[str, str]:
    return {entry["key"]: entry["how"] for entry in journey.run["path"]}


def test_straight_to_an_outcome(case: Journey) -> None:
    case.choose("In a shop").choose("05").ends_at("do_not_honour")


def test_through_a_subtree_and_back(case: Journey) -> None:
    at_check = case.choose("Online").enter("DE").enter("400").tick().is_at("identity/country")
    done = at_check.choose("DE").enter("1234").choose("It does").ends_at("paid")
    assert done.run["returned"] == ["identity/confirmed"]
    assert [frame["key"] for frame in done.run["closed"]] == ["identity"]


def test_numbers_are_compared_as_numbers(case: Journey) -> None:
    case.choose("Online").enter("DE").enter("501").ends_at("ask_supervisor")
    case.choose("Online").enter("DE").enter("500").is_at("low_funds")
    case.choose("Online").enter("FR").enter("501").is_at("identity/country")


@pytest.mark.parametrize("entry", ["", "-1", "10000.01", "1e3", "12,5", "word", "+5", " 5", "0x10", "9" * 400])
def test_an_entry_that_the_fact_does_not_admit(case: Journey, entry: str) -> None:
    case.choose("Online").enter("DE").change("amount", entry).is_at("amount").drops("amount")


def test_none_of_these_leads_to_the_fallback_of_the_tree_around(case: Journey) -> None:
    case.none_fits().ends_at("ask_supervisor")
    inside = case.choose("Online").enter("FR").enter("900").is_at("identity/country")
    left = inside.none_fits().ends_at("ask_supervisor")
    assert [frame["key"] for frame in left.run["closed"]] == ["identity"]


def test_an_exhaustive_question_offers_no_none(case: Journey) -> None:
    failed = case.choose("Online").enter("FR").enter("900").choose("FR").is_at("try_again")
    assert failed.run["none"] is None
    failed.change("try_again", "~none").is_at("try_again").drops("try_again")


def test_options_with_conditions_come_and_go(case: Journey) -> None:
    cheap = case.choose("Online").enter("FR").enter("50").tick().choose("FR").is_at("try_again")
    assert cheap.run["offered"] == ["yes", "no", "leave-it"]
    dear = cheap.change("amount", "900").is_at("try_again")
    assert dear.run["offered"] == ["yes", "no"]


def test_a_second_visit_has_keys_of_its_own(case: Journey) -> None:
    again = case.choose("Online").enter("FR").enter("900").choose("FR").choose("Yes").is_at("identity~2/country")
    again.choose("DE").enter("1234").ends_at("paid")


def test_changing_keeps_what_still_holds(case: Journey) -> None:
    paid = (
        case.choose("Online")
        .enter("DE")
        .enter("400")
        .tick()
        .choose("DE")
        .enter("1234")
        .choose("It does")
        .ends_at("paid")
    )
    paid.change("amount", "200").drops("identity/second_look").ends_at("paid")
    paid.change("channel", "in-a-shop").is_at("terminal_code").drops(
        "country", "amount", "low_funds", "identity/country", "identity/code", "identity/second_look"
    )
    paid.change("country", "FR").drops().ends_at("paid")


def test_a_left_path_does_not_count(case: Journey) -> None:
    changed = case.choose("In a shop").choose("51").enter("DE").change("channel", "web")
    assert changed.run["facts"]["channel"] == "web"


def test_back_is_one_response_at_a_time(case: Journey) -> None:
    far = case.choose("Online").enter("DE").enter("200").tick()
    far.back().is_at("low_funds").back().is_at("amount").back().is_at("country").back().is_at("channel")


def test_back_from_a_jump_leads_to_the_start(case: Journey) -> None:
    case.jump("low_funds").is_at("low_funds").back().is_at("channel")


def test_a_jump_into_a_subtree_leads_on_outside(case: Journey) -> None:
    case.jump("identity/code").enter("1234").ends_at("paid")


def test_what_the_host_knows_is_not_asked(begin: Callable[..., Journey]) -> None:
    at_amount = begin(country="DE").choose("Online").is_at("amount")
    assert hows(at_amount)["country"] == "known"
    checked = at_amount.enter("100").tick().is_at("identity/code")
    assert hows(checked)["identity/country"] == "known"


def test_what_is_known_can_be_changed(begin: Callable[..., Journey]) -> None:
    changed = begin(country="DE").choose("Online").change("country", "FR").is_at("amount")
    assert hows(changed)["country"] == "responded"
    assert changed.run["facts"]["country"] == "FR"


@pytest.mark.parametrize("said", ["ES", "de", "Germany", "", "__proto__"])
def test_what_the_fact_does_not_admit_is_not_known(begin: Callable[..., Journey], said: str) -> None:
    begin(country=said).choose("Online").is_at("country")


def test_only_a_declared_source_may_speak(begin: Callable[..., Journey]) -> None:
    begin(amount="5").choose("Online").enter("DE").is_at("amount")
    begin(link={"bought": "2026-01-01"}).choose("Online").enter("DE").is_at("amount")


def test_dates_turn_steps_and_options_on_and_off(begin: Callable[..., Journey]) -> None:
    assert "91" in begin().choose("In a shop").run["offered"]
    on_holiday = begin(today="2026-06-21").choose("Online").enter("DE").is_at("holiday")
    on_holiday.tick().is_at("amount")
    later = begin(today="2026-07-01").choose("In a shop")
    assert later.run["offered"] == ["05", "51", "something-else"]


def test_several_options_at_once(case: Journey) -> None:
    many = case.choose("In a shop").choose("Something else").choose("silent", "slow").is_at("country")
    assert many.run["facts"]["signs"] == ["slow", "silent"]
    many.change("signs", ["loud", "slow"]).is_at("signs").drops("signs")
    many.change("signs", []).is_at("signs").drops("signs")
    many.change("signs", ["loud"]).drops().is_at("country")


def test_earlier_ids_lead_on(case: Journey) -> None:
    replace(case, state={"responses": {"channel": "internet"}, "known": {}}).is_at("country")
    jumped = case.jump("code_on_terminal").is_at("terminal_code")
    jumped.choose("05").ends_at("do_not_honour")


def test_notes_remember_the_facts_as_they_were(case: Journey) -> None:
    paid = case.choose("Online").enter("FR").enter("300").tick().choose("DE").enter("1234").ends_at("paid")
    assert paid.run["path"][-1].get("shown") == {"half": 150.0, "amount": 300.0}
