"""Forwarding: everything arrives once, whatever the record store says in the meantime."""

from __future__ import annotations

import json
import socket
import sqlite3
import threading
from base64 import b64decode
from pathlib import Path
from typing import NoReturn

import httpx
import pytest

from perfsupport.forwarding import Forwarder, RecordStore, StatementMaker
from perfsupport.forwarding.forwarder import ALONE_AFTER, IDLE_SECONDS
from perfsupport.forwarding.recordstore import Later
from perfsupport.store import SqliteStore, StoreError, open_store, read_store
from perfsupport.store.outbox import Outbox, count_waiting, find_dead_letters
from tests.cli.running import run
from tests.collector.sending import NOW, make_body, make_event, make_received, run_collector, wait_until
from tests.forwarding.recordstore import FakeRecordStore, Statement

SITE = "https://aids.example"


@pytest.fixture
def forwarder(store: SqliteStore, record_store: FakeRecordStore) -> Forwarder:
    outbox = Outbox(store)
    outbox.open()
    return Forwarder(outbox, RecordStore(record_store.address, "user:secret"), StatementMaker(SITE), lambda: NOW)


def count(path: Path) -> tuple[int, int]:
    """Return how many wait, and how many are dead letters."""
    with read_store(path) as connection:
        return count_waiting(connection), len(find_dead_letters(connection))


def empty(forwarder: Forwarder, rounds: int = 40) -> None:
    """Forward, without waiting in between, until nothing is left to do."""
    for _ in range(rounds):
        if forwarder.forward_some() == IDLE_SECONDS:
            return


def test_each_new_event_is_sent_once(forwarder: Forwarder, store: SqliteStore, record_store: FakeRecordStore) -> None:
    events = [make_received() for _ in range(120)]
    assert store.append([*events, make_received(mode="preview")]) == 121
    assert store.append(events[:50]) == 0
    empty(forwarder)
    assert list(record_store.kept) == [event["id"] for event in events]
    assert [len(statements) for _, statements in record_store.requests] == [50, 50, 20]
    headers = record_store.requests[0][0]
    assert b64decode(headers["authorization"].removeprefix("Basic ")) == b"user:secret"
    assert headers["x-experience-api-version"] == "1.0.3"
    assert count(store.path) == (0, 0)


def test_what_is_there_already_is_settled(
    forwarder: Forwarder, store: SqliteStore, record_store: FakeRecordStore
) -> None:
    events = [make_received() for _ in range(20)]
    record_store.kept = {events[3]["id"]: {}, events[11]["id"]: {}}
    store.append(events)
    empty(forwarder)
    assert set(record_store.kept) == {event["id"] for event in events}
    assert count(store.path) == (0, 0)


def test_what_is_refused_is_found_among_others_and_told(
    forwarder: Forwarder, store: SqliteStore, record_store: FakeRecordStore
) -> None:
    events = [make_received() for _ in range(20)]
    bad = {events[0]["id"], events[13]["id"]}

    def judge(statements: list[Statement]) -> tuple[int, dict[str, str], str] | None:
        return (400, {}, "no such\n\x1b[31mverb") if any(each["id"] in bad for each in statements) else None

    record_store.judge = judge
    store.append(events)
    empty(forwarder)
    assert set(record_store.kept) == {event["id"] for event in events} - bad
    told = run(store.path.parent, "outbox", "--store", store.path.name)
    assert (told.returncode, told.stderr) == (1, "")
    assert told.stdout.splitlines()[0] == "0 waiting, 2 refused by the record store."
    assert f"{events[0]['id']}  2026-11-18 " in told.stdout
    assert "option_chosen of till: 400 no such [31mverb" in told.stdout
    again = run(store.path.parent, "outbox", "--store", store.path.name, "--requeue", events[0]["id"])
    assert again.stdout.splitlines()[:2] == [
        "1 of the refused wait again.",
        "1 waiting, 1 refused by the record store.",
    ]
    record_store.judge = lambda _: None
    empty(forwarder)
    assert set(record_store.kept) == {event["id"] for event in events} - {events[13]["id"]}
    told = run(store.path.parent, "outbox", "--store", store.path.name, "--requeue", "another", events[13]["id"])
    assert (told.returncode, "another is none of the refused" in told.stderr) == (2, True)
    assert count(store.path) == (0, 1)
    assert run(store.path.parent, "outbox", "--store", store.path.name, "--requeue").returncode == 0
    empty(forwarder)
    assert count(store.path) == (0, 0)


