"""The report's page in a browser: everybody can use it, also in Arabic, by keyboard, and without script."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from perfsupport.analytics import Report
from perfsupport.catalogues import load_makers_words
from perfsupport.reporting.page import render_page
from perfsupport.site.draw import find_engine
from perfsupport.site.templates import find_templates
from tests.conftest import ROOT
from tests.reporting.reports import MEANING


@pytest.mark.skipif(find_engine() is None, reason="there is no Graphviz to draw the maps")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_shut_out(file: str, context: BrowserContext, scheme: str) -> None:
    page = open_page(context, file)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


@pytest.mark.skipif(find_engine() is None, reason="there is no Graphviz to draw the maps")
def test_an_arabic_page_runs_from_right_to_left(report: Report, context: BrowserContext, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(render_page(report, MEANING, find_templates(ROOT), words=load_makers_words("ar")), encoding="utf-8")
    page = open_page(context, path.as_uri())
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    # The first bar of the days, and the first cell of a table, stand on the right.
    bar, days = page.locator(".days .bar").first.bounding_box(), page.locator(".days").bounding_box()
    assert bar is not None and days is not None and bar["x"] > days["x"] + days["width"] / 2
    heads = [page.locator("#till table.steps thead th").nth(n).bounding_box() for n in (0, 1)]
    assert heads[0] is not None and heads[1] is not None and heads[0]["x"] > heads[1]["x"]
    box = page.locator("#till .canvas .node a").first
    box.focus()
    assert "المشاهدات" in page.locator("#peek").inner_text()
    assert "، " in (box.get_attribute("aria-label") or "")
    page.close()


@pytest.mark.skipif(find_engine() is None, reason="there is no Graphviz to draw the maps")
def test_figures_show_on_focus_and_tables_sort_by_keyboard(file: str, context: BrowserContext) -> None:
    page = open_page(context, file)
    page.set_viewport_size({"width": 1280, "height": 500})
    box = page.locator("#till .canvas .node a").first
    box.focus()
    # The box was scrolled into view, which must not take its figures away.
    page.wait_for_timeout(200)
    expect(page.locator("#peek")).to_contain_text("seen 51")
    page.keyboard.press("Escape")
    expect(page.locator("#peek")).to_be_hidden()
    steps = page.locator("#till table.steps")
    head = steps.locator("thead th").nth(1)
    head.locator("button").focus()
    page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "descending")
    counts = [int(text) for text in steps.locator("tbody td:nth-child(2)").all_inner_texts()]
    assert counts == sorted(counts, reverse=True) and counts[0] == 51
    page.close()


@pytest.mark.skipif(find_engine() is None, reason="there is no Graphviz to draw the maps")
def test_a_first_tap_shows_the_figures_and_the_next_one_leads_to_the_row(file: str, context: BrowserContext) -> None:
    assert context.browser is not None
    phone = context.browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    page = phone.new_page()
    page.goto(file)
    boxes = page.locator("#till .canvas .node a")
    boxes.first.tap()
    expect(page.locator("#peek")).to_contain_text("seen 51")
    assert page.url == file
    boxes.nth(1).tap()
    expect(page.locator("#peek")).not_to_contain_text("seen 51")
    assert page.url == file
    boxes.nth(1).tap()
    expect(page.locator("tr:target")).to_be_in_viewport()
    expect(page.locator("#peek")).to_be_hidden()
    phone.close()


@pytest.mark.skipif(find_engine() is None, reason="there is no Graphviz to draw the maps")
def test_a_printed_page_is_as_wide_as_the_paper_and_says_how_to_read_it(file: str, context: BrowserContext) -> None:
    page = open_page(context, file)
    page.emulate_media(media="print")
    # A4 within Chromium's own margins.
    page.set_viewport_size({"width": 718, "height": 1000})
    wide = page.evaluate(
        "() => [...document.querySelectorAll('.scroll')].filter((each) => each.scrollWidth > each.clientWidth).length"
    )
    assert wide == 0
    expect(page.get_by_text("Times count only while the page could be seen")).to_be_visible()
    page.close()


def test_it_works_without_script(file: str, context: BrowserContext) -> None:
    assert context.browser is not None
    quiet = context.browser.new_context(java_script_enabled=False)
    page = quiet.new_page()
    page.goto(file)
    expect(page.locator("#till table.steps tbody tr")).to_have_count(5)
    expect(page.locator("#peek")).to_be_hidden()
    quiet.close()


def open_page(context: BrowserContext, file: str) -> Page:
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.append(request.url) if request.url != file else None)
    page.goto(file)
    assert complaints == []
    return page
