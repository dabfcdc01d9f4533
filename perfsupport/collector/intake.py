"""The intake: what happens to a batch between the wire and the store, as a list of named steps."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NoReturn

from perfsupport.collector.check import check_event
from perfsupport.collector.published import Published
from perfsupport.collector.refusals import Refusal, Refused
from perfsupport.events import BATCH_SHAPES, MAX_BATCH_BYTES, MAX_BATCH_EVENTS, Event

BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
"""What a user agent holds, and the family it means; the first that fits counts, since they all claim to be another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a collector takes. ``origins`` are the pages it listens to; None is any page."""

    origins: frozenset[str] | None = None
    body_bytes: int = MAX_BATCH_BYTES
    batch_events: int = MAX_BATCH_EVENTS


@dataclass(slots=True, kw_only=True)
class Arrival:
    """A batch on its way in. ``events`` are those still in, ``refused`` counts those that are out."""

    body: bytes
    origin: str | None
    user_agent: str
    received_at: int
    sent_at: int = 0
    events: list[Event] = field(default_factory=list)
    refused: Counter[Refusal] = field(default_factory=Counter)


def check_origin(arrival: Arrival, limits: Limits, _: Published | None) -> None:
    """Refuse a batch from a page that is not listened to."""
    if limits.origins is not None and arrival.origin not in limits.origins:
        raise Refused(Refusal.ORIGIN_REFUSED)


def check_size(arrival: Arrival, limits: Limits, _: Published | None) -> None:
    """Refuse a body that no tracker would send."""
    if len(arrival.body) > limits.body_bytes:
        raise Refused(Refusal.BODY_TOO_LARGE)


def parse_batch(arrival: Arrival, limits: Limits, _: Published | None) -> None:
    """Read the JSON and the batch around the events."""
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
    if len(batch["events"]) > limits.batch_events:
        raise Refused(Refusal.BATCH_TOO_LONG)
    arrival.sent_at, arrival.events = int(batch["sent_at"]), batch["events"]


def check_events(arrival: Arrival, _limits: Limits, _: Published | None) -> None:
    """Take out what is no event of format 1."""
    _sift(arrival, check_event)


def check_published(arrival: Arrival, _: Limits, published: Published | None) -> None:
    """Take out what speaks of a tree, version, step or option that was never published."""
    if published is not None:
        published.refresh()
        _sift(arrival, published.check)


def stamp(arrival: Arrival, _limits: Limits, _: Published | None) -> None:
    """Add what only the collector knows. No address, and of the user agent only its family."""
    received = {
        "received_at": arrival.received_at,
        "skew_ms": arrival.received_at - arrival.sent_at,
        "browser": name_browser(arrival.user_agent),
    }
    for event in arrival.events:
        event.update(received)


STEPS = (check_origin, check_size, parse_batch, check_events, check_published, stamp)


def take_in(arrival: Arrival, limits: Limits, published: Published | None) -> None:
    """Lead a batch through the steps; raise Refused when nothing of it is left."""
    for step in STEPS:
        step(arrival, limits, published)


def name_browser(user_agent: str) -> str:
    """Return the family of a browser, or ``other``."""
    return next((family for mark, family in BROWSERS if mark in user_agent), "other")


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
