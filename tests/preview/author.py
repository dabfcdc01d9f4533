"""Somebody who writes a tree with the preview beside the editor, and what holds a browser back meanwhile."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import Locator, Page, Route, expect

TREE = "trees/calls/late.yaml"
TEXT = """title: A late parcel
owner: parcel-desk
review_by: 2099-01-31
fallback: lead
facts:
  days: {type: number, min: 0, max: 99}
  goods: {type: number, min: 0, from: host}
  pin: {type: text, pattern: '\\d{4}', sensitive: yes}
steps:
  seen:
    ask: What does the page say?
    options:
      On its way: {go: days, note: "On its way: seen."}
      Delivered: check
  check:
    do: Ask next door.
    then: pin
  pin:
    ask: What is the code?
    fact: pin
    then: later
  later:
    ask: Has it come?
    options: {"Yes": done, "No": worth}
  worth:
    ask: What is it worth?
    fact: goods
    then: by_worth
  by_worth:
    route:
      - {when: goods > 200, go: lead}
    otherwise: done
  days:
    ask: How many days late?
    fact: days
    then: done
  done: {title: All is well, end: resolved, say: Done.}
  lead: {title: Ask the lead, end: escalated, do: Hand it over.}
scenarios:
  - name: Dear goods
    given: {goods: "300"}
    responses: {seen: Delivered, pin: "1234", later: "No"}
    ends: lead
"""
OTHER = (
    "title: Another\nowner: desk\nreview_by: 2099-01-31\nsteps:\n  done: {title: Finished, end: resolved, say: Done.}\n"
)
PATIENCE = 30_000


class Author:
    """Somebody who writes a tree with the preview beside the editor."""

    def __init__(self, root: Path, page: Page, address: str) -> None:
        self.root, self.page, self.address = root, page, address
        self.complaints: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, path: str = "late.html", name: str = "What does the page say?") -> None:
        self.page.goto(f"{self.address}/{path}")
        self.stands_at(name)

    def change(self, old: str, new: str, path: str = TREE) -> None:
        text = (self.root / path).read_text()
        assert old in text
        (self.root / path).write_text(text.replace(old, new))

    def stands_at(self, name: str) -> None:
        expect(self.page.locator("#ask")).to_have_text(name, timeout=PATIENCE)

    def choose(self, label: str) -> None:
        self.page.locator("#step .option").filter(has_text=label).click()

    def enter(self, text: str) -> None:
        self.page.locator("#entry").fill(text)
        self.page.locator("#entry").press("Enter")

    def open_pane(self) -> Locator:
        self.page.get_by_role("button", name="Preview", exact=False).first.click()
        expect(self.pane.get_by_text("Scenarios (1)")).to_be_visible()
        return self.pane

    def unfold(self, name: str) -> None:
        self.pane.locator("summary").filter(has_text=name).click()

    @property
    def pane(self) -> Locator:
        return self.page.locator("#pane")

    @property
    def overlay(self) -> Locator:
        return self.page.locator(".overlay")


def wait_until_shown(address: str, words: str) -> None:
    """Wait until a page says something. Before the first edition 503 is all there is, and browsers complain of it."""
    until = time.monotonic() + PATIENCE / 1000
    while True:
        try:
            with urllib.request.urlopen(address, timeout=30) as reply:
                if words in reply.read().decode():
                    return
        except urllib.error.HTTPError as error:
            error.close()
        assert time.monotonic() < until, f"{address} does not say {words}"
        time.sleep(0.02)


def hold(page: Page, pattern: str, kind: str = "") -> list[Route]:
    """Hold back what the page asks for, or only one kind of that, and give the list that it comes to lie in."""
    held: list[Route] = []
    page.route(pattern, lambda route: held.append(route) if kind in route.request.resource_type else route.continue_())
    return held


def wait_for(held: list[Route], page: Page) -> None:
    """Wait until something is held."""
    until = time.monotonic() + PATIENCE / 1000
    while not held:
        assert time.monotonic() < until
        page.wait_for_timeout(50)


def release(held: list[Route], page: Page) -> None:
    """Let what is held and what comes later go on."""
    for route in held:
        route.continue_()
    done = len(held)
    page.unroute_all()
    # What came in between is held as well.
    for route in held[done:]:
        route.continue_()
