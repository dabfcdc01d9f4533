"""What a page, or whoever else posts, gets back from the collector."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from perfsupport.collector import Limits, Published
from perfsupport.collector.intake import name_browser
from perfsupport.errors import PerfsupportError
from perfsupport.events import MAX_BATCH_BYTES, MAX_BATCH_EVENTS
from perfsupport.store import SqliteStore as Store
from perfsupport.store import StoreError, read_store
from tests.collector.conftest import Client
from tests.collector.sending import NOW, PUBLISHED, make_body, make_event, write_site

DAY = "2026-11-18"
PAGE = "https://desk.example"


def read_rows(store: Store, columns: str = "id") -> list[tuple[Any, ...]]:
    with read_store(store.path) as connection:
        return connection.execute(f"SELECT {columns} FROM events ORDER BY id").fetchall()


def test_a_batch_is_kept_and_answered(collect: Callable[..., Client], store: Store) -> None:
    client = collect()
    events = [make_event(), make_event()]
    headers = {
        "origin": PAGE,
        "content-type": "text/plain;charset=UTF-8",
        "user-agent": "Chrome/143.0 Safari/537.36",
    }
    reply = client.post("/events", content=make_body(events, sent_at=NOW - 60), headers=headers)
    assert (reply.status_code, reply.json()) == (200, {"new": 2, "repeated": 0, "refused": {}})
    assert reply.headers["access-control-allow-origin"] == "*"
    assert "perfsupport-refused" not in reply.headers
    again = client.post("/events", content=make_body(events))
    assert (again.status_code, again.json()) == (200, {"new": 0, "repeated": 2, "refused": {}})
    assert read_rows(store, "received_at, skew_ms, browser") == [(NOW + 40, 100, "Chrome")] * 2
    assert client.get("/counts").json() == {
        "since": NOW + 40,
        "events": {"new": 2, "repeated": 2},
        "refused": {},
        "days": {DAY: {"repeated": 2}},
    }


def test_no_address_and_no_user_agent_is_kept(collect: Callable[..., Client], store: Store) -> None:
    headers = {"user-agent": "Mozilla/5.0 (X11; Secret Desk 7) Gecko/1 Firefox/140.0", "x-forwarded-for": "203.0.113.9"}
    collect().post("/events", content=make_body([make_event()]), headers=headers)
    kept = json.dumps(read_rows(store, "*"))
    assert "Firefox" in kept
    assert not any(word in kept for word in ("Secret", "140", "203.0.113.9", "127.0.0.1"))


def test_what_is_wrong_is_refused_and_the_rest_kept(collect: Callable[..., Client], store: Store) -> None:
    right, wrong = make_event(), make_event(option="In a shop")
    reply = collect().post("/events", content=make_body([wrong, right, 7]))
    assert (reply.status_code, reply.headers["perfsupport-refused"]) == (200, "field_wrong,event_malformed")
    assert reply.json() == {"new": 1, "repeated": 0, "refused": {"field_wrong": 1, "event_malformed": 1}}
    assert read_rows(store) == [(right["id"],)]


@pytest.mark.parametrize(
    ("body", "status", "name"),
    [
        (b"", 400, "body_unreadable"),
        (b"{", 400, "body_unreadable"),
        (b"\xff", 400, "body_unreadable"),
        (b"[" * 50_000, 400, "body_unreadable"),
        (b'{"format": 1, "sent_at": ' + b"9" * 6000 + b', "events": []}', 400, "body_unreadable"),
        (make_body([make_event()], sent_at=float("nan")), 400, "body_unreadable"),
        (json.dumps({"format": 1, "sent_at": 1, "events": [make_event()]}).encode("utf-16"), 400, "body_unreadable"),
        (b"[]", 400, "batch_malformed"),
        (b"null", 400, "batch_malformed"),
        (b'{"format": 1, "events": []}', 400, "batch_malformed"),
        (make_body([], more=1), 400, "batch_malformed"),
        (b'{"format": 1, "sent_at": "now", "events": []}', 400, "batch_malformed"),
        (b'{"format": 1, "sent_at": 1, "events": {}}', 400, "batch_malformed"),
        (make_body([make_event()], format=2), 400, "format_unknown"),
        (make_body([]), 400, "batch_empty"),
        (make_body([1] * (MAX_BATCH_EVENTS + 1)), 413, "batch_too_long"),
        (b" " * (MAX_BATCH_BYTES + 1), 413, "body_too_large"),
        (make_body([make_event(type_="clicked")]), 422, "type_unknown"),
    ],
    ids=lambda value: value[:20].decode("latin-1") if isinstance(value, bytes) else str(value),
)
def test_each_refusal_is_named_and_counted(
    collect: Callable[..., Client], store: Store, body: bytes, status: int, name: str
) -> None:
    client = collect()
    reply = client.post("/events", content=body)
    assert (reply.status_code, reply.headers["perfsupport-refused"]) == (status, name)
    assert client.get("/counts").json()["refused"] == {name: 1}
    assert read_rows(store) == []


def test_only_named_origins_are_listened_to(collect: Callable[..., Client], store: Store) -> None:
    client = collect(limits=Limits(origins=frozenset({PAGE})))
    reply = client.post("/events", content=make_body([make_event()]), headers={"origin": PAGE})
    assert (reply.status_code, reply.headers["access-control-allow-origin"]) == (200, PAGE)
    assert "perfsupport-refused" in reply.headers["access-control-expose-headers"]
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {}):
        reply = client.post("/events", content=make_body([make_event()]), headers=headers)
        assert (reply.status_code, reply.headers["perfsupport-refused"]) == (403, "origin_refused")
        assert "access-control-allow-origin" not in reply.headers
    assert len(read_rows(store)) == 1


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"tree": "gone"}, "tree_unknown"),
        ({"version": "f" * 12}, "version_unknown"),
        ({"step": "nowhere"}, "step_unknown"),
        ({"option": "telephone"}, "option_unknown"),
        ({"option": "shop,telephone"}, "option_unknown"),
        ({"option": "shop,web"}, None),
        ({"step": "confirm", "option": "done"}, None),
        ({"option": "~none"}, None),
        ({"target": "nowhere"}, "target_unknown"),
        ({"target": "verified"}, "target_unknown"),
        ({"type": "none_fitted", "target": "verified", "option": None}, None),
        ({"type": "none_fitted", "target": "nowhere", "option": None}, "target_unknown"),
        ({"type": "fact_entered", "step": "amount", "fact": "amount", "value": "12", "option": None}, None),
        ({"type": "fact_entered", "step": "amount", "fact": "surname", "option": None}, None),
        ({"type": "fact_entered", "step": "amount", "fact": "height", "option": None}, "fact_unknown"),
        (
            {"type": "fact_entered", "step": "amount", "fact": "surname", "value": "Sand", "option": None},
            "value_not_tracked",
        ),
    ],
)
def test_what_no_published_aid_can_say_is_refused(
    collect: Callable[..., Client], store: Store, tmp_path: Path, change: dict[str, str], name: str | None
) -> None:
    published = Published([write_site(tmp_path / "build")], store, lambda: NOW)
    event = {key: value for key, value in {**make_event(), **change}.items() if value is not None}
    reply = collect(published=published).post("/events", content=make_body([event]))
    assert reply.headers.get("perfsupport-refused") == name
    assert reply.status_code == (422 if name else 200)


def test_a_new_build_is_noticed_and_old_pages_stay_welcome(
    collect: Callable[..., Client], store: Store, tmp_path: Path
) -> None:
    site = write_site(tmp_path / "build")
    client = collect(published=Published([site], store, lambda: NOW))
    newer = {"till": {**PUBLISHED["till"], "version": "f" * 12}}

    def send(version: str) -> int:
        return client.post("/events", content=make_body([make_event(version=version)])).status_code

    assert send("f" * 12) == 422
    write_site(site, newer)
    assert (send("f" * 12), send(PUBLISHED["till"]["version"])) == (200, 200)
    (site / "events.json").unlink()
    assert send("f" * 12) == 200
    (site / "events.json").write_text("half a fi")
    assert send("f" * 12) == 200
    write_site(site, newer)
    restarted = collect(published=Published([site], store, lambda: NOW))
    assert restarted.post("/events", content=make_body([make_event()])).status_code == 200


def test_a_site_that_cannot_be_read_stops_the_start(store: Store, tmp_path: Path) -> None:
    with pytest.raises(PerfsupportError, match="Name a folder made by perfsupport build"):
        Published([tmp_path], store, lambda: NOW)


@pytest.mark.parametrize("name", ["store_full", "store_locked", "store_damaged", "store_unavailable"])
def test_a_store_in_trouble_is_a_named_503(
    collect: Callable[..., Client], store: Store, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def fail(_events: object) -> Future[int]:
        future: Future[int] = Future()
        future.set_exception(StoreError(name, "The disk that holds /srv/secret is full."))
        return future

    client = collect()
    monkeypatch.setattr(store, "submit", fail)
    monkeypatch.setattr(store, "append_at_once", lambda _: None)
    reply = client.post("/events", content=make_body([make_event()]))
    assert (reply.status_code, reply.headers["perfsupport-refused"], reply.headers["retry-after"]) == (503, name, "5")
    assert "/srv" not in reply.text
    health = client.get("/health")
    assert (health.status_code, health.json()) == (503, {"status": name})
    assert client.get("/counts").json()["refused"] == {name: 1}


def test_trouble_fills_no_log(
    collect: Callable[..., Client], store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Five hundred pages that send again and again would fill a disk that is full already."""
    clock, failing = [NOW], [StoreError("store_full", "The disk is full.")]
    real, at_once = store.submit, store.append_at_once

    def submit(events: Any) -> Future[int]:
        if not failing:
            return real(events)
        future: Future[int] = Future()
        future.set_exception(failing[0])
        return future

    monkeypatch.setattr(store, "submit", submit)
    monkeypatch.setattr(store, "append_at_once", lambda events: None if failing else at_once(events))
    client = collect(now=lambda: clock[0])

    def send(many: int = 1) -> list[str]:
        caplog.clear()
        for _ in range(many):
            client.post("/events", content=make_body([make_event()]))
        return caplog.messages

    assert send(20) == ["The disk is full."]
    clock[0] += 60_000
    assert send(20) == ["The disk is full."], "a minute later it is said again"
    failing[0] = StoreError("store_locked", "Another program holds it.")
    assert send(2) == ["Another program holds it."]
    failing.clear()
    assert send(2) == ["The store takes events again."]
    failing.append(StoreError("store_locked", "Another program holds it."))
    assert send(2) == ["Another program holds it."]


