"""The first step is in the page's HTML: the same as the script draws it, and of use before any script has come."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.rep import Rep, find_held
from tests.browser.samples import CARD, IDENTITY

# A plain serialisation: attributes in the order of their names, text as it is but for the space between elements.
SERIALISE = """
element => (function write(node) {
  if (node.nodeType === 3) return node.data.trim() && node.data.replace(/\\s+/g, " ");
  const attributes = [...node.attributes].map(({name, value}) => ` ${name}="${value}"`).sort().join("");
  return `<${node.localName}${attributes}>${[...node.childNodes].map(write).join("")}</${node.localName}>`;
})(element)
"""
STARTS = [
    "place",
    "terminal_code",
    "country",
    "amount",
    "offer",
    "identity",
    "letter",
    "bought",
    "calm",
    "signs",
    "reference",
    "new_card",
    "do_not_honour",
    "paid",
    "ask_supervisor",
]


def on_step(action: str) -> str:
    """Return a script that does something to the step as soon as the page's HTML has been read so far."""
    watch = "new MutationObserver((_, watch) => { const step = document.querySelector('#step'); if (step) { watch"
    return f"{watch}.disconnect(); {action}; }} }}).observe(document, {{childList: true, subtree: true}})"


def hold_back(page: Page, address: str) -> list[Route]:
    """Return the requests for an address as they come; none goes on before it is told to."""
    held: list[Route] = []
    page.route(address, lambda route: held.append(route))
    return held


def release(page: Page, held: list[Route]) -> None:
    """Let the request that is held back go on, once the browser has made it."""
    find_held(page, held).continue_()


@pytest.fixture(scope="module")
def starts(build: Callable[..., str]) -> str:
    """The address of a site with one tree for each step that can be first."""
    trees = {f"from_{start}": CARD.replace("fallback:", f"start: {start}\nfallback:", 1) for start in STARTS}
    return build(identity_check=IDENTITY, **trees)


@pytest.mark.parametrize("start", STARTS)
def test_the_html_is_what_the_script_draws(context: BrowserContext, starts: str, start: str) -> None:
    address = f"{starts}/from-{start.replace('_', '-')}.html"
    page = context.new_page()
    page.route("**/player.*.js", lambda route: route.abort())
    page.goto(address)
    written = page.locator("#step").evaluate(SERIALISE)
    page.unroute("**/player.*.js")
    # The script takes the step for another one, so that it has to draw.
    page.add_init_script(on_step("step.dataset.key = ''"))
    page.goto(address)
    page.wait_for_function("() => document.querySelector('#step').dataset.key")
    drawn = page.locator("#step").evaluate(SERIALISE)
    assert drawn == written


def test_the_script_takes_over_the_step_in_the_page(rep: Rep) -> None:
    rep.page.add_init_script(on_step("step.mark = 'from the page'"))
    rep.open()
    assert rep.page.evaluate("document.querySelector('#step').mark") == "from the page"
    expect(rep.page.locator("[data-do=note]")).to_be_enabled()


def test_an_option_can_be_pressed_before_the_script_comes(rep: Rep) -> None:
    waiting = hold_back(rep.page, "**/player.*.js")
    rep.page.goto(rep.address, wait_until="commit")
    rep.page.locator(".option").filter(has_text="Online").click()
    expect(rep.page.locator("#ask")).to_have_text("Where did the customer try to pay?")
    release(rep.page, waiting)
    expect(rep.page.locator("#ask")).to_have_text("What is the amount that was refused?")


@pytest.mark.parametrize(
    ("start", "prepare"),
    {
        "amount": lambda page: (page.locator("#entry").fill("120"), page.locator("#entry").press("Enter")),
        "signs": lambda page: page.get_by_label("The card is bent").check(),
        "offer": lambda page: [box.check() for box in page.locator(".tick input").all()],
    }.items(),
)
def test_what_was_typed_and_ticked_before_the_script_came_is_kept(
    rep_at: Callable[[str], Rep], starts: str, start: str, prepare: Callable[[Page], object]
) -> None:
    rep = rep_at(f"{starts}/from-{start}.html")
    waiting = hold_back(rep.page, "**/player.*.js")
    rep.page.goto(rep.address, wait_until="commit")
    rep.page.wait_for_selector("#step .go")
    prepare(rep.page)
    assert rep.page.url == rep.address
    release(rep.page, waiting)
    expect(rep.page.locator("[data-do=note]")).to_be_enabled()
    rep.page.locator("#step .go").first.click()
    expect(rep.page.locator("#step")).not_to_have_attribute("data-key", start)


