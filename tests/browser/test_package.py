"""A site in one file, opened from disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from perfsupport.packing import pack_project
from perfsupport.project import load_project
from tests.browser.samples import CARD, IDENTITY, write_project

TODAY = "2026-11-22"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The one file, alone in its folder."""
    root = write_project(tmp_path_factory.mktemp("desk"), {"card-declined": CARD, "identity-check": IDENTITY})
    data = pack_project(load_project(root), TODAY, maps=False).data
    assert data is not None
    path = tmp_path_factory.mktemp("attachment") / "job aids.html"
    path.write_bytes(data)
    return path


@pytest.fixture
def reader(context: BrowserContext) -> Iterator[Page]:
    """A page that may load nothing but the file, and must not complain."""
    page, complaints, asked = context.new_page(), [], []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: message.type in ("error", "warning") and complaints.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    yield page
    assert complaints == []
    assert {url for url in asked if not url.startswith(("file:", "data:", "blob:"))} == set()
    assert {url.split("#")[0] for url in asked if url.startswith("file:")} <= {page.url.split("#")[0]}


def on(reader: Page, page: str, selector: str) -> Locator:
    """Find something once a page is shown: before, all that can be read without a script stands in the file."""
    return reader.locator(f"html[data-page='{page}#'] {selector}")


def test_from_the_index_through_an_aid_to_a_copied_note(reader: Page, file: Path) -> None:
    reader.goto(file.as_uri())
    expect(reader).to_have_title("Desk guides")
    reader.locator("h3 a", has_text="Card declined").click()
    expect(reader.locator("#ask")).to_have_text("Where did the customer try to pay?")
    reader.keyboard.press("1")
    expect(reader.locator("#ask")).to_have_text("Which code does the terminal show?")
    expect(reader).to_have_url(f"{file.as_uri()}#card-declined.html#terminal_code?place=in-a-shop")
    reader.keyboard.press("n")
    expect(reader.locator("#note-text")).to_have_value("Card declined at a till\nPayment was made in a shop.")


def test_address_reload_and_the_browsers_back_work_as_in_a_site(reader: Page, file: Path) -> None:
    reader.goto(f"{file.as_uri()}#card-declined.html#?place=in-a-shop")
    expect(reader.locator("#ask")).to_have_text("Which code does the terminal show?")
    reader.reload()
    expect(reader.locator("#path .given .text")).to_have_text("In a shop")
    reader.keyboard.press("Backspace")
    expect(reader.locator("#ask")).to_have_text("Where did the customer try to pay?")
    reader.get_by_role("link", name="Printable guide").click()
    expect(on(reader, "card-declined.print.html", ".booklet")).to_be_visible()
    expect(reader.locator("#aid")).to_have_count(0)
    reader.go_back()
    expect(reader.locator("#ask")).to_have_text("Where did the customer try to pay?")


def test_a_link_right_behind_presses_leads_where_it_says(reader: Page, file: Path) -> None:
    reader.goto(f"{file.as_uri()}#card-declined.html#?place=in-a-shop")
    reader.keyboard.press("Backspace")
    expect(reader.locator("#ask")).to_have_text("Where did the customer try to pay?")
    reader.evaluate("""() => {
      const options = () => [...document.querySelectorAll("#step .option")];
      const press = (label) => options().find((one) => one.textContent.includes(label)).click();
      press("In a shop");
      press("51");
      const link = document.querySelector("a[href$='.print.html']");
      link.dispatchEvent(new PointerEvent("pointerdown", {bubbles: true}));
      link.click();
    }""")
    expect(on(reader, "card-declined.print.html", ".booklet")).to_be_visible()
    expect(reader.locator("#aid")).to_have_count(0)
    reader.go_back()
    expect(reader.locator("#ask")).to_have_text("What is the amount that was refused?")


def test_search_finds_steps_of_other_trees_from_an_aid_and_from_the_index(reader: Page, file: Path) -> None:
    reader.goto(f"{file.as_uri()}#card-declined.html#?place=in-a-shop")
    reader.keyboard.press("/")
    reader.keyboard.type("identty")
    expect(reader.get_by_role("option").first).to_contain_text("Identity check")
    reader.keyboard.press("ArrowDown")
    reader.keyboard.press("Enter")
    expect(on(reader, "identity-check.html", "h1")).to_have_text("Identity check")
    reader.goto("about:blank")
    reader.goto(file.as_uri())
    reader.keyboard.press("/")
    reader.keyboard.type("terminal show")
    reader.keyboard.press("ArrowDown")
    reader.keyboard.press("Enter")
    expect(reader.locator("#ask")).to_have_text("Which code does the terminal show?")


def test_pictures_of_steps_are_in_the_file(reader: Page, file: Path) -> None:
    reader.goto(f"{file.as_uri()}#card-declined.html#?place=in-a-shop")
    picture = reader.locator("#step img")
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", 320)


def test_without_a_script_the_index_and_the_booklets_can_be_read(browser: Browser, file: Path) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(file.as_uri())
    page.locator("h3 a", has_text="Card declined").click()
    # A link to an aid leads to its booklet.
    leaf = page.locator(".leaf").first
    expect(leaf).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()
