"""Forwarding from a store on a server: acknowledged is kept there and noted here, and all of it arrives once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from perfsupport.cli.erase import erase
from perfsupport.cli.outbox import outbox as outbox_command
from perfsupport.cli.prune import prune
from perfsupport.collector import make_collector
from perfsupport.forwarding import Forwarder, RecordStore, StatementMaker
from perfsupport.forwarding.forwarder import IDLE_SECONDS, TIDY_MS
from perfsupport.store import Store, StoreError, open_store, read_store
from perfsupport.store.address import Address
from perfsupport.store.keeping import Selection
from perfsupport.store.opening import open_address, open_keeper
from perfsupport.store.outbox_beside import GRACE_MS, NotingStore, OutboxBeside, note_beside
from tests.collector.conftest import Client
from tests.collector.sending import NOW, make_body, make_event, make_received, wait_until
from tests.forwarding.recordstore import FakeRecordStore
from tests.store.kinds import make_kind

SITE = "https://aids.example"


@dataclass
class Desk:
    """A collector's store on a server, with the outbox beside it."""

    address: Address
    file: Path
    store: Store
    taking: NotingStore
    outbox: OutboxBeside
    now: int = NOW

    def erase(self, **chosen: Any) -> None:
        with closing(open_keeper(self.address)) as keeper:
            keeper.delete(Selection(**chosen))


def post(store: NotingStore, body: bytes) -> httpx.Response:
    """Send a batch to a collector over this store."""
    return Client(make_collector(store, now=lambda: NOW)).post("/events", content=body)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    address, file = make_kind("clickhouse", tmp_path, monkeypatch).address, tmp_path / "outbox.sqlite3"
    with closing(open_address(address)) as store, closing(open_store(file)) as opened:
        outbox = note_beside(store, opened, lambda: desk.now)
        desk = Desk(address, file, store, NotingStore(store, outbox), outbox)
        yield desk


@pytest.fixture
def forwarder(desk: Desk, record_store: FakeRecordStore) -> Forwarder:
    desk.outbox.open()
    return Forwarder(desk.outbox, RecordStore(record_store.address), StatementMaker(SITE), lambda: desk.now)


def empty(forwarder: Forwarder) -> None:
    for _ in range(40):
        if forwarder.forward_some() == IDLE_SECONDS:
            return


def test_each_new_event_is_sent_once(desk: Desk, forwarder: Forwarder, record_store: FakeRecordStore) -> None:
    events = [make_received() for _ in range(120)]
    assert desk.taking.append([*events, make_received(mode="preview")]) == 121
    assert desk.outbox.count_waiting() == 120
    empty(forwarder)
    assert list(record_store.kept) == [event["id"] for event in events]
    assert desk.outbox.count_waiting() == 0
    # What comes again is sent again under its own id, and that settles it.
    assert desk.taking.append(events[:3]) == 0
    empty(forwarder)
    assert (len(record_store.kept), desk.outbox.count_waiting()) == (120, 0)


def test_a_collector_forwards_what_it_acknowledges(
    desk: Desk, forwarder: Forwarder, record_store: FakeRecordStore
) -> None:
    forwarder.start()
    events = [make_event() for _ in range(30)]
    assert post(desk.taking, make_body(events)).json()["new"] == 30
    wait_until(lambda: len(record_store.kept) == 30)
    forwarder.stop(30)
    assert set(record_store.kept) == {event["id"] for event in events}


def test_nothing_is_acknowledged_that_is_not_noted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_ids: object) -> Future[int]:
        future: Future[int] = Future()
        future.set_exception(StoreError("store_full", "The disk is full."))
        return future

    body = make_body([make_event()])
    with monkeypatch.context() as broken:
        broken.setattr(desk.outbox, "note", fail)
        reply = post(desk.taking, body)
    assert (reply.status_code, reply.headers["perfsupport-refused"]) == (503, "store_full")
    assert desk.outbox.count_waiting() == 0
    # The page sends it again. By now the store has it, and it is noted all the same.
    assert post(desk.taking, body).json() == {"new": 0, "repeated": 1, "refused": {}}
    assert desk.outbox.count_waiting() == 1


