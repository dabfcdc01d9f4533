"""Whoever keeps a store keeps its copy by columns up to date."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from perfsupport.analytics import following as following_module
from perfsupport.analytics.following import QUICK, Follower
from perfsupport.cli.columns import MISSING, following
from perfsupport.store import SqliteStore
from perfsupport.store.address import FileAddress, ServerAddress
from perfsupport.store.copies import hold_columns, name_columns
from tests.analytics.month import make_month
from tests.analytics.test_engines import read_all, read_kept
from tests.collector.sending import NOW, make_body, make_event, make_received, run_collector, wait_until
from tests.conftest import ROOT


def test_a_collector_keeps_the_copy_without_being_asked(tmp_path: Path) -> None:
    path = tmp_path / "events.sqlite3"
    with run_collector(path) as collector:
        collector.send(make_body([make_event() for _ in range(20)]))
        wait_until(name_columns(path).exists)
        # One process at a time holds it, and the collector goes on meanwhile.
        with hold_columns(name_columns(path), 60):
            assert collector.send(make_body([make_event()])).status_code == 200
        assert collector.stop() == 0
    written = name_columns(path).stat().st_ino
    assert read_all(path) == read_kept(path)
    assert name_columns(path).stat().st_ino == written


def follow(store: Path, script: str, folder: Path, **options: Any) -> Follower:
    """Return a follower whose command writes its arguments into a file, and then does what a script says."""
    note = f"import sys; open({str(folder / 'runs')!r}, 'a').write(repr(sys.argv[1:]) + chr(10)); {script}"
    return Follower(store, [sys.executable, "-c", note, "store"], **{"first": 0.0, "every": 0.02, **options})


class Clock:
    """A clock that a test turns. A follower asks it when a process has ended, and at each look from then on."""

    def __init__(self) -> None:
        self.now, self.asked = 0.0, 0

    def __call__(self) -> float:
        self.asked += 1
        return self.now

    def wait_for_looks(self) -> None:
        """Wait until the process that was at work has ended, and the follower has looked around since."""
        before = self.asked
        wait_until(lambda: self.asked >= before + 3)


def read_runs(folder: Path) -> list[str]:
    runs = folder / "runs"
    return runs.read_text().splitlines() if runs.exists() else []


def test_copying_begins_when_there_is_enough_to_copy(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following_module, "MANY_EVENTS", 30)
    clock = Clock()
    follower = follow(store.path, "", tmp_path, clock=clock)
    follower.start()
    try:
        time.sleep(0.2)
        assert read_runs(tmp_path) == [], "there is nothing to copy in an empty store"
        name_columns(store.path).touch()
        store.append([make_received()])
        wait_until(lambda: len(read_runs(tmp_path)) == 1)
        store.append([{**make_received(), "received_at": NOW + 1}])
        clock.wait_for_looks()
        assert read_runs(tmp_path) == ["['store']"], "one event has time"
        clock.now += following_module.REST_SECONDS
        wait_until(lambda: len(read_runs(tmp_path)) == 2)
        store.append({**make_received(), "received_at": NOW + 2 + number} for number in range(30))
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
    clock = Clock()
    follower = follow(store.path, "sys.exit('a line' + chr(10) + 'no luck')", tmp_path, clock=clock)
    follower.start()
    try:
        for tries in (1, 2):
            wait_until(lambda tries=tries: len(read_runs(tmp_path)) == tries)
            clock.wait_for_looks()
            assert len(read_runs(tmp_path)) == tries
            clock.now += following_module.REST_SECONDS
        wait_until(lambda: len(read_runs(tmp_path)) == 3)
        monkeypatch.setattr(following_module, "ROOM_BYTES", 1 << 60)

        def is_told() -> bool:
            clock.now += following_module.REST_SECONDS
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
        _, told = child.communicate(timeout=180)
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
