"""What a rep presses and types while the program of a large tree is on its way, in every place an aid can stand in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Locator, Page, Route, expect

from tests.browser.hosting import write_host
from tests.browser.rep import Rep, find_held
from tests.browser.samples import CARD, IDENTITY
from tests.browser.serving import Server

FILLER = "".join(f"  s{n}: {{do: '{'Words. ' * 60}', then: s{n + 1}}}\n" for n in range(400))
LATER = """
  left: {ask: Left?, options: {A: s0, B: right}}
  right: {ask: Right?, options: {A: s0, B: left}}
"""
FACTS = """
  parcels: {type: number}
  amount: {type: number}
  code: {type: text}
  day: {type: date}
  seen: {type: many, options: {a: One, b: Two, c: Three}}
"""
FIRST = {
    "choice": "{ask: 'First?', options: {One: left, Two: right}}",
    "entry": "{ask: How many?, fact: parcels, then: left}",
    "text": "{ask: Which code?, fact: code, then: left}",
    "day": "{ask: When?, fact: day, then: left}",
    "picks": "{ask: Which?, fact: seen, then: left}",
    "action": "{do: Say hello., then: left}",
    "asked": "{ask: 'And?', fact: amount, then: two}\n  two: {ask: How many?, fact: parcels, then: left}",
}
WAIT = "One moment: the rest of this guide is on its way."
Place = Literal["page", "frame", "element"]


def make_tree(first: str) -> str:
    end = "  s400: {end: resolved, do: Done}\n"
    return f"title: Large\nfacts:{FACTS}steps:\n  first: {FIRST[first]}{LATER}{FILLER}{end}"


@dataclass
class Early:
    """An aid whose program is held back."""

    page: Page
    aid: Page | FrameLocator | Locator
    held: list[Route]

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def release(self) -> None:
        find_held(self.page, self.held).continue_()

    def release_without_faces(self) -> list[Route]:
        """Let the program come, and hold back the parts that draw further kinds of steps; return those."""
        parts: list[Route] = []
        self.page.route("**/faces.part.*.js", lambda route: parts.append(route))
        self.release()
        expect(self.aid.locator("[data-do=note]")).to_be_enabled()
        return parts

    def expect_step(self, key: str) -> None:
        step = self.aid.locator("#step")
        expect(step).to_have_attribute("data-key", key)
        expect(step).not_to_have_attribute("aria-busy", "true")


Open = Callable[..., Early]


@pytest.fixture(scope="module")
def site(build: Callable[..., str]) -> str:
    return build(card_declined=CARD, identity_check=IDENTITY, **{f"large_{name}": make_tree(name) for name in FIRST})


@pytest.fixture
def open_early(context: BrowserContext, site: str, host_server: Server) -> Open:
    def open_place(first: str, place: Place, query: str = "", focus: str = "#ask") -> Early:
        page, held = context.new_page(), list[Route]()
        page.route(f"**/large-{first}.*.js", lambda route: held.append(route))
        name = f"large-{first}"
        bodies = {
            "frame": f'<div id="aid" data-perfsupport="{name}"></div>',
            "element": f'<perf-support id="aid" tree="{name}"></perf-support>',
        }
        listener = "<script>addEventListener('keydown', ({key}) => (window.keys ??= []).push(key))</script>"
        address = (
            f"{site}/{name}.html{query}"
            if place == "page"
            else write_host(host_server, f"early-{first}-{place}.html", site, bodies[place], listener)
        )
        with page.expect_request(f"**/large-{first}.*.js"):
            page.goto(address, wait_until="commit")
        places: dict[Place, Page | FrameLocator | Locator] = {
            "page": page,
            "frame": page.frame_locator("iframe"),
            "element": page.locator("perf-support"),
        }
        aid = places[place]
        if place != "page" or focus != "#ask":
            aid.locator(focus).focus()
        return Early(page, aid, held)

    return open_place


PLACES = pytest.mark.parametrize("place", ["page", "frame", "element"])


@PLACES
def test_of_digits_the_first_counts_and_none_reaches_a_step_that_nobody_has_seen(
    open_early: Open, place: Place
) -> None:
    early = open_early("choice", place)
    early.press("2", "1", "1", "Enter")
    expect(early.aid.locator("#notice")).to_have_text(WAIT)
    expect(early.aid.locator("#step")).to_have_attribute("aria-busy", "true")
    early.release()
    early.expect_step("right")
    expect(early.aid.locator("#notice")).to_be_hidden()
    early.press("2")
    early.expect_step("left")


@PLACES
def test_what_is_typed_at_the_heading_goes_into_the_field_up_to_its_enter(open_early: Open, place: Place) -> None:
    early = open_early("entry", place)
    early.press("1", "2", "Enter", "3", "4", "Enter", "1")
    expect(early.aid.locator("#entry")).to_have_value("12")
    early.release()
    early.expect_step("left")
    expect(early.aid.locator("#path")).to_contain_text("12")
    expect(early.aid.locator("#path")).not_to_contain_text("1234")


@pytest.mark.parametrize(("first", "typed"), [("text", "N7"), ("day", "11222026")])
def test_every_kind_of_field_takes_what_is_typed(open_early: Open, first: str, typed: str) -> None:
    early = open_early(first, "page", focus="#entry")
    early.press(*typed, "Enter", "Backspace")
    early.release()
    early.expect_step("left")
    expect(early.aid.locator("#path")).to_contain_text("N7" if first == "text" else "2026")


@PLACES
def test_ticks_are_seen_at_once_and_none_comes_in_behind_enter(open_early: Open, place: Place) -> None:
    early = open_early("picks", place)
    early.press("1", "3", "Enter", "2", "Enter")
    boxes = early.aid.locator(".option input")
    assert [box.is_checked() for box in boxes.all()] == [True, False, True]
    early.aid.locator(".option").nth(1).click()
    early.release()
    early.expect_step("left")
    expect(early.aid.locator("#path")).to_contain_text("One and Three")


# Once somebody has responded, the browser keeps a copy of the site, and what comes from there cannot be held back:
# a test opens no second page.
@PLACES
def test_enter_counts(open_early: Open, place: Place) -> None:
    early = open_early("action", place)
    early.press("Enter", "Enter")
    early.release()
    early.expect_step("left")


@PLACES
def test_of_clicks_the_first_counts(open_early: Open, place: Place) -> None:
    early = open_early("choice", place)
    address = early.page.url
    early.aid.locator(".option").nth(1).click()
    early.aid.locator(".option").nth(0).click()
    early.aid.locator("h1").click()
    assert early.page.url == address
    early.release()
    early.expect_step("right")


@PLACES
def test_other_keys_count_on_the_step_that_was_seen(open_early: Open, place: Place) -> None:
    early = open_early("choice", place)
    early.press("n")
    early.release()
    expect(early.aid.locator("#note-text")).to_be_focused()
    early = open_early("choice", place)
    early.press("?")
    early.release()
    expect(early.aid.locator("#keys dl")).to_be_visible()


def test_keys_that_are_switched_off_stay_off(open_early: Open) -> None:
    early = open_early("choice", "page", "?keys=off")
    early.press("2")
    expect(early.aid.locator("#step")).not_to_have_attribute("aria-busy", "true")
    early.release()
    expect(early.page.locator("[data-do=note]")).to_be_enabled()
    early.expect_step("first")


@PLACES
def test_where_the_program_does_not_come_nothing_waits_any_longer(open_early: Open, place: Place) -> None:
    early = open_early("entry", place)
    early.press("1", "Enter")
    find_held(early.page, early.held).abort()
    expect(early.aid.locator("#notice")).to_contain_text("could not be loaded")
    expect(early.aid.locator("#step")).not_to_have_attribute("aria-busy", "true")
    early.press("2", "Enter")
    expect(early.aid.locator("#entry")).to_have_value("12")


def test_a_choice_is_in_the_address_to_load_again_where_the_program_does_not_come(open_early: Open) -> None:
    early = open_early("choice", "page")
    early.press("2")
    find_held(early.page, early.held).abort()
    expect(early.aid.locator("#notice")).to_contain_text("could not be loaded")
    early.page.wait_for_url("**#?first=two")
    early.page.unroute("**/large-choice.*.js")
    early.page.reload()
    early.expect_step("right")


def test_an_early_press_is_told_as_a_choice(rep_at: Callable[[str], Rep], site: str) -> None:
    rep, held = rep_at(f"{site}/large-choice.html"), list[Route]()
    rep.page.route("**/large-choice.*.js", lambda route: held.append(route))
    with rep.page.expect_request("**/large-choice.*.js"):
        rep.page.goto(rep.address, wait_until="commit")
    rep.page.locator(".option").nth(1).click()
    find_held(rep.page, held).continue_()
    expect(rep.page.locator("#step")).to_have_attribute("data-key", "right")
    assert [event["type"] for event in rep.told()][:4] == [
        "session_started",
        "step_viewed",
        "option_chosen",
        "step_viewed",
    ]


def test_what_is_typed_early_in_an_element_is_no_shortcut_of_the_page_around(open_early: Open) -> None:
    early = open_early("entry", "element", focus="#entry")
    early.press("1", "2", "Backspace", "Enter", "Escape")
    assert early.page.evaluate("window.keys") == ["Escape"]


@PLACES
def test_digits_on_a_step_of_which_only_the_heading_is_there_do_not_reach_the_next(
    open_early: Open, place: Place
) -> None:
    early = open_early("choice", place)
    parts = early.release_without_faces()
    early.press("2", "2", "1", "1")
    expect(early.aid.locator("#ask")).to_have_text("Right?")
    find_held(early.page, parts).continue_()
    early.expect_step("left")


@PLACES
def test_enter_twice_in_a_field_is_one_entry(open_early: Open, place: Place) -> None:
    early = open_early("asked", place)
    parts = early.release_without_faces()
    early.press("7", "Enter", "Enter")
    find_held(early.page, parts).continue_()
    early.expect_step("two")
    expect(early.aid.locator("#error")).to_be_hidden()


FOCUSED = """
window.focused = [];
addEventListener("focusin", (event) => focused.push(event.composedPath()[0].textContent));
"""


@PLACES
def test_the_first_heading_that_the_rep_comes_to_is_heard_once(open_early: Open, place: Place) -> None:
    early = open_early("choice", place)
    parts = early.release_without_faces()
    early.page.frames[-1].evaluate(FOCUSED)
    early.press("2")
    expect(early.aid.locator("#ask")).to_have_text("Right?")
    find_held(early.page, parts).continue_()
    early.expect_step("right")
    expect(early.aid.locator("#ask")).to_be_focused()
    assert early.page.frames[-1].evaluate("focused") == ["Right?"]


def test_keys_mean_nothing_while_a_case_is_being_opened_and_no_step_is_seen(
    rep_at: Callable[[str], Rep], site: str
) -> None:
    rep, held = rep_at(f"{site}/large-choice.html"), list[Route]()
    rep.page.route("**/large-choice.*.js", lambda route: held.append(route))
    with rep.page.expect_request("**/large-choice.*.js"):
        rep.page.goto(f"{rep.address}#gone", wait_until="commit")
    expect(rep.page.locator("#notice")).to_have_text("Opening your case.")
    rep.press("2")
    find_held(rep.page, held).continue_()
    expect(rep.page.locator("#step")).to_be_visible()
    expect(rep.page.locator("#step")).to_have_attribute("data-key", "first")
    assert rep.notice.startswith("The step in this address is no longer part")
