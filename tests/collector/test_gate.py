"""What the collector does about too much, about those who opted out, and about what reps typed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from perfsupport.collector import Limits, Published, Rate, make_collector
from perfsupport.collector.intake import Arrival, Gate, take_in
from perfsupport.collector.published import DAY_MS
from perfsupport.collector.rate import MAX_ORIGINS, Buckets
from perfsupport.collector.refusals import Refused
from perfsupport.store import SqliteStore as Store
from perfsupport.store import StoreError, open_store, read_store
from tests.collector.conftest import Client
from tests.collector.sending import NOW, PUBLISHED, make_body, make_event, write_site

PAGE = "https://desk.example"
Collect = Callable[..., Client]


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> int:
        return self.now


def test_more_than_the_rate_is_told_when_to_come_again(collect: Collect, store: Store) -> None:
    clock = Clock()
    client = collect(limits=Limits(rate=Rate(origin=2, burst_seconds=3)), now=clock)

    def send(origin: str) -> tuple[int, str | None, str | None]:
        reply = client.post("/events", content=make_body([make_event()]), headers={"origin": origin})
        return reply.status_code, reply.headers.get("perfsupport-refused"), reply.headers.get("retry-after")

    # 6 tokens are there at first, and each of these batches takes one.
    assert [send(PAGE)[0] for _ in range(6)] == [200] * 6
    assert send(PAGE) == (429, "rate_exceeded", "1")
    assert send("https://other.example")[0] == 200
    clock.now += 1000
    assert [send(PAGE)[0] for _ in range(3)] == [200, 200, 429]
    assert store.load_counts() == {("2026-11-18", "rate_exceeded"): 2}


def test_all_origins_together_are_held_too() -> None:
    buckets = Buckets(Rate(origin=10, overall=15, burst_seconds=1))
    waits = [buckets.take(f"https://{number}.example", 0, NOW) for number in range(20)]
    assert waits[:15] == [0.0] * 15
    assert all(wait > 0 for wait in waits[15:])
    assert buckets.take(PAGE, 0, NOW + 1000) == 0


def test_large_batches_take_more_and_always_pass_in_the_end() -> None:
    buckets = Buckets(Rate(origin=10, burst_seconds=1))
    assert buckets.take(PAGE, 60_000, NOW) == 0
    assert buckets.take(PAGE, 0, NOW) > 10
    assert buckets.take(PAGE, 0, NOW - 60_000) > 10
    assert buckets.take(PAGE, 0, NOW + 20_000) == 0


def test_made_up_origins_fill_no_memory() -> None:
    buckets = Buckets(Rate(origin=10, overall=0))
    for number in range(2 * MAX_ORIGINS):
        assert buckets.take(f"https://{number}.example", 0, NOW) == 0
    assert len(buckets._origins) == MAX_ORIGINS


def test_a_browser_that_opted_out_is_not_recorded(collect: Collect, store: Store) -> None:
    client = collect()
    reply = client.post("/events", content=make_body([make_event()]), headers={"origin": PAGE, "sec-gpc": "1"})
    assert (reply.status_code, reply.headers["perfsupport-refused"]) == (403, "opted_out")
    assert reply.headers["access-control-allow-origin"] == "*"
    assert client.post("/events", content=make_body([make_event()]), headers={"sec-gpc": "0"}).status_code == 200
    with read_store(store.path) as connection:
        assert connection.execute("SELECT count(*) FROM events").fetchone() == (1,)
    assert store.load_counts() == {("2026-11-18", "opted_out"): 1}


def test_a_browser_that_asks_first_is_answered(collect: Collect) -> None:
    client = collect(limits=Limits(origins=frozenset({PAGE})))
    asked = {
        "origin": PAGE,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
        "access-control-request-private-network": "true",
    }
    reply = client.ask("OPTIONS", "/events", headers=asked)
    assert reply.status_code == 204
    assert {name: value for name, value in reply.headers.items() if name.startswith("access-control-allow")} == {
        "access-control-allow-origin": PAGE,
        "access-control-allow-methods": "POST",
        "access-control-allow-headers": "content-type",
        "access-control-allow-private-network": "true",
    }
    refused = client.ask("OPTIONS", "/events", headers={**asked, "origin": "https://evil.example"})
    assert not [name for name in refused.headers if name.startswith("access-control")]


def test_what_reps_typed_is_kept_as_plain_text(collect: Collect, store: Store) -> None:
    typed = "The <b>amount</b>\r\nis\twrong:\x1b[31m \u202e15 EUR\u2066.\x85"
    event = make_event("feedback_given", step="channel", kind="wrong", text=typed, rep="R\x07 1")
    assert collect().post("/events", content=make_body([event])).json()["new"] == 1
    with read_store(store.path) as connection:
        kept = connection.execute("SELECT text, rep FROM events").fetchone()
    assert kept == ("The <b>amount</b>\nis\twrong:[31m 15 EUR.", "R 1")
    longer = make_event("feedback_given", step="channel", kind="wrong", text="x" * 501)
    reply = collect().post("/events", content=make_body([longer]))
    assert (reply.status_code, reply.headers["perfsupport-refused"]) == (422, "field_wrong")


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({}, None),
        ({"type": "searched", "hits": 0, "entry": None}, None),
        ({"type": "session_left", "entry": None}, None),
        ({"type": "session_left", "entry": None, "step": "channel"}, "step_unknown"),
        ({"version": "f" * 12}, "version_unknown"),
        ({"type": "restarted", "entry": None, "step": "channel"}, "type_unknown"),
    ],
)
def test_the_index_page_has_a_tree_of_its_own(
    collect: Collect, store: Store, tmp_path: Path, change: dict[str, Any], name: str | None
) -> None:
    published = Published([write_site(tmp_path / "build")], store, lambda: NOW)
    fields = {"tree": "-", "version": "0" * 12, **change}
    event = {key: value for key, value in make_event("session_started", **fields).items() if value is not None}
    reply = collect(published=published).post("/events", content=make_body([event]))
    assert reply.headers.get("perfsupport-refused") == name


def test_several_sites_are_known_at_once(collect: Collect, store: Store, tmp_path: Path) -> None:
    second = {"parcel": {**PUBLISHED["identity"], "title": "Parcel"}}
    sites = [write_site(tmp_path / "one"), write_site(tmp_path / "two", second)]
    client = collect(published=Published(sites, store, lambda: NOW))
    events = [make_event(), make_event("step_viewed", tree="parcel", version="ba9876543210", step="code")]
    events[1]["direction"] = "forward"
    assert client.post("/events", content=make_body(events)).json()["new"] == 2
    write_site(sites[1], {"parcel": {**second["parcel"], "version": "c" * 12}})
    events = [make_event("step_viewed", tree="parcel", version=each * 12, step="code") for each in "cd"]
    reply = client.post("/events", content=make_body(events))
    assert (reply.json()["new"], reply.headers["perfsupport-refused"]) == (1, "version_unknown")


def test_versions_that_nobody_publishes_any_more_are_retired(collect: Collect, store: Store, tmp_path: Path) -> None:
    clock, site = Clock(), write_site(tmp_path / "build")
    client = collect(published=Published([site], store, clock, keep_days=30), now=clock)
    newer = {"till": {**PUBLISHED["till"], "version": "f" * 12}}

    def send(version: str) -> str | None:
        reply = client.post("/events", content=make_body([make_event(version=version)]))
        return reply.headers.get("perfsupport-refused")

    clock.now += 100 * DAY_MS
    assert send(PUBLISHED["till"]["version"]) is None
    write_site(site, newer)
    assert (send("f" * 12), send(PUBLISHED["till"]["version"])) == (None, None)
    clock.now += 29 * DAY_MS
    assert (send("f" * 12), send(PUBLISHED["till"]["version"])) == (None, None)
    clock.now += 3 * DAY_MS
    assert (send("f" * 12), send(PUBLISHED["till"]["version"])) == (None, "version_unknown")


def test_a_site_is_learned_even_while_the_store_is_in_trouble(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = write_site(tmp_path / "build")
    published = Published([site], store, lambda: NOW)
    write_site(site, {"till": {**PUBLISHED["till"], "version": "f" * 12}})

    def fail(*_: object) -> int:
        raise StoreError("store_locked", "Another program holds it.")

    monkeypatch.setattr(store, "keep_published", fail)
    published.refresh()
    assert published.check(make_event(version="f" * 12)) is None


class StuckStore:
    """A store whose disk hangs."""

    def submit(self, _events: object) -> Future[int]:
        return Future()

    def append_at_once(self, _batches: object) -> None:
        """Leave it to the thread."""

    def count(self, *_: object) -> None:
        """Count nothing."""


def test_a_disk_that_hangs_fills_no_memory() -> None:
    app = make_collector(StuckStore(), now=lambda: NOW)  # type: ignore[arg-type]
    body = make_body([make_event() for _ in range(90)])

    async def send_many() -> list[str]:
        sent: list[dict[str, Any]] = []

        async def send_one() -> None:
            scope = {"type": "http", "method": "POST", "path": "/events", "headers": [], "query_string": b""}
            parts = iter([{"type": "http.request", "body": body}])

            async def receive() -> dict[str, Any]:
                return next(parts)

            async def send(message: dict[str, Any]) -> None:
                sent.append(message)

            await app(scope, receive, send)  # type: ignore[arg-type]

        tasks = [asyncio.ensure_future(send_one()) for _ in range(240)]
        # Whoever is refused waits for nothing, all others for the disk.
        async with asyncio.timeout(60):
            while sum(task.done() for task in tasks) < 18:
                await asyncio.wait([task for task in tasks if not task.done()], return_when=asyncio.FIRST_COMPLETED)
        for _ in range(1000):
            await asyncio.sleep(0)
        names = [dict(message["headers"]).get(b"perfsupport-refused") for message in sent if "headers" in message]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks)
        assert len(sent) == 2 * 240, "whoever still waited is answered when the collector ends"
        return [name.decode() for name in names if name]

    # In a thread of its own: a browser test before this one leaves an event loop running in the main one.
    with ThreadPoolExecutor(max_workers=1) as thread:
        refused = thread.submit(lambda: asyncio.run(send_many())).result()
    # 222 batches of 90 events are as many as may wait.
    assert refused == ["store_busy"] * 18


def test_counts_outlive_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "events.sqlite3"
    for _ in range(2):
        store = open_store(path)
        client = Client(make_collector(store, now=lambda: NOW))
        client.post("/events", content=make_body([make_event(type_="clicked")]))
        store.close()
    store = open_store(path)
    counts = Client(make_collector(store, now=lambda: NOW)).get("/counts").json()
    store.close()
    assert counts["days"] == {"2026-11-18": {"type_unknown": 2}}
    assert counts["refused"] == {}


def test_each_step_stands_alone() -> None:
    arrival = Arrival(body=json.dumps([]).encode(), origin=None, user_agent="", received_at=NOW)
    with pytest.raises(Refused) as raised:
        take_in(arrival, Gate(Limits()))
    assert raised.value.refusal == "batch_malformed"
