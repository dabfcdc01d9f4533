"""The aid within another page: facts come in, height, step, outcome and note go out, to named origins only."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

from tests.browser.serving import Server, serve

Crm = Callable[..., Page]


@pytest.fixture
def crm(context: BrowserContext, host_server: Server, desk: str) -> Crm:
    """A function that opens a page with an aid put into it by embed.js, at the host's origin or another one."""

    def open_crm(facts: str = "{}", server: Server = host_server) -> Page:
        site = desk.removesuffix("/card-declined.html")
        body = f"""<!doctype html><title>Tickets</title><p style="height: 40px">Ticket 4711</p>
            <div id="aid" data-perfsupport="card-declined" data-facts='{facts}'></div><script>
            window.told = [];
            for (const type of ["ready", "resize", "step", "outcome", "note"]) {{
              addEventListener("perfsupport:" + type, ({{detail}}) => told.push([type, detail]));
            }}</script><script src="{site}/embed.js"></script>"""
        (server.folder / "crm.html").write_text(body, encoding="utf-8")
        page = context.new_page()
        page.goto(f"{server.origin}/crm.html")
        return page

    return open_crm


def aid(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


def told(page: Page, type: str) -> list[dict[str, object]]:
    return [detail for name, detail in page.evaluate("told") if name == type]


def test_the_frame_is_as_high_as_the_aid(crm: Crm) -> None:
    page = crm()
    expect(aid(page).locator("#ask")).to_have_text("Where did the customer try to pay?")
    page.wait_for_function("() => told.some(([type]) => type === 'resize')")
    page.wait_for_function(
        "() => document.querySelector('iframe').clientHeight === told.findLast(([type]) => type === 'resize')[1].height"
    )
    before = told(page, "resize")[-1]["height"]
    aid(page).locator("#keys summary").click()
    page.wait_for_function("least => document.querySelector('iframe').clientHeight > least", arg=before)
    assert page.evaluate("document.querySelector('iframe').allow") == "clipboard-write"


def test_what_the_host_knows_is_not_asked(crm: Crm) -> None:
    page = crm('{"country": "fr", "nonsense": {"a": 1}, "amount": 12}')
    expect(aid(page).locator("#ask")).to_be_visible()
    page.wait_for_function("() => told.some(([type]) => type === 'ready')")
    aid(page).locator(".option").filter(has_text="By telephone").click()
    expect(aid(page).locator("#ask")).to_have_text("What is the amount that was refused?")
    expect(aid(page).locator("#path li").nth(1)).to_contain_text("France")
    expect(aid(page).locator("#path li").nth(1)).to_contain_text("known from the ticket")


def test_facts_that_come_later_leave_typed_text_and_focus_alone(crm: Crm) -> None:
    page = crm()
    aid(page).locator(".option").filter(has_text="Online").click()
    aid(page).locator("#entry").fill("12")
    message = {"ns": "perfsupport", "v": 1, "type": "context", "payload": {"facts": {"country": "de"}}}
    page.evaluate("message => document.querySelector('iframe').contentWindow.postMessage(message, '*')", message)
    aid(page).locator("#entry").press("0")
    expect(aid(page).locator("#entry")).to_have_value("120")
    expect(aid(page).locator("#entry")).to_be_focused()


def test_step_outcome_and_note_are_told(crm: Crm, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = crm()
    aid(page).locator(".option").filter(has_text="None of these").click()
    page.wait_for_function("() => told.some(([type]) => type === 'outcome')")
    step, outcome = told(page, "step")[-1], told(page, "outcome")[0]
    assert (step["tree"], step["step"], step["moved"]) == ("card-declined", "ask_supervisor", True)
    assert (outcome["step"], outcome["outcome"]) == ("ask_supervisor", "escalated")
    assert "None of these" in str(outcome["note"])
    aid(page).locator("[data-do=copy]").click()
    page.wait_for_function("() => told.some(([type]) => type === 'note')")
    assert told(page, "note")[0]["text"] == outcome["note"]


def test_messages_from_other_windows_and_in_other_words_are_ignored(crm: Crm) -> None:
    page = crm()
    page.wait_for_function("() => told.some(([type]) => type === 'ready')")
    frame = page.frames[1]
    for message in (
        {"ns": "other", "v": 1},
        {"ns": "perfsupport", "v": 2},
        {"ns": "perfsupport", "v": 1},
        None,
        "text",
        7,
    ):
        known = (
            {**message, "type": "init", "payload": {"facts": {"country": "fr"}}}
            if isinstance(message, dict)
            else message
        )
        if known != {"ns": "perfsupport", "v": 1, "type": "init", "payload": {"facts": {"country": "fr"}}}:
            page.evaluate("message => document.querySelector('iframe').contentWindow.postMessage(message, '*')", known)
        else:
            frame.evaluate("message => window.postMessage(message, '*')", known)
    frame.locator(".option").filter(has_text="By telephone").click()
    expect(frame.locator("#ask")).to_have_text("Which country was the card issued in?")


def test_a_page_at_another_origin_may_not_embed(crm: Crm, tmp_path: Path) -> None:
    with serve(tmp_path) as stranger:
        page = crm('{"country": "fr"}', stranger)
        page.wait_for_function("() => document.querySelector('iframe')")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("told") == []
        assert page.frames[1].url.startswith("chrome-error:")