def test_nothing_is_noted_that_is_not_kept(desk: Desk) -> None:
    class Full:
        def submit(self, _events: object) -> Future[int]:
            future: Future[int] = Future()
            future.set_exception(StoreError("store_unavailable", "The server is away."))
            return future

    store: Any = Full()
    with pytest.raises(StoreError, match="away"):
        NotingStore(store, desk.outbox).append([make_received()])
    assert desk.outbox.count_waiting() == 0


def test_a_sender_that_hangs_up_harms_nobody(desk: Desk) -> None:
    told = desk.taking.submit([make_received()])
    assert not told.cancel()
    assert told.result(30) == 1
    assert desk.outbox.count_waiting() == 1


def test_what_waits_outlives_the_collector(desk: Desk, record_store: FakeRecordStore) -> None:
    events = [make_received() for _ in range(5)]
    desk.taking.append(events)
    with closing(open_store(desk.file)) as again:
        outbox = note_beside(desk.store, again, lambda: NOW)
        empty(Forwarder(outbox, RecordStore(record_store.address), StatementMaker(SITE), lambda: NOW))
    assert set(record_store.kept) == {event["id"] for event in events}


def test_what_was_erased_is_not_sent_and_holds_up_nobody(
    desk: Desk, forwarder: Forwarder, record_store: FakeRecordStore
) -> None:
    mine = [make_received(session="session-mine", contact="Anna") for _ in range(70)]
    others = [make_received() for _ in range(5)]
    desk.taking.append([*mine, *others])
    desk.erase(contact="Anna")
    empty(forwarder)
    assert set(record_store.kept) == {event["id"] for event in others}
    # A replica may lag behind: only what stays missing has been erased.
    assert desk.outbox.count_waiting() == 70
    desk.now += GRACE_MS
    empty(forwarder)
    assert (desk.outbox.count_waiting(), len(record_store.kept)) == (0, 5)


def test_what_a_replica_did_not_have_yet_is_sent_when_it_has(desk: Desk, record_store: FakeRecordStore) -> None:
    late = make_received()
    desk.outbox.note([late["id"]]).result(30)
    forwarder = Forwarder(desk.outbox, RecordStore(record_store.address), StatementMaker(SITE), lambda: desk.now)
    empty(forwarder)
    assert record_store.kept == {}
    desk.store.append([late])
    desk.now += GRACE_MS // 2
    empty(forwarder)
    assert (list(record_store.kept), desk.outbox.count_waiting()) == ([late["id"]], 0)


