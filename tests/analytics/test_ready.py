"""What the copy keeps ready is what its events say, whatever came when, and wherever the making of it was ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest

from perfsupport.analytics import ready
from perfsupport.analytics.duck import keep_columns
from perfsupport.analytics.engines import open_reading
from perfsupport.analytics.queries import QUESTIONS, READY_PARTS, REPLAYED, ask, read_query
from perfsupport.store import SqliteStore, StoreError, read_store
from perfsupport.store.address import FileAddress
from perfsupport.store.copies import is_awaited, name_columns
from tests.analytics.erasing import SECRET, erase, fill_with_secrets
from tests.analytics.month import make_month
from tests.analytics.stopping import EnoughError, stop_after
from tests.analytics.test_engines import ask_all, fingerprint, number
from tests.cli.test_keeping import everything
from tests.collector.sending import make_received, wait_until
from tests.conftest import ROOT


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some sessions at a time, so that there are several rounds."""
    monkeypatch.setattr(ready, "EVENTS_AT_ONCE", 400)


def ask_sqlite(path: Path) -> dict[str, str]:
    with read_store(path) as connection:
        return {question: fingerprint(ask(connection, question, "live")) for question in QUESTIONS}


def cut(events: list[dict[str, Any]], seed: int) -> Iterator[list[dict[str, Any]]]:
    """Yield events in three heaps, each with some of nearly every session, and each come later than the one before."""
    chance = Random(seed)
    heaps: list[list[dict[str, Any]]] = [[], [], []]
    for event in events:
        heaps[chance.randrange(3)].append(event)
    newest = max(event["received_at"] for event in events)
    for place, heap in enumerate(heaps):
        yield [{**event, "received_at": event["received_at"] if place == 0 else newest + place} for event in heap]


@pytest.mark.usefixtures("few")
def test_sessions_that_go_on_are_made_anew(store: SqliteStore) -> None:
    inode = None
    for heap in cut(list(make_month(60, seed=7)), 7):
        # Who a session is of is known late, and it may be of two.
        store.append(
            {**event, "rep": event["rep"] if event["sequence"] % 5 else f"r{event['sequence']}"} for event in heap
        )
        assert ask_all(store.path, "live") == ask_sqlite(store.path)
        inode = inode or name_columns(store.path).stat().st_ino
    assert name_columns(store.path).stat().st_ino == inode, "the copy was brought up to date, and not made anew"
    with duckdb.connect(name_columns(store.path), read_only=True) as database:
        assert database.execute("SELECT count(*) FROM ready.changed").fetchall() == [(0,)]
        for part in READY_PARTS:
            found = database.execute(f"SELECT count(*) FROM ready.{part}").fetchall()[0][0]
            assert found, f"nothing is ready in {part}, so that this compares nothing"


@pytest.mark.usefixtures("few")
def test_wherever_it_is_ended_the_next_goes_on(store: SqliteStore) -> None:
    first, second, _ = cut(list(make_month(40, seed=9)), 9)
    for heap in (first, second):
        store.append(heap)
        # While events are copied, while parts are worked out, and amid the commit that keeps them.
        for calls in (1, 12, 26):
            with pytest.raises(EnoughError):
                keep_columns(store.path, check=stop_after(calls))
        assert ask_all(store.path, "live") == ask_sqlite(store.path)


def test_words_that_come_later_are_known_to_what_is_ready(store: SqliteStore) -> None:
    for name in ("b", "a", "it's", ""):
        session = f"s-{name}"
        store.append(
            [
                make_received("step_viewed", session=session, step=f"step {name}", direction="forward", sequence=1),
                make_received(
                    "option_chosen", session=session, step=f"step {name}", option=name, target=name, sequence=2
                ),
                make_received("outcome_reached", session=session, step=f"step {name}", outcome=name, sequence=3),
            ]
        )
        assert ask_all(store.path, "live") == ask_sqlite(store.path)


