"""A real record store: a collector forwards to Ralph, and Ralph gives the statements back."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import httpx

from perfsupport.store import read_store
from perfsupport.store.outbox import count_waiting, find_dead_letters
from tests.collector.sending import make_body, make_event, run_collector, wait_until
from tests.forwarding.real_ralph import PASSWORD, USER, ralph_command
from tests.servers import find_port


def count(store: Path) -> tuple[int, int]:
    with read_store(store) as connection:
        return count_waiting(connection), len(find_dead_letters(connection))


def test_events_reach_ralph_once(ralph: Path, tmp_path: Path) -> None:
    port, folder, store = find_port(), tmp_path / "ralph", tmp_path / "events.sqlite3"
    folder.mkdir()
    credentials = tmp_path / "credentials"
    credentials.write_text(f"{USER}:{PASSWORD}")
    address = f"http://127.0.0.1:{port}/xAPI"
    arguments = ["--xapi", address, "--xapi-site", "https://aids.example", "--xapi-credentials", str(credentials)]
    events = [make_event(rep="R 7") for _ in range(60)]
    with run_collector(store, *arguments) as collector:
        # Ralph is not there yet: what was acknowledged waits for it.
        assert collector.send(make_body(events[:20])).status_code == 200
        server = subprocess.Popen(ralph_command(ralph, port, folder))
        try:
            wait_until(lambda: count(store) == (0, 0), 90)
            # In two requests after the first one, which Ralph's file backend as shipped would not survive.
            for part in (events[20:40], events[40:]):
                assert collector.send(make_body(part)).status_code == 200
                wait_until(lambda: count(store) == (0, 0), 90)
            # What is sent again is there already.
            assert collector.stop() == 0
            forward_again(store, arguments)
            kept = read_statements(address)
        finally:
            server.terminate()
            server.wait(30)
    assert sorted(statement["id"] for statement in kept) == [event["id"] for event in events]
    assert {statement["actor"]["account"]["name"] for statement in kept} == {"R 7"}


def forward_again(store: Path, arguments: list[str]) -> None:
    """Put all events into the outbox once more, and forward them."""
    from contextlib import closing

    from perfsupport.store import open_store
    from perfsupport.store.outbox import Outbox

    with closing(open_store(store)) as opened:
        assert Outbox(opened).fill() == 60
    with run_collector(store, *arguments):
        wait_until(lambda: count(store) == (0, 0), 90)


def read_statements(address: str) -> list[dict[str, object]]:
    """Return what the record store has."""
    for _ in range(3):
        reply = httpx.get(
            f"{address}/statements",
            params={"limit": 100},
            auth=(USER, PASSWORD),
            headers={"x-experience-api-version": "1.0.3"},
            timeout=30,
        )
        if reply.status_code == 200:
            break
        time.sleep(1)
    statements: list[dict[str, object]] = reply.json()["statements"]
    return statements
