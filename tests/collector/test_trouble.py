"""A full disk, a locked file, a damaged database, a folder that may not be written: named, and nothing is lost."""

from __future__ import annotations

import json
import shutil
import socket
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from perfsupport.events import RECEIVED_FIELDS
from perfsupport.store import read_store
from tests.cli.running import run
from tests.collector.sending import Running, collector_command, make_body, make_event, run_collector, wait_until
from tests.store.test_recover import damage, make_store

SPACE = 'mount -t tmpfs -o size=1m tmpfs {folder} && head -c 400000 /dev/zero > {folder}/ballast && exec "$@"'
READ_ONLY = 'mount --bind {folder} {folder} && mount -o remount,ro,bind {folder} && exec "$@"'


@pytest.fixture(scope="module")
def apart() -> tuple[str, ...]:
    """The command that runs another one where it may mount what it likes, seen by nobody else."""
    command = ("unshare", "--map-root-user", "--mount")
    if shutil.which("unshare") is None or subprocess.run([*command, "true"], capture_output=True).returncode:
        pytest.skip("this machine does not let a process mount anything of its own")
    return command


@pytest.fixture
def on_a_small_disk(apart: tuple[str, ...], tmp_path: Path) -> Iterator[Running]:
    folder = tmp_path / "disk"
    folder.mkdir()
    wrapped = (*apart, "sh", "-c", SPACE.format(folder=folder), "sh")
    with run_collector(folder / "events.sqlite3", before=wrapped) as collector:
        yield collector


def ask_health(collector: Running) -> tuple[int, str]:
    reply = httpx.get(collector.url.replace("/events", "/health"), timeout=30)
    return reply.status_code, reply.json()["status"]


def make_feedback(many: int) -> list[dict[str, object]]:
    return [make_event("feedback_given", step="channel", kind="other", text="x" * 400) for _ in range(many)]


def test_a_full_disk(on_a_small_disk: Running, tmp_path: Path) -> None:
    collector, acknowledged = on_a_small_disk, []
    for _ in range(60):
        events = make_feedback(50)
        reply = collector.send(make_body(events))
        if reply.status_code != 200:
            break
        acknowledged.append(events)
    assert (reply.status_code, reply.headers["perfsupport-refused"]) == (503, "store_full")
    assert reply.headers["retry-after"] == "5"
    assert acknowledged
    assert ask_health(collector) == (503, "store_full"), "though there may be room for something smaller"
    disk = Path(f"/proc/{collector.process.pid}/root{tmp_path}/disk")
    (disk / "ballast").unlink()
    # The same collector goes on, the refused batch is new, and all that was acknowledged is there.
    assert collector.send(make_body(events)).json() == {"new": 50, "repeated": 0, "refused": {}}
    for each in acknowledged:
        assert collector.send(make_body(each)).json() == {"new": 0, "repeated": 50, "refused": {}}
    assert ask_health(collector) == (200, "ok")
    for ending in ("", "-wal"):
        shutil.copyfile(f"{disk}/events.sqlite3{ending}", tmp_path / f"copy.sqlite3{ending}")
    with read_store(tmp_path / "copy.sqlite3") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT count(*) FROM events").fetchone() == (50 * len(acknowledged) + 50,)


def test_a_disk_that_somebody_else_fills(on_a_small_disk: Running, tmp_path: Path) -> None:
    """Whoever asks for the health hears it before a batch is refused."""
    collector = on_a_small_disk
    assert ask_health(collector) == (200, "ok")
    disk = Path(f"/proc/{collector.process.pid}/root{tmp_path}/disk")
    with suppress(OSError), (disk / "more").open("wb", buffering=0) as more:
        while more.write(bytes(4096)):
            pass
    assert ask_health(collector) == (503, "store_full")
    (disk / "more").unlink()
    assert ask_health(collector) == (200, "ok")


def test_a_limit_that_is_no_full_disk(tmp_path: Path) -> None:
    """Of a quota, of the size of a file, or a disk that fails: the system says the same of all of them."""
    limited = ("sh", "-c", 'ulimit -Sf 400 && exec "$@"', "sh")
    with run_collector(tmp_path / "events.sqlite3", before=limited) as collector:
        for _ in range(60):
            reply = collector.send(make_body(make_feedback(50)))
            if reply.status_code != 200:
                break
        assert (reply.status_code, reply.headers["perfsupport-refused"]) == (503, "store_unavailable")
        assert ask_health(collector) == (503, "store_unavailable")
        assert collector.stop() == 0
        assert collector.process.stderr
        told = collector.process.stderr.read()
    assert told.startswith(f"The disk does not write or read {tmp_path}/events.sqlite3 (disk I/O error)."), told
    assert "quota" in told


