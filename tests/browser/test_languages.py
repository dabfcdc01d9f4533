"""Aids in other languages: the case goes along, the screen turns round, and axe finds nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from perfsupport.building import build_project
from perfsupport.project import load_project
from tests.browser.serving import build_site, read_policy, serve, serve_site
from tests.browser.test_access import FIND_SMALL, UNFOLD, find_violations
from tests.conftest import ROOT
from tests.rules.helpers import write_files

PLAIN = b"title: Plain\nsteps:\n  a: {ask: How?, options: {So: b, Or so: b}}\n  b: {end: resolved, do: Done}\n"
FIND_LINES = """() => {
  const tops = [...document.querySelectorAll(".bar button")].map((button) => button.getBoundingClientRect().top);
  return new Set(tops.map(Math.round)).size;
}"""
ON_THE_WAY = "display=paid&bought=shop&paid_on=2026-11-20"


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the sample site, under its own policy."""
    out = tmp_path_factory.mktemp("samples") / "build"
    assert build_project(load_project(ROOT), out, "2026-11-22", maps=False, durable=False).written
    with serve(out, read_policy(out)) as server:
        yield server.origin


@pytest.fixture(scope="module")
def in_every_language(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a small site in every language of the interface."""
    root = tmp_path_factory.mktemp("every")
    write_files(root, {"perfsupport.yaml": b"languages: [de, fr, es, ar]\n", "trees/plain.yaml": PLAIN})
    with serve_site(build_site(root)) as address:
        yield address


@pytest.fixture
def narrow(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def test_the_language_is_changed_and_the_case_goes_on(narrow: Page, samples: str) -> None:
    narrow.goto(f"{samples}/top-up-missing.html#?{ON_THE_WAY}")
    expect(narrow.locator("#ask")).to_have_text("Is there a number of 20 digits on the receipt?")
    narrow.get_by_role("link", name="العربية").click()
    expect(narrow.locator("#ask")).to_have_text("هل على الإيصال رقم من 20 خانة؟")
    assert narrow.evaluate("document.documentElement.dir") == "rtl"
    assert ON_THE_WAY in narrow.url.replace("%2C", ",")
    narrow.get_by_role("link", name="نعم").click()
    expect(narrow.locator("#ask")).to_have_text("إدخال الرقم في العدّاد")
    narrow.get_by_role("link", name="Deutsch").click()
    expect(narrow.locator("#ask")).to_have_text("Nummer am Zähler eingeben")
    expect(narrow.locator(".path .text").first).to_have_text("Aufgeladen, aber kein Guthaben")
    expect(narrow.locator("#path")).to_contain_text("20. November 2026")


@pytest.mark.parametrize(
    "page", ["top-up-missing.ar", "top-up-missing.de", "index.ar", "identity-check.ar.print", "bill-higher.ar"]
)
def test_axe_finds_nothing_and_nothing_is_too_wide(narrow: Page, samples: str, page: str) -> None:
    """The last one is not translated: English words on a page that runs from right to left."""
    for fragment in ("", f"#?{ON_THE_WAY}", f"#?{ON_THE_WAY}&receipt=no") if page.startswith("top-up") else ("",):
        narrow.goto("about:blank")
        narrow.goto(f"{samples}/{page}.html{fragment}")
        expect(narrow.locator("main")).to_be_visible()
        narrow.evaluate(UNFOLD)
        assert narrow.evaluate("document.documentElement.scrollWidth <= innerWidth"), fragment
        assert narrow.evaluate(FIND_SMALL, [".languages a", 20]) == []
        assert find_violations(narrow) == [], fragment


@pytest.mark.usefixtures("usual_typeface")
def test_the_bar_keeps_one_line_in_every_language_on_a_narrow_screen(narrow: Page, in_every_language: str) -> None:
    for ending in ("", ".de", ".fr", ".es", ".ar"):
        narrow.goto(f"{in_every_language}/plain{ending}.html")
        expect(narrow.locator(".bar [data-do=note]")).to_be_enabled()
        assert narrow.evaluate(FIND_LINES) == 1, ending
        assert narrow.evaluate("document.documentElement.scrollWidth <= innerWidth"), ending


def test_arrows_and_numbers_turn_with_the_language(narrow: Page, samples: str) -> None:
    narrow.goto(f"{samples}/top-up-missing.ar.html#?{ON_THE_WAY}")
    expect(narrow.locator("#ask")).to_have_text("هل على الإيصال رقم من 20 خانة؟")
    key, label = (narrow.locator(selector).first.bounding_box() for selector in (".option kbd", ".option span"))
    assert key is not None and label is not None and key["x"] > label["x"]
    assert "→" in narrow.evaluate("getComputedStyle(document.querySelector('.bar .arrow'), '::before').content")
    narrow.keyboard.press("2")
    expect(narrow.locator("#ask")).to_have_text("كم المبلغ المدفوع؟")
    narrow.locator("#entry").fill("١٢٠")
    narrow.keyboard.press("Enter")
    expect(narrow.locator("#ask")).not_to_have_text("كم المبلغ المدفوع؟")
    expect(narrow.locator("#path")).to_contain_text("120")
