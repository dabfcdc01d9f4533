"""A rep at the screen: a small language for journeys through the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from playwright.sync_api import ConsoleMessage, Locator, Page, Request, Route, expect

LISTENER = """
window.told = [];
document.addEventListener("perfsupport:event", ({detail}) => told.push(detail));
document.addEventListener("securitypolicyviolation", (violation) => {
  console.error(violation.violatedDirective, violation.blockedURI);
});
window.readOut = [];
addEventListener("DOMContentLoaded", () => {
  const live = document.getElementById("live");
  const hear = () => live.textContent && readOut.push(live.textContent);
  if (live) new MutationObserver(hear).observe(live, {childList: true});
});
"""

# What nobody sees of a press, address and events among it, follows its paint; behind fast presses the address waits
# a tenth of a second. What draws later screens comes once, and until then a step of an address is not seen.
SETTLED = """async () => {
  for (let looks = 0; looks < 1500; looks += 1) {
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 105)));
    if (!document.querySelector("#step:is([aria-busy], [hidden])")) return;
  }
}"""


@dataclass
class Rep:
    """A page of an aid. ``complaints`` are script errors, console errors, and violations of the security policy."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._hear)
        self.page.on("requestfailed", self._miss)
        self.page.add_init_script(LISTENER)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _miss(self, request: Request) -> None:
        # A picture on its way when the page is left is no mistake of the page's.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"{request.url}: {request.failure}")

    def open(self, fragment: str = "", query: str = "") -> Self:
        """Go to the aid, in a fresh page even where only the fragment differs."""
        if self.page.url != "about:blank":
            self.page.goto("about:blank")
        self.page.goto(f"{self.address}{query}{fragment}")
        return self

    def choose(self, *labels: str) -> Self:
        for label in labels:
            self.option(label).click()
        return self

    def option(self, label: str) -> Locator:
        return self.page.locator("#step [data-option], #step label.option").filter(has_text=label)

    def enter(self, text: str) -> Self:
        self.page.locator("#entry").fill(text)
        self.page.locator("#entry").press("Enter")
        return self

    def press(self, *keys: str) -> Self:
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def do(self, name: str) -> Self:
        self.page.locator(f'[data-do="{name}"]:visible').first.click()
        return self

    def change(self, asked: str) -> Self:
        self.page.locator("#path li").filter(has_text=asked).get_by_role("button").click()
        return self

    @property
    def heading(self) -> str:
        return self.look().page.locator("#ask").inner_text()

    def look(self) -> Self:
        """Wait until the screen is whole and has been painted, and what follows has been done."""
        self.page.evaluate(SETTLED)
        return self

    @property
    def fragment(self) -> str:
        return self.look().page.evaluate("location.hash")

    @property
    def notice(self) -> str:
        notice = self.look().page.locator("#notice")
        return notice.inner_text() if notice.is_visible() else ""

    @property
    def note(self) -> str:
        field = self.look().page.locator("#note-text")
        # What writes it comes once, with the first press of its key or the first outcome.
        expect(field).not_to_have_value("")
        return field.input_value()

    @property
    def path(self) -> list[tuple[str, str]]:
        """What was asked and responded so far; for the screen itself its title alone."""
        items = self.look().page.locator("#path li").all()
        return [(lines[0], lines[1] if len(lines) > 1 else "") for lines in (i.inner_text().split("\n") for i in items)]

    @property
    def focused(self) -> str:
        return self.look().page.evaluate(
            "document.activeElement.id || document.activeElement.className || document.activeElement.tagName"
        )

    def hears(self, words: str) -> Self:
        """Wait until words have been read out: a few seconds later they are no longer in the page."""
        self.page.wait_for_function("words => readOut.some((text) => text.includes(words))", arg=words)
        return self

    def told(self, *types: str) -> Sequence[dict[str, Any]]:
        """The events so far, those of some types, or all."""
        events = self.look().page.evaluate("told")
        return [event for event in events if not types or event["type"] in types]


def holds_number(text: str, number: str) -> bool:
    """Tell whether a number stands in a text by itself: ids and times of events have any four digits now and then."""
    return re.search(rf"\b{number}\b", text) is not None


def find_held(page: Page, held: list[Route]) -> Route:
    """Return the request that is held back, once the browser has made it."""
    for _ in range(600):
        if held:
            break
        page.wait_for_timeout(50)
    return held[0]
