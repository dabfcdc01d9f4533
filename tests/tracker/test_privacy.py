"""A run-through of a built aid in a host page, with every sink open: what is typed and what is worded stays."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from perfsupport.building import build_project
from perfsupport.collector import Published
from perfsupport.collector.check import check_event
from perfsupport.project import load_project
from perfsupport.store import open_store, read_store
from tests.browser.serving import read_policy, serve
from tests.collector.sending import run_collector, wait_until

SETTINGS = """
title: Desk
hosts: ["{host}"]
tracking: {{dom: yes, post_message: yes, data_layer: yes}}
"""
TREE = """
title: Refund wanted
summary: Find out whether money goes back.
fallback: hand_over
facts:
  amount: {type: number, unit: EUR, track: yes}
  surname: {type: text}
  card_end: {type: text, sensitive: yes}
steps:
  channel:
    ask: Where was it bought?
    why: Shops pay back in cash.
    options: {In a shop: surname, Over the web: amount}
  surname: {ask: What is the surname?, fact: surname, then: card_end}
  card_end: {ask: How does the card number end?, fact: card_end, then: amount}
  amount: {ask: How much was paid?, fact: amount, then: refund}
  refund: {end: resolved, do: Pay the money back., note: "((amount)) paid back."}
  hand_over: {end: escalated, do: Hand over to a colleague.}
"""
HOST = """<!doctype html><title>Host</title>
<script>window.heard = []; addEventListener("message", ({{data}}) => heard.push(data));</script>
<iframe src="{aid}" width="600" height="800"></iframe>"""
INNER = """document.addEventListener("perfsupport:event", ({detail}) => (window.told ||= []).push(detail));"""
NOTHING_OF = [
    "In a shop",
    "Where was it",
    "surname?",
    "Refund wanted",
    "Pay the money",
    "Shops pay",
    "Featherstone",
    "47-XK-11",
]


@pytest.fixture
def sent(page: Page, tmp_path: Path) -> dict[str, Any]:
    """What each sink heard of one run-through, as the sink had it."""
    (tmp_path / "host").mkdir()
    with serve(tmp_path / "host") as host, run_collector(tmp_path / "events.sqlite3") as collector:
        build(tmp_path, host.origin, collector.url)
        with serve(tmp_path / "build", read_policy(tmp_path / "build")) as site:
            aid = f"{site.origin}/refund.html"
            (tmp_path / "host" / "index.html").write_text(HOST.format(aid=aid))
            bodies: list[str] = []
            page.on("request", lambda each: bodies.append(each.post_data or "") if each.url == collector.url else None)
            page.add_init_script(INNER)
            page.goto(host.origin)
            walk_through(page)
            wait_until(lambda: count_outcomes(tmp_path / "events.sqlite3") == 1)
            frame = page.frame(url=f"{aid}*") or page.frames[1]
            return {
                "dom": json.loads(frame.evaluate("JSON.stringify(told)")),
                "data_layer": json.loads(frame.evaluate("JSON.stringify(dataLayer)")),
                "post_message": json.loads(page.evaluate("JSON.stringify(heard)")),
                "collector": [json.loads(body) for body in bodies],
            }


def build(root: Path, host: str, collector: str) -> None:
    (root / "trees").mkdir()
    (root / "trees" / "refund.yaml").write_text(TREE)
    (root / "perfsupport.yaml").write_text(SETTINGS.format(host=host))
    project = load_project(root)
    result = build_project(project, root / "build", "2026-11-22", maps=False, durable=False, collector=collector)
    assert result.written, result.diagnostics


def walk_through(page: Page) -> None:
    aid = page.frame_locator("iframe")
    aid.get_by_text("Why ask this").click()
    aid.locator("#step [data-option]").filter(has_text="In a shop").click()
    for value in ("Featherstone", "47-XK-11", "120.5"):
        aid.locator("#step input").fill(value)
        aid.locator("#step input").press("Enter")
    aid.get_by_text("Pay the money back.").wait_for()


def count_outcomes(store: Path) -> int:
    with read_store(store) as connection:
        found: int = connection.execute("SELECT count(*) FROM events WHERE type = 'outcome_reached'").fetchone()[0]
        return found


def test_ids_and_tracked_values_and_nothing_else_leave_the_page(sent: dict[str, Any]) -> None:
    events = sent["dom"]
    assert [event["type"] for event in events] == [
        "session_started",
        "step_viewed",
        "help_opened",
        *["option_chosen", "step_viewed"],
        *["fact_entered", "step_viewed"] * 3,
        "outcome_reached",
    ]
    assert [check_event(event) for event in events] == [None] * len(events)
    assert [event.get("value") for event in events if event["type"] == "fact_entered"] == [None, None, "120.5"]
    # The case note and the page's title are the host's to know; they are messages of their own.
    sent["post_message"] = [message for message in sent["post_message"] if message["type"] == "event"]
    heard = json.dumps(sent, ensure_ascii=False)
    assert [words for words in NOTHING_OF if words in heard] == []


def test_a_collector_that_knows_the_site_takes_all_of_it(sent: dict[str, Any], tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "other.sqlite3")) as store:
        published = Published([tmp_path / "build"], store, lambda: 0)
        assert [published.check(event) for event in sent["dom"]] == [None] * len(sent["dom"])


def test_every_sink_hears_the_same(sent: dict[str, Any]) -> None:
    events = sent["dom"]
    arrived = {event["id"]: event for batch in sent["collector"] for event in batch["events"]}
    assert list(arrived.values()) == events
    assert [entry["perfsupport"] for entry in sent["data_layer"] if entry.get("event")] == events
    assert [message["payload"] for message in sent["post_message"] if message["type"] == "event"] == events
