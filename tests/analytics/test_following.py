"""Whoever keeps a store keeps its copy by columns up to date, and nothing that was deleted comes back by it."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from perfsupport.analytics import copying, inserting
from perfsupport.analytics import following as following_module
from perfsupport.analytics.duck import keep_columns
from perfsupport.analytics.engines import open_reading
from perfsupport.analytics.following import QUICK, Follower
from perfsupport.cli.columns import MISSING, following
from perfsupport.store import SqliteStore, StoreError
from perfsupport.store.address import FileAddress, ServerAddress
from perfsupport.store.copies import hold_columns, is_awaited, name_columns, read_columns
from perfsupport.store.keeping import Selection
from perfsupport.store.sqlite_keeping import FileKeeper
from tests.analytics.month import make_month
from tests.analytics.test_engines import ask_all, read_all, read_kept
from tests.cli.test_keeping import everything
from tests.collector.sending import NOW, make_body, make_event, make_received, run_collector, wait_until
from tests.conftest import ROOT

SECRET = "Mustermann-4711"
KILLS = int(os.environ.get("PERFSUPPORT_KILLS", "4"))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few events at a time, each time written at once."""
    monkeypatch.setattr(copying, "FETCHED_AT_ONCE", 300)
    monkeypatch.setattr(inserting, "ROWS_AT_ONCE", 1)


class _Enough(Exception):
    pass


def stop_after(calls: int) -> Callable[[], None]:
    left = iter(range(calls))

    def check() -> None:
        if next(left, None) is None:
            raise _Enough

    return check


@pytest.mark.usefixtures("small")
def test_the_log_does_not_grow_while_a_copy_is_made(store: SqliteStore) -> None:
    store.append(make_month(30, seed=4))
    writer = sqlite3.connect(store.path, isolation_level=None, timeout=0, check_same_thread=False)
    busy = []

    def check() -> None:
        # Says whether somebody reads an earlier moment, for which the log has to be kept.
        store.append([make_received("session_started", entry="start")])
        busy.append(writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])

    assert keep_columns(store.path, check=check)
    writer.close()
    assert len(busy) > 10
    # What came meanwhile is read in one go, of one moment.
    assert sum(busy) <= 3
    assert read_kept(store.path) == read_all(store.path)


def erase(path: Path) -> None:
    """Do what ``perfsupport erase --rep`` does."""
    keeper = FileKeeper(path)
    keeper.delete(Selection(rep=SECRET))
    keeper.compact()
    keeper.close()


def fill_with_secrets(store: SqliteStore, sessions: int) -> None:
    store.append(make_month(sessions, seed=2))
    said = {"step": "channel", "kind": "wrong", "rep": SECRET}
    store.append(
        make_received("feedback_given", session=f"secret-{number}", text=f"{SECRET} said", **said)
        for number in range(200)
    )


# What is kept


def test_a_collector_keeps_the_copy_without_being_asked(tmp_path: Path) -> None:
    path = tmp_path / "events.sqlite3"
    with run_collector(path) as collector:
        collector.send(make_body([make_event() for _ in range(20)]))
        wait_until(name_columns(path).exists, 60)
        # One process at a time holds it, and the collector goes on meanwhile.
        with hold_columns(name_columns(path), 60):
            assert collector.send(make_body([make_event()])).status_code == 200
        assert collector.stop() == 0
    written = name_columns(path).stat().st_ino
    assert read_all(path) == read_kept(path)
    assert name_columns(path).stat().st_ino == written


def test_steps_add_what_came_and_quick_ones_do_not_look_far_back(store: SqliteStore) -> None:
    store.append(make_month(40, seed=5))
    assert keep_columns(store.path)
    written = name_columns(store.path).stat().st_ino
    newest = max(row[-2] for row in read_kept(store.path))
    for came in ([newest, newest + 70_000], [newest - 3_000_000, newest + 90_000_000], [newest + 90_000_000]):
        store.append({**make_received(rep="r"), "received_at": at} for at in came)
        assert keep_columns(store.path, thorough=False)
    assert name_columns(store.path).stat().st_ino == written
    assert read_all(store.path) == read_kept(store.path)
    assert name_columns(store.path).stat().st_ino == written


@pytest.mark.usefixtures("small")
def test_a_first_copy_that_was_ended_goes_on(store: SqliteStore) -> None:
    store.append(make_month(500, seed=4))
    for calls in (5, 5):
        with pytest.raises(_Enough):
            keep_columns(store.path, check=stop_after(calls))
    written = name_columns(store.path).stat().st_ino
    newest = max(row[-2] for row in read_kept(store.path))
    # What came while nobody copied, with ids before and after the place where that stopped.
    store.append(
        {**event, "id": event["id"][:-4] + "eeee", "received_at": newest + 5} for event in make_month(9, seed=8)
    )
    assert keep_columns(store.path)
    assert read_all(store.path) == read_kept(store.path)
    assert name_columns(store.path).stat().st_ino == written


# Reports and copying at once


