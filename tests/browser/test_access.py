"""WCAG 2.2: axe-core on every kind of step, sizes of what can be pressed, narrow screens, print, colours."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.rep import Rep

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCREENS = {
    "question": "",
    "question with help": "#terminal_code?place=in-a-shop",
    "entry": "#?place=web",
    "day": "#bought",
    "yes or no": "#letter",
    "picks": "#signs",
    "checklist": "#?place=web&amount=120",
    "action": "#calm",
    "within another tree": "#?place=web&amount=120&offer=done",
    "outcome": "#?place=~none",
    "outcome with words": "#do_not_honour",
}
LOOKS = [(1280, 640, "light"), (1280, 640, "dark"), (320, 640, "light"), (320, 640, "dark"), (320, 256, "light")]
"""Width, height, scheme. The last is a screen of 1280 by 1024 pixels at 400 %."""

NARROW = 320
GO = """(fragment) => new Promise((done) => {
  addEventListener("hashchange", done, {once: true});
  location.hash = fragment;
})"""
UNFOLD = "document.querySelectorAll('details').forEach(each => { each.open = true; })"
FIND_SMALL = """
([selector, least]) => [...document.querySelectorAll(selector)].filter(each => each.checkVisibility())
  .map(each => [each.outerHTML, each.getBoundingClientRect()])
  .filter(([, {width, height}]) => Math.min(width, height) < least)
"""


COLOURS = ("color-contrast", "link-in-text-block")
"""The rules of axe that depend on the scheme."""


def find_violations(page: Page, only: Sequence[str] = (), without: Sequence[str] = ()) -> list[str]:
    """Run axe over the whole page; the frame's own policy does not hold for what the test evaluates."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    rules = {"type": "rule", "values": list(only)} if only else {"type": "tag", "values": TAGS}
    options = {"runOnly": rules, "rules": {rule: {"enabled": False} for rule in without}, "resultTypes": ["violations"]}
    found = page.evaluate("async (options) => (await axe.run(document, options)).violations", options)
    return [f"{v['id']}: {node['html']}" for v in found for node in v["nodes"]]


@dataclass
class Look:
    """A rep's page of some width, height and scheme."""

    rep: Rep
    width: int
    dark: bool

    def find_violations(self) -> list[str]:
        """Run the rules that may come out otherwise here: colours hang on the scheme, all else on the room there is."""
        if self.dark:
            return find_violations(self.rep.page, only=COLOURS)
        return find_violations(self.rep.page, without=() if self.width > NARROW else COLOURS)

    def visit(self) -> Iterator[str]:
        """Go to a step of every kind, within one page, and give its name."""
        self.rep.open()
        for name, fragment in SCREENS.items():
            if fragment:
                self.rep.page.evaluate(GO, fragment)
            self.rep.look().page.evaluate(UNFOLD)
            yield name


@pytest.fixture(scope="module", params=LOOKS, ids=lambda look: "-".join(map(str, look)))
def look(request: pytest.FixtureRequest, browser: Browser, desk: str) -> Look:
    width, height, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    request.addfinalizer(context.close)
    return Look(Rep(context.new_page(), desk), width, scheme == "dark")


def test_axe_finds_nothing_on_any_kind_of_step(look: Look) -> None:
    found = {name: look.find_violations() for name in look.visit()}
    assert list(found) == list(SCREENS)
    assert {name: violations for name, violations in found.items() if violations} == {}
    assert look.rep.complaints == []


def test_axe_finds_nothing_in_the_expert_view(look: Look) -> None:
    page = look.rep.page
    for fragment in ("", "#?place=web&amount=120", "#?place=~none"):
        look.rep.open(fragment, query="?view=expert")
        expect(page.locator("#whole li").first).to_be_visible()
        page.evaluate(UNFOLD)
        assert look.find_violations() == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), fragment
        assert page.evaluate(FIND_SMALL, ["button, a, summary", 24]) == [], fragment


def test_axe_finds_nothing_in_a_change_an_error_and_a_notice(look: Look) -> None:
    rep = look.rep.open("#?place=web&amount=120").change("What is the amount").enter("no")
    expect(rep.page.locator("#error")).to_be_visible()
    assert look.find_violations() == []
    rep.enter("900").change("Where did").choose("In a shop")
    expect(rep.page.locator("#notice")).to_be_visible()
    assert look.find_violations() == []


