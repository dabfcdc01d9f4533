"""Whether the log beside a file (``-wal``) is its own.

A collector that is killed leaves its log behind, and SQLite writes what stands there into whatever file it finds under
the name: a backup, or a recovered store, that was put in the place of the old one, would be spoilt. SQLite cannot tell.
So each store counts its schema from a number of its own, which stands on the first page, in the file as in the log.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from perfsupport.store.errors import StoreError
from perfsupport.store.pages import FRAME_HEADER, LOG_HEADER, LOG_MAGICS, MAGIC, find_first_page

COUNTER = slice(40, 44)
"""Where the number stands on the first page."""

MOST_APART = 64
"""How far a log and its file may be apart: migrations count up, and so does whoever writes the file anew."""

_OPENED: set[tuple[int, int]] = set()
"""The files that this process may have open, by their numbers on the disk."""

_OPENING = threading.Lock()


@contextmanager
def checked_log(path: Path) -> Iterator[None]:
    """Open the first connection to a store within this; raise StoreError where the log beside it is another file's.

    A process looks into a file once, before it has a connection: with a file that it closes it would lose the locks
    that SQLite has on it, and the next process to leave would take the log away from under it.
    """
    with _OPENING:
        if identify_file(path) not in _OPENED:
            _check(path, Path(f"{path}-wal"))
        yield
        if opened := identify_file(path):
            _OPENED.add(opened)


def identify_file(path: Path) -> tuple[int, int] | None:
    """Return by which numbers the disk knows a file, or None where there is none."""
    with suppress(OSError):
        status = path.stat()
        return status.st_dev, status.st_ino
    return None


def _check(path: Path, log: Path) -> None:
    with suppress(OSError):
        if log.stat().st_size <= LOG_HEADER:
            return
        with path.open("rb") as file:
            own = file.read(100)
        if not own.startswith(MAGIC) or not is_foreign(own, log):
            return
        raise StoreError(
            "store_damaged",
            f"{log} belongs to another file than {path}, which it would spoil."
            f" Move it away with {path}-shm, and keep both with the file that lay here before.",
        )


def is_foreign(own: bytes, log: Path) -> bool:
    """Tell whether a log is sure to belong to another file than the one that begins so."""
    first = find_quickly(log)
    if first is None or _fits(own, first):
        return False
    # Somebody may have been writing there: only what is whole counts.
    sure = find_first_page(log)
    return sure is not None and not _fits(own, sure)


def find_quickly(log: Path) -> bytes | None:
    """Return the beginning of the first page as a log first has it, without a look at what else is in there."""
    with log.open("rb") as opened:
        head = opened.read(LOG_HEADER)
        size = int.from_bytes(head[8:12], "big")
        if int.from_bytes(head[:4], "big") not in LOG_MAGICS or not size:
            return None
        while len(frame := opened.read(FRAME_HEADER)) == FRAME_HEADER and frame[8:16] == head[16:24]:
            if int.from_bytes(frame[:4], "big") == 1:
                return opened.read(100)
            opened.seek(size, os.SEEK_CUR)
    return None


def _fits(own: bytes, logged: bytes) -> bool:
    here, there = (int.from_bytes(page[COUNTER], "big") for page in (own, logged))
    return abs(there - here) <= MOST_APART
