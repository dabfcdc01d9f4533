"""A report with something of everything, made from figures, so that no store is needed."""

from __future__ import annotations

from functools import cache
from typing import Any

from perfsupport.analytics import Report, make_report
from perfsupport.store import open_store, read_store
from tests.analytics.stories import tell
from tests.collector.sending import PUBLISHED

HOSTILE = '</script><script src="https://evil.example/x.js"></script><img src=x onerror=alert(1)> =1+1'

MEANING: dict[str, Any] = {
    "till": {
        "version": "0123456789ab",
        "title": "Card declined at a till",
        "category": "payments",
        "path": "trees/payments/till.yaml",
        "source_url": "https://git.example/desk/{path}#L{line}",
        "owner": "payments-desk",
        "review_by": "2026-10-31",
        "replaces": {"course": "Card basics", "hours": 6},
        "start": "channel",
        "fallback": "ask_supervisor",
        "steps": {
            "channel": {
                "kind": "question",
                "title": "Where did the customer try to pay?",
                "line": 12,
                "options": {
                    "shop": {"label": "In a shop", "target": "confirm"},
                    "web": {"label": "Online", "target": "by_amount"},
                    "phone": {"label": "By phone", "target": "unused"},
                },
                "targets": ["confirm", "by_amount", "unused", "ask_supervisor"],
            },
            "by_amount": {"kind": "route", "title": "by amount", "line": 20, "targets": ["amount", "ask_supervisor"]},
            "amount": {"kind": "input", "title": "What is the amount?", "line": 24, "targets": ["identity"]},
            "identity": {"kind": "subtree", "title": "Identity", "line": 30, "run": "identity", "targets": ["paid"]},
            "confirm": {"kind": "action", "title": HOSTILE, "line": 34, "targets": ["paid"]},
            "unused": {"kind": "action", "title": "Nobody comes here", "line": 40, "targets": ["paid"]},
            "paid": {"kind": "outcome", "title": "Paid", "line": 44, "end": "resolved", "targets": []},
            "ask_supervisor": {"kind": "outcome", "title": "Ask", "line": 48, "end": "escalated", "targets": []},
        },
    },
    "identity": PUBLISHED["identity"]
    | {
        "steps": {
            "code": {"kind": "input", "title": "Ask for the code", "line": 3, "targets": ["verified"]},
            "verified": {"kind": "outcome", "title": "Verified", "line": 9, "end": "resolved", "targets": []},
        }
    },
    "never-opened": {"version": "0" * 12, "title": "Never opened", "start": "a", "steps": {}},
}

STORIES = [
    *["channel=shop>confirm confirm=done>paid paid!resolved"] * 16,
    *["channel=web>by_amount amount=x>identity identity/code=x>verified paid!resolved"] * 9,
    *["channel=web>by_amount amount=x>identity identity/code"] * 6,
    *["channel? ask_supervisor!escalated"] * 7,
    *["channel=web>by_amount ask_supervisor!escalated"] * 5,
    *["channel"] * 8,
]


@cache
def make_events() -> tuple[dict[str, Any], ...]:
    """Return the events of the stories; ``=option>target`` names where a response leads."""
    events = []
    for story in STORIES:
        for event in tell(story):
            option, found, target = event.get("option", "").partition(">")
            if found:
                event |= {"option": option, "target": target}
                if event["step"] in ("amount", "code"):
                    event |= {"type": "fact_entered", "fact": "amount", "option": None}
            event["visible_ms"] = 4000 + 500 * event["sequence"]
            events.append(event)
    more = tell("channel")
    said = {**more[1], "type": "feedback_given", "direction": None, "kind": "wrong", "text": HOSTILE}
    searched = [
        {
            **event,
            "id": event["id"][:-4] + f"f{number:03x}",
            "type": "searched",
            "step": None,
            "hits": 0,
            "words": words,
        }
        for number, words in enumerate(["refund"] * 7 + ["solar panel"] * 5 + ["Mrs Okafor"])
        for event in tell("channel")[:1]
    ]
    return (*events, {**said, "id": said["id"][:-4] + "eeee", "sequence": 3}, *searched)


def make(folder: Any, **options: Any) -> Report:
    """Return the report on the stories."""
    store = open_store(folder / "events.sqlite3")
    store.append(make_events())
    store.close()
    with read_store(folder / "events.sqlite3") as connection:
        return make_report(connection, MEANING, today="2026-12-01", **options)