def test_without_scripts_the_page_points_to_the_printable_guide(browser: Browser, desk: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(desk)
    assert (
        page.get_by_role("link", name="Read the whole guide on one page").get_attribute("href")
        == "card-declined.print.html"
    )
    assert page.locator("#ask").inner_text() == "Where did the customer try to pay?"
    context.close()


def test_it_plays_from_disk(rep_at: Callable[[str], Rep], site_folder: Path) -> None:
    rep = rep_at((site_folder / "card-declined.html").as_uri()).open().choose("Online").enter("120")
    assert rep.heading == "Offer another way to pay"
    rep.look().page.reload()
    assert rep.heading == "Offer another way to pay"
    rep.press("Backspace")
    expect(rep.page.locator("#ask")).to_have_text("What is the amount that was refused?")


LARGE = "".join(f"  s{n}: {{do: '{'Words. ' * 60}', then: s{n + 1}}}\n" for n in range(400))


@pytest.fixture(scope="module")
def large(build: Callable[..., str]) -> str:
    """The address of an aid whose program lies in a file of its own."""
    tree = f"title: Large\nsteps:\n{LARGE}  s400: {{end: resolved, do: Done}}\n"
    return f"{build(large=tree)}/large.html"


def test_a_large_program_comes_apart_from_the_page(rep_at: Callable[[str], Rep], large: str) -> None:
    rep = rep_at(large)
    waiting = hold_back(rep.page, "**/large.*.js")
    # A script that has not come yet keeps the page from being loaded, and nobody from using it.
    rep.page.goto(rep.address, wait_until="domcontentloaded")
    rep.page.locator("#step .go").click()
    assert rep.page.locator("#step").get_attribute("data-key") == "s0"
    release(rep.page, waiting)
    expect(rep.page.locator("#step")).to_have_attribute("data-key", "s1")


def test_a_program_that_does_not_come_is_told_and_the_first_step_stays(
    context: BrowserContext, build: Callable[..., str]
) -> None:
    filler = "".join(f"  s{n}: {{do: '{'Words. ' * 60}', then: s{n + 1}}}\n" for n in range(400))
    page = context.new_page()
    page.route("**/away.*.js", lambda route: route.abort())
    page.goto(
        f"{build(away=f'title: Away{chr(10)}steps:{chr(10)}{filler}  s400: {{end: resolved, do: Done}}')}/away.html"
    )
    expect(page.locator("#notice")).to_contain_text("could not be loaded")
    expect(page.locator("#ask")).to_be_visible()


def test_what_is_pressed_before_a_large_program_has_come_is_done_then(
    build: Callable[..., str], rep_at: Callable[[str], Rep]
) -> None:
    steps = "".join(f"  s{n}: {{do: {'word ' * 400}, then: s{n + 1}}}\n" for n in range(99))
    origin = build(
        large="title: Large\nfacts:\n  parcels: {type: number}\n"
        f"steps:\n  first: {{ask: How many?, fact: parcels, then: s0}}\n{steps}  s99: {{end: resolved, say: Done.}}\n"
    )
    rep = rep_at(f"{origin}/large.html")
    waiting = hold_back(rep.page, "**/large.*.js")
    with rep.page.expect_request("**/large.*.js"):
        rep.page.goto(rep.address, wait_until="commit")
    rep.page.locator("#entry").fill("12")
    rep.page.locator("#entry").press("Enter")
    expect(rep.page.locator("#notice")).to_have_text("One moment: the rest of this guide is on its way.")
    release(rep.page, waiting)
    expect(rep.page.locator("#step")).to_have_attribute("data-key", "s0")
    expect(rep.page.locator("#notice")).to_be_hidden()


def test_where_what_reads_an_address_does_not_come_the_first_step_stays_and_the_page_says_so(
    page: Page, desk: str
) -> None:
    held = hold_back(page, "**/faces.part.*.js")
    page.goto(f"{desk}#?place=in-a-shop", wait_until="commit")
    expect(page.locator("#notice")).to_have_text("Opening your case.")
    expect(page.locator("#step")).to_be_hidden()
    find_held(page, held).abort()
    expect(page.locator("#notice")).to_have_text(re.compile("could not be loaded. .* reload the page"))
    expect(page.locator("#ask")).to_be_visible()
    assert page.url.endswith("#?place=in-a-shop")


def test_an_address_typed_before_the_rep_began_is_read(page: Page, desk: str) -> None:
    page.goto(desk)
    expect(page.locator(".bar [data-do=note]")).to_be_enabled()
    page.evaluate("location.hash = '#?place=in-a-shop'")
    expect(page.locator("#step")).to_have_attribute("data-key", "terminal_code")
    page.evaluate("history.back()")
    expect(page.locator("#step")).to_have_attribute("data-key", "place")


def test_a_case_in_a_large_guide_is_asked_for_all_at_once(context: BrowserContext, large: str) -> None:
    page = context.new_page()
    program, part = hold_back(page, "**/large.*.js"), hold_back(page, "**/faces.part.*.js")
    page.goto(f"{large}#?s0=done&s1=done", wait_until="commit")
    expect(page.locator("#notice")).to_have_text("Opening your case.")
    expect(page.locator("#ask")).to_be_hidden()
    # Neither waits for the other.
    release(page, part)
    release(page, program)
    expect(page.locator("#step")).to_have_attribute("data-key", "s2")
    expect(page.locator("#notice")).to_be_hidden()


def test_what_the_first_press_shows_of_the_bar_is_prepared_unseen_where_the_rep_points(rep: Rep) -> None:
    # A busy browser tells of a pointer in the corner, where nobody has pointed.
    rep.page.add_init_script("addEventListener('pointerover', (one) => one.clientX || one.stopPropagation(), true)")
    page = rep.open().page
    expect(page.locator(".bar [data-do=note]")).to_be_enabled()
    sign, others = page.locator("[data-do=back] kbd"), ".bar [data-do]"
    look = f"[...document.querySelectorAll('{others}')].map((each) => JSON.stringify(each.getBoundingClientRect()))"
    expect(sign).to_have_css("display", "none")
    before = page.evaluate(look)
    page.mouse.move(600, 300)
    expect(sign).to_have_css("visibility", "hidden")
    expect(sign).not_to_have_css("display", "none")
    assert page.evaluate(look) == before
    rep.choose("In a shop")
    expect(sign).to_be_visible()
