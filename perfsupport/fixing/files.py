"""Files of a project on disk: read as bytes, and written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from perfsupport.errors import PerfsupportError
from perfsupport.project import Project


def read_files(project: Project) -> dict[str, bytes]:
    """Return the bytes of every file that the project was read from, by path."""
    return {path: (project.root / path).read_bytes() for path in project.sources}


def write_files(root: Path, files: Mapping[str, bytes | None], known: Mapping[str, bytes] | None = None) -> None:
    """Write files below a folder; None takes one away.

    All are written beside their places before the first is put there, so that a full disk leaves everything as it was.
    ``known`` are the files that the new ones were made from: raises PerfsupportError where somebody else has written
    one of them meanwhile, or put one where a new one is to be.
    """
    waiting: list[tuple[Path, Path]] = []
    try:
        for path, data in files.items():
            if data is not None:
                # A link stays a link.
                place = Path(os.path.realpath(root / path))
                waiting.append((_write_beside(place, data), place))
        if known is not None:
            _check_unchanged(root, files, known)
        for new, place in waiting:
            new.replace(place)
    finally:
        for new, _ in waiting:
            new.unlink(missing_ok=True)
    for path, data in files.items():
        if data is None:
            (root / path).unlink()


def _check_unchanged(root: Path, files: Mapping[str, bytes | None], known: Mapping[str, bytes]) -> None:
    for path in files:
        place = root / path
        there = place.read_bytes() if place.is_file() else None
        if path not in known and place.parent.resolve() != (root.resolve() / path).parent:
            raise PerfsupportError(f"Nothing was written: {path} lies behind a link, and links are not followed.")
        if there != known.get(path) or (path not in known and place.is_symlink()):
            what = "has changed meanwhile" if path in known else "is there already"
            raise PerfsupportError(f"Nothing was written: {path} {what}. Save it, look at it, and run this again.")


def _write_beside(place: Path, data: bytes) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    # Hidden, so that nobody who watches the folder takes it for a tree.
    handle, name = tempfile.mkstemp(prefix=".", suffix=".new", dir=place.parent)
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        new.chmod(place.stat().st_mode & 0o7777 if place.exists() else 0o644)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    return new