@pytest.mark.usefixtures("small")
def test_a_report_takes_the_copying_over(store: SqliteStore) -> None:
    store.append(make_month(150, seed=4))
    found: dict[str, dict[str, str]] = {}
    reports = [threading.Thread(target=lambda: found.update(shown=ask_all(store.path, "live")))]

    def check() -> None:
        if not reports[0].ident:
            reports[0].start()
            wait_until(lambda: is_awaited(name_columns(store.path)))

    assert not keep_columns(store.path, check=check)
    reports[0].join(60)
    assert found["shown"] == ask_all(store.path, "live")
    assert read_all(store.path) == read_kept(store.path)


def test_nobody_writes_where_a_report_reads(store: SqliteStore) -> None:
    store.append(make_month(30, seed=5))
    before = ask_all(store.path, "live")
    with open_reading(FileAddress(store.path)) as reading:
        reading.ask("overview", "live")
        store.append({**event, "id": event["id"][:-4] + "eeee"} for event in make_month(30, seed=9))
        assert not keep_columns(store.path)
        # Another report goes on with a copy of its own, which from then on is the one beside the store.
        assert ask_all(store.path, "live") != before
        assert keep_columns(store.path) is False
        with open_reading(FileAddress(store.path)) as third:
            third.ask("steps", "live")
    assert keep_columns(store.path)
    assert read_all(store.path) == read_kept(store.path)
    assert {path.suffix for path in store.path.parent.glob("*.columns*")} <= {
        ".columns", ".reading", ".writing", ".waiting",
    }  # fmt: skip


def test_what_a_killed_report_left_goes(store: SqliteStore) -> None:
    fill_with_secrets(store, 5)
    keep_columns(store.path)
    with hold_columns(name_columns(store.path), 5), read_columns(name_columns(store.path)) as name:
        pass
    for ends in (lambda: keep_columns(store.path), lambda: erase(store.path)):
        name.write_text(SECRET)
        ends()
        assert not name.exists()


# What was deleted stays deleted


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("blocks", [0, 1, 2])
def test_a_copy_that_is_being_written_does_not_outlive_an_erasure(store: SqliteStore, blocks: int) -> None:
    fill_with_secrets(store, 150)
    if blocks == 2:
        # Not the first copy: one that is brought up to date.
        keep_columns(store.path)
        store.append(make_received(rep=SECRET, session="secret-0") for _ in range(50))
    goes_on, halted, calls = threading.Event(), threading.Event(), iter(range(99))

    def check() -> None:
        if next(calls) == blocks % 2:
            halted.set()
            goes_on.wait(60)

    def write() -> None:
        with suppress(StoreError):
            keep_columns(store.path, check=check)

    writer = threading.Thread(target=write)
    writer.start()
    assert halted.wait(60)
    eraser = threading.Thread(target=erase, args=[store.path])
    eraser.start()
    wait_until(lambda: is_awaited(name_columns(store.path)))
    goes_on.set()
    for thread in (writer, eraser):
        thread.join(90)
        assert not thread.is_alive()
    assert not name_columns(store.path).exists()
    assert SECRET.encode() not in everything(store.path)
    assert read_all(store.path) == read_kept(store.path)


def test_killed_at_any_moment_nothing_of_it_outlives_an_erasure(store: SqliteStore) -> None:
    fill_with_secrets(store, 150)
    chance = Random(11)
    for number in range(KILLS):
        command = [sys.executable, "-m", "perfsupport.cli.columns", str(store.path)]
        with subprocess.Popen(command, cwd=ROOT) as child:
            wait_until(lambda: name_columns(store.path).exists() or child.poll() is not None)
            time.sleep(chance.uniform(0, 0.3))
            if number % 2:
                child.kill()
            else:
                # It is still at work when everything is deleted; however it ends, it leaves nothing.
                killing = threading.Timer(chance.uniform(0, 0.2), child.kill)
                killing.start()
            erase(store.path)
            child.kill()
        assert SECRET.encode() not in everything(store.path)
        store.append(make_received(rep=SECRET, session=f"again-{number}") for _ in range(50))
    keep_columns(store.path)
    assert read_all(store.path) == read_kept(store.path)


@pytest.mark.parametrize("change", [FileKeeper.delete, FileKeeper.anonymise, FileKeeper.blank])
def test_a_copy_from_before_a_deletion_is_no_copy(
    store: SqliteStore, change: Callable[[FileKeeper, Selection], None], tmp_path: Path
) -> None:
    """The command was killed before it could throw the copy away, or somebody put an old one beside the store."""
    fill_with_secrets(store, 20)
    keep_columns(store.path)
    shutil.copy(name_columns(store.path), tmp_path / "backup")
    keeper = FileKeeper(store.path)
    change(keeper, Selection(rep=SECRET))
    keeper.close()
    shutil.copy(tmp_path / "backup", name_columns(store.path))
    keep_columns(store.path, thorough=False)
    assert read_all(store.path) == read_kept(store.path)
    assert f"{SECRET} said".encode() not in name_columns(store.path).read_bytes()


