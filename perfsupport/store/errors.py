"""What can go wrong with a store, each with a name that the collector passes on and a sentence for whoever runs it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from perfsupport.errors import PerfsupportError

_HELD = "Another program holds {path}. Close it, or wait until it is done."
_UNREADABLE = "Could not decode to UTF-8"
_CAUSES = {
    "SQLITE_FULL": ("store_full", "The disk that holds {path} is full. Free some space; nothing acknowledged is lost."),
    "SQLITE_BUSY": ("store_locked", _HELD),
    "SQLITE_LOCKED": ("store_locked", _HELD),
    "SQLITE_CORRUPT": (
        "store_damaged",
        "{path} is damaged. Move it aside with its -wal file, and put back a copy,"
        " or what perfsupport recover can still read of it.",
    ),
    "SQLITE_NOTADB": (
        "store_damaged",
        "{path} is no database of perfsupport's. Name another file with --store;"
        " or, if it was one until now, read what is left of it with perfsupport recover.",
    ),
    "SQLITE_READONLY": (
        "store_unavailable",
        "{path} may not be written. Let perfsupport write it and its folder.",
    ),
}


class StoreError(PerfsupportError):
    """The store could not do what was asked.

    ``name`` is one of store_full, store_locked, store_damaged, store_newer and store_unavailable.
    """

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


def explain_failure(error: sqlite3.Error, path: Path) -> StoreError:
    """Return what SQLite's error means to whoever runs the store."""
    if str(error).startswith(_UNREADABLE):
        # It goes on with what stands there, which may be what somebody typed.
        return explain_damage(path)
    code: str = getattr(error, "sqlite_errorname", "") or ""
    for prefix, (name, message) in _CAUSES.items():
        if code.startswith(prefix):
            return StoreError(name, message.format(path=path))
    if path.is_dir():
        return StoreError("store_unavailable", f"{path} is a folder. Name a file with --store.")
    folder = path.absolute().parent
    if not folder.is_dir():
        return StoreError("store_unavailable", f"There is no folder {folder}. Make it, or name another with --store.")
    if code.startswith("SQLITE_CANTOPEN"):
        return StoreError("store_unavailable", f"{path} cannot be made or opened. Let perfsupport write {folder}.")
    if code.startswith("SQLITE_IOERR"):
        return StoreError(
            "store_unavailable",
            f"The disk does not write or read {path} ({error})."
            " Look whether it is sound, and whether a quota or a limit on the size of files is reached.",
        )
    return StoreError("store_unavailable", f"{path} cannot be used as a store: {error}.")


def explain_damage(path: Path) -> StoreError:
    """Return what to do about a store in which something cannot be what it was."""
    name, message = _CAUSES["SQLITE_CORRUPT"]
    return StoreError(name, message.format(path=path))


def explain_newer(place: str, found: int, known: int) -> StoreError:
    """Return what to do about a store that a later perfsupport has written."""
    return StoreError(
        "store_newer",
        f"{place} was written by a newer perfsupport (store version {found}, this one knows {known}). "
        "Update perfsupport.",
    )