def test_nothing_is_wider_than_a_narrow_screen_and_all_can_be_pressed(look: Look) -> None:
    page = look.rep.page
    for name in look.visit():
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        assert page.evaluate(FIND_SMALL, [".option, .go, .tick, #entry", 44]) == [], name
        assert page.evaluate(FIND_SMALL, ["button, a, summary", 24]) == [], name


def test_print_shows_the_path_and_the_note_but_nothing_to_press(rep: Rep) -> None:
    rep.open("#?place=in-a-shop&terminal_code=05").page.emulate_media(media="print")
    for hidden in ("[data-do=back]", "[data-do=copy]", "#keys"):
        expect(rep.page.locator(hidden).first).to_be_hidden()
    expect(rep.page.locator("#note")).to_be_visible()
    rep.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for shown in ("#path", "#note-print", "#ask"):
        expect(rep.page.locator(shown)).to_be_visible()


BLACK = ("rgb(0, 0, 0)", "rgb(27, 31, 35)")
PLAIN = "title: Plain\nsteps:\n  a: {ask: How?, options: {So: b, Or so: b}}\n  b: {end: resolved, do: Done}\n"


@pytest.mark.parametrize("scripts", [True, False], ids=["before any press", "without scripts"])
def test_a_page_that_nobody_has_touched_is_black_on_white_on_paper_with_nothing_to_press(
    browser: Browser, build: Callable[..., str], scripts: bool
) -> None:
    page = browser.new_page(java_script_enabled=scripts, color_scheme="dark")
    page.route("**/faces.part.*.js", lambda route: route.abort())
    page.goto(f"{build(plain=PLAIN)}/plain.html")
    page.emulate_media(media="print")
    for hidden in (".bar", ".foot", ".page > footer", "header nav", ".options"):
        expect(page.locator(hidden).first).to_be_hidden()
    for shown in ("h1", "#ask", "#path"):
        expect(page.locator(shown)).to_be_visible()
        assert page.locator(shown).evaluate("one => getComputedStyle(one).color") in BLACK
    expect(page.locator(".notice:visible")).to_have_count(0)
    for box in page.locator(".card:visible").all():
        assert box.evaluate("one => getComputedStyle(one).borderTopWidth") == "0px"
    page.close()


@pytest.mark.parametrize(
    "media", [{"forced_colors": "active"}, {"reduced_motion": "reduce"}], ids=["forced colours", "still"]
)
def test_other_ways_to_look_at_it_work(rep: Rep, media: dict[str, str]) -> None:
    rep.page.emulate_media(**media)
    rep.open("#signs").press("1")
    assert find_violations(rep.page) == []


def test_right_to_left_mirrors_the_page(rep: Rep) -> None:
    rep.page.add_init_script("addEventListener('DOMContentLoaded', () => { document.documentElement.dir = 'rtl'; })")
    rep.open("#?place=in-a-shop").look()
    path, step = (rep.page.locator(each).bounding_box() for each in ("#path", "#step"))
    assert path["x"] < step["x"]
    number, label = (rep.page.locator(f".option >> nth=0 >> {each}").bounding_box() for each in ("kbd", "span"))
    assert number["x"] > label["x"]


def test_the_live_region_is_one_and_polite(rep: Rep) -> None:
    rep.open()
    regions = rep.page.locator("[aria-live], [role=status], [role=alert], [role=log], output")
    assert [region.get_attribute("role") for region in regions.all()] == ["status"]


def read_on(page: Page) -> list[str]:
    """Return the texts of the page as who reads on from the top meets them."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    return [node["name"]["value"] for node in nodes if node.get("role", {}).get("value") == "StaticText"]


@pytest.mark.parametrize(
    ("words", "act"),
    {
        "No longer fits": lambda rep: rep.open("#?place=web&amount=120").change("Where did").choose("In a shop"),
        "New case.": lambda rep: rep.open("#?place=web").press("r"),
        "Enter 5,000": lambda rep: rep.open("#?place=web").enter("9999").look().press("Enter"),
        "Copied.": lambda rep: rep.open("#?place=~none").press("c"),
    }.items(),
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_was_read_out_is_met_once_by_who_reads_on_from_the_top(
    rep: Rep, words: str, act: Callable[[Rep], object]
) -> None:
    rep.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    act(rep)
    rep.hears(words)
    expect(rep.page.locator("#live")).to_have_text("")
    assert len([text for text in read_on(rep.page) if words in text]) == 1
