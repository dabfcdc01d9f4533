"""The host pages of the manual, as they stand there but for the two addresses."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from perfsupport.building import build_project
from perfsupport.project import load_project
from tests.browser.serving import Server, read_headers, serve
from tests.conftest import ROOT

EXAMPLES = ROOT / "docs/examples"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, host_server: Server) -> Iterator[str]:
    """The sample project's site, for a host that is really there."""
    root = tmp_path_factory.mktemp("samples")
    shutil.copytree(ROOT / "trees", root / "trees")
    settings = (ROOT / "perfsupport.yaml").read_text(encoding="utf-8")
    assert "https://compass.fernhill.example" in settings
    settings = settings.replace("https://compass.fernhill.example", host_server.origin)
    (root / "perfsupport.yaml").write_text(settings, encoding="utf-8")
    result = build_project(load_project(root), root / "build", "2026-11-22", maps=False, durable=False)
    assert result.written, result.diagnostics
    with serve(root / "build", headers=read_headers(root / "build")) as server:
        yield server.origin


def open_example(context: BrowserContext, host_server: Server, site: str, name: str) -> Page:
    text = (EXAMPLES / name).read_text(encoding="utf-8")
    assert text.count("https://aids.example") == (1 if name == "ticket.html" else 2)
    (host_server.folder / name).write_text(text.replace("https://aids.example", site), encoding="utf-8")
    page = context.new_page()
    page.goto(f"{host_server.origin}/{name}")
    return page


def answer(page: Page, *labels: str) -> None:
    aid = page.frame_locator("iframe")
    for label in labels:
        aid.locator("#step .option").filter(has_text=re.compile(label)).first.click()
        expect(aid.locator("#step:not([aria-busy])")).to_have_count(1)
        if aid.locator("#step form .go").count():
            aid.locator("#step form .go").first.click()


@pytest.mark.parametrize("name", ["ticket.html", "own-frame.html"])
def test_the_manual_shows_the_file_as_it_is(name: str) -> None:
    page = ROOT / ("docs/embedding.md" if name == "ticket.html" else "docs/reference/host.md")
    block = f'```html title="docs/examples/{name}"\n{(EXAMPLES / name).read_text(encoding="utf-8")}```\n'
    assert block in page.read_text(encoding="utf-8")


def test_the_ticket_gets_result_and_note_and_the_next_one_begins_anew(
    context: BrowserContext, host_server: Server, site: str
) -> None:
    page = open_example(context, host_server, site, "ticket.html")
    aid = page.frame_locator("iframe")
    expect(aid.locator("#step")).to_have_attribute("data-key", "danger")
    expect(aid.locator("#aid")).to_have_attribute("data-state", "on")
    page.locator("#meter").click()
    answer(page, "Smell of gas")
    while aid.locator("#aid[data-state=on]").count():
        aid.locator("#step .option, #step .go").first.click()
    expect(page.locator("[name=result]")).to_have_value(re.compile(r"^\w+: \w+$"))
    expect(page.locator("[name=note]")).to_have_value(re.compile("Caller smells gas."))
    page.locator("#next").click()
    expect(aid.locator("#step")).to_have_attribute("data-key", "danger")
    expect(page.locator("[name=result]")).to_have_value("")
    expect(aid.locator("#note-text")).to_be_hidden()


def test_facts_that_a_ticket_says_are_not_asked(context: BrowserContext, host_server: Server, site: str) -> None:
    page = open_example(context, host_server, site, "ticket.html")
    aid = page.frame_locator("iframe")
    expect(aid.locator("#step")).to_have_attribute("data-key", "danger")
    page.wait_for_function("() => document.querySelector('iframe').style.blockSize !== '480px'")
    aid.locator("#step .option").last.click()
    aid.locator("#step .go").first.click()
    expect(aid.locator("#step")).not_to_have_attribute("data-key", "danger")
    asked = aid.locator("#aid").inner_text()
    assert "first half of the postcode" not in asked or "known from the ticket" in asked


def test_a_frame_without_our_script(context: BrowserContext, host_server: Server, site: str) -> None:
    page = open_example(context, host_server, site, "own-frame.html")
    page.wait_for_function("() => document.querySelector('iframe').height !== '480'")
    answer(page, "Smell of gas")
    aid = page.frame_locator("iframe")
    while aid.locator("#aid[data-state=on]").count():
        aid.locator("#step .option, #step .go").first.click()
    expect(page).to_have_title(re.compile(r"^[a-z][a-z0-9_]*$"))
