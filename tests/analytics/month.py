"""A month of a support desk: sessions of many reps with all that may befall them, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

START = 1_793_491_200_000
"""1 November 2026, in Unix milliseconds."""
DAY = 86_400_000
TREES = tuple(f"aid-{number}" for number in range(12))
VERSIONS = ("0123456789ab", "ba9876543210")
LANGUAGES = ("en", "de", "pt-BR")
HOSTS = ("", "null", "https://crm.example.org", 'https://"odd,\tname')
WORDS = (
    "refund",
    "Käse 🧀",
    'said "no", then\nhung up',
    "=1+1",
    "",
    "\x1f|,;\r\n\t'",
    "ﬁ",
    "e\u0301",
    "É",
    "z",
    "Z",
    "ß",
)
OPTIONS = ("yes", "no", "shop", "web", 'odd"id', "a,b", "_none")


def make_month(sessions: int, seed: int = 1, reps: int = 500) -> Iterator[dict[str, Any]]:
    """Yield the events of so many sessions, about sixteen of each."""
    chance = random.Random(seed)
    for number in range(sessions):
        yield from _make_session(chance, number, reps)


def _make_session(chance: random.Random, number: int, reps: int) -> Iterator[dict[str, Any]]:
    begun = START + int(chance.random() * 30 * DAY)
    tree = TREES[min(int(chance.expovariate(0.4)), len(TREES) - 1)]
    common = {
        "session": f"{number:08x}-session",
        "tree": tree,
        "version": VERSIONS[begun > START + 15 * DAY],
        "mode": chance.choices(("live", "practice", "preview"), (90, 6, 4))[0],
        "language": chance.choice(LANGUAGES),
        "host": chance.choice(HOSTS),
        "contact": f"contact-{chance.randrange(reps * 40)}" if chance.random() < 0.5 else None,
        "rep": f"rep-{chance.randrange(reps)}" if chance.random() < 0.8 else None,
        "browser": chance.choice(("Chrome", "Firefox", "Edge", "other")),
        "skew_ms": int(chance.gauss(0, 900)),
    }
    late = int(chance.expovariate(1 / 2000)) + (DAY if chance.random() < 0.02 else 0)
    at, visible = begun, 0
    for sequence, (type_, details) in enumerate(_tell(chance), start=1):
        at += chance.randrange(0, 9000)
        visible += chance.randrange(0, 7000)
        if chance.random() < 0.003:
            continue  # an event that never came
        yield {
            "id": f"{at >> 16:08x}-{at & 0xFFFF:04x}-7{sequence % 4096:03x}-8{number % 4096:03x}-{number:012x}",
            "sequence": sequence,
            "type": type_,
            "at": at,
            "visible_ms": visible,
            "received_at": at + late,
            **common,
            **details,
        }


def _tell(chance: random.Random) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "session_started", {"entry": chance.choice(("start", "link", "reload"))}
    place: dict[str, Any] = {}
    for _ in range(min(int(chance.expovariate(0.16)) + 1, 40)):
        inside = chance.random() < 0.15
        place = {"step": f"step_{min(int(chance.expovariate(0.25)), 30)}", "within": "identity" if inside else None}
        direction = chance.choices(("forward", "back", "change", "jump"), (85, 8, 4, 3))[0]
        yield "step_viewed", {**place, "direction": direction}
        draw = chance.random()
        option, target = chance.choice(OPTIONS), f"step_{chance.randrange(30)}"
        if draw < 0.70:
            yield "option_chosen", {**place, "option": option, "target": target}
        elif draw < 0.76:
            yield "fact_entered", {**place, "fact": "amount", "value": chance.choice(WORDS), "target": target}
        elif draw < 0.80:
            yield "none_fitted", {**place, "target": target}
        elif draw < 0.83:
            yield "stepped_back", place
        elif draw < 0.86:
            yield "response_changed", {**place, "option": option, "target": target, "dropped": chance.randrange(4)}
        elif draw < 0.88:
            yield "help_opened", {**place, "section": chance.choice(("why", "detail", "tips"))}
        elif draw < 0.89:
            yield "feedback_given", {**place, "kind": chance.choice(("wrong", "other")), "text": chance.choice(WORDS)}
        elif draw < 0.91:
            yield "searched", {"words": chance.choice(WORDS), "hits": chance.choice((0, 0, 3))}
        elif draw < 0.92:
            yield "restarted", place
    if chance.random() < 0.75:
        end = {**place, "step": chance.choice(("paid", "ask_supervisor"))}
        yield "step_viewed", {**end, "direction": "forward"}
        yield "outcome_reached", {**end, "outcome": "resolved" if end["step"] == "paid" else "escalated"}
        if chance.random() < 0.3:
            yield "solved_answered", {**end, "solved": chance.choice(("yes", "no", "partly"))}
        if chance.random() < 0.5:
            yield "note_copied", end
    if chance.random() < 0.5:
        yield "session_left", place
