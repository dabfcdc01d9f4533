"""Each way of embedding keeps all that an aid has, and what opens stays within the aid."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Locator, expect

from perfsupport.building import build_project
from perfsupport.project import load_project
from tests.browser.hosting import ELEMENT, FRAME, Host, write_host
from tests.browser.samples import CARD, IDENTITY, write_project
from tests.browser.serving import Server, read_headers, serve

WAYS = {
    "frame": FRAME,
    "panel": FRAME.replace("></div>", ' data-launcher="Job aid"></div>'),
    "sandbox": FRAME.replace("></div>", ' data-sandbox="allow-scripts"></div>'),
    "element": ELEMENT,
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, host_server: Server) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("ways")
    root = write_project(folder, {"card-declined": CARD, "identity-check": IDENTITY}, f'"{host_server.origin}"')
    settings = root / "perfsupport.yaml"
    settings.write_text(settings.read_text() + "feedback: {email: desk@desk.example}\n")
    result = build_project(load_project(root), folder / "build", "2026-11-22", maps=False, durable=False)
    assert result.written, result.diagnostics
    with serve(folder / "build", headers=read_headers(folder / "build")) as server:
        yield server.origin


@pytest.mark.parametrize("way", WAYS)
def test_search_both_views_feedback_pictures_and_note(
    way: str, context: BrowserContext, host_server: Server, site: str
) -> None:
    complaints: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(write_host(host_server, f"{way}.html", site, WAYS[way]))
    host = Host(page)
    if way == "panel":
        page.get_by_role("button", name="Job aid").click()
    host.wait("step")
    aid: FrameLocator | Locator = page.locator("perf-support") if way == "element" else page.frame_locator("iframe")
    ask = aid.locator("#step #ask")

    aid.locator(".option").first.focus()
    page.keyboard.press("/")
    aid.locator("#search-words").fill("expired")
    hit = aid.locator("#search-hits [role=option]").first
    expect(hit).to_be_visible()
    page.keyboard.press("Escape")
    expect(aid.locator("#search-words")).to_be_hidden()
    assert host.told("close") == []

    aid.locator(".option").first.focus()
    page.keyboard.press("e")
    expect(aid.locator(".whole")).to_be_visible()
    aid.locator("[data-do=view]").click()
    expect(aid.locator(".whole")).to_be_hidden()

    aid.locator(".option").first.click()
    expect(ask).to_have_text("Which code does the terminal show?")
    aid.locator("[data-do=feedback]").click()
    aid.locator("#feedback-text").fill("The second digit cannot be read.")
    expect(aid.locator("#feedback a.go")).to_be_visible()
    page.keyboard.press("Escape")
    expect(aid.locator("#feedback")).to_have_count(0)

    aid.locator(".media a").click()
    expect(aid.locator("dialog.zoom-dialog img")).to_have_js_property("naturalWidth", 320)
    page.keyboard.press("Escape")
    expect(aid.locator("dialog.zoom-dialog")).to_have_count(0)
    assert host.told("close") == []

    ask.press("0")
    host.wait("outcome")
    expect(aid.locator("#note-text")).to_be_visible()
    expect(aid.locator("#note-text")).to_have_value(host.told("outcome")[0]["note"])
    # Nothing of all this was put into the page around.
    assert page.evaluate("document.body.querySelectorAll('dialog, #feedback, .whole').length") == 0
    assert complaints == []
