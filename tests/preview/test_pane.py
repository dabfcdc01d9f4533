"""The pane in a browser: scenarios played and copied, steps begun at, days looked at."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from perfsupport.project import load_project
from perfsupport.proving import check_project
from tests.browser.test_access import find_violations
from tests.preview.author import PATIENCE, TEXT, TREE, Author


def test_a_path_is_copied_as_a_scenario_that_proves(author: Author) -> None:
    author.open()
    author.choose("On its way")
    author.enter("3")
    author.open_pane().get_by_role("button", name="Copy as scenario").click()
    expect(author.pane.get_by_text("Copied.")).to_be_visible()
    text = author.page.evaluate("navigator.clipboard.readText()")
    assert text == (
        '  - name: "A way to “All is well”"\n    responses:\n      seen: On its way\n      days: "3"\n    ends: done\n'
    )
    (author.root / TREE).write_text(TEXT + text)
    expect(author.pane.get_by_text("Scenarios (2)")).to_be_visible(timeout=PATIENCE)
    assert check_project(load_project(author.root), "2026-11-22") == []


def test_without_the_clipboard_the_text_is_marked(author: Author) -> None:
    author.page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    author.open()
    author.open_pane().get_by_role("button", name="Copy as scenario").click()
    expect(author.pane.get_by_text("Copy the marked text yourself")).to_be_visible()
    area = author.pane.locator("textarea")
    expect(area).to_be_focused()
    assert 'ends: ""  # the path has not come to an outcome yet' in area.input_value()


def test_a_scenario_is_played_and_survives_a_save_with_what_is_in_no_address(author: Author) -> None:
    author.open()
    author.open_pane().get_by_role("button", name="Dear goods").click()
    author.stands_at("Ask the lead")
    assert "1234" not in author.page.url
    expect(author.pane.locator(".status")).to_have_text("Passes: Dear goods")
    author.change("title: Ask the lead", "title: Ask the boss")
    author.stands_at("Ask the boss")
    copied = author.pane.get_by_role("button", name="Copy as scenario")
    copied.click()
    text = author.pane.locator("textarea").input_value()
    assert 'pin: ""  # sensitive: write something made up' in text
    assert 'given: {goods: "300"}\n' in text
    assert "1234" not in text


def test_an_aid_starts_at_any_step_and_names_its_line(author: Author) -> None:
    author.open()
    author.open_pane()
    author.unfold("Start at a step")
    author.pane.get_by_label("Title or id").fill("worth")
    author.pane.get_by_role("button", name="What is it worth?").click()
    author.stands_at("What is it worth?")
    expect(author.pane.get_by_text("Begun with responses that lead there.")).to_be_visible()
    link, line = author.pane.locator(".here").get_by_role("link"), TEXT.split("\n").index("  worth:") + 1
    expect(link).to_have_attribute("href", re.compile(rf"^vscode://file{re.escape(str(author.root))}/{TREE}:{line}:1$"))


def test_what_no_scenario_covers_is_listed_and_led_to(author: Author) -> None:
    author.open()
    author.open_pane()
    author.unfold("No scenario covers")
    author.pane.locator(".missing").get_by_role("button", name="the step `days`").click()
    author.stands_at("How many days late?")


def test_keys_typed_in_the_pane_are_not_the_aids(author: Author) -> None:
    author.open()
    author.open_pane()
    author.unfold("Start at a step")
    author.pane.get_by_label("Title or id").press_sequentially("12rn")
    author.stands_at("What does the page say?")
    expect(author.page.locator("#note")).to_be_hidden()
    author.pane.get_by_label("Title or id").press("Escape")
    expect(author.pane).to_be_hidden()
    expect(author.page.get_by_role("button", name="Preview", exact=False).first).to_be_focused()


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (320, 640)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(author: Author, browser: Browser, width: int, height: int, scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=True,
    )
    each = Author(author.root, context.new_page(), author.address)
    each.open()
    each.open_pane()
    for name in ("Start at a step", "No scenario covers"):
        each.unfold(name)
    found = {"pane": find_violations(each.page)}
    author.change("then: done", "then: dome")
    expect(each.overlay).to_be_visible(timeout=PATIENCE)
    found["overlay"] = find_violations(each.page)
    assert found == {"pane": [], "overlay": []}
    assert each.page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_another_day_is_looked_at_and_left_again(author: Author) -> None:
    author.change("      Delivered: check", "      Delivered: check\n      Lost in 2031: {go: lead, from: 2031-01-01}")
    author.open()
    pane = author.open_pane()
    offered = author.page.locator("#step .option:not(.none)")
    expect(offered).to_have_count(2)
    pane.get_by_label("As on").fill("2031-01-01")
    expect(offered).to_have_count(3)
    assert "?day=2031-01-01" in author.page.url
    expect(author.page.locator("#currency")).to_contain_text("review by")
    author.pane.get_by_role("button", name="Today").click()
    expect(offered).to_have_count(2)
    assert "day=" not in author.page.url
