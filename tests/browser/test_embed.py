"""embed.js: frames and panels in pages of another origin, by the host protocol."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import jsonschema
import pytest
from playwright.sync_api import BrowserContext, expect

from perfsupport.messages import make_host_schema
from tests.browser.hosting import FRAME, Host, pick, write_host
from tests.browser.nonsense import make_nonsense
from tests.browser.rep import holds_number
from tests.browser.samples import CARD, IDENTITY, write_project
from tests.browser.serving import Server, build_site, serve, serve_site

OpenHost = Callable[..., Host]
FIRST, AMOUNT, COUNTRY = (
    "Where did the customer try to pay?",
    "What is the amount that was refused?",
    "Which country was the card issued in?",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, host_server: Server) -> Path:
    """The sample site, where events carry the contact and go to the page around as well."""
    root = write_project(
        tmp_path_factory.mktemp("told"), {"card-declined": CARD, "identity-check": IDENTITY}, f'"{host_server.origin}"'
    )
    settings = root / "perfsupport.yaml"
    tracking = "tracking: {dom: yes, post_message: yes, contact_reference: yes}"
    settings.write_text(settings.read_text().replace("tracking: {dom: yes}", tracking))
    tree = root / "trees/desk/card-declined.yaml"
    tree.write_text(tree.read_text().replace("sensitive: yes}", "sensitive: yes, from: host}", 1))
    return build_site(root)


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
    with serve_site(folder) as address:
        yield address


@pytest.fixture
def open_host(context: BrowserContext, host_server: Server, site: str) -> Iterator[OpenHost]:
    """A function that opens a page around an aid; no script in it may fail."""
    complaints: list[str] = []

    def open_host(body: str = FRAME, *, head: str = "", server: Server = host_server, at: str = site) -> Host:
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(write_host(server, "host.html", at, body, head))
        return Host(page)

    yield open_host
    assert complaints == []


def choose(host: Host, label: str) -> None:
    host.aid.locator(".option").filter(has_text=label).click()


def test_every_message_follows_the_schema(open_host: OpenHost, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    host = open_host(
        FRAME.replace("></div>", """ data-facts='{"country": "nl", "nope": 1}' data-contact="4711"></div>""")
    )
    host.wait("error", least=2)
    choose(host, "None of these")
    host.wait("outcome")
    host.aid.locator("[data-do=copy]").click()
    host.wait("note")
    host.aid.locator("#ask").press("Escape")
    host.wait("close")
    validator = jsonschema.Draft202012Validator(
        make_host_schema()["$defs"]["aid"] | {"$defs": make_host_schema()["$defs"]}
    )
    heard = host.page.evaluate("heard")
    for message in heard:
        validator.validate(message)
    assert {message["type"] for message in heard} == {
        *("ready", "resize", "step", "outcome", "note", "event", "error", "close")
    }
    assert len({message["session"] for message in heard}) == 1
    events = [message["payload"] for message in heard if message["type"] == "event"]
    assert {event["session"] for event in events} == {heard[0]["session"]}
    errors = [message["payload"] for message in heard if message["type"] == "error"]
    assert [pick(error, "code", "fact") for error in errors[:2]] == [
        ["wrong_value", "country"],
        ["unknown_fact", "nope"],
    ]


def test_ready_says_what_the_aid_takes(open_host: OpenHost) -> None:
    host = open_host()
    ready = host.wait("ready")[0]
    assert ready["versions"] == [1] and ready["title"] == "Card declined at a till"
    assert ready["accepts"]["contact"] is True and ready["accepts"]["rep"] is False
    assert ready["accepts"]["facts"]["country"]["options"] == [["de", "Germany"], ["fr", "France"]]
    assert ready["accepts"]["facts"]["customer"]["sensitive"] is True
    assert set(ready["accepts"]["facts"]) == {"country", "customer"}


def test_an_outcome_comes_with_its_code_and_kind(open_host: OpenHost) -> None:
    host = open_host()
    choose(host, "In a shop")
    choose(host, "05, do not honour")
    outcome = host.wait("outcome")[0]
    assert pick(outcome, "code", "kind", "tree") == ["do_not_honour", "transferred", "card-declined"]
    assert outcome["note"].endswith("Customer sent to own bank (code 05).")


def test_neither_focus_nor_scrolling_is_taken_when_the_page_opens(open_host: OpenHost) -> None:
    head = "<script>addEventListener('DOMContentLoaded', () => { own.focus(); scrollTo(0, 120); })</script>"
    host = open_host(f'<p style="height: 900px"></p>{FRAME}<p style="height: 900px"></p>', head=head)
    host.wait("resize")
    expect(host.aid.locator("#ask")).to_be_visible()
    assert host.page.evaluate("[document.activeElement.id, scrollY]") == ["own", 120]


def test_the_frame_grows_and_shrinks_with_the_aid(open_host: OpenHost) -> None:
    host = open_host()
    host.wait("resize")
    height = "document.querySelector('iframe').clientHeight"
    before = host.told("resize")[-1]["height"]
    host.page.wait_for_function(f"before => {height} === before", arg=before)
    host.aid.locator("#keys summary").click()
    host.page.wait_for_function(f"before => {height} > before + 100", arg=before)
    host.aid.locator("#keys summary").click()
    host.page.wait_for_function(f"before => {height} === before", arg=before)


def test_two_frames_on_a_page_are_two_cases(open_host: OpenHost) -> None:
    other = FRAME.replace('id="aid"', """id="other" data-facts='{"country": "de"}'""")
    host = open_host(FRAME + other)
    host.wait("ready"), host.wait("ready", "other")
    second = host.page.frame_locator("#other iframe")
    second.locator(".option").filter(has_text="By telephone").click()
    expect(second.locator("#ask")).to_have_text(AMOUNT)
    choose(host, "By telephone")
    expect(host.aid.locator("#ask")).to_have_text(COUNTRY)
    assert [one["step"] for one in host.wait("step", least=2)] == ["place", "country"]
    assert [one["step"] for one in host.wait("step", "other", 2)] == ["place", "amount"]


def test_the_next_case_holds_nothing_of_the_last(open_host: OpenHost) -> None:
    body = FRAME.replace("></div>", """ data-facts='{"country": "de"}' data-contact="4711"></div>""")
    host = open_host(body)
    host.wait("ready")
    choose(host, "By telephone")
    expect(host.aid.locator("#ask")).to_have_text(AMOUNT)
    host.aid.locator("[data-do=note]").click()
    host.aid.locator("#note-text").fill("about the customer of ticket 4711")
    host.close()
    expect(host.aid.locator("#ask")).to_have_text(FIRST)
    host.context(contact="4712")
    host.page.wait_for_function("() => heard.some(({payload}) => payload.type === 'restarted')")
    choose(host, "By telephone")
    expect(host.aid.locator("#ask")).to_have_text(COUNTRY)
    host.aid.locator("[data-do=note]").click()
    expect(host.aid.locator("#note-text")).not_to_have_value("about the customer of ticket 4711")
    events = host.wait("event", least=8)
    kinds = [event["type"] for event in events]
    left, again = kinds.index("session_left"), kinds.index("restarted")
    assert {event.get("contact") for event in events[2:left]} == {"4711"}
    assert again == left + 1
    assert {event.get("contact") for event in events[again:]} == {"4712"}
    # Where the frame is loaded again, it is told of the new ticket and not of what the page was written with.
    host.frame.evaluate("location.reload()")
    host.wait("ready", least=2)
    expect(host.aid.locator("#ask")).to_have_text(COUNTRY)


def test_the_contact_stays_out_of_events_where_the_project_does_not_ask_for_it(open_host: OpenHost, desk: str) -> None:
    body = FRAME.replace("></div>", ' data-contact="4711"></div>')
    host = open_host(body, at=desk.removesuffix("/card-declined.html"))
    assert host.wait("ready")[0]["accepts"]["contact"] is False
    host.frame.evaluate("document.addEventListener('perfsupport:event', ({detail}) => (window.last = detail))")
    choose(host, "Online")
    expect(host.aid.locator("#ask")).to_have_text(AMOUNT)
    assert not holds_number(json.dumps(host.frame.evaluate("last")), "4711")
    assert host.frame.evaluate("last.type") == "step_viewed"


def test_sensitive_facts_come_in_and_never_go_out(open_host: OpenHost) -> None:
    body = FRAME.replace("></div>", """ data-facts='{"customer": "Ada Lovelace", "country": "de"}'></div>""")
    host = open_host(body)
    host.wait("ready")
    for label in ("By telephone", "Cannot be answered"):
        host.aid.locator("[data-option]").filter(has_text=label).click()
    host.wait("outcome")
    host.aid.locator("[data-do=copy]").click()
    host.wait("note")
    assert "Ada" not in json.dumps(host.page.evaluate("heard")) and host.told("error") == []
    assert "Ada" not in host.frame.url


def test_theme_and_mode_follow_the_host(open_host: OpenHost) -> None:
    host = open_host(FRAME.replace("></div>", ' data-theme="dark" data-mode="practice"></div>'))
    host.wait("ready")
    ground = host.aid.locator("html")
    expect(ground).to_have_css("background-color", "rgb(19, 23, 21)")
    host.page.evaluate("aid.dataset.theme = 'light'")
    expect(ground).not_to_have_css("background-color", "rgb(19, 23, 21)")
    choose(host, "Online")
    host.page.wait_for_function("() => heard.some(({payload}) => payload.type === 'option_chosen')")
    assert host.told("event")[-1]["mode"] == "practice"
    host.page.evaluate("aid.dataset.theme = 'pink'")
    error = host.wait("error")[0]
    assert pick(error, "code", "field") == ["wrong_field", "theme"]


def test_the_language_follows_the_host_and_the_case_goes_on(open_host: OpenHost, in_languages: str) -> None:
    host = open_host(FRAME.replace("></div>", """ data-facts='{"country": "de"}'></div>"""), at=in_languages)
    host.wait("ready")
    choose(host, "By telephone")
    expect(host.aid.locator("#ask")).to_have_text(AMOUNT)
    host.page.evaluate("aid.dataset.language = 'de'")
    host.wait("ready", least=2)
    expect(host.aid.locator("html")).to_have_attribute("lang", "de")
    expect(host.aid.locator("#step")).to_have_attribute("data-key", "amount")
    host.frame.evaluate("new Promise(done => setTimeout(done, 300))")
    assert len(host.told("ready")) == 2


def test_the_note_is_copied_from_a_frame_without_permission(open_host: OpenHost, site: str) -> None:
    host = open_host(f'<iframe src="{site}/card-declined.html"></iframe>')
    choose(host, "None of these")
    host.frame.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed')); }")
    host.aid.locator("[data-do=copy]").click()
    expect(host.aid.locator("#copied")).to_have_text("Copied.")
    host.frame.evaluate("void (document.execCommand = () => false)")
    host.aid.locator("[data-do=copy]").click()
    expect(host.aid.locator("#copied")).to_contain_text("The note is marked")
    selected = "const field = document.activeElement; field.value.slice(field.selectionStart, field.selectionEnd)"
    assert host.frame.evaluate(selected) == host.aid.locator("#note-text").input_value() != ""


def test_everything_works_in_a_sandbox_without_origin_and_storage(open_host: OpenHost) -> None:
    facts = """ data-facts='{"country": "de"}' data-sandbox="allow-scripts"></div>"""
    host = open_host(FRAME.replace("></div>", facts))
    host.wait("ready")
    assert host.frame.evaluate("origin") == "null"
    with pytest.raises(Exception, match="SecurityError"):
        host.frame.evaluate("localStorage")
    choose(host, "By telephone")
    expect(host.aid.locator("#ask")).to_have_text(AMOUNT)
    host.aid.locator("#entry").fill("120")
    host.aid.locator("#entry").press("Enter")
    expect(host.aid.locator("#ask")).to_have_text("Offer another way to pay")
    for box in host.aid.locator(".tick input").all():
        box.check()
    host.aid.locator(".go").first.click()
    expect(host.aid.locator("#ask")).to_have_text("Which digits did the customer give?")
    host.aid.locator("#ask").press("Backspace")
    expect(host.aid.locator("#ask")).to_have_text("Offer another way to pay")
    host.aid.locator("#ask").press("n")
    expect(host.aid.locator("#note-text")).to_be_visible()
    host.aid.locator("[data-do=copy]").click()
    host.wait("note")
    assert [one["step"] for one in host.told("step")] == ["place", "amount", "offer", "code", "offer"]


def test_a_page_that_is_not_named_hears_nothing_and_is_not_heard(
    open_host: OpenHost, folder: Path, tmp_path: Path
) -> None:
    """Even where the web server sends no headers, and the frame shows."""
    with serve(tmp_path) as stranger, serve(folder) as bare:
        body = FRAME.replace("></div>", """ data-facts='{"country": "de"}'></div>""")
        host = open_host(body, server=stranger, at=bare.origin)
        choose(host, "By telephone")
        expect(host.aid.locator("#ask")).to_have_text(COUNTRY)
        host.say("context", {"facts": {"country": "de"}})
        host.frame.evaluate("new Promise(done => setTimeout(done, 300))")
        expect(host.aid.locator("#ask")).to_have_text(COUNTRY)
        assert host.page.evaluate("[told, heard]") == [[], []]


def test_floods_of_nonsense_change_nothing_and_are_answered_in_measure(open_host: OpenHost) -> None:
    host = open_host()
    host.wait("ready")
    choose(host, "Online")
    host.aid.locator("#entry").fill("12")
    host.frame.evaluate(
        "document.addEventListener('perfsupport:event', () => {}); window.drawn = 0;"
        "new MutationObserver(() => { drawn += 1; }).observe(document.querySelector('#path'), {childList: true})"
    )
    send = "all => all.forEach(one => document.querySelector('iframe').contentWindow.postMessage(one, '*'))"
    for seed in range(4):
        host.page.evaluate(send, make_nonsense(seed, 1500))
    host.say("context", {"facts": {"country": "fr"}})
    expect(host.aid.locator("html")).to_have_attribute("data-theme", "dark")
    expect(host.aid.locator("#ask")).to_have_text(AMOUNT)
    expect(host.aid.locator("#entry")).to_have_value("12")
    host.aid.locator("#ask").press("Backspace")
    choose(host, "By telephone")
    expect(host.aid.locator("#ask")).to_have_text(AMOUNT)
    assert host.frame.evaluate("drawn") < 300
    errors = host.told("error")
    assert len(errors) < 600
    assert {error["code"] for error in errors} <= {"unknown_fact", "not_from_host", "wrong_value", "wrong_field"}
    assert host.frame.evaluate("({}).a") is None


def test_a_host_that_leaves_and_comes_back_finds_the_aid_at_work(open_host: OpenHost) -> None:
    host = open_host(FRAME.replace("></div>", """ data-facts='{"country": "de"}'></div>"""))
    host.wait("ready")
    host.page.goto("about:blank")
    host.page.go_back()
    host.wait("ready")
    choose(host, "By telephone")
    expect(host.aid.locator("#ask")).to_have_text(AMOUNT)
    # A page that takes the place away and puts it back, as applications of one page do.
    host.page.evaluate("window.place = aid; place.remove()")
    host.page.evaluate("document.body.append(place)")
    host.wait("ready", least=2)
    choose(host, "By telephone")
    expect(host.aid.locator("#ask")).to_have_text(AMOUNT)


def test_places_may_come_late_go_and_come_back(open_host: OpenHost) -> None:
    """As in pages that scripts draw: nothing has to be called, and what is taken away is let go of."""
    host = open_host("<main></main>")
    page = host.page
    page.evaluate("document.querySelector('main').innerHTML = '<section><div id=aid></div></section>'")
    page.evaluate("aid.dataset.perfsupport = 'card-declined'")
    host.wait("ready")
    page.evaluate("window.place = aid; aid.parentElement.remove()")
    page.wait_for_function("() => place.childElementCount === 0")
    page.evaluate("document.querySelector('main').append(place)")
    host.wait("ready", least=2)
    expect(host.aid.locator("#ask")).to_have_text(FIRST)
    expect(page.locator("iframe")).to_have_count(1)


PANEL = '<div id="aid" data-perfsupport="card-declined" data-launcher="Job aid"></div>'


def test_a_panel_opens_and_closes_by_keyboard_and_leaves_the_page_usable(open_host: OpenHost) -> None:
    host = open_host(PANEL)
    page = host.page
    button = page.get_by_role("button", name="Job aid")
    expect(button).to_have_attribute("aria-expanded", "false")
    assert page.locator("iframe").count() == 0
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    host.wait("ready")
    page.wait_for_function("() => aid.shadowRoot.activeElement?.localName === 'iframe'")
    host.aid.locator("#ask").wait_for()
    page.keyboard.press("2")
    expect(host.aid.locator("#ask")).to_have_text(AMOUNT)
    width = page.evaluate("aid.shadowRoot.querySelector('aside').getBoundingClientRect().width")
    assert 320 <= width <= 400
    page.locator("#own").fill("The rep goes on writing")
    expect(page.locator("#own")).to_have_value("The rep goes on writing")
    host.aid.locator("#ask").press("Escape")
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(button).to_be_focused()
    expect(page.locator("aside")).to_be_hidden()
    page.keyboard.press("Space")
    expect(host.aid.locator("#ask")).to_have_text(AMOUNT)
    page.get_by_role("button", name="Close").focus()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    assert [told["open"] for told in host.told("panel")] == [True, False, True, False]
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_a_panel_is_as_high_as_the_window_wherever_its_button_stands(open_host: OpenHost) -> None:
    around = "transform: translateZ(0); overflow: hidden; block-size: 90px; inline-size: 300px"
    host = open_host(f'<div style="{around}">{PANEL}</div>')
    host.page.get_by_role("button", name="Job aid").click()
    host.wait("ready")
    measure = """(() => {
      const {top, right, bottom, width} = aid.shadowRoot.querySelector("aside").getBoundingClientRect();
      return [top, document.documentElement.clientWidth - right, innerHeight - bottom, width];
    })()"""
    assert host.page.evaluate(measure) == [0, 0, 0, 360]
    host.page.evaluate("aid.perfsupport.open(), aid.perfsupport.open(), aid.perfsupport.shut(), aid.perfsupport.shut()")
    expect(host.page.locator("aside")).to_be_hidden()


def test_escape_closes_what_is_open_within_the_aid_before_the_panel(open_host: OpenHost) -> None:
    host = open_host(PANEL)
    host.page.get_by_role("button", name="Job aid").click()
    host.wait("ready")
    host.aid.locator("[data-do=note]").click()
    host.aid.locator("#note-text").press("Escape")
    expect(host.aid.locator("#note-text")).to_be_hidden()
    expect(host.page.locator("aside")).to_be_visible()
    host.aid.locator("[data-do=note]").press("Escape")
    expect(host.page.locator("aside")).to_be_hidden()