def test_a_store_that_refused_is_not_well_until_it_takes_events_again(
    collect: Callable[..., Client], store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What takes an attempt without events may still have no room for a batch."""
    clock, failing = [NOW], [True]
    at_once = store.append_at_once

    def append_at_once(events: Any) -> Any:
        if failing:
            raise StoreError("store_full", "The disk is full.")
        return at_once(events)

    monkeypatch.setattr(store, "append_at_once", append_at_once)
    client = collect(now=lambda: clock[0])

    def ask() -> tuple[int, str]:
        reply = client.get("/health")
        return reply.status_code, reply.json()["status"]

    def send() -> int:
        return client.post("/events", content=make_body([make_event()])).status_code

    assert ask() == (200, "ok")
    assert send() == 503
    assert ask() == (503, "store_full")
    clock[0] += 29_000
    assert ask() == (503, "store_full")
    clock[0] += 1_000
    assert ask() == (200, "ok"), "else a balancer would never send anything again"
    assert send() == 503
    assert ask() == (503, "store_full")
    clock[0] -= 3_600_000
    assert ask() == (200, "ok"), "a clock that is set back holds up nobody"
    assert send() == 503
    failing.clear()
    assert send() == 200
    assert ask() == (200, "ok")


def test_health_and_wrong_methods(collect: Callable[..., Client]) -> None:
    client = collect()
    assert client.get("/health").json() == {"status": "ok"}
    assert client.get("/events").status_code == 405
    assert client.post("/elsewhere").status_code == 404


@pytest.mark.parametrize(
    ("user_agent", "family"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/143.0 Safari/537.36 Edg/143.0",
            "Edge",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0 Safari/537.36", "Chrome"),
        ("Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15", "Safari"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox"),
        ("curl/8.5.0", "other"),
        ("", "other"),
    ],
)
def test_browsers_are_known_by_family_only(user_agent: str, family: str) -> None:
    assert name_browser(user_agent) == family