def test_who_deletes_says_that_somebody_is_still_at_the_copy(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("perfsupport.store.sqlite_keeping.WAIT_SECONDS", 0.1)
    fill_with_secrets(store, 2)
    with hold_columns(name_columns(store.path), 5), pytest.raises(StoreError, match="run this again"):
        erase(store.path)
    erase(store.path)


# Trouble


def test_a_full_disk_gets_its_room_back(store: SqliteStore) -> None:
    store.append(make_month(150, seed=4))
    limited = f"ulimit -f 200; exec {sys.executable} -m perfsupport.cli.columns {store.path}"
    ended = subprocess.run(["bash", "-c", limited], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode == 3
    assert ended.stderr.startswith(f"{name_columns(store.path)} could not be brought up to date: ")
    assert len(ended.stderr.splitlines()) == 1
    assert not name_columns(store.path).exists()
    assert read_all(store.path) == read_kept(store.path)


def follow(store: Path, script: str, folder: Path, **options: float) -> Follower:
    """Return a follower whose command writes its arguments into a file, and then does what a script says."""
    note = f"import sys; open({str(folder / 'runs')!r}, 'a').write(repr(sys.argv[1:]) + chr(10)); {script}"
    return Follower(store, [sys.executable, "-c", note, "store"], **{"first": 0.0, "every": 0.02, **options})


def read_runs(folder: Path) -> list[str]:
    runs = folder / "runs"
    return runs.read_text().splitlines() if runs.exists() else []


def test_copying_begins_when_there_is_enough_to_copy(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following_module, "MANY_EVENTS", 30)
    now = [0.0]
    follower = follow(store.path, "", tmp_path, clock=lambda: now[0])  # type: ignore[arg-type]
    follower.start()
    try:
        time.sleep(0.2)
        assert read_runs(tmp_path) == [], "there is nothing to copy in an empty store"
        name_columns(store.path).touch()
        store.append([make_received()])
        wait_until(lambda: len(read_runs(tmp_path)) == 1)
        store.append([{**make_received(), "received_at": NOW + 1}])
        time.sleep(0.3)
        assert read_runs(tmp_path) == ["['store']"], "one event has time"
        now[0] += following_module.REST_SECONDS
        wait_until(lambda: len(read_runs(tmp_path)) == 2)
        store.append({**make_received(), "received_at": NOW + 2} for _ in range(30))
        wait_until(lambda: len(read_runs(tmp_path)) == 3)
        name_columns(store.path).unlink()
        wait_until(lambda: len(read_runs(tmp_path)) > 3)
        assert set(read_runs(tmp_path)[1:]) == {f"['store', '{QUICK}']"}
    finally:
        follower.stop()


def test_trouble_is_told_once_and_rests(
    store: SqliteStore, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.append([make_received()])
    now = [0.0]
    follower = follow(store.path, "sys.exit('a line' + chr(10) + 'no luck')", tmp_path, clock=lambda: now[0])  # type: ignore[arg-type]
    follower.start()
    try:
        for tries in (1, 2):
            wait_until(lambda tries=tries: len(read_runs(tmp_path)) == tries)
            time.sleep(0.2)
            assert len(read_runs(tmp_path)) == tries
            now[0] += following_module.REST_SECONDS
        wait_until(lambda: len(read_runs(tmp_path)) == 3)
        monkeypatch.setattr(following_module, "ROOM_BYTES", 1 << 60)

        def is_told() -> bool:
            now[0] += following_module.REST_SECONDS
            return len(caplog.messages) == 2

        wait_until(is_told)
    finally:
        follower.stop()
    assert caplog.messages[0] == "no luck"
    assert "too little room" in caplog.messages[1]
    assert len(read_runs(tmp_path)) == 3
    assert {record.levelno for record in caplog.records} == {logging.WARNING}


def test_stopping_ends_a_process_that_is_at_work(store: SqliteStore, tmp_path: Path) -> None:
    store.append([make_received()])
    script = f"import os, time; open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()) + '.'); time.sleep(300)"
    follower = follow(store.path, script, tmp_path)
    follower.start()
    wait_until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text().endswith("."))
    follower.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()[:-1]), 0)


def test_a_process_that_is_told_to_end_does_so_without_a_word(store: SqliteStore) -> None:
    store.append(make_month(150, seed=4))
    command = [sys.executable, "-m", "perfsupport.cli.columns", str(store.path)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as child:
        wait_until(lambda: name_columns(store.path).exists() or child.poll() is not None)
        child.send_signal(signal.SIGTERM)
        _, told = child.communicate(timeout=60)
    assert (child.returncode, told) == (0, "")
    assert read_all(store.path) == read_kept(store.path)


def count_threads() -> int:
    return sum(thread.name == "perfsupport-columns" for thread in threading.enumerate())


def test_nothing_is_copied_where_nobody_wants_it_or_nothing_could(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server = ServerAddress(scheme="clickhouse", host="ch", port=1, user="u", database="d")
    for address, wanted in ((FileAddress(store.path), False), (server, True)):
        with following(address, wanted=wanted):
            assert not count_threads()
    with following(FileAddress(store.path)):
        assert count_threads() == 1
    assert not count_threads()
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("perfsupport.cli.columns.find_spec", lambda _name: None)
    with following(FileAddress(store.path)):
        assert not count_threads()
    assert capsys.readouterr().err == f"{MISSING}\n"
