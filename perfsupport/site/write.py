"""Writing the site: into a new folder beside the old one, which then takes its place in one step.

A build that is killed, at whatever moment, leaves the last good site where it was. On Linux the two folders are
exchanged by one system call; elsewhere two renames follow each other, and the next run mends what a kill left.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from perfsupport.errors import PerfsupportError

MARKER = ".perfsupport-site"
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2

Content = bytes | Path


def check_out(out: Path) -> None:
    """Raise PerfsupportError where ``out`` is something that perfsupport did not make and must not replace."""
    if not out.exists():
        return
    if not out.is_dir():
        raise PerfsupportError(f"{out} is a file. Choose another folder with --out.")
    if not (out / MARKER).is_file() and any(out.iterdir()):
        raise PerfsupportError(
            f"{out} was not made by perfsupport, so it is not replaced. Empty it, or choose another folder with --out."
        )


def read_marker(out: Path) -> str:
    """Return what the last build wrote into its marker, empty where there is no site yet."""
    try:
        return (out / MARKER).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def write_site(files: Mapping[str, Content], out: Path, *, durable: bool = True) -> None:
    """Put a site of these files (address to content, or to a file to be copied) in the place of ``out``.

    One of them is the marker. Raises PerfsupportError where something else than a site of ours is in the way.
    With ``durable`` the files are on the disk before the exchange, so that a power cut too leaves a whole site.
    """
    out = Path(os.path.realpath(out))
    out.parent.mkdir(parents=True, exist_ok=True)
    with _locked(out.parent):
        _clear_leftovers(out)
        check_out(out)
        fresh = out.with_name(f".{out.name}-new-{secrets.token_hex(4)}")
        try:
            _write_files(files, fresh, durable)
            _put_in_place(fresh, out)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Let one build at a time write beside ``folder``; the lock ends with the process, however it ends."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # a network drive without locks is no reason not to build
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _clear_leftovers(out: Path) -> None:
    """Finish or undo what a killed build left: bring back a site that was moved aside, remove half-written ones."""
    ours = re.compile(rf"\.{re.escape(out.name)}-(old|new)-[0-9a-f]{{8}}")
    for leftover in sorted(path for path in out.parent.iterdir() if ours.fullmatch(path.name)):
        if not out.exists() and "-old-" in leftover.name and (leftover / MARKER).is_file():
            leftover.rename(out)
        else:
            shutil.rmtree(leftover, ignore_errors=True)


def _write_files(files: Mapping[str, Content], folder: Path, durable: bool) -> None:
    """Write all files into a new folder."""
    folder.mkdir()
    for address, content in files.items():
        path = folder / address
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Path):
            shutil.copyfile(content, path)
        else:
            path.write_bytes(content)
    if durable:
        for place, _folders, names in os.walk(folder):
            for name in names:
                _sync(Path(place, name))
            _sync(Path(place))


def _sync(path: Path) -> None:
    """Wait until a file, or a folder's list of names, is on the disk."""
    if path.is_dir() and sys.platform == "win32":
        return
    handle = os.open(path, os.O_RDWR if sys.platform == "win32" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _put_in_place(fresh: Path, out: Path) -> None:
    """Put ``fresh`` where ``out`` is; afterwards ``fresh`` is gone, or is the old site."""
    if not out.exists():
        fresh.rename(out)
    elif not exchange(fresh, out):
        aside = out.with_name(f".{out.name}-old-{secrets.token_hex(4)}")
        out.rename(aside)
        fresh.rename(out)
        shutil.rmtree(aside, ignore_errors=True)
    _sync(out.parent)


def exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step and return True; return False where the system or the disk cannot."""
    if not sys.platform.startswith("linux"):
        return False
    import ctypes

    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    return bool(renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)