def test_what_other_sql_made_is_made_anew(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_changed(name: str) -> str:
        text = read_query(name)
        return f"SELECT * FROM (\n{text}\n) AS whole LIMIT 0" if name == "ends" else text

    def count_ends() -> int:
        with duckdb.connect(name_columns(store.path), read_only=True) as database:
            found: int = database.execute("SELECT count(*) FROM ready.ends").fetchall()[0][0]
            return found

    store.append(make_month(20, seed=3))
    keep_columns(store.path)
    inode, ends = name_columns(store.path).stat().st_ino, count_ends()
    assert ends
    with monkeypatch.context() as changed:
        changed.setattr(ready, "read_query", read_changed)
        keep_columns(store.path)
        assert count_ends() == 0
    assert ask_all(store.path, "live") == ask_sqlite(store.path)
    assert count_ends() == ends
    assert name_columns(store.path).stat().st_ino == inode, "only what is ready was made anew"


def test_what_is_not_ready_is_worked_out_beside_what_is(store: SqliteStore) -> None:
    """A session of several reps is the last one's by their names; what is ready numbers reps otherwise."""
    reps = ("zoe", "amy", "kim", "bob", "eve")
    for number_ in range(12):
        session = f"s-{number_}"
        store.append([make_received("session_started", session=session, sequence=1, entry="start")])
        store.append(
            make_received(
                "option_chosen", session=session, rep=reps[(number_ + place) % 5], step="channel", sequence=place
            )
            for place in range(2, 4 + number_ % 2)
        )
    with open_reading(FileAddress(store.path)) as reading, read_store(store.path) as connection:
        for mode, question in (("live", "overview"), ("live", "dwell"), ("practice", "modes"), ("live", "steps")):
            assert reading.ask(question, mode) == ask(connection, question, mode)
            told = {row["session"]: row["person"] for row in reading.ask(REPLAYED, "live")}
            wanted = {number(row["session"]): row["person"] for row in ask(connection, REPLAYED, "live")}
            # People are numbers here and texts there: each of these must be one of those.
            pairs = {(told[session], wanted[session]) for session in told}
            assert told.keys() == wanted.keys()
            assert len(pairs) == len(set(told.values())) == len(set(wanted.values())) > 1


def test_what_a_killed_report_worked_with_goes_with_an_erasure(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "work").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "work"))
    fill_with_secrets(store, 1)
    script = (
        "import os, signal\nfrom perfsupport.working import working_folder\nwith working_folder() as folder:\n"
        f"    (folder / 'parts').write_text({SECRET!r})\n    os.kill(os.getpid(), signal.SIGKILL)"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path / "work"), "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", script], env=environment, check=False, timeout=180)
    assert [path.read_text() for path in tmp_path.glob("work/*/parts")] == [SECRET]
    erase(store.path)
    assert list((tmp_path / "work").iterdir()) == []


def test_the_lines_of_a_killed_process_go_with_an_erasure_where_there_is_no_proc(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(work))
    fill_with_secrets(store, 1)
    script = (
        "import os, signal, sys\nfrom pathlib import Path\n"
        "from perfsupport.analytics import copying, duck, inserting\n"
        "exists = Path.exists\n"
        "Path.exists = lambda path: 'proc' not in path.parts and exists(path)\n"
        "copying.FETCHED_AT_ONCE, inserting.ROWS_AT_ONCE = 100, 1\n"
        "written = lambda: [path for path in work.rglob('*') if path.is_file() and path.stat().st_size > 9999]\n"
        "check = lambda: written() and os.kill(os.getpid(), signal.SIGKILL)\n"
        "work = Path(sys.argv[2])\nduck.keep_columns(Path(sys.argv[1]), check=check)"
    )
    environment = {**os.environ, "TMPDIR": str(work), "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        [sys.executable, "-c", script, str(store.path), str(work)], env=environment, check=False, timeout=180
    )
    assert ended.returncode == -signal.SIGKILL
    assert any(SECRET.encode() in path.read_bytes() for path in work.rglob("*") if path.is_file())
    erase(store.path)
    assert list(work.iterdir()) == []


@pytest.mark.parametrize("calls", [12, 26])
def test_what_is_being_made_ready_does_not_outlive_an_erasure(store: SqliteStore, calls: int) -> None:
    """While it is worked out, and amid the commit that keeps it."""
    fill_with_secrets(store, 20)
    halted, goes_on, left = threading.Event(), threading.Event(), iter(range(999))

    def check() -> None:
        if next(left) == calls:
            halted.set()
            goes_on.wait(60)

    def write() -> None:
        with suppress(StoreError):
            keep_columns(store.path, check=check)

    threads = [threading.Thread(target=write), threading.Thread(target=erase, args=[store.path])]
    threads[0].start()
    assert halted.wait(60)
    threads[1].start()
    wait_until(lambda: is_awaited(name_columns(store.path)))
    goes_on.set()
    for thread in threads:
        thread.join(90)
        assert not thread.is_alive()
    assert not name_columns(store.path).exists()
    assert SECRET.encode() not in everything(store.path)


def test_nobody_who_was_erased_is_counted_in_what_is_ready(store: SqliteStore) -> None:
    fill_with_secrets(store, 20)
    seen = []
    for _ in range(2):
        assert ask_all(store.path, "live") == ask_sqlite(store.path)
        with duckdb.connect(name_columns(store.path), read_only=True) as database:
            people = {row[0] for row in database.execute("SELECT person FROM ready.marks").fetchall()}
        seen.append(-1 - number(SECRET) in people)
        erase(store.path)
    assert seen == [True, False]
