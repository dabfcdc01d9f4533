"""Events and collectors for tests: what a tracker would send, and a collector as a process of its own."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from tests.conftest import ROOT

NOW = 1_795_000_000_000
VERSION = "0123456789ab"
_numbers = count(1)

PUBLISHED = {
    "till": {
        "version": VERSION,
        "title": "Card declined at a till",
        "start": "channel",
        "steps": {
            "channel": {
                "kind": "question",
                "title": "Where did the customer try to pay?",
                "options": {"shop": {"label": "In a shop"}, "web": {"label": "Online"}},
            },
            "amount": {"kind": "input", "title": "What is the amount?"},
            "by_amount": {"kind": "route", "title": "by amount"},
            "identity": {"kind": "subtree", "title": "Identity check", "run": "identity"},
            "confirm": {"kind": "action", "title": "Confirm the payment"},
            "paid": {"kind": "outcome", "title": "Paid", "end": "resolved"},
            "ask_supervisor": {"kind": "outcome", "title": "Ask the supervisor", "end": "escalated"},
        },
        "was": {"where": "channel", "settled": "paid"},
        "facts": {"amount": {"type": "number", "track": True}, "surname": {"type": "text"}},
    },
    "identity": {
        "version": "ba9876543210",
        "title": "Identity check",
        "start": "code",
        "steps": {
            "code": {"kind": "input", "title": "Ask for the code"},
            "verified": {"kind": "outcome", "title": "Verified", "end": "resolved"},
        },
    },
}


def make_id() -> str:
    """Return a UUID version 7 that no other test has."""
    number = f"{next(_numbers):012x}"
    return f"01a1f0a4-b000-7000-8000-{number}"


def make_event(type_: str = "option_chosen", **fields: Any) -> dict[str, Any]:
    """Return a valid event; with the usual fields of its type where the test does not care."""
    usual: dict[str, dict[str, Any]] = {
        "session_started": {"entry": "start"},
        "step_viewed": {"step": "channel", "direction": "forward"},
        "option_chosen": {"step": "channel", "option": "shop", "target": "amount"},
        "none_fitted": {"step": "channel"},
        "outcome_reached": {"step": "paid", "outcome": "resolved"},
        "restarted": {"step": "channel"},
    }
    common = {
        "id": make_id(),
        "session": "01a1f0a4-b000-7000-8000-000000000000",
        "sequence": next(_numbers),
        "type": type_,
        "at": NOW,
        "tree": "till",
        "version": VERSION,
        "mode": "live",
        "language": "en",
        "host": "",
        "visible_ms": 0,
    }
    return {**common, **usual.get(type_, {}), **fields}


def make_received(type_: str = "option_chosen", **fields: Any) -> dict[str, Any]:
    """Return an event as the collector hands it to the store."""
    return {**make_event(type_, **fields), "received_at": NOW, "skew_ms": 0, "browser": "Chrome"}


def make_body(events: Iterable[Any], **fields: Any) -> bytes:
    """Return a batch as it travels."""
    return json.dumps({"format": 1, "sent_at": NOW, "events": list(events), **fields}).encode()


def write_site(folder: Path, trees: dict[str, Any] = PUBLISHED) -> Path:
    """Write the part of a built site that collectors and reports read, and return its folder."""
    folder.mkdir(exist_ok=True)
    (folder / "events.json").write_text(json.dumps({"format": 1, "title": "Desk", "trees": trees}))
    return folder


class Running:
    """A collector in a process of its own."""

    def __init__(self, process: subprocess.Popen[str], url: str) -> None:
        self.process, self.url = process, url

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2].partition("/")[0])

    def send(self, body: bytes, **options: Any) -> httpx.Response:
        """Post a batch."""
        return httpx.post(self.url, content=body, timeout=30, **options)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """End it by a signal, and return its exit code."""
        self.process.send_signal(number)
        return self.process.wait(60)


def collector_command(store: Path | str, *arguments: str, port: int = 0) -> list[str]:
    """Return the command line of a collector."""
    return [sys.executable, "-m", "perfsupport", "collect", "--port", str(port), "--store", str(store), *arguments]


@contextmanager
def run_collector(store: Path | str, *arguments: str, port: int = 0, before: tuple[str, ...] = ()) -> Iterator[Running]:
    """Run ``perfsupport collect`` until the block ends; ``before`` is a command to run it by."""
    command = [*before, *collector_command(store, *arguments, port=port)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout and process.stderr
    try:
        line = process.stdout.readline()
        found = re.search(r"http://\S+/events", line)
        assert found, line + process.stderr.read()
        yield Running(process, found[0])
    finally:
        process.kill()
        process.wait(60)
        process.stdout.close()
        process.stderr.close()


def wait_until(holds: Any, seconds: float = 120.0) -> None:
    """Wait until a condition holds, or fail."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
