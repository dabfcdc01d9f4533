"""A project's files as they were read: what has not changed since is neither read nor parsed again."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeAlias, TypeVar

from perfsupport.diagnostics import Diagnostic
from perfsupport.folder import misplaced

MOST_BYTES = 64 * 2**20
"""Read of one file: far more than the parser takes, far less than there may be."""

SETTLED_NANOSECONDS = 3 * 10**9
"""A file that was touched later than this before it was read is compared by its content the next time: some disks
count in steps of two seconds, and two saves within one step look alike."""

Stamp: TypeAlias = tuple[int, int, int, int, int]
T = TypeVar("T")
Parse: TypeAlias = Callable[[bytes, str], tuple[T, list[Diagnostic]]]


@dataclass(frozen=True, slots=True)
class Source(Generic[T]):
    """A file as it was read: its text, the value that was parsed from it, and what reading found.

    ``stamp`` tells the file apart from what may stand in its place later, None where it cannot; ``digest`` tells its
    content.
    """

    path: str
    text: str
    value: T
    diagnostics: Sequence[Diagnostic]
    digest: bytes
    stamp: Stamp | None


Sources: TypeAlias = Mapping[str, Source[Any]]


def read_source(
    file: Path | str, path: str, parse: Parse[T], earlier: Source[T] | None = None
) -> Source[T] | Diagnostic:
    """Return a file with what ``parse`` makes of it, or what is wrong with a file that cannot be read.

    ``path`` is the file's below the project's folder. ``earlier`` is the same file as it was read before, with the same
    ``parse``: its value comes back, the very object, where the content is the same.
    """
    try:
        about = os.stat(file)  # noqa: PTH116 - a thousand files on each save, and Path.stat takes twice the time
        # A pipe would keep us waiting.
        if not stat.S_ISREG(about.st_mode):
            raise OSError(errno.EINVAL, "It is no plain file")
        stamp = about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns
        if earlier is not None and earlier.stamp == stamp:
            return earlier
        with Path(file).open("rb") as stream:
            data = stream.read(MOST_BYTES)
    except OSError as error:
        return misplaced(path, f"The file cannot be read: {error.strerror}.", "Let yourself read it, or remove it.")
    settled = time.time_ns() - max(about.st_mtime_ns, about.st_ctime_ns) > SETTLED_NANOSECONDS
    known = stamp if settled else None
    digest = hashlib.blake2b(data, digest_size=16).digest()
    if earlier is not None and earlier.digest == digest:
        return Source(path, earlier.text, earlier.value, earlier.diagnostics, digest, known)
    value, diagnostics = parse(data, path)
    return Source(path, data.decode("utf-8-sig", errors="replace"), value, diagnostics, digest, known)
