"""The tracker in Node, and what holds for its text: its size, and the events that the player asks it for."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
from pathlib import Path

from perfsupport.collector.check import check_event
from perfsupport.events import EVENT_FIELDS, MAX_TEXT, find_fields
from tests.conftest import ROOT

HERE = Path(__file__).parent
PLAYER = ROOT / "site_templates" / "player"
TRACKER = PLAYER / "tracker.js"
BUDGET = 1536


def run_node(node: str, *arguments: str) -> str:
    ended = subprocess.run([node, "--no-warnings", *arguments], capture_output=True, text=True, timeout=180)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def test_in_node(node: str) -> None:
    run_node(node, "--test", str(HERE / "tracker.test.mjs"))


def test_every_type_of_event_is_one_that_the_collector_takes(node: str) -> None:
    events = json.loads(run_node(node, str(HERE / "record_all.mjs")))
    assert {event["type"] for event in events} == set(EVENT_FIELDS)
    assert [(event, refusal) for event in events if (refusal := check_event(event))] == []


def test_it_stays_small() -> None:
    """The site joins the player's scripts without whole-line comments and indentation, and no more is done to them."""
    lines = (line.strip().removeprefix("export ") for line in TRACKER.read_text(encoding="utf-8").splitlines())
    kept = "\n".join(line for line in lines if line and not line.startswith("//"))
    assert len(gzip.compress(kept.encode(), 9)) <= BUDGET


def test_it_cuts_where_the_collector_would_refuse() -> None:
    assert re.findall(r"slice\(0, (\d+)\)", TRACKER.read_text(encoding="utf-8")) == [str(MAX_TEXT)] * 2


def test_the_player_records_only_events_of_the_list() -> None:
    """The tracker trusts the player with the names of types and fields, to stay small; here they are compared."""
    recorded = set()
    for script in PLAYER.glob("*.js"):
        # Not where a call is only passed on.
        for call in re.findall(r"\brecord\((?!\.\.\.)([^;]*)\);", script.read_text(encoding="utf-8")):
            named = re.match(r'"(\w+)"', call)
            assert named, f"{script.name}: record({call}) does not name its type"
            recorded.add(named[1])
            fields = set(re.findall(r"[{,]\s*(\w+)(?=[:,}])", call.partition(",")[2]))
            assert fields <= find_fields(named[1]).keys(), f"{script.name}: record({call})"
    assert recorded <= EVENT_FIELDS.keys()