@pytest.mark.parametrize("status", [500, 503, 429, 401, 404, 301])
def test_trouble_is_waited_out_with_growing_patience(
    forwarder: Forwarder, store: SqliteStore, record_store: FakeRecordStore, status: int
) -> None:
    record_store.judge = lambda _: (status, {"location": "/elsewhere"}, "not now")
    event = make_received()
    store.append([event])
    waits = [forwarder.forward_some() for _ in range(12)]
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]
    assert count(store.path) == (1, 0)
    record_store.judge = lambda _: None
    empty(forwarder)
    assert list(record_store.kept) == [event["id"]]


def test_each_new_cause_of_trouble_is_logged_once(
    forwarder: Forwarder, store: SqliteStore, record_store: FakeRecordStore, caplog: pytest.LogCaptureFixture
) -> None:
    store.append([make_received()])
    for status in (503, 503, 401, 401, 401, 503):
        record_store.judge = lambda _, status=status: (status, {}, "")
        forwarder.forward_some()
    record_store.judge = lambda _: None
    empty(forwarder)
    told = [message.removeprefix(record_store.address) for message in caplog.messages]
    away = " does not take statements now: 503 Service Unavailable. They wait."
    no_entry = " does not take statements now: 401 Unauthorized. They wait."
    assert told == [away, no_entry, away, " takes statements again."]


