"""Where a report keeps its copy of a store's events, which goes whenever something is deleted from the store.

Whoever writes the copy holds it until all is written, and looks at the store only once it is held. Whoever deletes from
the store throws the copy away, so that a writer ends; then holds it, and throws away what was written meanwhile. So no
copy is left of what was deleted, and none comes that was read before.

A report reads the copy under a name of its own, a second one for the same file. While somebody reads, nobody writes
into that file: a writer goes on with a copy of it.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

SUFFIX = ".columns"
WRITING, READING, WAITING = ".writing", ".reading", ".waiting"
"""Empty files beside the copy, for the locks of its writer, its readers, and who waits to write. They stay."""

POLL_SECONDS = 0.05


def name_columns(store: Path) -> Path:
    """Return where the copy of a store is."""
    return store.with_name(store.name + SUFFIX)


def discard_columns(copy: Path, seconds: float) -> None:
    """Throw a copy away, for good: whoever writes at it has ended, or TimeoutError is raised after so many seconds."""
    remove_columns(copy)
    with hold_columns(copy, seconds):
        remove_columns(copy)


def remove_columns(copy: Path) -> None:
    """Delete a copy, its log, and the names under which it is read; there may be none."""
    for path in (copy, Path(f"{copy}.wal"), *_find_names(copy)):
        path.unlink(missing_ok=True)


@contextmanager
def hold_columns(copy: Path, seconds: float) -> Iterator[None]:
    """Let nobody else write a copy until the block ends; raise TimeoutError where somebody does for so many seconds.

    The lock ends with the process, however that ends. Raises OSError where there can be no lock.
    """
    with ExitStack() as waiting:
        if seconds:
            waiting.enter_context(_lock(Path(f"{copy}{WAITING}"), shared=True, seconds=seconds))
        with _lock(Path(f"{copy}{WRITING}"), shared=False, seconds=seconds):
            waiting.close()
            yield


def let_go_of_readers(copy: Path) -> None:
    """See to it that nobody reads a copy that is held, so that it may be written: those who do keep the file."""
    if is_read(copy):
        if copy.exists():
            own = _make_name(copy)
            shutil.copy(copy, own)
            own.replace(copy)
        return
    for left in _find_names(copy):
        # Of a report that was killed.
        left.unlink(missing_ok=True)


def is_read(copy: Path) -> bool:
    """Tell whether somebody reads a copy that is held."""
    return _is_locked(Path(f"{copy}{READING}"))


def is_awaited(copy: Path) -> bool:
    """Tell whether somebody waits for a copy that is held."""
    return _is_locked(Path(f"{copy}{WAITING}"))


def _is_locked(path: Path) -> bool:
    try:
        with _lock(path, shared=False, seconds=0):
            return False
    except TimeoutError:
        return True


@contextmanager
def read_columns(copy: Path) -> Iterator[Path]:
    """Give another name of a copy, under which it stays as it is; to be entered while the copy is held."""
    with _lock(Path(f"{copy}{READING}"), shared=True, seconds=5):
        name = _make_name(copy)
        try:
            name.hardlink_to(copy)
        except OSError:
            # Not every disk knows files with two names.
            shutil.copy(copy, name)
        try:
            yield name
        finally:
            with suppress(OSError):
                name.unlink(missing_ok=True)


def _make_name(copy: Path) -> Path:
    return copy.with_name(f"{copy.name}.{secrets.token_hex(8)}")


def _find_names(copy: Path) -> Iterator[Path]:
    """Yield the names under which a copy is read, and their logs."""
    kept = [f"{copy.name}{suffix}" for suffix in (WRITING, READING, WAITING, ".wal")]
    yield from (path for path in copy.parent.glob(f"{_escape(copy.name)}.*") if path.name not in kept)


def _escape(name: str) -> str:
    """Return a name that stands for itself among wildcards."""
    return "".join(f"[{each}]" if each in "*?[" else each for each in name)


@contextmanager
def _lock(path: Path, *, shared: bool, seconds: float) -> Iterator[None]:
    if sys.platform == "win32":
        # Windows lets nobody delete or replace a file in use: an OSError, and reports go on with a copy of theirs.
        yield
        return
    import fcntl

    handle = _open(path)
    try:
        end = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= end:
                    raise TimeoutError(f"Another process is at {path.with_suffix('')}.") from None
            time.sleep(POLL_SECONDS)
        yield
    finally:
        os.close(handle)


def _open(path: Path) -> int:
    """Return a handle of a file for locks, made where there is none, for those who may use the store."""
    with suppress(FileNotFoundError):
        return os.open(path, os.O_RDONLY)
    handle = os.open(path, os.O_RDONLY | os.O_CREAT, 0o600)
    with suppress(OSError):
        store = path.with_name(path.name.removesuffix(path.suffix).removesuffix(SUFFIX))
        os.fchmod(handle, store.stat().st_mode & 0o666)
    return handle
