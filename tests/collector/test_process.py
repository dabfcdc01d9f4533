"""The collector as a process: what it has acknowledged is on disk, however it ends."""

from __future__ import annotations

import os
import random
import socket
import struct
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from perfsupport.collector import make_collector, server
from perfsupport.store import open_store, read_store
from perfsupport.webserver import open_socket
from tests.collector.sending import make_body, make_event, run_collector

KILLS = int(os.environ.get("PERFSUPPORT_KILLS", "6"))
"""200 and more where asked: ``PERFSUPPORT_KILLS=200 pytest tests/collector/test_process.py -k killed``."""

SENDERS = 4


def read_ids(path: Path) -> list[str]:
    with read_store(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return [row[0] for row in connection.execute("SELECT id FROM events")]


def send_until_dead(url: str) -> tuple[set[str], list[dict[str, object]]]:
    """Send small batches one after the other; return the ids acknowledged, and the batch whose answer never came."""
    acknowledged: set[str] = set()
    with httpx.Client(timeout=5) as client:
        while True:
            events = [make_event() for _ in range(3)]
            try:
                reply = client.post(url, content=make_body(events))
            except httpx.HTTPError:
                return acknowledged, events
            assert reply.status_code == 200, reply.text
            acknowledged.update(str(event["id"]) for event in events)


def test_killed_at_any_moment_it_loses_nothing_acknowledged_and_keeps_nothing_twice(tmp_path: Path) -> None:
    """The batch whose answer never came is sent again by the next sender, as the tracker does."""
    store = tmp_path / "events.sqlite3"
    chance = random.Random(7)
    acknowledged: set[str] = set()
    unanswered: list[list[dict[str, object]]] = []
    repeated = 0
    for _ in range(KILLS):
        with run_collector(store) as collector, ThreadPoolExecutor(SENDERS) as pool:
            for events in unanswered:
                reply = collector.send(make_body(events)).json()
                assert reply["new"] + reply["repeated"] == len(events)
                repeated += reply["repeated"]
                acknowledged.update(str(event["id"]) for event in events)
            sending = [pool.submit(send_until_dead, collector.url) for _ in range(SENDERS)]
            time.sleep(chance.uniform(0.0, 0.3))
            collector.process.kill()
            ends = [each.result() for each in sending]
        acknowledged |= set().union(*(ids for ids, _ in ends))
        unanswered = [events for _, events in ends]
        kept = read_ids(store)
        assert acknowledged <= set(kept)
        assert len(kept) == len(set(kept))
    # No event that nobody sent, none half: each is acknowledged, or of a batch that the last kill cut off.
    cut_off = {str(event["id"]) for events in unanswered for event in events}
    assert set(kept) <= acknowledged | cut_off
    assert acknowledged
    print(f"{KILLS} kills, {len(acknowledged)} acknowledged, {repeated} of them kept though the answer was cut off")


def test_the_same_events_from_many_senders_at_once_are_kept_once(tmp_path: Path) -> None:
    store = tmp_path / "events.sqlite3"
    batches = [make_body([make_event() for _ in range(5)]) for _ in range(20)]
    with run_collector(store) as collector, httpx.Client(timeout=30) as client, ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda body: client.post(collector.url, content=body).json(), batches * 4))
        counts = httpx.get(collector.url.replace("/events", "/counts"), timeout=30).json()
        assert collector.stop() == 0
    assert sum(reply["new"] for reply in replies) == 100
    assert sum(reply["repeated"] for reply in replies) == 300
    assert counts["events"] == {"new": 100, "repeated": 300}
    assert len(read_ids(store)) == 100


def write_request(body: bytes, *lines: str) -> bytes:
    head = "\r\n".join(["POST /events HTTP/1.1", "host: here", f"content-length: {len(body)}", *lines])
    return f"{head}\r\n\r\n".encode() + body


def test_an_answer_comes_in_one_piece(tmp_path: Path) -> None:
    with run_collector(tmp_path / "events.sqlite3") as collector:
        with socket.create_connection(("127.0.0.1", collector.port), timeout=30) as sender:
            pieces = []
            for _ in range(20):
                sender.sendall(write_request(make_body([make_event()])))
                pieces.append(sender.recv(65536))
            sender.sendall(write_request(make_body([make_event()]), "connection: close"))
            last = b"".join(iter(lambda: sender.recv(65536), b""))
        assert collector.stop() == 0
    assert all(piece.endswith(b'{"new":1,"repeated":0,"refused":{}}') for piece in (*pieces, last))


def test_senders_that_do_not_wait_for_an_answer_are_no_trouble(tmp_path: Path) -> None:
    store = tmp_path / "events.sqlite3"
    linger = struct.pack("ii", 1, 0)
    with run_collector(store) as collector:
        for _ in range(30):
            with socket.create_connection(("127.0.0.1", collector.port), timeout=30) as sender:
                # The connection is reset with the end of the block.
                sender.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                sender.sendall(write_request(make_body([make_event()])))
        assert collector.send(make_body([make_event()])).json()["new"] == 1
        assert collector.stop() == 0
        assert collector.process.stderr
        assert collector.process.stderr.read() == ""
    assert read_ids(store)


def test_what_is_no_request_fills_no_log(tmp_path: Path) -> None:
    """Anybody can send it, as often as they like; there is nothing to be done about it, and it names nobody."""
    upgrade = write_request(b"{}", "connection: upgrade", "upgrade: websocket")
    with run_collector(tmp_path / "events.sqlite3") as collector:
        for nonsense in (b"nonsense\r\n\r\n", b"\x16\x03\x01\x02", upgrade):
            with socket.create_connection(("127.0.0.1", collector.port), timeout=30) as sender:
                sender.sendall(nonsense)
                assert sender.recv(1000).startswith(b"HTTP/1.1 400 ")
        assert collector.stop() == 0
        assert collector.process.stderr
        assert collector.process.stderr.read() == ""


def test_a_connection_on_which_no_request_comes_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each one takes a file handle, of which there are a thousand: then nobody else could come in."""
    monkeypatch.setattr(server, "HEAD_SECONDS", 0.2)
    store = open_store(tmp_path / "events.sqlite3")
    running = server.make_server(make_collector(store, now=lambda: 0))
    with open_socket("127.0.0.1", 0) as listening, ExitStack() as ends:
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]})
        thread.start()
        ends.callback(store.close)
        ends.callback(thread.join)
        ends.callback(setattr, running, "should_exit", True)
        for sent in (b"", b"POST /events HTTP/1.1\r\nhost: "):
            with socket.create_connection(listening.getsockname(), timeout=30) as sender:
                sender.sendall(sent)
                assert sender.recv(1000) == b""
        # One that has begun to send a batch has the time for it; on a busy machine that takes a while.
        monkeypatch.setattr(server, "HEAD_SECONDS", 3.0)
        looked, look = threading.Event(), server.JoiningProtocol._close_if_silent

        def look_and_tell(connection: server.JoiningProtocol) -> None:
            look(connection)
            looked.set()

        monkeypatch.setattr(server.JoiningProtocol, "_close_if_silent", look_and_tell)
        head, _, body = write_request(make_body([make_event()])).partition(b"\r\n\r\n")
        with socket.create_connection(listening.getsockname(), timeout=30) as sender:
            sender.sendall(head + b"\r\n\r\n")
            assert looked.wait(60)
            sender.sendall(body)
            assert sender.recv(1000).startswith(b"HTTP/1.1 200 ")
