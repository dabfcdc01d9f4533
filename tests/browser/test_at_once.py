"""What comes right behind a press, before the screen was painted: another press, the browser's buttons, leaving."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.rep import Rep

FIRST = "Where did the customer try to pay?"
CODE = "Which code does the terminal show?"
AMOUNT = "What is the amount that was refused?"
PRESS = "label => [...document.querySelectorAll('#step .option')].find(one => one.textContent.includes(label)).click()"
# Chromium forgets a way back on which it is when an entry is written: what would write it waits until it has gone.
HOLD = """() => {
  const {requestAnimationFrame, setTimeout} = window;
  window.requestAnimationFrame = () => 0;
  const isHeld = (time) => time === 100 && window.event?.type !== "popstate";
  window.setTimeout = (work, time) => setTimeout(work, isHeld(time) ? 20_000 : time);
  addEventListener("popstate", () => Object.assign(window, {requestAnimationFrame, setTimeout}), {once: true});
}"""
KEEP = (
    """addEventListener("pagehide", () => sessionStorage.setItem("told", JSON.stringify(told.map(({type}) => type))))"""
)


def begin(rep: Rep) -> Rep:
    """Open the aid and wait until what draws later screens is there."""
    rep.open().choose("In a shop")
    expect(rep.page.locator("#ask")).to_have_text(CODE)
    rep.look().press("Backspace")
    expect(rep.page.locator("#ask")).to_have_text(FIRST)
    return rep.look()


def test_two_presses_at_once_are_two_entries(rep: Rep) -> None:
    begin(rep).page.evaluate(f"() => {{ const press = {PRESS}; press('In a shop'); press('51'); }}")
    expect(rep.page.locator("#ask")).to_have_text(AMOUNT)
    assert rep.fragment == "#amount?place=in-a-shop&terminal_code=51"
    for heading in (CODE, FIRST):
        rep.page.go_back()
        expect(rep.page.locator("#ask")).to_have_text(heading)


def test_back_right_behind_a_press_takes_the_press_back(rep: Rep) -> None:
    begin(rep).choose("In a shop").look()
    rep.page.evaluate(f"() => {{ ({HOLD})(); ({PRESS})('51'); history.back(); }}")
    expect(rep.page.locator("#ask")).to_have_text(CODE)
    expect(rep.page).to_have_url(f"{rep.address}#terminal_code?place=in-a-shop")
    expect(rep.page).to_have_title(f"{CODE} – Card declined at a till")
    rep.page.go_forward()
    expect(rep.page.locator("#ask")).to_have_text(AMOUNT)
    assert rep.fragment == "#amount?place=in-a-shop&terminal_code=51"


def test_a_way_back_that_takes_its_time_is_waited_for(rep: Rep) -> None:
    begin(rep).choose("In a shop").look()
    rep.page.evaluate(f"""() => {{
      ({HOLD})();
      const go = (steps) => History.prototype.go.call(history, steps);
      Object.defineProperty(history, "go", {{value: (steps) => setTimeout(() => go(steps), 400)}});
      ({PRESS})("51");
      history.back();
    }}""")
    expect(rep.page.locator("#ask")).to_have_text(CODE)
    expect(rep.page).to_have_url(f"{rep.address}#terminal_code?place=in-a-shop")
    rep.page.go_forward()
    expect(rep.page.locator("#ask")).to_have_text(AMOUNT)
    assert rep.fragment == "#amount?place=in-a-shop&terminal_code=51"


def test_leaving_right_behind_a_press_loses_nothing(rep: Rep) -> None:
    begin(rep).page.evaluate(KEEP)
    rep.page.evaluate("told.length = 0")
    rep.page.evaluate(f"() => {{ ({PRESS})('In a shop'); location.assign('about:blank?'); }}")
    rep.page.wait_for_url("about:blank?")
    rep.page.go_back()
    expect(rep.page.locator("#ask")).to_have_text(CODE)
    told = rep.page.evaluate("JSON.parse(sessionStorage.getItem('told'))")
    assert told[:2] == ["option_chosen", "step_viewed"]
    assert told[-1] == "session_left"
    assert rep.fragment == "#terminal_code?place=in-a-shop"


def test_an_error_right_behind_a_press_keeps_the_focus(rep: Rep) -> None:
    rep.open("#amount?place=web").look()
    expect(rep.page.locator("#entry")).to_be_visible()
    rep.page.evaluate("""async () => {
      const confirm = () => document.querySelector("#step form").requestSubmit();
      document.querySelector("#entry").value = "120";
      confirm();
      while (!document.querySelector(".tick")) await null;
      document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "Shift", bubbles: true}));
      confirm();
    }""")
    expect(rep.page.locator("#error")).to_have_text("Tick every line first: 3 are left.")
    expect(rep.look().page.locator(".tick input").first).to_be_focused()


def test_a_reload_by_key_right_behind_fast_presses_keeps_the_place(rep: Rep) -> None:
    begin(rep).page.evaluate(f"""() => {{
      const press = {PRESS};
      press("In a shop");
      press("51");
      document.body.dispatchEvent(new KeyboardEvent("keydown", {{key: "F5", bubbles: true}}));
      location.reload();
    }}""")
    expect(rep.page.locator("#ask")).to_have_text(AMOUNT)
    assert rep.fragment == "#amount?place=in-a-shop&terminal_code=51"


def test_path_and_focus_follow_fast_presses_at_rest_and_a_key_finds_them_there(rep: Rep) -> None:
    begin(rep)
    told = rep.page.evaluate(f"""async () => {{
      const press = {PRESS};
      press("In a shop");
      press("51");
      document.body.dispatchEvent(new KeyboardEvent("keydown", {{key: "Shift", bubbles: true}}));
      return [document.activeElement.id, document.querySelectorAll("#path li").length];
    }}""")
    assert told == ["ask", 3]
    assert rep.path[-1][0] == AMOUNT
    assert rep.focused == "ask"


def test_a_field_that_has_the_focus_behind_fast_presses_keeps_it(rep: Rep) -> None:
    """What speaks or writes for a rep puts the focus there by neither key nor pointer."""
    focused = begin(rep).page.evaluate(f"""() => {{
      const press = {PRESS};
      press("In a shop");
      press("51");
      document.querySelector("#entry").focus();
      document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {{key: "Enter", bubbles: true}}));
      return document.activeElement.id;
    }}""")
    assert focused == "entry"
    assert rep.focused == "entry"


def test_a_step_that_takes_over_pieces_is_what_a_fresh_page_draws(rep: Rep) -> None:
    begin(rep)
    same = """other => {
      const read = (text) => new DOMParser().parseFromString(text.replace(/>\\s+</g, "><"), "text/html").body;
      return read(document.querySelector("#step").outerHTML).isEqualNode(read(other));
    }"""
    fresh = rep.page.context.new_page()
    for label, heading in (("In a shop", CODE), (None, FIRST), ("In a shop", CODE), ("51", AMOUNT)):
        rep.choose(label) if label else rep.press("Backspace")
        expect(rep.page.locator("#ask")).to_have_text(heading)
        fresh.goto("about:blank")
        fresh.goto(rep.address + rep.fragment)
        expect(fresh.locator("#ask")).to_have_text(heading)
        expect(fresh.locator("#step:not([aria-busy])")).to_be_attached()
        assert rep.page.evaluate(same, fresh.locator("#step").evaluate("step => step.outerHTML")), heading
    fresh.close()


LOOP = """
title: Loop
steps:
  again: {ask: Again?, say: So it is., options: {Once more: also, Enough: end}}
  also: {ask: And now?, say: So be it., options: {Once more: again, Enough: end}}
  end: {end: resolved, do: Close.}
