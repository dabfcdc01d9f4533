"""<perf-support>: the aid in a shadow root of another origin's page, where nothing leaks in or out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.browser.hosting import ELEMENT, Host, pick, write_host
from tests.browser.rep import find_held
from tests.browser.serving import Server, serve

OpenPage = Callable[..., Host]
FIRST, AMOUNT, COUNTRY = (
    "Where did the customer try to pay?",
    "What is the amount that was refused?",
    "Which country was the card issued in?",
)
HOSTILE = """<style>
:root { font-size: 62.5%; --ink: red; --accent: red; --paper: black; --rem: 3px; }
* { color: red !important; font-family: fantasy !important; letter-spacing: 3px; margin: 7px !important; }
body { font: italic 900 40px/3 serif; text-transform: uppercase; text-align: right; cursor: wait; word-spacing: 9px; }
button, input, a, h2, .option, .card, .step, #step, #ask { display: none !important; }
perf-support { color: lime !important; background: lime; font-size: 60px !important; line-height: 9; }
</style>"""
MEASURED = (
    ".page, .page > header h1, .card, #ask, .option, .option kbd, .say, .prose, .bar button, #path, footer a, summary"
)
STYLES = """([root, selector]) => [...root.querySelectorAll(selector)].map(element => {
  const style = getComputedStyle(element);
  return [element.tagName, ...[...style].filter(name => !name.startsWith("--")).map(name => name + ":" + style[name])];
})"""
OWN = """() => [...document.querySelectorAll("body, h1, #own, main, .card, .option")].map(element => {
  const style = getComputedStyle(element);
  const room = /^(block-size|inline-size|width|height|perspective-origin|transform-origin)$/;
  return [...style].filter(name => !room.test(name)).map(name => name + ":" + style.getPropertyValue(name)).join();
})"""
COUNT = """<script>
window.listening = [];
const add = EventTarget.prototype.addEventListener;
EventTarget.prototype.addEventListener = function (type, hear, options) {
  if (this === window || this === document) listening.push([type, options?.signal]);
  return add.call(this, type, hear, options);
};
</script>"""
HEARD = "new Set(listening.flatMap(([, signal]) => signal && !signal.aborted ? [signal] : [])).size"


@pytest.fixture(scope="module")
def site(desk: str) -> str:
    return desk.removesuffix("/card-declined.html")


@pytest.fixture
def open_page(context: BrowserContext, host_server: Server, site: str) -> Iterator[OpenPage]:
    """A function that opens a page with elements; no script in it may fail."""
    complaints: list[str] = []

    def open_page(
        body: str = ELEMENT, *, head: str = "", server: Server = host_server, at: str = site, wait: bool = True
    ) -> Host:
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(write_host(server, "element.html", at, body, head))
        host = Host(page)
        if wait:
            host.wait("step")
        return host

    yield open_page
    assert complaints == []


def ask(host: Host, place: str = "aid") -> Locator:
    return host.page.locator(f"perf-support#{place} #step #ask")


def choose(host: Host, label: str, place: str = "aid") -> None:
    host.page.locator(f"perf-support#{place} .option").filter(has_text=label).click()


def read_styles(page: Page) -> list[list[str]]:
    root = page.evaluate_handle("aid.shadowRoot")
    page.wait_for_function("() => aid.shadowRoot.querySelector('#aid[data-state]')")
    return page.evaluate(STYLES, [root, MEASURED])


def test_no_style_leaks_in(open_page: OpenPage) -> None:
    plain, hostile = open_page(), open_page(head=HOSTILE)
    # What the host says of the element itself is the host's: both get the same room.
    for host in (plain, hostile):
        host.page.evaluate(
            "aid.style.cssText = 'position:absolute;inset:0 auto auto 0;inline-size:700px;margin:0!important'"
        )
    expected, found = read_styles(plain.page), read_styles(hostile.page)
    assert len(expected) > 15
    for right, real in zip(expected, found, strict=True):
        assert real == right


def test_signs_are_ours_on_a_page_in_another_encoding(context: BrowserContext, host_server: Server, site: str) -> None:
    page = context.new_page()
    page.goto(write_host(host_server, "old.html", site, ELEMENT, encoding="windows-1252"))
    host = Host(page)
    host.wait("step")
    assert page.evaluate(
        "[...document.querySelector('perf-support').shadowRoot.adoptedStyleSheets]"
        ".flatMap(sheet => [...sheet.cssRules]).some(rule => rule.cssText.includes('\\u201c'))"
    )
    choose(host, "In a shop")
    expect(page.locator("perf-support #ask")).to_have_text("Which code does the terminal show?")
    page.keyboard.press("e")
    expect(page.get_by_role("button", name="All steps", pressed=True)).to_be_visible()
    assert "\u00e2" not in page.locator("perf-support").evaluate(
        "element => element.shadowRoot.querySelector('.perfsupport').innerText"
    )


def test_the_language_follows_the_host_and_the_case_goes_on(open_page: OpenPage, in_languages: str) -> None:
    host = open_page(ELEMENT.replace("></", """ facts='{"country": "de"}'></"""), at=in_languages)
    choose(host, "By telephone")
    expect(ask(host)).to_have_text(AMOUNT)
    for least, (language, direction, back) in enumerate([("de", "ltr", "Zurück"), ("ar", "rtl", "رجوع")], 2):
        host.page.evaluate("language => aid.setAttribute('language', language)", language)
        host.wait("ready", least=least)
        around = host.page.locator("perf-support .perfsupport")
        expect(around).to_have_count(1)
        expect(around).to_have_attribute("lang", language)
        expect(around).to_have_attribute("dir", direction)
        expect(host.page.locator("perf-support #step")).to_have_attribute("data-key", "amount")
        expect(host.page.locator("perf-support [data-do=back]")).to_contain_text(back)
    host.page.evaluate("aid.language = 'en'")
    host.wait("ready", least=4)
    expect(ask(host)).to_have_text(AMOUNT)
    host.page.locator("perf-support [data-do=back]").click()
    expect(ask(host)).to_have_text(FIRST)
    # A language that the site does not have changes nothing.
    host.page.evaluate("aid.setAttribute('language', 'xx'); aid.setAttribute('theme', 'pink')")
    assert host.wait("error")[0]["field"] == "theme"
    assert len(host.told("ready")) == 4


def test_no_style_leaks_out(open_page: OpenPage) -> None:
    body = f'<main class="card"><p class="option" hidden>Mine</p></main>{ELEMENT}'
    host = open_page(body.replace('tree="card-declined"', ""), wait=False)
    before = host.page.evaluate(OWN)
    sheets = host.page.evaluate("[document.styleSheets.length, document.adoptedStyleSheets.length]")
    host.page.evaluate("aid.setAttribute('tree', 'card-declined')")
    host.page.evaluate("document.querySelector('perf-support').isConnected")
    host.wait("step")
    expect(ask(host)).to_have_text(FIRST)
    assert host.page.evaluate(OWN) == before
    assert host.page.evaluate("[document.styleSheets.length, document.adoptedStyleSheets.length]") == sheets
    assert host.page.evaluate("Object.keys(window).filter(name => /perf-?support/i.test(name))") == []


def test_the_room_of_the_element_decides_and_not_that_of_the_window(open_page: OpenPage) -> None:
    host = open_page(f'<div style="inline-size: 320px">{ELEMENT}</div>')
    page = host.page
    aside = "aid.shadowRoot.querySelector('#path').getBoundingClientRect()"
    card = "aid.shadowRoot.querySelector('.card').getBoundingClientRect()"
    assert page.evaluate(f"{aside}.top >= {card}.bottom && {card}.width <= 320")
    page.evaluate("aid.parentElement.style.inlineSize = '1000px'")
    page.wait_for_function(f"() => {aside}.left >= {card}.right")


def test_the_page_keeps_focus_scrolling_address_and_title(open_page: OpenPage) -> None:
    head = "<script>addEventListener('DOMContentLoaded', () => { own.focus(); scrollTo(0, 120); })</script>"
    host = open_page(f'<p style="height: 900px"></p>{ELEMENT}<p style="height: 900px"></p>', head=head)
    page = host.page
    expect(ask(host)).to_be_visible()
    assert page.evaluate("[document.activeElement.id, scrollY]") == ["own", 120]
    address, entries = page.url, page.evaluate("history.length")
    choose(host, "Online")
    expect(ask(host)).to_be_focused()
    assert (page.url, page.title(), page.evaluate("history.length")) == (address, "Tickets", entries)


def test_keys_count_while_the_focus_is_inside(open_page: OpenPage) -> None:
    host = open_page()
    page = host.page
    page.locator("#own").focus()
    page.keyboard.type("12n")
    expect(page.locator("#own")).to_have_value("12n")
    expect(ask(host)).to_have_text(FIRST)
    page.locator("perf-support#aid .option").first.focus()
    page.keyboard.press("2")
    expect(ask(host)).to_have_text(AMOUNT)
    page.keyboard.type("120")
    page.keyboard.press("Enter")
    expect(ask(host)).to_have_text("Offer another way to pay")
    page.keyboard.press("n")
    expect(page.locator("perf-support#aid #note-text")).to_be_focused()


def test_keys_count_that_are_pressed_while_the_rest_of_a_step_is_on_its_way(
    context: BrowserContext, open_page: OpenPage
) -> None:
    held: list[Route] = []
    context.route("**/faces.part.*.js", lambda route: held.append(route))
    host = open_page()
    page = host.page
    page.locator("perf-support#aid .option").first.focus()
    page.keyboard.press("2")
    expect(ask(host)).to_have_text(AMOUNT)
    page.keyboard.type("120")
    page.keyboard.press("Enter")
    find_held(page, held).continue_()
    expect(ask(host)).to_have_text("Offer another way to pay")


def test_what_is_typed_and_taken_inside_is_no_shortcut_of_the_page(open_page: OpenPage) -> None:
    host = open_page(head="<script>addEventListener('keydown', ({key}) => (window.keys ??= []).push(key))</script>")
    page = host.page
    choose(host, "Online")
    page.keyboard.press("n")
    expect(page.locator("perf-support#aid #note-text")).to_be_focused()
    for keys in ("c", "a", "Backspace", "Control+b", "Tab", "Escape", "x", "Escape"):
        page.keyboard.press(keys)
    expect(page.locator("perf-support#aid #note-text")).to_have_value(re.compile("c$"))
    assert page.evaluate("keys") == ["Control", "b", "Tab", "x", "Escape"]


def test_what_moves_into_a_field_and_what_presses_is_no_shortcut_of_the_page_either(open_page: OpenPage) -> None:
    listener = "addEventListener(type, ({key}) => keys.push(type + key))"
    host = open_page(head=f"<script>window.keys = []; for (const type of ['keydown', 'keyup']) {listener}</script>")
    page = host.page
    page.locator("perf-support#aid .option").nth(1).focus()
    page.keyboard.press("Enter")
    expect(ask(host)).to_have_text(AMOUNT)
    expect(ask(host)).to_be_focused()
    page.keyboard.type("120")
    page.keyboard.press("Enter")
    expect(ask(host)).to_have_text("Offer another way to pay")
    for key in ("1", "2", "3", "Enter"):
        page.keyboard.press(key)
    expect(ask(host)).to_have_text("Which digits did the customer give?")
    assert page.evaluate("keys") == []


def test_another_tree_in_the_same_element_is_alone_in_it(open_page: OpenPage) -> None:
    host = open_page()
    host.page.evaluate("aid.tree = 'identity-check'")
    expect(ask(host)).to_have_text("Which digits did the customer give?")
    host.page.evaluate("aid.tree = 'card-declined'")
    expect(ask(host)).to_have_text(FIRST)
    host.page.evaluate("told.length = 0")
    choose(host, "Online")
    expect(ask(host)).to_have_text(AMOUNT)
    told = host.wait("event", least=2)
    assert [event["type"] for event in told] == ["option_chosen", "step_viewed"]
    host.page.evaluate("""() => {
      const element = aid, place = element.parentNode;
      element.remove();
      setTimeout(() => place.append(element));
    }""")
    expect(ask(host)).to_have_text(FIRST)
    choose(host, "Online")
    expect(ask(host)).to_have_text(AMOUNT)


def test_a_new_case_tells_of_no_way_back_that_the_page_would_take(open_page: OpenPage) -> None:
    host = open_page()
    choose(host, "Online")
    host.page.keyboard.press("Backspace")
    choose(host, "In a shop")
    host.page.keyboard.press("r")
    expect(host.page.locator("perf-support#aid #notice")).to_have_text("New case")


def test_facts_and_outcome_pass_by_attributes_properties_and_events(
    open_page: OpenPage, context: BrowserContext
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    host = open_page(ELEMENT.replace("></perf", """ facts='{"country": "de", "nope": 1}'></perf"""))
    assert host.wait("error")[0]["fact"] == "nope"
    choose(host, "By telephone")
    expect(ask(host)).to_have_text(AMOUNT)
    host.page.locator("perf-support#aid .bar [data-do=back]").click()
    host.page.evaluate("aid.facts = {}")
    assert host.page.evaluate("aid.getAttribute('facts')") == '{"country": "de", "nope": 1}'
    choose(host, "By telephone")
    expect(ask(host)).to_have_text(COUNTRY)
    choose(host, "None of these")
    outcome = host.wait("outcome")[0]
    assert pick(outcome, "code", "kind") == ["ask_supervisor", "escalated"]
    host.page.locator("perf-support#aid [data-do=copy]").click()
    assert host.wait("note")[0]["text"] == outcome["note"]
    host.close()
    expect(ask(host)).to_have_text(FIRST)


def test_properties_that_are_set_before_the_script_comes_hold(open_page: OpenPage) -> None:
    early = '<script>aid.tree = "card-declined"; aid.facts = {country: "de"};</script>'
    host = open_page(ELEMENT.replace(' tree="card-declined"', "") + early)
    choose(host, "By telephone")
    expect(ask(host)).to_have_text(AMOUNT)
    assert host.page.evaluate("[aid.facts, aid.getAttribute('tree')]") == [{"country": "de"}, "card-declined"]
    # And what is set from now on takes effect.
    host.page.locator("perf-support#aid .bar [data-do=back]").click()
    host.page.evaluate("aid.facts = {}")
    choose(host, "By telephone")
    expect(ask(host)).to_have_text(COUNTRY)


def test_an_attribute_that_changes_after_a_call_holds(open_page: OpenPage) -> None:
    host = open_page()
    host.context(facts={"country": "fr"})
    host.close()
    host.page.evaluate("""aid.setAttribute('facts', '{"country": "de"}')""")
    choose(host, "By telephone")
    expect(ask(host)).to_have_text(AMOUNT)
    host.page.locator("perf-support#aid .bar [data-do=back]").click()
    host.page.evaluate("aid.removeAttribute('facts')")
    choose(host, "By telephone")
    expect(ask(host)).to_have_text(COUNTRY)


def test_two_elements_share_nothing(open_page: OpenPage) -> None:
    host = open_page(ELEMENT + ELEMENT.replace('id="aid"', """id="other" facts='{"country": "fr"}'"""))
    host.wait("step", "other")
    choose(host, "By telephone")
    choose(host, "By telephone", "other")
    expect(ask(host)).to_have_text(COUNTRY)
    expect(ask(host, "other")).to_have_text(AMOUNT)
    host.page.locator("#other").evaluate("other => other.remove()")
    choose(host, "Germany")
    expect(ask(host)).to_have_text(AMOUNT)
    host.page.evaluate("aid.tree = 'identity-check'")
    expect(ask(host)).to_have_text("Which digits did the customer give?")


def test_an_element_that_goes_leaves_nothing_that_listens(open_page: OpenPage) -> None:
    host = open_page(ELEMENT + ELEMENT.replace('id="aid"', 'id="other"'), head=COUNT)
    host.wait("step", "other")
    page = host.page
    # Some begin to listen later than others, but an element has one signal for all that it listens to.
    page.wait_for_function(f"() => {HEARD} === 2")
    # What embed.js itself listens for is there once, however many elements come and go; so are this test's own.
    always = page.evaluate("listening.filter(([, signal]) => !signal).map(([type]) => type)")
    page.evaluate("aid.remove()")
    page.wait_for_function(f"() => {HEARD} === 1")
    again = "Object.assign(document.createElement('perf-support'), {id: 'new', tree: 'card-declined'})"
    page.evaluate(f"document.body.append({again})")
    host.wait("step", "new")
    page.evaluate("other.remove(), document.getElementById('new').remove()")
    page.wait_for_function(f"() => {HEARD} === 0")
    assert page.evaluate("listening.filter(([, signal]) => !signal).map(([type]) => type)") == always


def test_an_element_that_is_only_moved_keeps_its_case(open_page: OpenPage) -> None:
    host = open_page()
    choose(host, "Online")
    expect(ask(host)).to_have_text(AMOUNT)
    host.page.evaluate("document.body.prepend(aid)")
    expect(ask(host)).to_have_text(AMOUNT)
    assert len(host.told("ready")) == 1


def test_a_strict_policy_of_the_host_needs_three_words(open_page: OpenPage, site: str) -> None:
    """What the manual says of it is all that it needs."""
    policy = f"default-src 'none'; script-src {site} 'unsafe-inline'; connect-src {site}; img-src {site}"
    host = open_page(head=f'<meta http-equiv="Content-Security-Policy" content="{policy}">')
    choose(host, "In a shop")
    expect(ask(host)).to_have_text("Which code does the terminal show?")
    picture = host.page.locator("perf-support#aid .media img")
    expect(picture).to_have_js_property("naturalWidth", 320)
    assert str(picture.get_attribute("src")).startswith(f"{site}/media/")
    for link in host.page.locator("perf-support#aid footer a:visible, #aid header a").all():
        assert str(link.get_attribute("href")).startswith((site, "https://forge.example"))
        assert link.get_attribute("target") == "_blank"


def test_a_page_that_is_not_named_gets_a_link_in_place_of_the_aid(open_page: OpenPage, tmp_path: Path) -> None:
    with serve(tmp_path) as stranger:
        host = open_page(server=stranger, wait=False)
        assert host.wait("error")[0]["code"] == "not_loaded"
        expect(host.page.locator("perf-support#aid a")).to_have_attribute("target", "_blank")
        assert host.told("ready") == []


def test_a_page_that_is_not_named_is_refused_even_where_the_server_lets_it_load(
    open_page: OpenPage, tmp_path: Path, site_folder: Path
) -> None:
    everyone = [("Access-Control-Allow-Origin", "*")]
    with serve(site_folder, headers=everyone) as open_site, serve(tmp_path) as stranger:
        host = open_page(server=stranger, at=open_site.origin, wait=False)
        assert host.wait("error")[0]["code"] == "not_allowed"
        expect(host.page.locator("perf-support#aid #notice")).to_contain_text("not among those")
        choose(host, "Online")
        expect(ask(host)).to_have_text(FIRST)
        assert host.told("ready") == host.told("step") == []
