"""A log that a killed collector left beside another file: SQLite would write it into that, and spoil it."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from perfsupport.store import StoreError, open_store, read_store
from perfsupport.store.recover import recover_store
from perfsupport.store.schema import APPLICATION_ID, MIGRATIONS
from perfsupport.store.sqlite_keeping import FileKeeper
from tests.cli.running import run
from tests.collector.sending import make_received

ENDINGS = ("", "-wal", "-shm")


def leave(path: Path, many: int = 300) -> Path:
    """Write events as a collector does that is killed: most of them stand in the log. Return a backup of the middle."""
    live = path.with_name("live.sqlite3")
    backup = path.with_name("backup.sqlite3")
    with closing(open_store(live)) as store:
        store.append([make_received() for _ in range(many)])
        with closing(sqlite3.connect(live)) as source, closing(sqlite3.connect(backup)) as target:
            source.backup(target)
        store.append([make_received() for _ in range(many)])
        for ending in ENDINGS:
            shutil.copyfile(f"{live}{ending}", f"{path}{ending}")
    return backup


def count(path: Path) -> int:
    with read_store(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        number: int = connection.execute("SELECT count(*) FROM events").fetchone()[0]
        return number


def test_a_log_is_taken_over_by_its_own_file(tmp_path: Path) -> None:
    path = tmp_path / "events.sqlite3"
    leave(path)
    assert Path(f"{path}-wal").stat().st_size > 100_000
    assert count(path) == 600


@pytest.mark.parametrize("kind", ["recovered", "backup", "new"])
def test_another_file_is_not_spoilt_by_it(tmp_path: Path, kind: str) -> None:
    path, other = tmp_path / "events.sqlite3", tmp_path / "recovered.sqlite3"
    backup = leave(path)
    if kind == "recovered":
        assert recover_store(path, other).events == 600
    elif kind == "backup":
        other = backup
    else:
        open_store(other).close()
    held = count(other)
    # A copy: who moves the file does so between two processes, and this one has had it open.
    shutil.copyfile(other, path)
    before = path.read_bytes()
    for use in (open_store, FileKeeper):
        with pytest.raises(StoreError, match=r"events\.sqlite3-wal belongs to another file") as refused:
            use(path)
        assert refused.value.name == "store_damaged"
    told = run(tmp_path, "report", "--store", path.name)
    assert told.returncode == 3 and "Move it away with events.sqlite3-shm" in told.stderr
    assert path.read_bytes() == before
    for ending in ENDINGS[1:]:
        Path(f"{path}{ending}").rename(tmp_path / f"kept{ending}")
    assert count(path) == held


def test_recovering_says_what_has_to_go_first(tmp_path: Path) -> None:
    leave(tmp_path / "events.sqlite3")
    told = run(tmp_path, "recover", "events.sqlite3", "--into", "new.sqlite3")
    assert "move that away with events.sqlite3-wal, which would spoil it." in told.stdout
    told = run(tmp_path, "recover", "new.sqlite3", "--into", "newer.sqlite3")
    assert told.stdout == "600 events are in newer.sqlite3.\n"


def test_a_log_with_migrations_and_a_new_writing_in_it_is_its_own(tmp_path: Path) -> None:
    """An older store, whose count is small, is brought up to date and written anew, all in the log."""
    live, path = tmp_path / "live.sqlite3", tmp_path / "events.sqlite3"
    with closing(sqlite3.connect(live, isolation_level=None)) as old:
        for statement in MIGRATIONS[0].split(";"):
            old.execute(statement)
        old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        old.execute("PRAGMA user_version = 1")
        old.execute("PRAGMA journal_mode = WAL")
    with closing(open_store(live)) as store:
        store.append([make_received() for _ in range(50)])
        with closing(sqlite3.connect(live)) as other:
            other.execute("VACUUM")
        for ending in ENDINGS:
            shutil.copyfile(f"{live}{ending}", f"{path}{ending}")
    assert count(path) == 50


@pytest.mark.parametrize("length", [0, 10, 32, 40, 5000])
def test_a_log_cut_short_is_no_other_one(tmp_path: Path, length: int) -> None:
    path = tmp_path / "events.sqlite3"
    leave(path, 20)
    log = Path(f"{path}-wal")
    log.write_bytes(log.read_bytes()[:length])
    open_store(path).close()


def test_opening_a_store_twice_leaves_the_locks_of_the_first(tmp_path: Path) -> None:
    """A process that closes a file loses all its locks on it, SQLite's among them: others then take the log away."""
    file = tmp_path / "events.sqlite3"
    with closing(open_store(file)) as store:
        store.append([make_received()])
        with read_store(file) as connection:
            connection.execute("SELECT count(*) FROM events").fetchone()
        other = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('SELECT count(*) FROM events').fetchone()"
        subprocess.run([sys.executable, "-c", other, str(file)], check=True)
        log = Path(f"{file}-wal")
        assert log.exists()
        assert log.stat().st_size
