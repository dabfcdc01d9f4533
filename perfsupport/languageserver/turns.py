"""Who works when: a check waits while somebody is being answered, since one thread at a time runs Python."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE_SECONDS = 1
"""How long a check waits at most: no question may keep it for ever."""


class Turns:
    """Lets a check give way to answers."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers = 0
        self.begun = 0
        """How many turns there have been: as long as it stays the same, nobody has asked for anything."""
        self._is_free = threading.Event()
        self._is_free.set()

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Keep checks waiting for so long."""
        self.begin()
        try:
            yield
        finally:
            self.end()

    def begin(self) -> None:
        """Keep checks waiting until ``end`` is called as often."""
        with self._lock:
            self._answers += 1
            self.begun += 1
            self._is_free.clear()

    def end(self) -> None:
        """Let checks go on, once nobody else is being answered."""
        with self._lock:
            self._answers -= 1
            if not self._answers:
                self._is_free.set()

    def give_way(self) -> None:
        """Wait until nobody is being answered."""
        if not self._is_free.is_set():
            self._is_free.wait(PATIENCE_SECONDS)
