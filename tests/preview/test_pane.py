"""The pane and the overlay in a browser, with the real server."""

from __future__ import annotations

import difflib
import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from perfsupport.project import load_project
from perfsupport.proving import check_project
from tests.browser.test_access import find_violations
from tests.cli.running import serving

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


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "trees/calls").mkdir(parents=True)
    (tmp_path / TREE).write_text(TEXT)
    (tmp_path / "trees/calls/other.yaml").write_text(OTHER)
    (tmp_path / "perfsupport.yaml").write_text("title: Desk\n")
    assert [one for one in check_project(load_project(tmp_path), "2026-11-22") if one.severity == "error"] == []
    return tmp_path


def wait_until_read(address: str) -> None:
    """Wait for the first edition: until then pages are answered with 503, which the browser complains of."""
    until = time.monotonic() + PATIENCE / 1000
    while True:
        try:
            urllib.request.urlopen(address, timeout=30).close()
            return
        except urllib.error.HTTPError as error:
            error.close()
            assert time.monotonic() < until, error


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
    page.unroute_all()


@pytest.fixture
def author(root: Path, context: BrowserContext) -> Iterator[Author]:
    with serving(root, "serve") as (_, address):
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
        wait_until_read(address)
        author = Author(root, context.new_page(), address)
        yield author
        author.page.goto("about:blank")
    assert author.complaints == []


def test_a_path_is_copied_as_a_scenario_that_proves(author: Author) -> None:
    author.open()
    author.choose("On its way")
    author.enter("3")
    author.open_pane().get_by_role("button", name="Copy as scenario").click()
    expect(author.pane.get_by_text("Copied.")).to_be_visible()
    text = author.page.evaluate("navigator.clipboard.readText()")
    assert text == (
        '  - name: "A way to “All is well”"\n    responses:\n      seen: On its way\n      days: 3\n    ends: done\n'
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
    assert "given:\n      goods: 300\n" in text
    assert "1234" not in text


def test_a_response_that_no_longer_holds_is_named(author: Author) -> None:
    author.open()
    author.choose("On its way")
    author.stands_at("How many days late?")
    author.change("      On its way: {", "      On the road: {")
    author.stands_at("What does the page say?")
    expect(author.page.locator("#notice")).to_contain_text("What does the page say?")


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


def look(page: Page) -> str:
    """Return what is to be seen of an aid, as HTML."""
    script = """() => {
      const aid = document.getElementById("aid").cloneNode(true);
      // What is in the panel of the note comes with its part, and is not to be seen before it is opened.
      aid.querySelector("#note[hidden]")?.replaceChildren();
      // Words for a day that has not come stay in the page until it is drawn anew, after the first movement.
      aid.querySelector("[data-overdue]")?.removeAttribute("data-overdue");
      return document.title + aid.outerHTML;
    }"""
    return str(page.evaluate(script))


def compare(is_there: str, should_be: str) -> str:
    """Return what is there and should not be, and the other way round, for people."""
    return "\n".join(difflib.unified_diff(is_there.split(">"), should_be.split(">"), "there", "as loaded", lineterm=""))


def served(author: Author) -> str:
    """Return the page as the server has it."""
    with urllib.request.urlopen(f"{author.address}/late.html", timeout=30) as reply:
        return str(reply.read().decode())


EDITS = (
    ("ask: What does the page say?", "ask: What does it say?\n    say: Look *twice*."),
    ("      Delivered: check", "      Delivered: check\n      Lost: lead"),
    ("ask: How many days late?\n    fact: days", "ask: How late, in days?\n    fact: days\n    owner: crew"),
    ("{type: number, min: 0, max: 99}", "{type: number, min: 0, max: 9, unit: days}"),
)


@pytest.mark.parametrize("step", ["What does the page say?", "How many days late?"])
def test_a_save_is_taken_over_as_a_load_would_show_it(author: Author, step: str) -> None:
    author.open()
    if step != "What does the page say?":
        author.choose("On its way")
        author.stands_at(step)
    author.page.evaluate("window.isTheSame = true")
    other = author.page.context.new_page()
    before = served(author)
    for edit in EDITS:
        author.change(*edit)
        until = time.monotonic() + PATIENCE / 1000
        while (now := served(author)) == before:
            assert time.monotonic() < until
            other.wait_for_timeout(50)
        before = now
        other.goto("about:blank")
        other.goto(author.page.url)
        while look(other) != look(author.page):
            assert time.monotonic() < until, compare(look(author.page), look(other))
            other.wait_for_timeout(50)
    assert author.page.evaluate("window.isTheSame") is True
    author.change("title: A late parcel", "title: A parcel that is late")
    expect(author.page.get_by_role("heading", name="A parcel that is late")).to_be_visible(timeout=PATIENCE)
    assert author.page.evaluate("window.isTheSame === undefined")


def test_two_browsers_see_the_same_save_each_on_its_step(author: Author, browser: Browser) -> None:
    author.open()
    author.choose("On its way")
    context = browser.new_context()
    second = Author(author.root, context.new_page(), author.address)
    second.open()
    author.change("How many days late?", "How late, in days?")
    author.stands_at("How late, in days?")
    second.choose("On its way")
    second.stands_at("How late, in days?")
    context.close()


@pytest.mark.parametrize("script", ["preview/pane.js", "assets/player.*.js"])
def test_what_is_pressed_before_a_script_has_come_stays(author: Author, script: str) -> None:
    author.open()
    held = hold(author.page, f"**/{script}")
    author.change(TEXT.splitlines()[0], "title: A parcel that is late")
    expect(author.page.get_by_role("heading", name="A parcel that is late")).to_be_visible(timeout=PATIENCE)
    author.page.locator("#step .option").filter(has_text="On its way").click(no_wait_after=True)
    release(held, author.page)
    expect(author.page.get_by_role("button", name="Preview", exact=False).first).to_be_visible(timeout=PATIENCE)
    author.stands_at("How many days late?")


def test_what_is_pressed_while_the_page_loads_again_stays(author: Author) -> None:
    author.open()
    # Between the two nothing can be asked of the page from here.
    author.page.evaluate(
        """() => addEventListener("beforeunload", () => setTimeout(() => {
            document.querySelector("#step .option").click();
            fetch("/pressed");
        }))"""
    )
    loading = hold(author.page, "**/late.html", "document")
    pressed = hold(author.page, "**/pressed")
    author.change("title: A late parcel", "title: A parcel that is late")
    wait_for(pressed, author.page)
    assert len(loading) == 1
    release(loading, author.page)
    expect(author.page.get_by_role("heading", name="A parcel that is late")).to_be_visible(timeout=PATIENCE)
    author.stands_at("How many days late?")
    author.page.reload()
    author.stands_at("How many days late?")
    author.page.go_back()
    author.stands_at("What does the page say?")


def test_a_page_whose_file_goes_says_so(author: Author) -> None:
    author.open()
    (author.root / TREE).rename(author.root / "trees/calls/later.yaml")
    expect(author.overlay).to_contain_text("The file of this page has been renamed or deleted.", timeout=PATIENCE)
    author.overlay.get_by_role("link", name="All job aids of this project").click()
    expect(author.page.get_by_role("link", name="A late parcel", exact=True)).to_be_visible()


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
