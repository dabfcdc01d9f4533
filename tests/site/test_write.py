"""No build, however it ends, may harm the last good site or a folder that is not ours."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from perfsupport.errors import PerfsupportError
from perfsupport.site import write
from perfsupport.site.write import MARKER, write_site
from tests.site.conftest import read_site

OLD = {MARKER: b"1", "index.html": b"old", "assets/a.js": b"a", "gone.html": b"gone"}
NEW = {MARKER: b"2", "index.html": b"new", "assets/b.js": b"b", "media/c.svg": b"c"}

KILLED = """
import os, signal, sys
from pathlib import Path
from perfsupport.site import write

def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

def die_at(number, real):
    calls = iter(range(1, 1000))
    return lambda *args, **kwargs: die() if next(calls) == number else real(*args, **kwargs)

out, point = Path(sys.argv[1]), sys.argv[2]
if point == "writing":
    Path.write_bytes = die_at(3, Path.write_bytes)
elif point == "syncing":
    os.fsync = die_at(2, os.fsync)
elif point == "written":
    write._put_in_place = die
elif point == "exchanged":
    write.shutil.rmtree = die
elif point == "moved aside":
    write.exchange = lambda *_: False
    Path.rename = die_at(2, Path.rename)
elif point == "renamed":
    write.exchange = lambda *_: False
    write.shutil.rmtree = die
write.write_site(NEW, out)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a matter of POSIX systems")
@pytest.mark.parametrize("point", ["writing", "syncing", "written", "exchanged", "moved aside", "renamed"])
def test_a_killed_build_leaves_a_whole_site_and_the_next_one_clears_up(tmp_path: Path, point: str) -> None:
    out = tmp_path / "build"
    write_site(OLD, out)
    script = KILLED.replace("write.write_site(NEW, out)", f"write.write_site({NEW!r}, out)")
    died = subprocess.run([sys.executable, "-c", script, str(out), point], check=False)
    assert died.returncode == -signal.SIGKILL
    if point == "moved aside":
        # Between two renames there is no site for an instant; the next run, whatever it does, brings it back.
        write._clear_leftovers(out)
    assert read_site(out) in (OLD, NEW)
    write_site(NEW, out)
    assert read_site(out) == NEW
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


def test_a_site_takes_the_place_of_the_last_one_whole(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "build"
    write_site(OLD, out)
    source = tmp_path / "c.svg"
    source.write_bytes(b"c")
    write_site({**NEW, "media/c.svg": source}, out)
    assert read_site(out) == NEW


def test_without_the_system_call_two_renames_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "exchange", lambda *_: False)
    out = tmp_path / "build"
    write_site(OLD, out)
    write_site(NEW, out)
    assert read_site(out) == NEW
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


def test_an_error_while_writing_leaves_the_last_site_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "build"
    write_site(OLD, out)
    with pytest.raises(FileNotFoundError):
        write_site({**NEW, "media/c.svg": tmp_path / "missing.svg"}, out)
    assert read_site(out) == OLD
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


def test_a_folder_that_is_not_ours_is_never_replaced(tmp_path: Path) -> None:
    out = tmp_path / "documents"
    out.mkdir()
    (out / "letter.txt").write_text("dear")
    with pytest.raises(PerfsupportError, match="was not made by perfsupport, so it is not replaced"):
        write_site(NEW, out)
    assert read_site(out) == {"letter.txt": b"dear"}


def test_a_file_is_never_replaced(tmp_path: Path) -> None:
    out = tmp_path / "letter"
    out.write_text("dear")
    with pytest.raises(PerfsupportError, match="is a file"):
        write_site(NEW, out)
    assert out.read_text() == "dear"


def test_an_empty_folder_may_be_filled(tmp_path: Path) -> None:
    write_site(NEW, tmp_path)
    assert read_site(tmp_path) == NEW


def test_a_neighbour_with_a_like_name_is_left_alone(tmp_path: Path) -> None:
    for name in (".build-new-notes", ".build-old-0123456", "build-new-01234567"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "kept.txt").write_text("kept")
    write_site(NEW, tmp_path / "build")
    write_site(NEW, tmp_path / "build")
    assert len(list(tmp_path.glob("*/kept.txt"))) == 3


def test_a_link_to_a_site_stays_a_link(tmp_path: Path) -> None:
    real = tmp_path / "real"
    write_site(OLD, real)
    link = tmp_path / "build"
    link.symlink_to(real)
    write_site(NEW, link)
    assert link.is_symlink()
    assert read_site(real) == NEW
