"""One thread that writes: whatever waits at the same moment goes together, and each is told only when it is on disk."""

from __future__ import annotations

import queue
import threading
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, Generic, TypeVar

from perfsupport.events import Event
from perfsupport.store.errors import StoreError
from perfsupport.store.schema import EVENT_COLUMNS

COUNT_SECONDS = 1.0

Work = TypeVar("Work")
Job = tuple[Work, "Future[int]"]
Counts = Counter[tuple[str, str]]


def list_rows(events: Iterable[Event]) -> list[tuple[Any, ...]]:
    """Return events as rows of ``EVENT_COLUMNS``."""
    return [tuple(map(event.get, EVENT_COLUMNS)) for event in events]


class WritingStore(ABC, Generic[Work]):
    """The half of a store that is the same wherever it writes to; ``Store`` says what its methods promise."""

    def __init__(self, place: object) -> None:
        self._place = place
        self._jobs: queue.SimpleQueue[Job[Work] | None] = queue.SimpleQueue()
        self._counts: Counts = Counter()
        self._lock = threading.Lock()
        self._closed = False
        self._writer = threading.Thread(target=self._write, name="perfsupport-store", daemon=True)

    def append(self, events: Iterable[Event]) -> int:
        """Return how many of the events were new, once they are on disk; raise StoreError when they are not."""
        return self.submit(events).result()

    @abstractmethod
    def submit(self, events: Iterable[Event]) -> Future[int]:
        """Return what ``append`` returns or raises, as a future."""

    def append_at_once(self, batches: Sequence[Iterable[Event]]) -> Sequence[int] | None:  # noqa: ARG002
        """Return None: over a network nothing is quick."""
        return None

    def count(self, day: str, name: str, number: int = 1) -> None:
        """Add to what is counted of a day under a name; on disk within a second."""
        with self._lock:
            self._counts[day, name] += number

    def load_counts(self) -> dict[tuple[str, str], int]:
        """Return what was counted, by day and name."""
        counts = self._read_counts()
        with self._lock:
            return counts + self._counts

    def do(self, work: Work) -> Future[int]:
        """Have work done by the thread that writes; return what it returns."""
        future: Future[int] = Future()
        with self._lock:
            if self._closed:
                raise StoreError("store_unavailable", f"{self._place} was closed.")
            self._jobs.put((work, future))
        return future

    def close(self) -> None:
        """Write what still waits, and let go."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self._jobs.put(None)
        self._writer.join()
        self._let_go()

    def _write(self) -> None:
        open_ = True
        while open_:
            waiting: list[Job[Work] | None] = []
            with suppress(queue.Empty):
                waiting.append(self._jobs.get(timeout=COUNT_SECONDS))
                while True:
                    waiting.append(self._jobs.get_nowait())
            open_ = None not in waiting
            # A client that hung up may have cancelled its future; from here on it no longer can.
            self._carry_out([job for job in waiting if job is not None and job[1].set_running_or_notify_cancel()])

    def _has_counts(self) -> bool:
        """Tell whether something was counted since that was written last."""
        with self._lock:
            return bool(self._counts)

    def _take_counts(self) -> Counts:
        """Return what was counted since this was asked last."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        return counts

    def _give_back(self, counts: Counts) -> None:
        """Keep counts that could not be written for the next time."""
        with self._lock:
            self._counts.update(counts)

    @abstractmethod
    def _read_counts(self) -> Counts:
        """Return what is on disk of the counts."""

    @abstractmethod
    def _carry_out(self, jobs: Sequence[Job[Work]]) -> None:
        """Do all jobs at once, and write what was counted; settle each job's future."""

    @abstractmethod
    def _let_go(self) -> None:
        """Close what the store is open on."""
