"""After a jump a route decides without what was not asked, and an option may be missing: the rep is told of what."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.twin import Twin
from tests.generated.trees import load_program

TREE = """\
title: Refund
owner: desk
review_by: 2099-01-31
facts:
  amount: {type: number, label: amount, unit: EUR, min: 0, max: 1000}
  months: {type: number, label: months since the purchase, min: 0, max: 120}
  score: {is: amount - months, type: number, label: score}
  vip: {type: yes_no, label: important customer, from: host}
  opened: {type: yes_no, label: opened parcel}
steps:
  amount: {ask: How much?, fact: amount, then: months}
  months: {ask: How long ago?, fact: months, then: parcel}
  parcel:
    ask: Which parcel?
    options:
      Opened: {go: calm, set: {opened: yes}}
      Closed: {go: calm, set: {opened: no}}
  calm: {do: Stay calm., then: important}
  important:
    route: [{when: vip, go: boss}]
    otherwise: by_score
  by_score:
    route:
      - {when: score > 500 or known(opened) and not opened, go: boss}
    otherwise: again
  again: {do: Go on., then: dated}
  dated:
    route:
      - {when: months > 6 and amount > 100, go: boss, until: 2026-12-31}
      - {when: amount > 900, go: boss}
    otherwise: choose
  choose:
    ask: What does the customer want?
    options:
      Money: {go: done, when: amount < 50}
      Another one: done
      A voucher: {go: inner, from: 2027-01-01}
  inner:
    run: check
    with: {paid: amount}
    on: {yes_it_is: done, no_it_is_not: boss}
  done: {end: resolved, say: Done.}
  boss: {end: escalated, do: Ask the boss.}
"""
CHECK = """\
title: Check
owner: desk
review_by: 2099-01-31
facts:
  paid: {type: number, label: amount paid}
  colour: {type: choice, label: colour, options: [red, blue]}
steps:
  colour: {ask: Which colour?, fact: colour, then: settle}
  settle:
    route: [{when: paid > 10 and colour == "red", go: yes_it_is}]
    otherwise: no_it_is_not
  yes_it_is: {end: resolved, say: Yes.}
  no_it_is_not: {end: resolved, say: No.}
"""


@pytest.fixture
def refund(twin: Twin) -> Twin:
    twin.load(load_program({"trees/refund.yaml": TREE, "trees/check.yaml": CHECK}, "refund"))
    return twin


def tell(
    twin: Twin, start: str | None, responses: dict[str, Any], today: str = "2026-11-22"
) -> list[tuple[str, str, str | None]]:
    """Return what was not asked: the visit that depends on it, the fact, and the step that asks."""
    state = {"responses": responses, "known": {"host": {}, "link": {}}} | ({"start": start} if start else {})
    return [(one["key"], one["fact"], one["ask"]) for one in twin.play("unasked", state, today)]


def test_a_case_from_the_start_depends_on_nothing_that_was_not_asked(refund: Twin) -> None:
    responses = {"amount": "1", "months": "2", "parcel": "closed", "calm": "done", "again": "done"}
    assert tell(refund, None, responses) == []


def test_a_route_is_decided_without_what_a_calculated_fact_is_made_of(refund: Twin) -> None:
    assert tell(refund, "calm", {"calm": "done"}) == [
        ("by_score", "amount", "amount"),
        ("by_score", "months", "months"),
    ]
    # What only the host tells is missing in other cases too, and what decides by itself needs no more.
    assert tell(refund, "parcel", {"parcel": "closed", "calm": "done"}) == []
    assert tell(refund, "months", {"months": "7", "parcel": "opened", "calm": "done"}) == [
        ("by_score", "amount", "amount")
    ]


def test_what_routes_were_decided_without_stays_told_and_missing_options_are_told(refund: Twin) -> None:
    responses = {"months": "2", "parcel": "opened", "calm": "done", "again": "done"}
    told = [("by_score", "amount", "amount"), ("dated", "amount", "amount")]
    # Of the first branch of `dated` one part does not hold, so that nothing hangs on the other.
    assert tell(refund, "months", responses) == [*told, ("choose", "amount", "amount")]
    assert tell(refund, "months", responses | {"choose": "another-one"}) == told
    assert tell(refund, "months", responses, "2027-01-01") == [*told, ("choose", "amount", "amount")]


def test_only_what_is_in_effect_and_stands_before_the_branch_taken_counts(refund: Twin) -> None:
    asked = [("dated", "months", "months"), ("dated", "amount", "amount")]
    assert tell(refund, "again", {"again": "done"})[:2] == asked
    assert tell(refund, "again", {"again": "done"}, "2027-01-01")[0] == ("dated", "amount", "amount")


def test_within_another_tree_its_own_steps_ask_and_what_is_passed_has_none(refund: Twin) -> None:
    assert tell(refund, "inner/colour", {"inner/colour": "red"}) == [("inner/settle", "paid", None)]
    assert tell(refund, "inner/settle", {}) == [
        ("inner/settle", "paid", None),
        ("inner/settle", "colour", "inner/colour"),
    ]
    assert tell(refund, "inner/colour", {"inner/colour": "blue"}) == []


def test_a_start_that_is_gone_is_no_jump(refund: Twin) -> None:
    assert tell(refund, "nowhere", {}) == []
