"""The index, the maps and the booklets, looked at in Chromium under the strict policy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from perfsupport.project import load_project
from tests.browser.serving import read_policy, serve
from tests.site.conftest import build_project

PAGES = ("index.html", "no-power.map.html", "no-power.print.html")


@pytest.fixture(scope="module")
def address(samples: Path) -> Iterator[str]:
    with serve(samples, read_policy(samples)) as server:
        yield server.origin


@pytest.fixture
def open_page(context: BrowserContext, address: str) -> Iterator[Page]:
    """A page that fails the test on any complaint of the browser's."""
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(open_page: Page, address: str, name: str, scheme: str) -> None:
    open_page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    open_page.goto(f"{address}/{name}")
    found = Axe().run(open_page)
    assert [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]] == []


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_a_narrow_screen(open_page: Page, address: str, name: str) -> None:
    open_page.set_viewport_size({"width": 320, "height": 640})
    open_page.goto(f"{address}/{name}")
    assert open_page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_search_of_the_index_finds_guides_by_their_keywords(open_page: Page, address: str) -> None:
    open_page.goto(f"{address}/index.html")
    open_page.keyboard.press("/")
    open_page.keyboard.type("BLÁCKOUT")
    expect(open_page.get_by_role("option").first).to_contain_text("No electricity at home")
    expect(open_page.locator("#guides")).to_be_hidden()
    open_page.keyboard.press("Enter")
    open_page.wait_for_url("**/no-power.html")


def test_a_map_shows_where_the_tree_begins(open_page: Page, address: str) -> None:
    open_page.goto(f"{address}/compass-tasks.map.html")
    expect(open_page.locator(".picture .start")).to_be_in_viewport()
    open_page.locator(".picture .start a").focus()
    open_page.keyboard.press("Enter")
    open_page.wait_for_url("**/compass-tasks.html#**")


def test_a_map_can_be_fitted_and_enlarged(open_page: Page, address: str) -> None:
    open_page.goto(f"{address}/compass-tasks.map.html")
    picture = open_page.locator(".picture").first

    def width() -> float:
        box = picture.bounding_box()
        assert box
        return box["width"]

    full = width()
    open_page.get_by_label("Fit").check()
    assert width() < open_page.viewport_size["width"]  # type: ignore[index]
    open_page.get_by_label("Large").check()
    assert width() == pytest.approx(full * 1.5, rel=0.01)


def test_words_on_a_map_lie_within_their_boxes(open_page: Page, address: str) -> None:
    open_page.goto(f"{address}/no-power.map.html")
    outside = open_page.evaluate(
        """() => [...document.querySelectorAll(".picture .node")].flatMap((node) => {
             const shape = node.querySelector("path, polygon, ellipse");
             if (!shape) return [];  // words without a box, as those that say where it begins
             const box = shape.getBoundingClientRect();
             return [...node.querySelectorAll("text")].filter((text) => {
               const words = text.getBoundingClientRect();
               const across = words.left < box.left || words.right > box.right;
               return across || words.top < box.top - 1 || words.bottom > box.bottom + 1;
             }).map((text) => text.textContent);
           })"""
    )
    assert outside == []


def test_a_booklet_reads_without_a_script(context: BrowserContext, address: str) -> None:
    browser = context.browser
    assert browser
    plain = browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    page.goto(f"{address}/no-power.print.html")
    page.get_by_role("link", name="go to 2").first.click()
    expect(page.locator("#step-by_danger")).to_be_in_viewport()
    plain.close()


def test_a_right_to_left_site_says_so(project: Path) -> None:
    settings = project / "perfsupport.yaml"
    settings.write_text(settings.read_text().replace("language: en", "language: ar"))
    assert build_project(load_project(project), project / "build", "2026-11-22", maps=False, durable=False).written
    for name in ("index.html", "parcel-late.map.html", "parcel-late.print.html"):
        assert '<html lang="ar" dir="rtl">' in (project / "build" / name).read_text()


BY_HAND = """
title: By hand
owner: desk
review_by: 2999-01-01
facts:
  country: {type: choice, options: {de: Germany, fr: France}}
  letter: {type: yes_no}
  amount: {type: number, unit: EUR}
steps:
  country: {ask: Which country?, fact: country, then: letter}
  letter: {ask: Was there a letter?, fact: letter, then: amount}
  amount: {ask: Which amount?, fact: amount, then: in_order}
  in_order: {title: In order, do: [Open it., Read it.], confirm: read-do, then: over}
  over: {end: resolved, say: "For ((country)): ((amount)), ((letter))."}
"""


def test_a_booklet_shows_what_an_entry_offers_and_how_a_checklist_is_worked_through(project: Path) -> None:
    (project / "trees/by-hand.yaml").write_text(BY_HAND, encoding="utf-8")
    assert build_project(load_project(project), project / "build", "2026-11-22", maps=False, durable=False).written
    page = (project / "build/by-hand.print.html").read_text(encoding="utf-8")
    for offered in ("Germany", "France", "Yes", "No"):
        assert f"<li>{offered}</li>" in page
    assert page.count('class="fill"') == 1
    assert '<p class="label">Read and do, line by line</p>' in page
