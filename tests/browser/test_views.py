"""The expert view: all steps on one page, the way so far marked, any step one press away."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.browser.rep import Rep
from tests.browser.test_access import find_violations

FIRST = "Where did the customer try to pay?"
CODE = "Which code does the terminal show?"


RUNS_ON = """(element) => {
  const range = document.createRange(), text = element.firstChild.firstChild ?? element.firstChild;
  const at = (place) => {
    range.setStart(text, place);
    range.setEnd(text, place + 1);
    return range.getBoundingClientRect().x;
  };
  return at(text.length - 1) > at(0);
}"""
"""Whether the last sign of a text stands to the right of the first."""


def step(rep: Rep, title: str) -> Locator:
    return rep.page.locator("#whole li[data-at]", has=rep.page.locator(".head", has_text=title)).first


def test_e_shows_all_steps_and_where_the_rep_is(rep: Rep) -> None:
    rep.open().choose("In a shop").press("e")
    expect(rep.page.locator("#whole > ol > li")).to_have_count(16)
    expect(rep.page.get_by_role("button", name="All steps")).to_have_attribute("aria-pressed", "true")
    expect(rep.page).to_have_url(re.compile("view=expert"))
    expect(step(rep, CODE)).to_have_attribute("aria-current", "step")
    expect(step(rep, CODE)).to_contain_text("you are here")
    expect(step(rep, FIRST)).to_contain_text("on the path")
    expect(step(rep, FIRST).locator("[data-choose=in-a-shop]")).to_have_attribute("aria-current", "true")
    assert step(rep, CODE).locator(".number").text_content() == "2"
    expect(step(rep, CODE).locator(".ways li").first).to_contain_text("14 Do not honour")
    # To who hears them a link says where it leads, and a step its number.
    expect(step(rep, CODE).locator(".ways a").first).to_have_accessible_name("05, do not honour 14 Do not honour")
    assert '- paragraph: "2"' in step(rep, CODE).aria_snapshot()
    # What explains is folded, and one press away.
    expect(rep.page.locator("#step details[data-help=detail]")).not_to_have_attribute("open", "")
    rep.press("e")
    expect(rep.page.locator("#whole")).to_have_count(0)
    expect(rep.page).not_to_have_url(re.compile("view"))
    expect(rep.page.locator("#step details[data-help=detail]")).to_have_attribute("open", "")


def test_all_steps_come_into_sight_where_the_step_fills_the_screen(rep: Rep) -> None:
    rep.page.set_viewport_size({"width": 390, "height": 400})
    rep.open().press("e")
    expect(rep.page.get_by_role("heading", name="All steps")).to_be_in_viewport()
    rep.open(query="?view=expert")
    expect(rep.page.locator("#whole > ol > li")).to_have_count(16)
    assert rep.page.evaluate("scrollY") == 0


def test_the_list_of_keys_comes_into_sight(rep: Rep) -> None:
    rep.page.set_viewport_size({"width": 390, "height": 700})
    rep.open().press("?")
    expect(rep.page.locator("#use-keys")).to_be_in_viewport()


def test_a_press_leads_to_any_step_and_back_leads_back(rep: Rep) -> None:
    rep.open(query="?view=expert")
    step(rep, "What does the card look like?").locator(".head a").click()
    expect(rep.page.locator("#ask")).to_have_text("What does the card look like?")
    assert rep.fragment == "#signs?~start=signs"
    assert rep.focused == "ask"
    assert rep.page.title().startswith("What does the card look like?")
    assert rep.told("step_viewed")[-1]["direction"] == "jump"
    rep.page.go_back()
    expect(rep.page.locator("#ask")).to_have_text(FIRST)
    rep.page.go_forward()
    expect(rep.page.locator("#ask")).to_have_text("What does the card look like?")
    rep.page.reload()
    expect(step(rep, "What does the card look like?")).to_have_attribute("aria-current", "step")


def test_an_option_responds_here_changes_behind_and_begins_elsewhere(rep: Rep) -> None:
    rep.open(query="?view=expert")
    step(rep, FIRST).locator("[data-choose=in-a-shop]").click()
    expect(rep.page.locator("#ask")).to_have_text(CODE)
    assert rep.told("option_chosen")[-1]["option"] == "in-a-shop"
    step(rep, FIRST).locator("[data-choose=web]").click()
    expect(rep.page.locator("#ask")).to_have_text("What is the amount that was refused?")
    assert rep.fragment == "#amount?place=web"
    href = step(rep, CODE).locator("[data-choose='54']").get_attribute("href")
    assert href == "#signs?~start=terminal_code&terminal_code=54"
    step(rep, CODE).locator("[data-choose='54']").click()
    expect(rep.page.locator("#ask")).to_have_text("What does the card look like?")
    assert rep.fragment == "#signs?~start=terminal_code&terminal_code=54"


def test_an_option_says_when_it_is_offered(rep_at: Callable[[str], Rep], build: Callable[..., str]) -> None:
    tree = "title: Again\nfacts: {amount: {type: number, unit: EUR, from: host}}\nsteps:\n"
    tree += "  again: {ask: Try again?, options: {Try: end, Leave it: {go: end, when: amount < 100}}}\n"
    tree += "  end: {end: resolved, do: Done}\n"
    rep = rep_at(f"{build(again=tree)}/again.html").open(query="?view=expert")
    way = rep.page.locator("#whole .ways li", has_text="Leave it")
    expect(way).to_contain_text("(offered only if \u2068amount\u2069 < \u2068100 EUR\u2069)")


def test_titles_of_another_direction_keep_their_own(rep_at: Callable[[str], Rep], build: Callable[..., str]) -> None:
    """In a page from right to left the sign at the end of an English question would stand before it."""
    tree = "title: Again\nsteps:\n  again: {ask: Try again?, options: {Why?: why, No: end}}\n"
    tree += "  why: {ask: Which one?, options: {That?: end, This?: end}}\n  end: {end: resolved, do: Done}\n"
    rep = rep_at(f"{build(again=tree)}/again.html").open(query="?view=expert")
    expect(rep.page.locator("#whole .ways li").first).to_contain_text("Why?")
    rep.page.evaluate("document.documentElement.dir = 'rtl'")
    for title in rep.page.locator("#whole .head :is(a, b)").all():
        assert title.evaluate(RUNS_ON), title.text_content()


def test_the_steps_of_a_tree_that_is_run_unfold(rep: Rep) -> None:
    rep.open(query="?view=expert")
    rep.page.locator("#whole summary").filter(has_text="Identity check").click()
    inner = rep.page.locator("#whole li[data-at='identity/matches']")
    assert inner.locator(".number").text_content() == "7.2"
    inner.locator(".head a").click()
    expect(rep.page.locator("#ask")).to_have_text("Do the digits match?")
    expect(inner).to_have_attribute("aria-current", "step")


def test_many_steps_come_without_holding_the_page_up(rep_at: Callable[[str], Rep], build: Callable[..., str]) -> None:
    steps = "".join(f"  s{n}: {{do: Step {n}, then: s{n + 1}}}\n" for n in range(400))
    tree = f"title: Long\nsteps:\n{steps}  s400: {{end: resolved, do: Done}}\n"
    rep = rep_at(f"{build(many=tree)}/many.html").open(query="?view=expert")
    expect(rep.page.locator("#whole > ol > li")).to_have_count(401)
    rep.page.set_viewport_size({"width": 320, "height": 640})
    assert rep.page.evaluate("document.documentElement.scrollWidth") <= 320
    rep.page.locator("#whole li[data-at=s399] .head a").click()
    expect(rep.page.locator("#step")).to_have_attribute("data-key", "s399")


REFUND = """title: Refund
facts: {months: {type: number, label: months since the purchase, min: 0, max: 120}}
steps:
  months: {ask: How many months ago was it bought?, fact: months, then: calm}
  calm: {do: Stay calm., then: late}
  late:
    route: [{when: months > 6, go: boss}]
    otherwise: pay
  pay: {title: Pay it back, do: Pay it back., then: said}
  said: {title: Say so, end: resolved, say: It is paid back.}
  boss: {title: Ask the boss, end: escalated, do: Ask the boss.}
