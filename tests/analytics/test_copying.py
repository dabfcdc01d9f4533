"""The copy by columns holds what the store does, also while somebody reports, copies or ends in the middle."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading

import pytest

from perfsupport.analytics.duck import keep_columns
from perfsupport.analytics.engines import open_reading
from perfsupport.store import SqliteStore
from perfsupport.store.address import FileAddress
from perfsupport.store.copies import is_awaited, name_columns
from tests.analytics.month import make_month
from tests.analytics.stopping import EnoughError, stop_after
from tests.analytics.test_engines import ask_all, read_all, read_kept
from tests.collector.sending import make_received, wait_until
from tests.conftest import ROOT


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
        with pytest.raises(EnoughError):
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


def test_a_full_disk_gets_its_room_back(store: SqliteStore) -> None:
    store.append(make_month(150, seed=4))
    limited = f"ulimit -f 200; exec {sys.executable} -m perfsupport.cli.columns {store.path}"
    ended = subprocess.run(["bash", "-c", limited], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode == 3
    assert ended.stderr.startswith(f"{name_columns(store.path)} could not be brought up to date: ")
    assert len(ended.stderr.splitlines()) == 1
    assert not name_columns(store.path).exists()
    assert read_all(store.path) == read_kept(store.path)
