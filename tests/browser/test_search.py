"""The search in the aid and on the index: keys, roles, hits that open, events; under the strict policy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.rep import Rep, find_held
from tests.browser.samples import CARD, IDENTITY, write_project
from tests.browser.serving import build_site, read_policy, serve

RETURN = """
title: Goods sent back
keywords: [refund, money back]
steps:
  receipt:
    ask: Is there a receipt for the parcel?
    options: {There is one: opened, None at all: voucher}
  opened:
    ask: Has the box been opened?
    options: {Opened: voucher, Still sealed: money}
  money: {end: resolved, do: Pay the money back.}
  voucher: {end: resolved, do: Hand out a voucher.}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of three trees that counts searches with their words."""
    root = write_project(
        tmp_path_factory.mktemp("search"),
        {"card-declined": CARD, "identity-check": IDENTITY, "goods-back": RETURN},
    )
    settings = root / "perfsupport.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        text.replace("tracking: {dom: yes}", "tracking: {dom: yes, search_words: yes}"), encoding="utf-8"
    )
    return build_site(root)


@pytest.fixture(scope="module")
def origin(folder: Path) -> Iterator[str]:
    with serve(folder, read_policy(folder)) as server:
        yield server.origin


@pytest.fixture
def rep(context: BrowserContext, origin: str) -> Iterator[Rep]:
    rep = Rep(context.new_page(), f"{origin}/card-declined.html")
    yield rep
    assert rep.complaints == []


def search(page: Page, words: str) -> None:
    """Press the key and type; wait for what is found to be told."""
    page.keyboard.press("/")
    field = page.get_by_role("combobox", name="What is the case about?")
    expect(field).to_be_focused()
    field.fill(words)
    # Where the index takes its time, that is told first.
    expect(page.locator("dialog [role=status], #found").first).to_have_text(re.compile(r"\bhits?$|^Nothing found"))


def wait_for_search(rep: Rep) -> None:
    """Wait for a search to be counted. The page's policy lets nothing be evaluated in it again and again."""
    for _ in range(300):
        if rep.told("searched"):
            return
        rep.page.wait_for_timeout(100)
    raise AssertionError("no search was counted")


def read_hits(page: Page) -> list[str]:
    return [" | ".join(text.split("\n")) for text in page.get_by_role("option").all_inner_texts()]


def test_a_hit_with_one_way_fills_in_the_path(rep: Rep) -> None:
    rep.open()
    requested: list[str] = []
    rep.page.on("request", lambda request: requested.append(request.url))
    search(rep.page, "pay money back")
    assert any(url.endswith("/search.js") for url in requested)
    expect(rep.page.get_by_role("option", selected=True)).to_contain_text("Money")
    rep.press("Enter")
    rep.page.wait_for_url("**/goods-back.html#money**")
    assert rep.path == [
        ("Is there a receipt for the parcel?", "There is one"),
        ("Has the box been opened?", "Still sealed"),
        ("Money", ""),
    ]


def test_hits_stand_in_line_with_all_steps_on_the_page(rep: Rep) -> None:
    rep.open().press("e")
    expect(rep.page.locator("#whole")).to_be_visible()
    search(rep.page, "refund")
    hit = rep.page.get_by_role("option").first
    expect(hit).to_contain_text("Goods sent back")
    expect(hit.locator("span").first).to_have_css("padding-inline-start", "0px")


def test_a_hit_without_one_way_is_a_jump_in_the_same_case(rep: Rep) -> None:
    rep.open("#?f.country=de")
    rep.choose("In a shop")
    search(rep.page, "instalmnet")
    [hit] = read_hits(rep.page)
    assert hit == (
        "Offer another way to pay"
        " | … to pay [half] now. Offer the instalment plan. Say that both cost nothing."
        " | jumps into the middle"
    )
    rep.press("Enter")
    expect(rep.page.locator("#ask")).to_have_text("Offer another way to pay")
    expect(rep.page.locator("#ask")).to_be_focused()
    assert rep.fragment == "#offer?~start=offer&f.country=de"
    expect(rep.page.locator("#path")).to_contain_text("Began in the middle")
    rep.hears("Began in the middle")
    assert rep.told("step_viewed")[-1]["direction"] == "jump"
    rep.page.go_back()
    expect(rep.page.locator("#ask")).to_have_text("Which code does the terminal show?")


def test_a_hit_on_the_path_keeps_what_was_responded(rep: Rep) -> None:
    rep.open().choose("In a shop", "54, card has expired")
    search(rep.page, "terminal show")
    rep.press("Enter")
    expect(rep.page.locator("#ask")).to_have_text("Which code does the terminal show?")
    assert rep.fragment.endswith("place=in-a-shop&terminal_code=54")