def test_a_store_in_trouble_fills_no_log(
    store: SqliteStore, record_store: FakeRecordStore, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clock, outbox = [NOW], Outbox(store)
    forwarder = Forwarder(outbox, RecordStore(record_store.address), StatementMaker(SITE), lambda: clock[0])

    def fail(_most: int) -> NoReturn:
        raise StoreError("store_unavailable", "The server does not answer.")

    def forward(times: int) -> list[str]:
        caplog.clear()
        for _ in range(times):
            forwarder.forward_some()
        return caplog.messages

    peek = outbox.peek
    monkeypatch.setattr(outbox, "peek", fail)
    assert forward(20) == ["The server does not answer."]
    clock[0] += 60_000
    assert forward(20) == ["The server does not answer."], "a minute later it is said again"
    monkeypatch.setattr(outbox, "peek", peek)
    assert forward(2) == []
    monkeypatch.setattr(outbox, "peek", fail)
    assert forward(2) == ["The server does not answer."]


@pytest.mark.parametrize("said", ["<html>Please log in</html>", '{"error": "no such tenant"}', '"ok"', "[1, "])
def test_a_yes_that_no_record_store_says_settles_nothing(
    forwarder: Forwarder,
    store: SqliteStore,
    record_store: FakeRecordStore,
    said: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A log-in or a proxy in between answers 200, too. A record store names the statements that it has kept."""
    record_store.judge = lambda _: (200, {}, said)
    event = make_received()
    store.append([event])
    assert forwarder.forward_some() == 1
    assert count(store.path) == (1, 0)
    assert "200, but not with the ids of statements" in caplog.text
    assert "log in" not in caplog.text
    record_store.judge = lambda _: None
    empty(forwarder)
    assert list(record_store.kept) == [event["id"]]


@pytest.mark.parametrize("answer", [(204, {}, ""), (200, {}, "")])
def test_a_yes_without_words_is_one(
    forwarder: Forwarder, store: SqliteStore, record_store: FakeRecordStore, answer: tuple[int, dict[str, str], str]
) -> None:
    record_store.judge = lambda _: answer
    store.append([make_received()])
    empty(forwarder)
    assert count(store.path) == (0, 0)


def test_what_is_no_http_at_all_is_logged_as_plain_words(record_store: FakeRecordStore) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                asked = b""
                while not asked.endswith(b"[]"):
                    asked += connection.recv(1 << 16)
                connection.sendall(b"\x1b[31mnonsense\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(Later) as later:
            RecordStore(f"http://127.0.0.1:{listening.getsockname()[1]}/xapi").send([])
        thread.join(30)
    assert "nonsense" in str(later.value)
    assert str(later.value).isprintable()


def test_a_record_store_that_says_when_is_believed(
    forwarder: Forwarder, store: SqliteStore, record_store: FakeRecordStore
) -> None:
    store.append([make_received()])
    record_store.judge = lambda _: (503, {"retry-after": "77"}, "")
    assert forwarder.forward_some() == 77
    record_store.judge = lambda _: (503, {"retry-after": "99999999"}, "")
    assert forwarder.forward_some() == 300


def test_a_statement_over_which_it_stumbles_holds_up_nobody(
    forwarder: Forwarder, store: SqliteStore, record_store: FakeRecordStore
) -> None:
    events = [make_received() for _ in range(8)]
    record_store.judge = lambda statements: (
        (500, {}, "Internal error") if any(each["id"] == events[2]["id"] for each in statements) else None
    )
    store.append(events)
    for _ in range(ALONE_AFTER + 1):
        forwarder.forward_some()
    assert set(record_store.kept) == {event["id"] for event in events} - {events[2]["id"]}
    assert count(store.path) == (1, 0)
    later = make_received()
    store.append([later])
    for _ in range(ALONE_AFTER + 1):
        forwarder.forward_some()
    assert later["id"] in record_store.kept


def test_a_record_store_in_trouble_is_asked_little(
    forwarder: Forwarder, store: SqliteStore, record_store: FakeRecordStore
) -> None:
    store.append([make_received() for _ in range(200)])
    record_store.judge = lambda _: (500, {}, "Internal error")
    for _ in range(10):
        forwarder.forward_some()
    assert len(record_store.requests) == ALONE_AFTER + 7 * ALONE_AFTER


def test_a_record_store_that_is_away(store: SqliteStore) -> None:
    outbox = Outbox(store)
    outbox.open()
    forwarder = Forwarder(outbox, RecordStore("http://127.0.0.1:9/xapi"), StatementMaker(SITE), lambda: NOW)
    store.append([make_received()])
    assert forwarder.forward_some() == 1
    assert count(store.path) == (1, 0)


def test_what_was_erased_is_not_sent(forwarder: Forwarder, store: SqliteStore, record_store: FakeRecordStore) -> None:
    events = [make_received(), make_received()]
    store.append(events)
    store.do(lambda c: c.execute("DELETE FROM events WHERE id = ?", [events[0]["id"]]).rowcount).result()
    empty(forwarder)
    assert list(record_store.kept) == [events[1]["id"]]
    assert count(store.path) == (0, 0)


def test_a_store_without_forwarding_fills_no_outbox_and_can_catch_up(store: SqliteStore) -> None:
    store.append([make_received(), make_received(), make_received(mode="preview")])
    assert count(store.path) == (0, 0)
    told = run(store.path.parent, "outbox", "--store", store.path.name, "--everything")
    assert (told.returncode, told.stdout) == (0, "2 more wait.\n2 waiting, 0 refused by the record store.\n")
    assert count(store.path) == (2, 0)


def test_the_outbox_outlives_a_killed_collector(tmp_path: Path, record_store: FakeRecordStore) -> None:
    store = tmp_path / "events.sqlite3"
    credentials = tmp_path / "credentials"
    credentials.write_text("user:secret\n")
    arguments = ["--xapi", record_store.address, "--xapi-site", SITE, "--xapi-credentials", str(credentials)]
    events = [make_event() for _ in range(60)]
    record_store.judge = lambda _: (503, {"retry-after": "1"}, "")
    with run_collector(store, *arguments) as collector:
        assert collector.send(make_body(events)).status_code == 200
        wait_until(lambda: record_store.requests)
        collector.process.kill()
    record_store.judge = lambda _: None
    with run_collector(store, *arguments) as collector:
        wait_until(lambda: len(record_store.kept) == 60)
        wait_until(lambda: count(store) == (0, 0))
        assert collector.stop() == 0
    assert set(record_store.kept) == {event["id"] for event in events}
    assert record_store.requests[0][0]["authorization"] == "Basic dXNlcjpzZWNyZXQ="


def test_the_outbox_is_part_of_the_commit_that_keeps_the_event(store: SqliteStore) -> None:
    Outbox(store).open()

    def fail(_connection: sqlite3.Connection) -> int:
        raise sqlite3.OperationalError("something else in the same commit")

    begun, goes_on = threading.Event(), threading.Event()

    def take_time(_connection: sqlite3.Connection) -> int:
        begun.set()
        return int(not goes_on.wait(60))

    first = store.do(take_time)
    assert begun.wait(60)
    # Both wait for the first, so that they share a commit.
    futures = [store.do(lambda c: c.execute("INSERT INTO outbox (id) VALUES ('x')").rowcount), store.do(fail)]
    goes_on.set()
    assert first.result(30) == 0
    assert all(future.exception(30) is not None for future in futures)
    assert count(store.path) == (0, 0)


def test_forwarding_keeps_up_while_events_come(tmp_path: Path, record_store: FakeRecordStore) -> None:
    """The thread and the intake share a writer: both get on, and all arrives."""
    store = open_store(tmp_path / "events.sqlite3")
    forwarder = Forwarder(Outbox(store), RecordStore(record_store.address), StatementMaker(SITE), lambda: NOW)
    forwarder.start()
    sent = [make_received() for _ in range(300)]
    for event in sent:
        store.append([event])
    wait_until(lambda: len(record_store.kept) == 300)
    forwarder.stop(30)
    store.close()
    assert json.dumps(sorted(record_store.kept)) == json.dumps(sorted(event["id"] for event in sent))


def test_a_record_store_that_never_answers_holds_up_no_intake(tmp_path: Path, record_store: FakeRecordStore) -> None:
    """The record store has a request in hand and says nothing, for as long as batches come."""
    silent, asked = threading.Event(), threading.Event()

    def hang(_statements: list[Statement]) -> None:
        asked.set()
        silent.wait(60)

    record_store.judge = hang
    batches = [[make_event() for _ in range(10)] for _ in range(30)]
    with run_collector(tmp_path / "events.sqlite3", "--xapi", record_store.address, "--xapi-site", SITE) as collector:
        assert collector.send(make_body(batches[0])).status_code == 200
        assert asked.wait(30)
        for events in batches[1:]:
            assert collector.send(make_body(events)).json() == {"new": 10, "repeated": 0, "refused": {}}
        assert not silent.is_set()
        # None of it has arrived, so that the record store was silent all the time; nothing is lost by that.
        assert record_store.kept == {}
        assert count(tmp_path / "events.sqlite3") == (300, 0)
        silent.set()
        record_store.judge = lambda _: None
        wait_until(lambda: len(record_store.kept) == 300)


def test_a_record_store_that_is_away_fails_no_intake(tmp_path: Path) -> None:
    store = tmp_path / "events.sqlite3"
    with run_collector(store, "--xapi", "http://127.0.0.1:9/xapi", "--xapi-site", SITE) as collector:
        for _ in range(30):
            assert collector.send(make_body([make_event()])).json()["new"] == 1
        assert httpx.get(collector.url.replace("/events", "/health"), timeout=30).json() == {"status": "ok"}
        assert collector.stop() == 0
    assert count(store) == (30, 0)


@pytest.mark.parametrize("status", [400, 500])
def test_the_log_repeats_nothing_that_somebody_typed(
    forwarder: Forwarder,
    store: SqliteStore,
    record_store: FakeRecordStore,
    status: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A record store may quote a statement in its answer. That can be erased from the store, and not from a log."""
    record_store.judge = lambda statements: (status, {}, json.dumps(statements))
    store.append([make_received("feedback_given", step="channel", kind="wrong", text="Ask Mustermann", rep="rep-77")])
    empty(forwarder, 6)
    assert f"{record_store.address} " in caplog.text
    assert f"{status}" in caplog.text
    assert "Mustermann" not in caplog.text
    assert "rep-77" not in caplog.text
