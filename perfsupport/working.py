"""Folders to work in, of which nothing is left, however the process ends.

A process that is killed cannot clear up. So each folder is locked while its process lives, and whoever makes the next
one in the same place takes away those of this user that nobody holds any more.

On a disk that several machines share, a lock may be seen by the machine alone on which it was made. So the name of a
folder says whose it is, and those of other machines go only when nothing was written in them for days.
"""

from __future__ import annotations

import os
import platform
import re
import secrets
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "perfsupport-work-"
"""Nothing else may be called so: a folder of this name without a lock is taken away."""

OTHERS_SECONDS = 7 * 86_400
"""For so long nothing was written in a folder of another machine that is taken away."""


@contextmanager
def working_folder(place: Path | None = None) -> Iterator[Path]:
    """Give an empty folder until the block ends, among the machine's temporary files or in a given place (hidden)."""
    clear_left(place)
    parent, prefix = _find_place(place)
    # Named before it is made: a signal may come in between.
    folder = parent / f"{prefix}{_name_machine()}-{secrets.token_hex(8)}"
    held = None
    try:
        while not folder.exists():
            if held is not None:
                os.close(held)
            folder.mkdir(mode=0o700)
            # Who clears up may be quicker: then this waits until the folder is gone, and makes it once more.
            held = _hold(folder, wait=True)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if held is not None:
            os.close(held)


def clear_left(place: Path | None = None) -> None:
    """Take away the folders of processes that were killed, among the machine's temporary files or in a given place."""
    parent, prefix = _find_place(place)
    own = re.compile(rf"{re.escape(f'{prefix}{_name_machine()}')}-[0-9a-f]{{16}}")
    with suppress(OSError):
        for folder in parent.glob(f"{prefix}*"):
            if own.fullmatch(folder.name) is None and not _is_forsaken(folder):
                continue
            held = _hold(folder)
            if held is not None:
                shutil.rmtree(folder, ignore_errors=True)
                os.close(held)


def _find_place(place: Path | None) -> tuple[Path, str]:
    return (Path(tempfile.gettempdir()), PREFIX) if place is None else (place, f".{PREFIX}")


def _name_machine() -> str:
    return re.sub(r"[^A-Za-z0-9.-]", "_", platform.node())[:64]


def _is_forsaken(folder: Path) -> bool:
    """Tell whether nothing was written for long in a folder, which may be of somebody who may look into it alone."""
    before = time.time() - OTHERS_SECONDS
    try:
        return all(path.lstat().st_mtime < before for path in (folder, *folder.rglob("*")))
    except OSError:
        return False


def _hold(folder: Path, *, wait: bool = False) -> int | None:
    """Return a handle with the lock of a folder of this user's; None where another process has it, unless it waits."""
    if sys.platform == "win32":
        return None
    import fcntl

    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        found = os.fstat(handle)
        if stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid():
            fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
            return handle
    except OSError:
        # Somebody works there, or this kind of disk knows no locks.
        pass
    os.close(handle)
    return None