"""


@pytest.fixture
def loop(rep_at: Callable[[str], Rep], build: Callable[..., str]) -> Rep:
    """A rep at a guide that goes round, once what draws later screens is there."""
    rep = rep_at(f"{build(loop=LOOP)}/loop.html").open().choose("Once more")
    expect(rep.page.locator("#step:not([aria-busy]) #ask")).to_have_text("And now?")
    return rep.choose("Once more").look()


def test_words_change_in_their_places_but_for_a_heading_that_has_the_focus(loop: Rep) -> None:
    kept = """() => {
      const find = (selector) => document.querySelector(selector);
      const read = () => [find("#ask"), find("#step .say .prose").firstChild], [ask, words] = read();
      ask.FOCUS();
      find("#step .option").click();
      return read().map((one, index) => [one === [ask, words][index], one.textContent]);
    }"""
    for focus, is_same, heading, words in (
        ("blur", True, "And now?", "So be it."),
        ("focus", False, "Again?", "So it is."),
    ):
        assert loop.page.evaluate(kept.replace("FOCUS", focus)) == [[is_same, heading], [True, words]]
        expect(loop.page.locator("#ask")).to_be_focused()


def test_of_very_many_fast_presses_the_address_follows_one_by_one(loop: Rep) -> None:
    """Browsers keep fifty entries: what waits beyond that is written behind each press, not all at once."""
    most, count = loop.page.evaluate("""async () => {
      const push = history.pushState, {setTimeout} = window, option = () => document.querySelector("#step .option");
      let within = 0, most = 0, count = 0;
      history.pushState = function (...told) {
        push.apply(history, told);
        count += 1;
        most = Math.max(most, within += 1);
      };
      // However busy the machine is, the rep does not rest.
      window.setTimeout = (work, time) => (time === 100 ? 1 : setTimeout(work, time));
      option().click();
      for (let presses = 0; presses < 70; presses += 1) {
        option().click();
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 20)));
        within = 0;
      }
      Object.assign(window, {setTimeout});
      option().click();
      return [most, count];
    }""")
    assert count >= 15 and most <= 2
    expect(loop.page).to_have_url(re.compile(r"#again~38\?"), timeout=30_000)
