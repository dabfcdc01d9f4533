"""Where a report keeps its copy of a store's events, which goes whenever something is deleted from the store."""

from __future__ import annotations

from pathlib import Path

SUFFIX = ".columns"


def name_columns(store: Path) -> Path:
    """Return where the copy of a store is."""
    return store.with_name(store.name + SUFFIX)


def discard_columns(copy: Path) -> None:
    """Throw a copy away, with its log; there may be none."""
    for path in (copy, Path(f"{copy}.wal")):
        path.unlink(missing_ok=True)
