"""Every kind of step, as a rep works on it."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import Build
from tests.browser.rep import Rep
from tests.browser.samples import CARD, IDENTITY

Reps = Callable[[str], Rep]

TO_OFFER = "#?place=web&amount=120"
TO_LETTER = TO_OFFER + "&offer=done"


def test_a_question_leads_on_and_says_so_in_title_address_path_and_focus(rep: Rep) -> None:
    rep.open().choose("In a shop")
    assert rep.heading == "Which code does the terminal show?"
    assert rep.look().page.title() == "Which code does the terminal show? – Card declined at a till"
    assert rep.fragment == "#terminal_code?place=in-a-shop"
    assert rep.path == [("Where did the customer try to pay?", "In a shop"), ("Which code does the terminal show?", "")]
    assert rep.focused == "ask"


def test_what_an_option_says_is_shown_above_the_next_step_and_no_longer(rep: Rep) -> None:
    rep.open().choose("Online")
    expect(rep.page.locator("#carry")).to_contain_text("I will look at the web payment.")
    rep.enter("120")
    expect(rep.page.locator("#carry")).to_have_count(0)


def test_none_of_these_leads_to_the_fallback(rep: Rep) -> None:
    rep.open().choose("None of these")
    assert rep.heading == "Ask supervisor"
    assert rep.path[0] == ("Where did the customer try to pay?", "None of these")


def test_an_entry_that_does_not_fit_is_told_in_words_beside_the_field(rep: Rep) -> None:
    rep.open("#?place=web").enter("many")
    error = rep.page.locator("#error")
    expect(error).to_have_text("Enter a number, such as 120 or 19.50.")
    assert rep.focused == "entry"
    expect(rep.page.locator("#entry")).to_have_attribute("aria-invalid", "true")
    rep.enter("6000")
    expect(error).to_have_text(re.compile("^Enter 5,000"))
    rep.enter("120,50")
    assert rep.heading == "Offer another way to pay"
    assert ("What is the amount that was refused?", "120.5 EUR") in [(a, b.replace("\xa0", " ")) for a, b in rep.path]


def test_an_empty_entry_is_told_and_none_can_be_pressed_instead(rep: Rep) -> None:
    rep.open("#?place=web").page.get_by_role("button", name="Continue").click()
    expect(rep.page.locator("#error")).to_have_text("Enter something first.")
    rep.choose("Cannot be answered")
    assert rep.heading == "Ask supervisor"


def test_a_day_is_entered_and_shown_in_the_readers_way(rep: Rep) -> None:
    rep.open("#bought").enter("2026-10-03")
    assert rep.path[0] == ("On which day was the purchase?", "October 3, 2026")
    assert "bought=2026-10-03" in rep.fragment


def test_a_yes_no_fact_and_a_choice_fact_are_offered_as_options(rep: Rep) -> None:
    rep.open("#letter").choose("Yes")
    assert rep.heading == "On which day was the purchase?"
    rep.open("#country").choose("Germany")
    assert rep.path[0] == ("Which country was the card issued in?", "Germany")


def test_picking_many_has_an_exclusive_none_and_asks_for_one_at_least(rep: Rep) -> None:
    rep.open("#signs")
    chip, nothing = rep.page.get_by_label("The chip is worn"), rep.page.get_by_label("Nothing to see")
    rep.page.get_by_role("button", name="Continue").click()
    expect(rep.page.locator("#error")).to_have_text("Tick what applies.")
    chip.check()
    expect(rep.page.locator("#error")).to_be_hidden()
    nothing.check()
    expect(chip).not_to_be_checked()
    chip.check()
    expect(nothing).not_to_be_checked()
    rep.page.get_by_label("The card is bent").check()
    rep.page.get_by_role("button", name="Continue").click()
    assert rep.path[0] == ("What does the card look like?", "The chip is worn, The card is bent")
    assert rep.fragment == "#reference?~start=signs&signs=chip,bent"


def test_a_checklist_that_must_be_done_says_what_is_left(rep: Rep) -> None:
    rep.open(TO_OFFER).page.get_by_role("button", name="Done").click()
    expect(rep.page.locator("#error")).to_have_text("Tick every line first: 3 are left.")
    for box in rep.page.get_by_role("checkbox").all()[:3]:
        box.check()
        expect(rep.page.locator("#error")).to_be_hidden()
    rep.page.get_by_role("button", name="Done").click()
    assert rep.heading == "Which digits did the customer give?"


def test_facts_stand_in_prose_with_their_unit(rep: Rep) -> None:
    rep.open("#?place=web&amount=120.5")
    line = rep.page.locator(".tick").first
    expect(line).to_have_text(re.compile(r"Ask the customer to pay 60\.25\sEUR now\.$"))


def test_an_action_is_ticked_off(rep: Rep) -> None:
    rep.open("#calm").choose("Done")
    assert rep.heading == "Paid"


def test_another_tree_runs_and_its_outcomes_words_come_along(rep: Rep) -> None:
    rep.open(TO_LETTER).enter("1234").choose("Yes, they match")
    assert rep.heading == "Has the customer had a letter about this card?"
    expect(rep.page.locator("#carry")).to_contain_text("Thank you, that is all I need.")
    rep.do("back").choose("No")
    assert rep.heading == "Ask supervisor"
    expect(rep.page.locator("#carry")).to_contain_text("Do not say which part was wrong.")


def test_what_comes_along_to_say_and_to_do_stands_apart_as_on_a_step(rep_at: Reps, build: Build) -> None:
    both = IDENTITY.replace("escalated, do:", "escalated, say: I cannot go on with this., do:")
    rep = rep_at(f"{build(card_declined=CARD, identity_check=both)}/card-declined.html")
    rep.open(TO_LETTER).enter("1234").choose("No").look()
    say, do = (rep.page.locator(f"#carry .{name}").bounding_box() for name in ("say", "do"))
    assert say and do and do["y"] - say["y"] - say["height"] >= 8


def test_an_outcome_shows_kind_what_to_do_whom_to_ask_and_the_note(rep: Rep) -> None:
    rep.open().choose("None of these")
    expect(rep.page.locator(".badge")).to_have_text("Escalated")
    expect(rep.page.get_by_role("link", name="+44 20 7946 0000")).to_have_attribute("href", "tel:+442079460000")
    assert "Where did the customer try to pay? None of these" in rep.note
    expect(rep.page.locator("#note")).to_be_visible()
    rep.page.locator("#note").get_by_role("button", name="New case").click()
    assert rep.heading == "Where did the customer try to pay?"
    expect(rep.page.locator("#note")).to_be_hidden()


def test_help_is_folded_but_detail_is_open(rep: Rep) -> None:
    rep.open("#terminal_code")
    expect(rep.page.locator("details[open] summary")).to_have_text(["In detail"])
    expect(rep.page.locator("details table td").first).to_have_text("05")
    picture = rep.page.get_by_role("img", name="A terminal with two digits in the upper corner of its display")
    expect(picture).to_have_js_property("naturalWidth", 320)
    rep.open().page.get_by_text("Tip from the field").click()
    expect(rep.page.locator(".tip")).to_contain_text("Night shift")


def test_owner_review_and_source_follow_the_step(rep: Rep) -> None:
    rep.open("#terminal_code")
    expect(rep.page.locator("#currency")).to_have_text("Kept by payments-desk · review by June 30, 2999")
    source = re.compile(r"^https://forge\.example/desk/blob/main/trees/desk/card-declined\.yaml#L\d+$")
    expect(rep.page.get_by_role("link", name="Suggest a fix")).to_have_attribute("href", source)


def test_a_click_scrolls_to_the_step_only_where_it_is_out_of_view(rep: Rep) -> None:
    rep.page.set_viewport_size({"width": 320, "height": 400})
    rep.open().page.mouse.wheel(0, 300)
    rep.page.wait_for_function("() => scrollY > 100")
    rep.option("Online").click()
    expect(rep.page.locator("#ask")).to_have_text("What is the amount that was refused?")
    top = rep.look().page.locator("#ask").bounding_box()["y"]
    assert 0 <= top < 400
    before = rep.page.evaluate("scrollY")
    rep.enter("120")
    expect(rep.page.locator("#ask")).to_have_text("Offer another way to pay")
    assert rep.look().page.locator("#ask").bounding_box()["y"] >= 0
    assert rep.page.evaluate("scrollY") <= before


def test_focus_stays_where_it_is_on_load(rep: Rep) -> None:
    rep.open("#terminal_code?place=in-a-shop")
    assert rep.focused == "page aid-page"
    assert rep.page.evaluate("scrollY") == 0


def test_the_second_click_of_a_double_click_answers_nothing(
    rep_at: Callable[[str], Rep], build: Callable[..., str]
) -> None:
    steps = "\n".join(f"  s{n}: {{ask: Question {n}?, options: {{A: s{n + 1}, B: s{n + 1}}}}}" for n in range(1, 6))
    fast = f"title: Fast\nsteps:\n{steps}\n  s6: {{end: resolved, say: Over.}}"
    rep = rep_at(f"{build(fast=fast)}/fast.html")
    rep.open().option("A").dblclick()
    assert rep.heading == "Question 2?"
    rep.option("B").click(click_count=3)
    assert rep.heading == "Question 3?"
    for _question in range(3, 6):
        rep.option("A").click()
    assert rep.heading == "S6"


HEAR = """
window.heard = [];
new MutationObserver(() => live.textContent && heard.push(live.textContent))
  .observe(document.getElementById("live"), {childList: true, characterData: true, subtree: true});