def test_the_command_tells_and_changes_what_waits(
    desk: Desk, forwarder: Forwarder, record_store: FakeRecordStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("perfsupport.cli.stores.choose_store", lambda *_: desk.address)
    events = [make_received(contact="Anna", session=f"session-{number}") for number in range(4)]
    desk.store.append([*events, make_received(mode="preview")])
    assert run(desk, "--everything") == (0, ["4 more wait.", "4 waiting, 0 refused by the record store."])
    record_store.judge = lambda statements: (
        (400, {}, "no such verb") if any(each["id"] == events[1]["id"] for each in statements) else None
    )
    empty(forwarder)
    code, lines = run(desk)
    assert (code, lines[0]) == (1, "0 waiting, 1 refused by the record store.")
    assert lines[1].startswith(events[1]["id"])
    assert lines[1].endswith("option_chosen of till: 400 no such verb")
    # A refused one does not come back with the others, only when it is asked for.
    assert run(desk, "--everything")[1][0] == "3 more wait."
    assert run(desk, "--requeue")[1] == ["1 of the refused wait again.", "4 waiting, 0 refused by the record store."]
    empty(forwarder)
    assert run(desk)[0] == 1
    CliRunner().invoke(erase, ["--contact", "Anna"], catch_exceptions=False, standalone_mode=False)
    assert run(desk) == (0, ["0 waiting, 0 refused by the record store."])
    desk.outbox.open()
    with read_store(desk.file) as connection:
        assert connection.execute("SELECT count(*) FROM dead_letters").fetchone() == (0,)


def run(desk: Desk, *arguments: str) -> tuple[int, list[str]]:
    arguments = (*arguments, "--outbox", str(desk.file))
    ended = CliRunner().invoke(outbox_command, arguments, catch_exceptions=False, standalone_mode=False)
    return int(ended.return_value), ended.output.splitlines()


def test_the_file_holds_ids_and_nothing_of_what_was_said(desk: Desk) -> None:
    desk.taking.append([make_received(contact="Anna", rep="rep-7")])
    content = desk.file.read_bytes() + Path(f"{desk.file}-wal").read_bytes()
    assert b"Anna" not in content
    assert b"rep-7" not in content


def refuse_all(desk: Desk, forwarder: Forwarder, record_store: FakeRecordStore) -> None:
    """Let the record store refuse what waits, and repeat each statement whole."""
    record_store.judge = lambda statements: (
        400,
        {},
        f"bad statement: {[(each['actor'], each.get('result')) for each in statements]}",
    )
    empty(forwarder)
    assert desk.outbox.count_waiting() == 0


def read_file(desk: Desk) -> bytes:
    return b"".join(path.read_bytes() for path in desk.file.parent.glob(f"{desk.file.name}*"))


@pytest.mark.parametrize("keep", [True, False], ids=["clicks stay", "all goes"])
def test_dead_letters_say_no_more_than_the_store_does(
    desk: Desk, forwarder: Forwarder, record_store: FakeRecordStore, monkeypatch: pytest.MonkeyPatch, keep: bool
) -> None:
    monkeypatch.setattr("perfsupport.cli.stores.choose_store", lambda *_: desk.address)
    said = {"step": "channel", "kind": "wrong", "text": "typed-by-Anna", "session": "session-anna"}
    mine = make_received("feedback_given", **said, contact="Anna", rep="rep-of-Anna")
    click = make_received(session="session-anna", rep="rep-of-Anna")
    other = make_received("feedback_given", **{**said, "text": "typed-by-Ben", "session": "session-ben"}, contact="Ben")
    plain = make_received(session="session-else")
    desk.taking.append([mine, click, other, plain])
    refuse_all(desk, forwarder, record_store)
    assert b"typed-by-Anna" in read_file(desk)
    arguments = ["--contact", "Anna", "--outbox", str(desk.file), *(["--keep-clicks"] if keep else [])]
    told = CliRunner().invoke(erase, arguments, catch_exceptions=False, standalone_mode=False).output
    assert f"Forgot 2 dead letters in {desk.file}, or what was said of them.\n" in told
    assert [word in read_file(desk) for word in (b"typed-by-Anna", b"rep-of-Anna", b"typed-by-Ben")] == [
        False,
        False,
        True,
    ]
    letters = {letter.id: letter.reason for letter in desk.outbox.find_dead_letters()}
    assert letters.keys() == {other["id"], plain["id"], *([mine["id"], click["id"]] if keep else [])}
    assert "bad statement" in letters[plain["id"]]
    # What people typed long ago goes by the same command as on the server.
    desk_day = ["--older-than", "1d", "--typed", "--outbox", str(desk.file)]
    CliRunner().invoke(prune, desk_day, catch_exceptions=False, standalone_mode=False)
    assert b"typed-by-Ben" not in read_file(desk)
    assert "bad statement" in {letter.id: letter.reason for letter in desk.outbox.find_dead_letters()}[plain["id"]]


def test_a_collector_elsewhere_forgets_by_itself(
    desk: Desk, forwarder: Forwarder, record_store: FakeRecordStore
) -> None:
    typed = make_received("searched", words="typed-by-Anna", hits=0, contact="Anna")
    desk.taking.append([typed])
    refuse_all(desk, forwarder, record_store)
    desk.erase(contact="Anna")
    forwarder.forward_some()
    assert b"typed-by-Anna" in read_file(desk)
    # Twice, since a replica may lag behind.
    for _ in range(2):
        desk.now += TIDY_MS
        forwarder.forward_some()
    assert b"typed-by-Anna" not in read_file(desk)
    assert desk.outbox.find_dead_letters() == []


def test_the_reason_of_an_event_that_is_gone_is_not_kept(desk: Desk) -> None:
    desk.outbox.bury("0190-gone", "400 bad statement: typed-by-Anna", NOW)
    assert b"typed-by-Anna" not in read_file(desk)
