"""The overlay in a browser: what is wrong stands over the last good page, and can be put aside."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.preview.author import PATIENCE, TEXT, TREE, Author


def test_the_overlay_is_put_aside_comes_back_and_goes(author: Author) -> None:
    author.open()
    author.choose("On its way")
    author.change("then: done", "then: dome")
    expect(author.overlay).to_be_visible(timeout=PATIENCE)
    expect(author.overlay.get_by_role("heading")).to_have_text("1 error: this is the last good page")
    expect(author.overlay.locator("pre")).to_contain_text("then: dome")
    expect(author.overlay).to_contain_text("Did you mean done?")
    expect(author.overlay.get_by_role("link")).to_have_attribute(
        "href", re.compile(r"^vscode://file.*late\.yaml:\d+:11$")
    )
    # The page below goes on, and focus is where it was.
    author.page.keyboard.press("Escape")
    expect(author.overlay).to_be_hidden()
    author.enter("4")
    author.stands_at("All is well")
    author.page.get_by_role("button", name="Show errors").click()
    expect(author.overlay).to_be_visible()
    author.overlay.get_by_role("button", name="Put aside").click()
    expect(author.overlay).to_be_hidden()
    author.change("then: by_worth", "then: by_worse")
    expect(author.overlay.get_by_role("heading")).to_have_text("2 errors: this is the last good page", timeout=PATIENCE)
    (author.root / TREE).write_text(TEXT)
    expect(author.overlay).to_be_hidden(timeout=PATIENCE)
    author.stands_at("All is well")


def test_errors_elsewhere_are_told_quietly(author: Author) -> None:
    author.open()
    author.change("end: resolved", "end: resolv", "trees/calls/other.yaml")
    expect(author.page.get_by_role("button", name="Preview · 1 elsewhere")).to_be_visible(timeout=PATIENCE)
    expect(author.overlay).to_be_hidden()
    author.open_pane()
    author.pane.locator(".others").get_by_role("link", name="Open the page").click()
    author.stands_at("Finished")
    expect(author.overlay).to_be_visible()


def test_a_page_whose_file_goes_says_so(author: Author) -> None:
    author.open()
    (author.root / TREE).rename(author.root / "trees/calls/later.yaml")
    expect(author.overlay).to_contain_text("The file of this page has been renamed or deleted.", timeout=PATIENCE)
    author.overlay.get_by_role("link", name="All job aids of this project").click()
    expect(author.page.get_by_role("link", name="A late parcel", exact=True)).to_be_visible()
