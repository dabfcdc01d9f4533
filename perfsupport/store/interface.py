"""What every store can do. The collector, the forwarding and the demo know no more of a store than this."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future
from typing import Any, Protocol

from perfsupport.events import Event


class Store(Protocol):
    """An open store. Every method may be called from any thread; each may raise StoreError."""

    def append(self, events: Iterable[Event]) -> int:
        """Return how many of the events were new, once they are on disk; raise StoreError when they are not."""

    def submit(self, events: Iterable[Event]) -> Future[int]:
        """Return what ``append`` returns or raises, as a future. Never waits. Without events it is a mere attempt."""

    def append_at_once(self, batches: Sequence[Iterable[Event]]) -> Sequence[int] | None:
        """Return what ``append`` returns or raises for each of some batches, once all are on disk.

        None where that may take longer than handing it over to a thread: then nothing has been done.
        """

    def count(self, day: str, name: str, number: int = 1) -> None:
        """Add to what is counted of a day (``2026-11-22``, UTC) under a name; on disk within a second. Never waits."""

    def load_counts(self) -> dict[tuple[str, str], int]:
        """Return what was counted, by day and name."""

    def keep_published(self, trees: Mapping[str, Mapping[str, Any]], seen_at: int) -> int:
        """Keep what the ids of these trees mean (``trees`` of events.json), and that they were published then.

        Return how many versions were new.
        """

    def load_published(self, since: int = 0) -> dict[tuple[str, str], dict[str, Any]]:
        """Return what the ids of each tree and version meant that was published at ``since`` or later, oldest first."""

    def close(self) -> None:
        """Write what still waits, and let go."""
