"""Nothing that was deleted comes back by the copy by columns, whoever is at it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from perfsupport.analytics.duck import keep_columns
from perfsupport.store import SqliteStore, StoreError
from perfsupport.store.copies import hold_columns, is_awaited, name_columns, read_columns
from perfsupport.store.keeping import Selection
from perfsupport.store.sqlite_keeping import FileKeeper
from tests.analytics.erasing import SECRET, erase, fill_with_secrets
from tests.analytics.test_engines import read_all, read_kept
from tests.cli.test_keeping import everything
from tests.collector.sending import make_received, wait_until
from tests.conftest import ROOT

KILLS = int(os.environ.get("PERFSUPPORT_KILLS", "4"))


def test_what_a_killed_report_left_goes(store: SqliteStore) -> None:
    fill_with_secrets(store, 5)
    keep_columns(store.path)
    with hold_columns(name_columns(store.path), 5), read_columns(name_columns(store.path)) as name:
        pass
    for ends in (lambda: keep_columns(store.path), lambda: erase(store.path)):
        name.write_text(SECRET)
        ends()
        assert not name.exists()


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
