"""What a rep does besides choosing: says whether it helped and what is wrong, sees what is new, prints."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, expect

from perfsupport.building import build_project
from perfsupport.project import load_project
from tests.browser.besides import SOURCE, TREE, serve_besides, write_besides
from tests.browser.hosting import Host, write_host
from tests.browser.rep import Rep
from tests.browser.serving import Server
from tests.browser.test_access import find_violations

Reps = Callable[[str], Rep]
OVER = "#?where=on-the-way&search=done&close=done"


@pytest.fixture(scope="module")
def parcel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an aid without a collector: feedback becomes an issue."""
    with serve_besides(tmp_path_factory.mktemp("parcel"), f"tracking: {{dom: yes}}\nstorage: yes\n{SOURCE}") as address:
        yield address


# Did this solve it?


def test_a_rep_says_once_whether_it_helped_and_can_take_it_back(rep_at: Reps, parcel: str) -> None:
    rep = rep_at(parcel).open(OVER)
    solved = rep.page.locator("#solved")
    expect(solved.get_by_role("button")).to_have_text(["1Yes", "2Partly", "3No"])
    rep.press("3")
    expect(solved).to_contain_text("No")
    rep.hears("Noted: No.")
    expect(solved.get_by_role("button", name="Undo")).to_be_focused()
    rep.press("Enter", "1").press("r")
    told = rep.told("solved_answered")
    assert [(event["step"], event["solved"]) for event in told] == [("closed", "yes")]
    expect(solved).to_have_count(0)


def test_a_response_that_was_looked_at_and_kept_asks_no_second_time(rep_at: Reps, parcel: str) -> None:
    rep = rep_at(parcel).open(OVER)
    rep.page.get_by_role("button", name="Partly").click()
    rep.change("Where did").do("cancel")
    expect(rep.page.locator("#solved")).to_contain_text("Partly")
    rep.press("Backspace").press("Enter")
    expect(rep.page.locator("#solved").get_by_role("button")).to_have_count(3)
    assert [event["solved"] for event in rep.told("solved_answered")] == ["partly"]


def test_an_outcome_that_does_not_ask_does_not(rep_at: Reps, parcel: str) -> None:
    rep = rep_at(parcel).open("#handed_over")
    expect(rep.page.locator("#note")).to_be_visible()
    expect(rep.page.locator("#solved")).to_have_count(0)


def test_an_answer_is_told_when_the_page_is_left(rep_at: Reps, parcel: str) -> None:
    rep = rep_at(parcel).open(OVER)
    rep.page.get_by_role("button", name="Yes").click()
    rep.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    assert [event["solved"] for event in rep.told("solved_answered")] == ["yes"]
    expect(rep.page.locator("#solved").get_by_role("button")).to_have_count(1)
    rep.press("r")
    assert len(rep.told("solved_answered")) == 1


# Something wrong or unclear here?


