"""A save is shown in every browser where the rep stands, whatever is pressed meanwhile."""

from __future__ import annotations

import difflib
import re
import time
import urllib.request

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.rep import SETTLED
from tests.preview.author import PATIENCE, TEXT, Author, hold, release, wait_for


def test_a_response_that_no_longer_holds_is_named(author: Author) -> None:
    author.open()
    author.choose("On its way")
    author.stands_at("How many days late?")
    author.change("      On its way: {", "      On the road: {")
    author.stands_at("What does the page say?")
    expect(author.page.locator("#notice")).to_contain_text("What does the page say?")


def look(page: Page) -> str:
    """Return what is to be seen of an aid, as HTML."""
    script = """() => {
      const aid = document.getElementById("aid").cloneNode(true);
      // What is in the panel of the note comes with its part, and is not to be seen before it is opened.
      aid.querySelector("#note[hidden]")?.replaceChildren();
      // Words for a day that has not come stay in the page until it is drawn anew, after the first movement.
      aid.querySelector("[data-overdue]")?.removeAttribute("data-overdue");
      return document.title + aid.outerHTML;
    }"""
    return str(page.evaluate(script))


def compare(is_there: str, should_be: str) -> str:
    """Return what is there and should not be, and the other way round, for people."""
    return "\n".join(difflib.unified_diff(is_there.split(">"), should_be.split(">"), "there", "as loaded", lineterm=""))


def served(author: Author) -> str:
    """Return the page as the server has it."""
    with urllib.request.urlopen(f"{author.address}/late.html", timeout=30) as reply:
        return str(reply.read().decode())


EDITS = (
    ("ask: What does the page say?", "ask: What does it say?\n    say: Look *twice*."),
    ("      Delivered: check", "      Delivered: check\n      Lost: lead"),
    ("ask: How many days late?\n    fact: days", "ask: How late, in days?\n    fact: days\n    owner: crew"),
    ("{type: number, min: 0, max: 99}", "{type: number, min: 0, max: 9, unit: days}"),
)


@pytest.mark.parametrize("step", ["What does the page say?", "How many days late?"])
def test_a_save_is_taken_over_as_a_load_would_show_it(author: Author, step: str) -> None:
    author.open()
    if step != "What does the page say?":
        author.choose("On its way")
        author.stands_at(step)
    author.page.evaluate("window.isTheSame = true")
    other = author.page.context.new_page()
    before = served(author)
    for edit in EDITS:
        author.change(*edit)
        until = time.monotonic() + PATIENCE / 1000
        while (now := served(author)) == before:
            assert time.monotonic() < until
            other.wait_for_timeout(50)
        before = now
        other.goto("about:blank")
        other.goto(author.page.url)
        while look(other) != look(author.page):
            assert time.monotonic() < until, compare(look(author.page), look(other))
            other.wait_for_timeout(50)
    assert author.page.evaluate("window.isTheSame") is True
    author.change("title: A late parcel", "title: A parcel that is late")
    expect(author.page.get_by_role("heading", name="A parcel that is late")).to_be_visible(timeout=PATIENCE)
    assert author.page.evaluate("window.isTheSame === undefined")


def test_two_browsers_see_the_same_save_each_on_its_step(author: Author, browser: Browser) -> None:
    author.open()
    author.choose("On its way")
    context = browser.new_context()
    second = Author(author.root, context.new_page(), author.address)
    second.open()
    author.change("How many days late?", "How late, in days?")
    author.stands_at("How late, in days?")
    second.choose("On its way")
    second.stands_at("How late, in days?")
    context.close()


@pytest.mark.parametrize("script", ["preview/pane.js", "assets/player.*.js"])
def test_what_is_pressed_before_a_script_has_come_stays(author: Author, script: str) -> None:
    author.open()
    held = hold(author.page, f"**/{script}")
    author.change(TEXT.splitlines()[0], "title: A parcel that is late")
    expect(author.page.get_by_role("heading", name="A parcel that is late")).to_be_visible(timeout=PATIENCE)
    author.page.locator("#step .option").filter(has_text="On its way").click(no_wait_after=True)
    release(held, author.page)
    expect(author.page.get_by_role("button", name="Preview", exact=False).first).to_be_visible(timeout=PATIENCE)
    author.stands_at("How many days late?")


def test_what_is_pressed_while_the_page_loads_again_stays(author: Author) -> None:
    author.open()
    # Between the two nothing can be asked of the page from here.
    author.page.evaluate(
        """() => addEventListener("beforeunload", () => setTimeout(() => {
            document.querySelector("#step .option").click();
            fetch("/index.html");
        }))"""
    )
    loading = hold(author.page, "**/late.html", "document")
    pressed = hold(author.page, "**/index.html")
    author.change("title: A late parcel", "title: A parcel that is late")
    wait_for(pressed, author.page)
    wait_for(loading, author.page)
    assert len(loading) == 1
    release(loading, author.page)
    expect(author.page.get_by_role("heading", name="A parcel that is late")).to_be_visible(timeout=PATIENCE)
    author.stands_at("How many days late?")
    # The address follows what is seen. Chromium forgets a way back on which it is when an entry is written.
    expect(author.page).to_have_url(re.compile(r"\?seen="))
    author.page.reload()
    author.stands_at("How many days late?")
    author.page.evaluate(SETTLED)
    author.page.go_back()
    author.stands_at("What does the page say?")


def test_a_press_right_before_the_page_goes_has_an_entry_of_its_own(author: Author) -> None:
    author.open()
    author.page.keyboard.press("Shift")
    author.page.evaluate(SETTLED)
    # Nothing is painted any more, and no time passes: only what goes with the page follows the press.
    author.page.evaluate(
        """() => addEventListener("beforeunload", () => setTimeout(() => {
            window.requestAnimationFrame = window.setTimeout = () => 0;
            document.querySelector("#step .option").click();
            fetch("/index.html");
        }))"""
    )
    loading = hold(author.page, "**/late.html", "document")
    pressed = hold(author.page, "**/index.html")
    author.change("title: A late parcel", "title: A parcel that is late")
    wait_for(pressed, author.page)
    wait_for(loading, author.page)
    release(loading, author.page)
    expect(author.page.get_by_role("heading", name="A parcel that is late")).to_be_visible(timeout=PATIENCE)
    author.stands_at("How many days late?")
    expect(author.page).to_have_url(re.compile(r"\?seen="))
    author.page.evaluate(SETTLED)
    author.page.go_back()
    author.stands_at("What does the page say?")


def test_what_stands_in_no_address_is_there_after_a_reload_by_hand(author: Author) -> None:
    author.open()
    author.choose("Delivered")
    author.page.locator("#step [data-option]").click()
    author.stands_at("What is the code?")
    author.enter("1234")
    author.stands_at("Has it come?")
    author.page.evaluate(SETTLED)
    assert "1234" not in author.page.url
    author.page.reload()
    author.stands_at("Has it come?")
