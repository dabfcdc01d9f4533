"""The intake: what happens to a batch between the wire and the store, as a list of named steps."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NoReturn

from perfsupport.collector.check import check_event
from perfsupport.collector.decode import decode_batch
from perfsupport.collector.published import Published
from perfsupport.collector.rate import Buckets, Rate
from perfsupport.collector.refusals import Refusal, Refused
from perfsupport.events import BATCH_SHAPES, MAX_BATCH_BYTES, MAX_BATCH_EVENTS, Event

BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
"""What a user agent holds, and the family it means; the first that fits counts, since they all claim to be another."""

TYPED_FIELDS = frozenset({"text", "value", "words", "contact", "rep"})
_CONTROLS = [code for code in [*range(0x20), *range(0x7F, 0xA0)] if chr(code) not in "\n\t"]
_TURNS = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_NO_TEXT = dict.fromkeys([*_CONTROLS, *_TURNS, 0xFEFF])


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a collector takes. ``origins`` are the pages it listens to; None is any page."""

    origins: frozenset[str] | None = None
    body_bytes: int = MAX_BATCH_BYTES
    batch_events: int = MAX_BATCH_EVENTS
    rate: Rate = field(default_factory=Rate)


class Gate:
    """What the steps go by: limits, what was published (None takes any tree and step), and how much has come."""

    __slots__ = ("buckets", "limits", "published")

    def __init__(self, limits: Limits, published: Published | None = None) -> None:
        self.limits, self.published = limits, published
        self.buckets = Buckets(limits.rate)


@dataclass(slots=True, kw_only=True)
class Arrival:
    """A batch on its way in. ``events`` are those still in, ``refused`` counts those that are out."""

    body: bytes
    origin: str | None
    user_agent: str
    received_at: int
    opted_out: bool = False
    sent_at: int = 0
    events: list[Event] = field(default_factory=list)
    refused: Counter[Refusal] = field(default_factory=Counter)


def check_origin(arrival: Arrival, gate: Gate) -> None:
    """Refuse a batch from a page that is not listened to."""
    if gate.limits.origins is not None and arrival.origin not in gate.limits.origins:
        raise Refused(Refusal.ORIGIN_REFUSED)


def check_privacy_signal(arrival: Arrival, _: Gate) -> None:
    """Refuse a batch of a browser that says ``Sec-GPC: 1``; the tracker would not have sent it."""
    if arrival.opted_out:
        raise Refused(Refusal.OPTED_OUT)


def check_size(arrival: Arrival, gate: Gate) -> None:
    """Refuse a body that no tracker would send."""
    if len(arrival.body) > gate.limits.body_bytes:
        raise Refused(Refusal.BODY_TOO_LARGE)


def check_rate(arrival: Arrival, gate: Gate) -> None:
    """Refuse more than the rate allows, and say when to come again."""
    wait = gate.buckets.take(arrival.origin, len(arrival.body), arrival.received_at)
    if wait:
        raise Refused(Refusal.RATE_EXCEEDED, wait)


def parse_batch(arrival: Arrival, gate: Gate) -> None:
    """Read the batch, and take out what is no event of format 1."""
    decoded = decode_batch(arrival.body)
    if decoded is not None:
        arrival.sent_at, arrival.events = decoded
    else:
        _read_batch(arrival)
    if len(arrival.events) > gate.limits.batch_events:
        raise Refused(Refusal.BATCH_TOO_LONG)
    if decoded is None:
        _sift(arrival, check_event)


def check_published(arrival: Arrival, gate: Gate) -> None:
    """Take out what speaks of a tree, version, step, option, target or fact that was never published."""
    if gate.published is not None:
        gate.published.refresh()
        _sift(arrival, gate.published.check)


def clean_text(arrival: Arrival, _: Gate) -> None:
    """Leave of what a person typed plain text alone: no control characters, nothing that turns the writing around."""
    for event in arrival.events:
        for name in TYPED_FIELDS & event.keys():
            event[name] = event[name].translate(_NO_TEXT)


def stamp(arrival: Arrival, _: Gate) -> None:
    """Add what only the collector knows. No address, and of the user agent only its family."""
    received = {
        "received_at": arrival.received_at,
        "skew_ms": arrival.received_at - arrival.sent_at,
        "browser": name_browser(arrival.user_agent),
    }
    for event in arrival.events:
        event.update(received)


STEPS = (
    check_origin,
    check_privacy_signal,
    check_size,
    check_rate,
    parse_batch,
    check_published,
    clean_text,
    stamp,
)


def take_in(arrival: Arrival, gate: Gate) -> None:
    """Lead a batch through the steps; raise Refused when nothing of it is left."""
    for step in STEPS:
        step(arrival, gate)


def name_browser(user_agent: str) -> str:
    """Return the family of a browser, or ``other``."""
    return next((family for mark, family in BROWSERS if mark in user_agent), "other")


def _read_batch(arrival: Arrival) -> None:
    """Read a batch in which something is wrong, up to its events, or raise Refused with what it is."""
    try:
        batch: Any = json.loads(arrival.body.decode(), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise Refused(Refusal.BODY_UNREADABLE) from None
    if not isinstance(batch, dict) or batch.keys() != {*BATCH_SHAPES, "events"}:
        raise Refused(Refusal.BATCH_MALFORMED)
    if not BATCH_SHAPES["format"].accepts(batch["format"]):
        raise Refused(Refusal.FORMAT_UNKNOWN)
    if not BATCH_SHAPES["sent_at"].accepts(batch["sent_at"]) or not isinstance(batch["events"], list):
        raise Refused(Refusal.BATCH_MALFORMED)
    if not batch["events"]:
        raise Refused(Refusal.BATCH_EMPTY)
    arrival.sent_at, arrival.events = int(batch["sent_at"]), batch["events"]


def _sift(arrival: Arrival, check: Callable[[Event], Refusal | None]) -> None:
    kept: list[Event] = []
    for event in arrival.events:
        refusal = check(event)
        if refusal is None:
            kept.append(event)
        else:
            arrival.refused[refusal] += 1
    arrival.events = kept
    if not kept:
        raise Refused(max(arrival.refused, key=lambda refusal: arrival.refused[refusal]))


def _refuse_constant(name: str) -> NoReturn:
    """JSON has no NaN and no Infinity, whatever Python's reader thinks."""
    raise ValueError(name)