def test_without_a_collector_an_issue_is_opened_filled_in(rep_at: Reps, parcel: str) -> None:
    rep = rep_at(parcel).open("#?where=at-the-depot&weight=3")
    rep.enter("abracadabra")
    rep.do("feedback")
    form = rep.page.locator("#feedback")
    expect(form.get_by_label("Wrong")).to_be_focused()
    expect(form).to_contain_text("github.com")
    expect(form).to_contain_text("Nothing about the case")
    form.get_by_role("link", name="Open the issue").click()
    expect(form.get_by_role("status")).to_have_text("Say in a few words what it is.")
    form.get_by_label("Unclear").check()
    form.get_by_label("In your words").fill("Which list?")
    opened: list[str] = []
    rep.page.context.route("https://github.com/**", lambda route: (opened.append(route.request.url), route.abort()))
    with rep.page.expect_popup():
        form.get_by_role("link", name="Open the issue").click()
    expect(form.get_by_role("status")).to_contain_text("Opened beside")
    expect(form.get_by_label("In your words")).to_have_value("Which list?")
    query = parse_qs(urlsplit(form.get_by_role("link").get_attribute("href") or "").query)
    assert query["title"] == ["Lost parcel: Search for ((weight))"]
    (body,) = query["body"]
    assert body.startswith(
        "Unclear\nWhich list?\n\nGuide: Lost parcel (lost-parcel)\nStep: Search for ((weight)) (search)\n"
    )
    assert "abracadabra" not in body and "3" not in body.split("Version")[0]
    assert re.search(r"File: trees/desk/lost-parcel\.yaml:\d+\nhttps://github.com/desk/aids/blob/main/", body)
    rep.press("Escape")
    expect(form).to_have_count(0)
    expect(rep.page.locator("[data-do=feedback]")).to_be_focused()


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an aid with a collector."""
    with serve_besides(tmp_path_factory.mktemp("collected"), f"tracking: {{collector: /events}}\n{SOURCE}") as address:
        yield address


@pytest.mark.parametrize(
    ("status", "headers", "said", "left"),
    [
        (200, {}, "Thank you. Those who keep this guide will read it.", ""),
        (400, {"perfsupport-refused": "text"}, "your words are still here", "The list is\nold."),
    ],
)
def test_a_collector_hears_it_and_the_rep_hears_how_it_went(
    rep_at: Reps, collected: str, status: int, headers: dict[str, str], said: str, left: str
) -> None:
    rep = rep_at(collected)
    sent: list[dict[str, Any]] = []

    def take(route: Route) -> None:
        sent.extend(route.request.post_data_json["events"])
        refused = any(event["type"] == "feedback_given" for event in sent)
        route.fulfill(status=status if refused else 200, headers=headers if refused else {})

    rep.page.route("**/events", take)
    rep.open("#search").do("feedback")
    form = rep.page.locator("#feedback")
    form.get_by_label("Missing").check()
    form.get_by_label("In your words").fill("The list is\nold.")
    form.get_by_role("button", name="Send").click()
    expect(form).to_contain_text(said)
    given = [event for event in sent if event["type"] == "feedback_given"]
    assert [(event["kind"], event["text"], event["step"]) for event in given] == [
        ("missing", "The list is\nold.", "search")
    ]
    assert "The%20list" not in str(rep.page.evaluate("performance.getEntries().map(({name}) => name)"))
    if left:
        expect(form.get_by_label("In your words")).to_have_value(left)
        rep.complaints.clear()  # the browser itself tells of every 400
    else:
        expect(form).to_be_focused()
        rep.press("Backspace")
        expect(rep.page.locator("#ask")).to_be_visible()


def test_where_nothing_may_be_sent_nothing_is_offered(rep_at: Reps, collected: str) -> None:
    rep = rep_at(collected)
    rep.page.add_init_script("Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})")
    rep.open()
    expect(rep.page.locator("[data-do=feedback]")).to_be_hidden()


# Changed since you last used this


def test_steps_that_changed_are_marked_until_they_were_seen(rep_at: Reps, tmp_path: Path) -> None:
    settings = "storage: yes"
    with serve_besides(tmp_path, settings) as address:
        rep = rep_at(address).open("#?where=on-the-way")
        expect(rep.page.locator(".fresh")).to_have_count(0)
        changed = TREE.replace("Open the list.", "Open the new list.")
        changed = changed.replace("then: closed", "then: thank").replace(
            "  closed:", "  thank: {do: Thank the depot., then: closed}\n  closed:"
        )
        write_besides(tmp_path, settings, changed)
        assert build_project(
            load_project(tmp_path), tmp_path / "build", "2026-11-22", maps=False, durable=False
        ).written
        rep.open()
        expect(rep.page.locator(".changes li")).to_have_text(["Search for … New wording", "Thank New step"])
        rep.choose("On the way")
        expect(rep.page.locator("#step .fresh")).to_have_text("New wording")
        expect(rep.page.locator("#ask")).to_have_accessible_description("✦ New wording")
        expect(rep.page.locator("#path li").last.locator(".fresh")).to_have_text("New wording")
        rep.press("r")
        expect(rep.page.locator(".changes li")).to_have_text(["Thank New step"])
        rep.open("#?where=on-the-way")
        expect(rep.page.locator("#ask")).to_be_visible()
        expect(rep.page.locator("#step .fresh")).to_have_count(0)
        assert rep.page.evaluate("localStorage.length") == 1
        rep.do("forget")
        rep.hears("forgotten")
        assert rep.page.evaluate("localStorage.length") == 0


def test_nothing_is_stored_where_the_project_does_not_say_so_and_blocked_storage_does_no_harm(
    rep_at: Reps, parcel: str, collected: str
) -> None:
    rep = rep_at(collected)
    rep.page.route("**/events", lambda route: route.fulfill(status=200))
    rep.open("#search")
    assert rep.page.evaluate("localStorage.length") == 0
    blocked = rep_at(parcel)
    blocked.page.add_init_script(
        "Object.defineProperty(globalThis, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }})"
    )
    blocked.open().choose("On the way")
    assert blocked.heading == "Search for "


# The day


def test_an_overdue_tree_says_so_from_that_day_on_and_dates_take_hold_over_midnight(rep_at: Reps, parcel: str) -> None:
    rep = rep_at(parcel)
    rep.page.clock.install(time="2026-12-31T23:59:00")
    rep.open()
    currency = rep.page.locator("#currency")
    expect(currency).to_have_text("Kept by parcel-desk · review by December 31, 2026")
    rep.page.clock.run_for(62_000)
    expect(currency.locator(".overdue")).to_have_text("review was due December 31, 2026")
    expect(rep.page.locator("[data-option]")).to_have_count(3)
    rep.page.clock.set_system_time("2027-01-31T08:00:00")
    rep.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(rep.option("New in January")).to_be_visible()


def test_only_a_preview_looks_at_another_day(rep_at: Reps, parcel: str) -> None:
    rep = rep_at(parcel)
    rep.page.clock.set_fixed_time("2026-11-22T12:00:00")
    rep.open(query="?day=2027-02-01")
    expect(rep.page.locator("[data-option]")).to_have_count(3)
    rep.page.route(
        "**/lost-parcel.html*",
        lambda route: route.fulfill(
            response=(found := route.fetch()), body=found.text().replace('"mode":"live"', '"mode":"preview"')
        ),
    )
    rep.open(query="?day=2027-02-01")
    expect(rep.option("New in January")).to_be_visible()


# The case note


def test_two_cases_never_mix(rep_at: Reps, parcel: str) -> None:
    rep = rep_at(parcel).open(OVER)
    expect(rep.page.locator("#note-text")).to_be_visible()
    lines = rep.note.split("\n")
    assert re.fullmatch(r"Lost parcel, \w+ \d+, \d{4}", lines[0])
    assert lines[-2:] == ["- Parcel found.", "Ended: Resolved"]
    rep.page.locator("#note-text").fill(f"{rep.note}\nJohn waits.")
    rep.press("Escape").press("r").choose("On the way").press("n")
    assert "John waits." not in rep.note
    rep.page.locator("#note-text").fill(f"{rep.note}\nMary waits.")
    rep.page.go_back()
    rep.page.go_back()
    expect(rep.page.locator("#ask")).to_have_text("Closed")
    expect(rep.page.locator("#note-text")).not_to_have_value(re.compile("Mary"))
    rep.page.go_forward()
    rep.page.go_forward()
    expect(rep.page.locator("#note-text")).to_have_value(re.compile("Mary"))


# Checklists, calculations, pictures, print


def test_read_do_goes_line_by_line_and_do_confirm_is_one_press(rep_at: Reps, parcel: str) -> None:
    rep = rep_at(parcel).open("#?where=on-the-way")
    expect(rep.page.locator("#step .do .label")).to_have_text("Read and do, line by line")
    boxes = rep.page.locator(".tick input")
    rep.press("3")
    expect(rep.page.locator("#error")).to_have_text("One line after the other: line 1 comes first.")
    expect(boxes.nth(2)).not_to_be_checked()
    expect(boxes.first).to_be_focused()
    rep.press("1", "2")
    rep.page.get_by_role("button", name="Done").click()
    expect(rep.page.locator("#error")).to_have_text("Tick every line first: 1 is left.")
    rep.press("3")
    rep.page.get_by_role("button", name="Done").click()
    expect(rep.page.locator("#step .do .label")).to_have_text("Do from memory, then confirm")
    expect(rep.page.locator("#step input")).to_have_count(0)
    rep.press("Enter")
    expect(rep.page.locator("#step .badge")).to_have_text("Resolved")


def test_what_is_calculated_stands_beside_the_path_with_its_unit(rep_at: Reps, parcel: str) -> None:
    rep = rep_at(parcel).open("#?where=at-the-depot&weight=3.5")
    expect(rep.page.locator(".worked")).to_have_text("price7\u00a0EUR")


def test_a_picture_can_be_looked_at_closely_by_keyboard(rep_at: Reps, parcel: str) -> None:
    rep = rep_at(parcel).open()
    link = rep.page.locator(".media a")
    link.focus()
    rep.press("Enter")
    dialog = rep.page.get_by_role("dialog", name="The depot from above")
    expect(dialog).to_be_visible()
    expect(dialog.locator("img")).to_have_js_property("naturalWidth", 640)
    width = dialog.locator("img").evaluate("image => image.width")
    rep.press("+", "+")
    assert dialog.locator("img").evaluate("image => image.width") == pytest.approx(2 * width, abs=2)
    rep.press("r", "1", "Escape")
    expect(dialog).to_have_count(0)
    expect(link).to_be_focused()
    assert rep.heading == "Where did it get lost?"


def test_paper_has_the_path_and_the_note_and_nothing_to_press(rep_at: Reps, parcel: str) -> None:
    rep = rep_at(parcel).open(OVER)
    rep.page.locator("#note-text").fill(f"{rep.note}\nJohn waits.")
    rep.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    rep.page.emulate_media(media="print")
    text = rep.page.locator("body").inner_text()
    for kept in ("Lost parcel", "On the way", "It is on its way to you.", "John waits."):
        assert kept in text, kept
    for gone in ("Back", "Copy", "Change", "Did this solve it?", "Kept by", "Keys", "Something wrong"):
        assert gone not in text, gone
    places = [rep.page.locator(part).bounding_box() for part in ("h1", "#path", "#step", "#note-print")]
    tops = [place["y"] for place in places if place]
    assert len(tops) == 4 and tops == sorted(tops)


def test_index_and_booklet_say_of_a_review_that_it_was_due(rep_at: Reps, parcel: str) -> None:
    for page in ("index.html", "lost-parcel.print.html", "lost-parcel.map.html"):
        rep = rep_at(parcel.replace("lost-parcel.html", page))
        rep.page.clock.install(time="2026-12-31T12:00:00")
        rep.open()
        expect(rep.page.get_by_text("review by December 31, 2026")).to_be_visible()
        rep.page.clock.set_system_time("2027-01-01T12:00:00")
        rep.open()
        expect(rep.page.locator(".overdue")).to_have_text("review was due December 31, 2026")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_what_comes_beside_a_step(browser: Browser, parcel: str, scheme: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, color_scheme=scheme)  # type: ignore[arg-type]
    try:
        rep = Rep(context.new_page(), parcel).open(OVER)
        rep.do("feedback")
        expect(rep.page.locator("#solved")).to_be_visible()
        expect(rep.page.locator("#feedback")).to_be_visible()
        assert find_violations(rep.page) == []
        rep.open("#?where=on-the-way")
        expect(rep.page.locator(".tick")).to_have_count(3)
        assert find_violations(rep.page) == []
        rep.open()
        rep.page.locator(".media a").click()
        expect(rep.page.get_by_role("dialog")).to_be_visible()
        assert find_violations(rep.page) == []
    finally:
        context.close()


def test_an_element_in_another_page_has_all_of_it(context: BrowserContext, host_server: Server, tmp_path: Path) -> None:
    settings = f'hosts: ["{host_server.origin}"]\nstorage: yes\ntracking: {{dom: yes}}\n{SOURCE}'
    with serve_besides(tmp_path, settings) as address:
        site = address.removesuffix("/lost-parcel.html")
        page = context.new_page()
        element = '<perf-support id="aid" tree="lost-parcel"></perf-support>'
        page.goto(write_host(host_server, "besides.html", site, element))
        Host(page).wait("step")
        page.locator(".media a").focus()
        page.keyboard.press("Enter")
        picture = page.get_by_role("dialog").locator("img")
        expect(picture).to_be_visible()
        assert picture.evaluate("image => image.src") == f"{site}/media/depot.png"
        page.keyboard.press("Escape")
        expect(page.locator(".media a")).to_be_focused()
        page.get_by_role("link", name="None of these").or_(page.get_by_role("button", name="None of these")).click()
        page.get_by_role("button", name="Something wrong or unclear here?").click()
        page.get_by_label("In your words").fill("Which depot?")
        with page.expect_popup() as opened:
            page.get_by_role("link", name="Open the issue").click()
        opened.value.close()
        assert Host(page).wait("feedback")[0]["kind"] == "wrong"
        page.keyboard.press("Escape")
        expect(page.get_by_role("heading", name="Case note")).to_be_visible()
        assert page.title() == "Tickets"