"""
UNASKED = "Not asked, though what follows depends on it: months since the purchase"


def test_a_route_behind_a_jump_says_what_was_not_asked_and_it_can_be_asked(
    rep_at: Callable[[str], Rep], build: Callable[..., str]
) -> None:
    rep = rep_at(f"{build(refund=REFUND)}/refund.html").open(query="?view=expert")
    step(rep, "Calm").locator(".head a").click()
    expect(rep.page.locator("#ask")).to_have_text("Calm")
    expect(rep.page.locator(".unasked")).to_have_count(0)
    rep.choose("Done")
    expect(rep.page.locator("#ask")).to_have_text("Pay it back")
    told = rep.page.locator("#step .unasked")
    expect(told).to_contain_text(UNASKED)
    # Who hears the page hears it with the heading.
    expect(rep.page.locator("#ask")).to_have_accessible_description(re.compile(UNASKED))
    assert find_violations(rep.page) == []
    rep.page.reload()
    expect(told).to_contain_text(UNASKED)
    # On the next screen the path has it.
    rep.choose("Done")
    expect(rep.page.locator("#ask")).to_have_text("Say so")
    expect(told).to_have_count(0)
    expect(rep.page.locator("#path .unasked")).to_contain_text(UNASKED)
    rep.page.get_by_role("button", name="Ask first: months since the purchase").click()
    expect(rep.page.locator("#ask")).to_have_text("How many months ago was it bought?")
    assert rep.fragment == "#months"
    assert "Calm (Done)" in rep.notice
    rep.enter("7").choose("Done")
    expect(rep.page.locator("#ask")).to_have_text("Ask the boss")
    expect(rep.page.locator(".unasked")).to_have_count(0)
