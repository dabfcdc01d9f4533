"""What the player tells the tracker: ids, and never what was typed unless the fact says so."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.rep import Rep, holds_number


def test_a_run_through_is_told_step_by_step(rep: Rep) -> None:
    rep.open().choose("Online").enter("120")
    told = [
        (e["type"], e.get("step"), e.get("option") or e.get("fact") or e.get("direction"), e.get("target"))
        for e in rep.told()
    ]
    assert told == [
        ("session_started", None, None, None),
        ("step_viewed", "place", "forward", None),
        ("option_chosen", "place", "web", "amount"),
        ("step_viewed", "amount", "forward", None),
        ("fact_entered", "amount", "amount", "by_amount"),
        ("step_viewed", "offer", "forward", None),
    ]
    assert rep.told("fact_entered")[0]["value"] == "120"
    assert rep.told("session_started")[0]["entry"] == "start"


def test_steps_within_another_tree_name_it_and_sensitive_values_stay(rep: Rep) -> None:
    rep.open("#?place=web&amount=120&offer=done").enter("4711")
    entered = rep.told("fact_entered")[0]
    assert (entered["tree"], entered["step"], entered["within"]) == ("identity-check", "code", "identity")
    assert not holds_number(str(rep.told()), "4711")
    assert rep.told("session_started")[0]["entry"] == "link"


def test_back_change_none_restart_help_and_outcome_are_told(rep: Rep) -> None:
    rep.open().choose("In a shop", "54, card has expired").press("Backspace")
    expect(rep.page.locator("#ask")).to_have_text("Which code does the terminal show?")
    back = rep.told("stepped_back")[0]
    assert (back["step"], back["target"]) == ("signs", "terminal_code")
    rep.change("Where did").choose("Online")
    changed = rep.told("response_changed")[0]
    assert (changed["step"], changed["option"], changed["target"], changed["dropped"]) == ("place", "web", "amount", 0)
    rep.choose("Cannot be answered")
    assert rep.told("none_fitted")[0]["target"] == "ask_supervisor"
    assert rep.told("outcome_reached")[0]["outcome"] == "escalated"
    rep.press("r").page.get_by_text("Why ask this").click()
    rep.page.get_by_text("Why ask this").click()
    assert [event["section"] for event in rep.told("help_opened")] == ["why"]
    assert rep.told("restarted")[0]["step"] == "ask_supervisor"


def test_how_many_responses_a_change_dropped_is_told(rep: Rep) -> None:
    rep.open().choose("In a shop", "51, not enough money").enter("900").change("Where did").choose("By telephone")
    assert rep.told("response_changed")[0]["dropped"] == 2


def test_a_reload_and_the_browsers_back_are_told(rep: Rep) -> None:
    rep.open().choose("Online").look().page.go_back()
    expect(rep.page.locator("#ask")).to_have_text("Where did the customer try to pay?")
    assert [event["direction"] for event in rep.told("step_viewed")] == ["forward", "forward", "back"]
    rep.page.go_forward()
    expect(rep.page.locator("#ask")).to_have_text("What is the amount that was refused?")
    assert rep.told("step_viewed")[3]["direction"] == "forward"
    rep.page.reload()
    assert [(e["type"], e.get("entry")) for e in rep.told()[:1]] == [("session_started", "reload")]


def test_ticked_off_and_picked_are_told_by_their_ids(rep: Rep) -> None:
    rep.open("#signs").press("1", "3", "Enter")
    assert rep.told("option_chosen")[0]["option"] == "chip,bent"
    rep.open("#calm").choose("Done")
    assert rep.told("option_chosen")[0]["option"] == "done"


SECRET = """
title: A risk in the home
fallback: ask
facts:
  risk: {type: choice, options: [violence, debt], sensitive: true}
steps:
  kind:
    ask: What is the risk?
    fact: risk
    options: {Violence: safe, Debt: safe}
  safe:
    ask: Is the caller safe now?
    options: {"Yes": ask, "No": ask}
  ask: {end: escalated, say: I put you through.}
"""


def test_the_option_of_a_sensitive_question_stays_in_the_page(
    build: Callable[..., str], rep_at: Callable[[str], Rep]
) -> None:
    rep = (
        rep_at(f"{build(secret=SECRET)}/secret.html").open().choose("Violence", "Yes").change("What is").choose("Debt")
    )
    chosen, changed = rep.told("option_chosen"), rep.told("response_changed")
    assert [(event["step"], event.get("option"), event.get("target")) for event in chosen] == [
        ("kind", None, None),
        ("safe", "yes", "ask"),
    ]
    assert [(event["step"], event.get("option")) for event in changed] == [("kind", None)]
    assert "violence" not in str(rep.told())
    assert "debt" not in str(rep.told())
