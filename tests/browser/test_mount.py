"""Aids mounted in somebody else's page: each in a shadow root, nothing shared; the page keeps its address and title."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from perfsupport.building import build_project
from perfsupport.project import load_project
from perfsupport.site.scripts import join_player
from perfsupport.site.templates import Templates, find_template_folder
from tests.browser.samples import CARD, IDENTITY, write_project
from tests.browser.serving import serve

ELEMENT = """
import {mount} from "./aid.js";
import {ownScript} from "./loading.js";
import {createMemory} from "./memory.js";

ownScript.perfsupport = {mount, createMemory};
"""
PAGE = """<!doctype html><html lang="en"><title>Tickets</title><h1 id="ask">Ticket 4711</h1><input id="entry">
<div class="aid-one"></div><div class="aid-two"></div><script src="assets/element.js"></script>
<script>
const {mount, createMemory} = document.currentScript.previousElementSibling.perfsupport;
window.told = [];
window.events = [];
async function put(name) {
  const html = await (await fetch("card-declined.html")).text();
  const aid = new DOMParser().parseFromString(html, "text/html"), element = document.querySelector("." + name);
  const root = element.attachShadow({mode: "open"}), body = document.createElement("div");
  body.className = aid.body.className;
  body.append(...aid.body.childNodes);
  root.append(body);
  const page = JSON.parse(root.getElementById("perfsupport-page").textContent);
  element.addEventListener("perfsupport:event", ({detail}) => events.push([name, detail.type]));
  let say;
  const channel = {
    post: ({type}) => told.push([name, type]),
    listen(meet, receive) {
      say = receive;
      meet(location.origin);
    },
  };
  const mounted = await mount({root, page, program: page.program, surroundings: createMemory({channel})});
  return {...mounted, say};
}
Promise.all(["aid-one", "aid-two"].map(put)).then(([one, two]) => { window.one = one; window.two = two; });
</script>"""


@pytest.fixture(scope="module")
def tickets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with a page of somebody else's in it, and the script that such a page mounts aids by."""
    folder = tmp_path_factory.mktemp("tickets")
    root = write_project(folder, {"card-declined": CARD, "identity-check": IDENTITY})
    assert build_project(load_project(root), folder / "build", "2026-11-22", maps=False, durable=False).written
    (folder / "player").mkdir()
    (folder / "player/element.js").write_text(ELEMENT, encoding="utf-8")
    player = join_player(Templates([folder, find_template_folder()]), "element")
    (folder / "build/assets/element.js").write_bytes(player.script)
    (folder / "build/tickets.html").write_text(PAGE, encoding="utf-8")
    return folder / "build"


@pytest.fixture
def page(context: BrowserContext, tickets: Path) -> Iterator[Page]:
    complaints: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    with serve(tickets) as server:
        page.goto(f"{server.origin}/tickets.html")
        page.wait_for_function("() => window.two")
        yield page
    assert complaints == []


def option(page: Page, aid: str, label: str) -> Locator:
    return page.locator(f".{aid} .option").filter(has_text=label)


def heading(page: Page, aid: str) -> Locator:
    return page.locator(f".{aid} #step #ask")


def test_two_aids_in_one_page_are_two_cases(page: Page) -> None:
    address = page.url
    option(page, "aid-one", "Online").click()
    option(page, "aid-two", "In a shop").click()
    expect(heading(page, "aid-one")).to_have_text("What is the amount that was refused?")
    expect(heading(page, "aid-two")).to_have_text("Which code does the terminal show?")
    assert (page.url, page.title(), page.locator("h1#ask").inner_text()) == (address, "Tickets", "Ticket 4711")
    assert page.evaluate("[history.length, history.state]") == [2, None]


def test_back_change_and_a_new_case_go_by_the_aids_own_list(page: Page) -> None:
    option(page, "aid-one", "In a shop").click()
    option(page, "aid-one", "51, not enough money").click()
    page.locator(".aid-one [data-do=back]").click()
    expect(heading(page, "aid-one")).to_have_text("Which code does the terminal show?")
    expect(page.locator(".aid-one [data-do=change]")).to_have_count(1)
    page.locator(".aid-one [data-do=change]").click()
    page.locator(".aid-one [data-do=cancel]").click()
    expect(heading(page, "aid-one")).to_have_text("Which code does the terminal show?")
    page.locator(".aid-one .bar [data-do=restart]").click()
    expect(heading(page, "aid-one")).to_have_text("Where did the customer try to pay?")
    expect(heading(page, "aid-two")).to_have_text("Where did the customer try to pay?")


def test_keys_work_only_where_the_focus_is(page: Page) -> None:
    page.locator("#entry").first.focus()
    page.keyboard.press("1")
    page.locator("#entry").first.blur()
    page.keyboard.press("1")
    expect(heading(page, "aid-one")).to_have_text("Where did the customer try to pay?")
    page.locator(".aid-two .option").first.focus()
    page.keyboard.press("2")
    expect(heading(page, "aid-two")).to_have_text("What is the amount that was refused?")
    expect(page.locator(".aid-two #ask")).to_be_focused()
    page.keyboard.press("1")
    expect(page.locator(".aid-two #step #entry")).to_have_value("1")
    expect(heading(page, "aid-one")).to_have_text("Where did the customer try to pay?")


def test_parts_come_from_where_the_script_lies_and_events_are_raised_at_the_element(page: Page) -> None:
    option(page, "aid-one", "None of these").click()
    expect(page.locator(".aid-one #note-text")).to_be_visible()
    expect(page.locator(".aid-two #note-text")).to_be_hidden()
    page.wait_for_function("() => told.some(([name, type]) => name === 'aid-one' && type === 'outcome')")
    events = page.evaluate("events")
    assert ["aid-one", "none_fitted"] in events
    assert ["aid-two", "none_fitted"] not in events


def test_the_page_around_says_what_it_knows(page: Page) -> None:
    page.evaluate("one.say('context', {facts: {country: 'fr'}})")
    for aid, asked in (
        ("aid-one", "What is the amount that was refused?"),
        ("aid-two", "Which country was the card issued in?"),
    ):
        option(page, aid, "By telephone").click()
        expect(heading(page, aid)).to_have_text(asked)


def test_an_option_is_a_button_where_there_is_no_address_to_link_to(page: Page) -> None:
    assert page.locator(".aid-one a[data-option]").count() == 0
    expect(page.locator(".aid-one button.option")).to_have_count(4)