def test_arrows_choose_and_escape_gives_the_focus_back(rep: Rep) -> None:
    rep.open()
    rep.page.locator("#step .option").first.focus()
    search(rep.page, "card")
    field = rep.page.get_by_role("combobox")
    options = rep.page.get_by_role("option")
    assert options.count() > 3
    expect(options.first).to_have_attribute("aria-selected", "true")
    rep.press("ArrowDown", "ArrowDown", "ArrowUp")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", options.nth(1).get_attribute("id") or "")
    expect(field).to_have_attribute("aria-expanded", "true")
    rep.press("ArrowUp", "ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    rep.press("Escape")
    expect(rep.page.get_by_role("dialog")).to_be_hidden()
    expect(rep.page.locator("#step .option").first).to_be_focused()
    assert rep.heading == "Where did the customer try to pay?"


def test_the_guide_on_screen_comes_first(rep: Rep, origin: str) -> None:
    rep.address = f"{origin}/goods-back.html"
    rep.open()
    search(rep.page, "card way money")
    rep.page.get_by_role("combobox").fill("money")
    groups = rep.page.get_by_role("group", name=re.compile("."))
    expect(rep.page.get_by_role("listbox").get_by_role("group").first).to_have_attribute(
        "aria-label", "Goods sent back"
    )
    assert groups.count() >= 1


def test_what_is_typed_while_the_search_is_on_its_way_is_typed_into_it(rep: Rep) -> None:
    held: list[Route] = []
    rep.page.route("**/search.part.*", lambda route: held.append(route))
    rep.open().choose("In a shop")
    rep.press("/", "r", "1", "n")
    find_held(rep.page, held).continue_()
    expect(rep.page.get_by_role("combobox")).to_have_value("r1n")
    assert rep.told("restarted", "note_copied") == []


def test_a_search_counts_once(rep: Rep) -> None:
    rep.open()
    rep.press("/")
    rep.page.get_by_role("combobox").press_sequentially("helicopter", delay=20)
    expect(rep.page.locator("dialog [role=status]")).to_contain_text("Nothing found")
    rep.press("Escape")
    wait_for_search(rep)
    [event] = rep.told("searched")
    assert (event["hits"], event["words"], event["tree"]) == (0, "helicopter", "card-declined")


def test_a_pause_counts_too(rep: Rep) -> None:
    rep.open()
    search(rep.page, "Card  terminal")
    wait_for_search(rep)
    rep.press("Escape")
    [event] = rep.told("searched")
    assert (event["hits"] > 0, event["words"]) == (True, "card terminal")


def test_axe_finds_nothing_and_nothing_is_wider_than_a_narrow_screen(rep: Rep) -> None:
    rep.page.set_viewport_size({"width": 320, "height": 640})
    rep.open()
    search(rep.page, "card")
    found = Axe().run(rep.page)
    assert [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]] == []
    assert rep.page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_index_searches_steps_and_counts_without_a_tree(context: BrowserContext, origin: str) -> None:
    rep = Rep(context.new_page(), f"{origin}/index.html")
    rep.open()
    guides = rep.page.locator("#guides")
    search(rep.page, "vouchr")
    expect(guides).to_be_hidden()
    assert read_hits(rep.page)[0].startswith("Voucher")
    rep.press("Escape")
    expect(guides).to_be_visible()
    wait_for_search(rep)
    [started], [searched] = rep.told("session_started"), rep.told("searched")
    assert {(one["tree"], one["version"]) for one in (started, searched)} == {("-", "000000000000")}
    assert searched["words"] == "vouchr"
    search(rep.page, "refund")
    rep.press("Enter")
    rep.page.wait_for_url("**/goods-back.html")
    assert rep.complaints == []


def test_from_disk_and_without_a_network(context: BrowserContext, folder: Path) -> None:
    context.set_offline(True)
    rep = Rep(context.new_page(), (folder / "index.html").as_uri())
    rep.open()
    search(rep.page, "sealed")
    rep.press("Enter")
    rep.page.wait_for_url("**/goods-back.html#opened**")
    search(rep.page, "terminal show")
    rep.press("Enter")
    rep.page.wait_for_url("**/card-declined.html#terminal_code**")
    assert rep.complaints == []


def test_an_index_that_does_not_come_is_told(context: BrowserContext, origin: str) -> None:
    page = context.new_page()
    page.route("**/search.js", lambda route: route.abort())
    page.goto(f"{origin}/card-declined.html")
    page.wait_for_selector("[data-do=search]:enabled")
    page.keyboard.press("/")
    expect(page.locator("dialog [role=status]")).to_contain_text("could not be loaded")
    page.unroute("**/search.js")
    page.get_by_role("combobox").fill("voucher")
    expect(page.get_by_role("option").first).to_be_visible()


def test_without_a_script_the_index_is_a_list(context: BrowserContext, origin: str) -> None:
    browser: Any = context.browser
    plain = browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    page.goto(f"{origin}/index.html")
    expect(page.locator("#search")).to_be_hidden()
    expect(page.locator(".guides > li")).to_have_count(3)
    plain.close()
