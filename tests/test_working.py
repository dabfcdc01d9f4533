"""Folders to work in are taken away by the machine that made them, and by others when nobody can need them any more."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from perfsupport.working import OTHERS_SECONDS, clear_left, working_folder


def leave_folder(place: Path, machine: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return what a process that was killed on a machine leaves behind."""
    monkeypatch.setattr("platform.node", lambda: machine)
    with working_folder(place) as folder:
        pass
    folder.mkdir(0o700)
    (folder / "inside").mkdir()
    (folder / "inside" / "file").write_text("what somebody typed")
    return folder


def make_old(folder: Path, seconds: float) -> None:
    moment = time.time() - seconds
    for path in (folder, *folder.rglob("*")):
        os.utime(path, (moment, moment))


@pytest.mark.parametrize("machine", ["desk", "desk-1-ab", "desk.example", "", "désk/..", "x" * 300])
def test_what_a_process_left_on_this_machine_goes_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, machine: str
) -> None:
    folder = leave_folder(tmp_path, machine, monkeypatch)
    assert folder.parent == tmp_path
    clear_left(tmp_path)
    assert not folder.exists()


@pytest.mark.parametrize("machine", ["desk-1-ab", "Desk", "desk-0123456789abcdef"])
def test_a_folder_of_another_machine_is_left_alone_until_nothing_was_written_for_days(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, machine: str
) -> None:
    # Its lock, if there is one, may not be seen from here.
    folder = leave_folder(tmp_path, machine, monkeypatch)
    monkeypatch.setattr("platform.node", lambda: "desk")
    clear_left(tmp_path)
    make_old(folder, OTHERS_SECONDS + 60)
    (folder / "inside" / "file").write_text("one file was written just now")
    clear_left(tmp_path)
    assert (folder / "inside" / "file").exists()
    make_old(folder, OTHERS_SECONDS + 60)
    clear_left(tmp_path)
    assert not folder.exists()


def test_an_old_folder_that_somebody_holds_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.node", lambda: "desk-1")
    with working_folder(tmp_path) as folder:
        make_old(folder, OTHERS_SECONDS + 60)
        monkeypatch.setattr("platform.node", lambda: "desk")
        clear_left(tmp_path)
        assert folder.exists()
