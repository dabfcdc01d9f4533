"""Keeping the copy by columns up to date beside whoever keeps a store, so that no report has to begin with it.

A thread looks every minute what has come, which costs next to nothing, and where that is enough it has the copy brought
up to date by a process of its own: at the lowest priority, and gone with its memory when it is done. So taking events
in never waits for it. Nothing depends on that process: wherever it is ended, the next one goes on.
"""

from __future__ import annotations

import logging
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from perfsupport.store import StoreError, read_store
from perfsupport.store.copies import name_columns

FIRST_SECONDS, LOOK_SECONDS = 5.0, 60.0
MANY_EVENTS = 5_000
"""A report reads so many by itself in a tenth of a second or two."""

REST_SECONDS = 600.0
"""After so long a few events are enough. After trouble nothing is tried for as long."""

ROOM_BYTES = 256_000_000
"""What the disk has to have left: the copy must never be what keeps events from being taken."""

STOP_SECONDS = 5.0
QUICK = "--quick"
"""Said to the command once it has gone over everything: what came long ago is then taken for the same."""

log = logging.getLogger("perfsupport.columns")


class _Seen(NamedTuple):
    """What a store held at a moment: the latest arrival, and how often something was deleted."""

    newest: int
    changes: int


class Follower:
    """Has the copy beside a store brought up to date by ``command`` until it is stopped."""

    def __init__(
        self,
        store: Path,
        command: Sequence[str],
        *,
        first: float = FIRST_SECONDS,
        every: float = LOOK_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store, self._command, self._first, self._every, self._clock = store, command, first, every, clock
        self._stopped = threading.Event()
        self._done: _Seen | None = None
        self._done_at = self._rest_until = float("-inf")
        self._said = ""
        self._thread = threading.Thread(target=self._follow, name="perfsupport-columns", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, and the process that is at work with it."""
        self._stopped.set()
        self._thread.join(2 * STOP_SECONDS)

    def _follow(self) -> None:
        pause = self._first
        while not self._stopped.wait(pause):
            pause = self._every
            with suppress(StoreError, OSError):
                # What is wrong with the store, whoever writes to it says.
                seen = self._look()
                if seen is not None and self._clock() >= self._rest_until:
                    self._bring(seen)

    def _look(self) -> _Seen | None:
        """Return what the store holds where it is worth copying, else None."""
        with read_store(self._store) as connection:
            newest, changes = connection.execute(
                "SELECT (SELECT max(received_at) FROM events), (SELECT max(number) FROM changes)"
            ).fetchone()
            if newest is None:
                return None
            seen, done = _Seen(newest, changes), self._done
            if done is None or changes != done.changes or not name_columns(self._store).exists():
                return seen
            query = f"SELECT 1 FROM events WHERE received_at >= ? LIMIT {MANY_EVENTS}"
            came = len(connection.execute(query, [done.newest]).fetchall())
        waited = newest > done.newest and self._clock() - self._done_at >= REST_SECONDS
        return seen if came == MANY_EVENTS or waited else None

    def _bring(self, seen: _Seen) -> None:
        trouble = self._find_no_room() or self._run()
        if trouble is None:
            self._done, self._done_at, self._said = seen, self._clock(), ""
        elif not self._stopped.is_set():
            self._rest_until = self._clock() + REST_SECONDS
            if trouble != self._said:
                log.warning("%s", trouble)
            self._said = trouble

    def _find_no_room(self) -> str | None:
        """Return a sentence where the disk has no room for what is still to be copied."""
        copy = name_columns(self._store)
        behind = self._store.stat().st_size - 4 * (copy.stat().st_size if copy.exists() else 0)
        # A copy is a quarter of its store, and takes as much again while it is written.
        if shutil.disk_usage(copy.parent).free >= ROOM_BYTES + max(behind, 0) // 2:
            return None
        return f"The disk has too little room for {copy}: reports read the store itself, which takes longer."

    def _run(self) -> str | None:
        """Run the command to its end; return a sentence where it failed."""
        try:
            # In a session of its own: Ctrl-C is for the one that started it, which then ends this one, too.
            child = subprocess.Popen(
                [*self._command, *([] if self._done is None else [QUICK])],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                start_new_session=True,
            )
        except OSError as error:
            return f"No process could be started for {name_columns(self._store)}: {error.strerror}."
        with child:
            while True:
                with suppress(subprocess.TimeoutExpired):
                    _, told = child.communicate(timeout=0.25)
                    break
                if self._stopped.is_set():
                    _end(child)
                    return "ended"
        lines = told.strip().splitlines()
        return None if child.returncode == 0 else lines[-1] if lines else f"ended with {child.returncode}"


def _end(child: subprocess.Popen[str]) -> None:
    child.terminate()
    try:
        child.communicate(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()