def test_a_locked_file(tmp_path: Path) -> None:
    store = tmp_path / "events.sqlite3"
    with run_collector(store) as collector:
        other = sqlite3.connect(store, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        body = make_body([make_event()])
        reply = collector.send(body)
        assert (reply.status_code, reply.headers["perfsupport-refused"]) == (503, "store_locked")
        other.execute("ROLLBACK")
        other.close()
        assert collector.send(body).json()["new"] == 1


def test_a_file_that_is_moved_away(tmp_path: Path) -> None:
    store = tmp_path / "events.sqlite3"
    with run_collector(store) as collector:
        assert collector.send(make_body([make_event()])).status_code == 200
        store.rename(tmp_path / "elsewhere.sqlite3")
        reply = collector.send(make_body([make_event()]))
        assert (reply.status_code, reply.headers["perfsupport-refused"]) == (503, "store_unavailable")
        assert ask_health(collector) == (503, "store_unavailable")


def test_a_damaged_database_and_the_way_back(tmp_path: Path) -> None:
    store = tmp_path / "events.sqlite3"
    events = make_store(store, 600)
    damage(store, 1)
    sent = [{name: value for name, value in each.items() if name not in RECEIVED_FIELDS} for each in events.values()]
    batches = [make_body(sent[at : at + 100]) for at in range(0, 600, 100)]
    with run_collector(store) as collector:
        replies = [collector.send(body) for body in batches]
        named = {reply.headers.get("perfsupport-refused") for reply in replies if reply.status_code != 200}
        assert named == {"store_damaged"}
    told = run(tmp_path, "recover", store.name, "--into", "fresh.sqlite3")
    recovered = int(told.stdout.split()[0])
    assert 500 < recovered < 600
    with run_collector(tmp_path / "fresh.sqlite3") as collector:
        replies = [collector.send(body).json() for body in batches]
    assert sum(reply["repeated"] for reply in replies) == recovered
    assert sum(reply["new"] for reply in replies) == 600 - recovered


def test_a_folder_that_may_not_be_written(apart: tuple[str, ...], tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    wrapped = (*apart, "sh", "-c", READ_ONLY.format(folder=folder), "sh")
    for made in (False, True):
        if made:
            make_store(folder / "events.sqlite3", 3)
        told = start_in_vain(folder / "events.sqlite3", wrapped)
        assert told.returncode == 3
        assert told.stderr.count("\n") == 1
        assert f"{folder}/events.sqlite3" in told.stderr
        assert "Let perfsupport write" in told.stderr


def test_what_stops_the_start_is_said_in_a_sentence(tmp_path: Path) -> None:
    told = start_in_vain(tmp_path / "missing" / "events.sqlite3")
    assert (told.returncode, told.stdout) == (3, "")
    assert told.stderr == (
        f"perfsupport: There is no folder {tmp_path}/missing. Make it, or name another with --store.\n"
    )
    store = tmp_path / "events.sqlite3"
    make_store(store, 1)
    connection = sqlite3.connect(store)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    told = start_in_vain(store)
    assert (told.returncode, "was written by a newer perfsupport" in told.stderr) == (3, True)
    store.write_bytes(b"x" * 5000)
    told = start_in_vain(store)
    assert (told.returncode, "is no database of perfsupport's" in told.stderr) == (3, True)
    assert "perfsupport recover" in told.stderr, "a damaged beginning looks like another program's file"


def start_in_vain(store: Path, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Run a collector that cannot begin, and return how it ended."""
    return subprocess.run([*before, *collector_command(store)], capture_output=True, text=True, timeout=180)


def is_refused(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=30).close()
    except ConnectionRefusedError:
        return True
    return False


def test_what_was_begun_is_finished_when_it_is_told_to_stop(tmp_path: Path) -> None:
    store = tmp_path / "events.sqlite3"
    with run_collector(store) as collector:
        other = sqlite3.connect(store, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        body = make_body([make_event()])
        sender = HTTPConnection("127.0.0.1", collector.port, timeout=30)
        sender.putrequest("POST", urlsplit(collector.url).path)
        for name, value in (("content-length", str(len(body))), ("expect", "100-continue")):
            sender.putheader(name, value)
        sender.endheaders()
        # The collector says this when it has begun to read the batch.
        assert sender.sock.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        sender.send(body)
        collector.process.terminate()
        # It waits five seconds for the lock, and meanwhile nobody else comes in.
        wait_until(lambda: is_refused(collector.port))
        other.execute("ROLLBACK")
        assert json.load(sender.getresponse())["new"] == 1
        sender.close()
        assert collector.process.wait(30) == 0
        other.close()


def test_a_batch_that_never_ends_is_answered_when_it_is_told_to_stop(tmp_path: Path) -> None:
    with run_collector(tmp_path / "events.sqlite3") as collector:
        with socket.create_connection(("127.0.0.1", collector.port), timeout=30) as sender:
            head = ("POST /events HTTP/1.1", "host: here", "content-length: 500", "expect: 100-continue")
            sender.sendall("".join(f"{line}\r\n" for line in (*head, "")).encode())
            assert sender.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
            assert collector.stop() == 0
            answer = sender.recv(1000)
        assert answer.startswith(b"HTTP/1.1 503 ")
        assert b"perfsupport-refused: body_too_slow\r\n" in answer
        assert collector.process.stderr
        assert "Traceback" not in collector.process.stderr.read()