"""


def test_an_error_is_heard_each_time_also_where_the_field_has_the_focus_already(rep: Rep) -> None:
    rep.open("#?place=web").page.evaluate(HEAR)
    rep.press("Enter")
    expect(rep.page.locator("#entry")).to_have_accessible_description("EUR ! Enter something first.")
    assert rep.look().page.evaluate("heard") == []
    rep.enter("9999").look().press("Enter")
    too_much = "Enter 5,000\u00a0EUR or less."
    rep.page.wait_for_function("() => heard.length === 2")
    assert rep.page.evaluate("heard") == [too_much, too_much]


def test_the_kind_of_an_outcome_is_heard_with_its_heading(rep: Rep) -> None:
    rep.open("#?place=web").enter("900")
    expect(rep.page.locator("#ask")).to_be_focused()
    expect(rep.page.locator("#ask")).to_have_accessible_description("↑ Escalated")
    rep.press("Backspace")
    expect(rep.page.locator("#ask")).to_have_accessible_description("“Say I see. I will look at the web payment.")


def test_boxes_tell_their_keys(rep: Rep) -> None:
    for fragment in ("#signs", "#?place=web&amount=120"):
        boxes = rep.open(fragment).look().page.locator("#step input")
        assert [box.get_attribute("aria-keyshortcuts") for box in boxes.all()] == list("1234")[: boxes.count()]
