"""Work without a mouse. docs/reference/keyboard.md lists the keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from perfsupport.building import build_project
from perfsupport.project import load_project
from tests.browser.rep import Rep
from tests.browser.samples import CARD, IDENTITY, write_project
from tests.browser.serving import read_policy, serve


def test_a_whole_run_through_by_keyboard_alone(rep: Rep) -> None:
    rep.open().press("1", "3")
    assert rep.heading == "What does the card look like?"
    rep.press("1", "3", "Enter")
    assert rep.heading == "Which reference is on the slip?"
    rep.press("Tab")
    assert rep.focused == "entry"
    rep.page.keyboard.type("AB1234")
    rep.press("Enter")
    assert rep.heading == "New card"
    assert "New card ordered (AB1234)." in rep.note
    rep.press("r", "2")
    rep.page.keyboard.type("120")
    rep.press("Enter", "1", "2", "Enter")
    expect(rep.page.locator("#error")).to_have_text("Tick every line first: 1 is left.")
    rep.press("Space", "Enter")
    assert rep.heading == "Which digits did the customer give?"


def test_zero_is_none_of_these(rep: Rep) -> None:
    rep.open().press("0")
    assert rep.heading == "Ask supervisor"


def test_a_digit_at_the_heading_of_an_entry_goes_into_the_field(rep: Rep) -> None:
    rep.open("#?place=web").press("0", ".", "5")
    expect(rep.page.locator("#entry")).to_have_value("0.5")


def test_keys_are_silent_in_text_fields_with_modifiers_and_when_held(rep: Rep) -> None:
    rep.open("#reference").page.locator("#entry").focus()
    rep.page.keyboard.type("r1nc?")
    rep.press("Backspace", "Alt+ArrowLeft")
    expect(rep.page.locator("#entry")).to_have_value("r1nc")
    rep.open().press("Control+1", "Meta+1", "Alt+1", "Shift+ArrowLeft")
    rep.page.keyboard.down("1")
    rep.page.keyboard.down("1")
    assert rep.heading == "Which code does the terminal show?"


def test_tab_and_enter_reach_everything_in_order(rep: Rep) -> None:
    rep.open().page.locator("#ask").focus()
    order = []
    for _ in range(8):
        rep.press("Tab")
        order.append(rep.page.evaluate("document.activeElement.innerText.split('\\n').pop().trim()"))
    assert order[:6] == ["In a shop", "Online", "By telephone", "None of these", "Why ask this", "Tip from the field"]
    rep.page.locator("#ask").focus()
    rep.press("Tab", "Tab", "Enter")
    assert rep.heading == "What is the amount that was refused?"


def test_question_mark_shows_the_keys_and_escape_closes_them(rep: Rep) -> None:
    rep.open().press("?")
    expect(rep.page.get_by_text("Choose an option, or tick a line")).to_be_visible()
    rep.press("Escape")
    expect(rep.page.get_by_text("Choose an option, or tick a line")).to_be_hidden()


def test_single_keys_can_be_switched_off_for_good(rep: Rep) -> None:
    rep.open().press("?")
    rep.page.get_by_label("Use single keys on this page").uncheck()
    expect(rep.page).to_have_url(f"{rep.address}?keys=off")
    rep.press("1", "r", "n")
    assert rep.heading == "Where did the customer try to pay?"
    expect(rep.page.locator(".option kbd").first).to_be_hidden()
    rep.choose("In a shop").look().page.reload()
    rep.press("1", "Backspace")
    assert rep.heading == "Which code does the terminal show?"
    rep.press("Alt+ArrowLeft")
    expect(rep.page.locator("#ask")).to_have_text("Where did the customer try to pay?")


def test_a_project_names_its_own_keys(tmp_path: Path, rep_at: Callable[[str], Rep]) -> None:
    root = write_project(tmp_path / "project", {"card-declined": CARD, "identity-check": IDENTITY})
    with (root / "perfsupport.yaml").open("a", encoding="utf-8") as settings:
        settings.write('keys: {note: m, back: b, keys: "!"}\n')
    assert build_project(load_project(root), tmp_path / "build", "2026-11-22", maps=False, durable=False).written
    with serve(tmp_path / "build", read_policy(tmp_path / "build")) as server:
        rep = rep_at(f"{server.origin}/card-declined.html").open().choose("In a shop").press("n", "Backspace")
        assert rep.heading == "Which code does the terminal show?"
        rep.press("b")
        expect(rep.page.locator("#ask")).to_have_text("Where did the customer try to pay?")
        button = rep.page.get_by_role("button", name="Case note")
        expect(button).to_have_attribute("aria-keyshortcuts", "m")
        expect(button.locator("kbd")).to_have_text("M")
        rep.press("m")
        expect(rep.page.locator("#note-text")).to_be_focused()
        rep.press("Escape", "!")
        expect(rep.page.locator("#keys dl div", has_text="Case note").first.locator("kbd")).to_have_text("M")
        rep.page.goto("about:blank")


def test_letters_at_the_heading_of_an_entry_of_text_are_typed_and_no_keys(rep: Rep) -> None:
    rep.open("#reference").press("R", "N", "1", "2", "3", "4", "Enter")
    assert rep.heading == "New card"
    assert "RN1234" in rep.note
