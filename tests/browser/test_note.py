"""The case note: written from the path, the rep's to edit, copied where the browser lets it."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.rep import Rep


def test_n_opens_the_note_and_escape_closes_it(rep: Rep) -> None:
    rep.open("#?place=in-a-shop").press("n")
    expect(rep.page.locator("#note-text")).to_be_focused()
    assert rep.note == "Card declined at a till\nPayment was made in a shop."
    rep.press("Escape")
    expect(rep.page.locator("#note")).to_be_hidden()
    expect(rep.page.locator("[data-do=note]").first).to_be_focused()


def test_what_the_rep_wrote_stays_while_the_path_goes_on_and_changes(rep: Rep) -> None:
    rep.open("#?place=in-a-shop").press("n")
    rep.page.locator("#note-text").fill(rep.note + "\nCustomer is in a hurry.")
    rep.choose("51, not enough money").enter("900")
    assert rep.note.split("\n")[:3] == [
        "Card declined at a till",
        "Payment was made in a shop.",
        "Customer is in a hurry.",
    ]
    assert "900" in rep.note
    rep.change("What is the amount").enter("950")
    assert "950" in rep.note
    assert "900" not in rep.note
    assert "Customer is in a hurry." in rep.note
    rep.press("r", "n")
    assert rep.note == "Card declined at a till"


def test_an_early_response_that_is_changed_keeps_its_place_in_the_note(rep: Rep) -> None:
    rep.open("#?place=in-a-shop&terminal_code=51&amount=900").change("Where did the customer").choose("Online")
    assert rep.note.split("\n")[1:] == [
        "Payment was made online.",
        "What is the amount that was refused? 900\u00a0EUR",
        "Ask supervisor",
    ]


def test_one_key_copies_the_note(rep: Rep) -> None:
    rep.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    rep.open("#do_not_honour").press("c")
    expect(rep.page.locator("#copied")).to_have_text("Copied.")
    assert (
        rep.page.evaluate("navigator.clipboard.readText()")
        == "Card declined at a till\nCustomer sent to own bank (code 05)."
    )
    rep.hears("Copied.")
    rep.page.evaluate("new MutationObserver(() => { heard = live.textContent; }).observe(live, {childList: true})")
    rep.press("c").page.wait_for_function("() => heard === 'Copied.'")
    assert [event["step"] for event in rep.told("note_copied")] == ["do_not_honour"] * 2


def test_without_the_clipboard_the_old_way_is_taken(rep: Rep) -> None:
    refusing = "{value: {writeText: () => Promise.reject(new Error('not allowed'))}}"
    rep.page.add_init_script(f"Object.defineProperty(navigator, 'clipboard', {refusing})")
    rep.page.add_init_script(
        "document.execCommand = (name) => { window.asked = [name, getSelection().toString()]; return true; }"
    )
    rep.open("#do_not_honour").press("c")
    expect(rep.page.locator("#copied")).to_have_text("Copied.")
    assert rep.page.evaluate("asked[0]") == "copy"


def test_where_copying_is_blocked_the_note_is_marked_and_the_keys_are_told(rep: Rep) -> None:
    rep.page.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', {value: undefined}); document.execCommand = () => false"
    )
    rep.open("#do_not_honour").press("c")
    expect(rep.page.locator("#copied")).to_contain_text("Ctrl+C")
    assert rep.focused == "note-text"
    marked = "(field => field.value.slice(field.selectionStart, field.selectionEnd))(document.activeElement)"
    assert rep.page.evaluate(marked) == rep.note
    assert rep.told("note_copied") == []
