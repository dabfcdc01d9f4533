"""Sends what waits in the outbox, in a thread of its own, for as long as it takes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from perfsupport.events import Event
from perfsupport.forwarding.recordstore import ALREADY_THERE, Later, RecordStore
from perfsupport.forwarding.statements import StatementMaker
from perfsupport.store import StoreError
from perfsupport.store.outbox import Outbox

BATCH = 50
IDLE_SECONDS = 1.0
MAX_WAIT_SECONDS = 300.0
SAY_AGAIN_MS = 60_000
TIDY_MS = 600_000
"""How long what was erased on a server may stay known here."""

ALONE_AFTER = 3
"""After so many failures in a row statements go one by one: the record store may stumble over one of them. When the
first so many of those fail too, the trouble is its own."""

log = logging.getLogger("perfsupport.forwarding")


class Forwarder:
    """Empties an outbox into a record store. ``now`` gives Unix milliseconds."""

    def __init__(
        self, outbox: Outbox, record_store: RecordStore, maker: StatementMaker, now: Callable[[], int]
    ) -> None:
        self._outbox, self._record_store, self._maker, self._now = outbox, record_store, maker, now
        self._failures = 0
        self._said = ""
        self._complained, self._complained_at = "", 0
        self._tidy_at = now() + TIDY_MS
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="perfsupport-forwarder", daemon=True)

    def start(self) -> None:
        """Begin, in a thread."""
        self._outbox.open()
        self._thread.start()

    def stop(self, seconds: float) -> None:
        """End after what is under way, or after so many seconds: what was not settled is sent again next time."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(seconds)

    def forward_some(self) -> float:
        """Send a batch; return in how many seconds the next one is due."""
        try:
            self._tidy()
            events = self._outbox.peek(BATCH)
            if self._failures < ALONE_AFTER:
                self._deliver(events)
            else:
                self._deliver_alone(events)
        except Later as later:
            return self._wait_for(later)
        except StoreError as error:
            self._complain(str(error))
            return IDLE_SECONDS
        self._complained = ""
        if events and self._failures:
            log.warning("%s takes statements again.", self._record_store.address)
        self._failures = 0
        return 0.0 if events else IDLE_SECONDS

    def _tidy(self) -> None:
        """Have forgotten what was erased, now and then."""
        if self._now() >= self._tidy_at:
            self._tidy_at = self._now() + TIDY_MS
            self._outbox.tidy()

    def _run(self) -> None:
        wait = 0.0
        while not self._stopping.wait(wait):
            try:
                wait = self.forward_some()
            except Exception as error:
                # Whatever it is, the next event may be spared it, and nobody else would start this thread again.
                log.error("Forwarding stumbled: %s: %s", type(error).__name__, error)
                wait = MAX_WAIT_SECONDS

    def _deliver(self, events: Sequence[Event]) -> None:
        """Settle each event, or bury it; where the record store will not take some of many, find which."""
        if not events or self._stopping.is_set():
            return
        answer = self._record_store.send([self._maker.make_statement(event) for event in events])
        if answer is None or (answer.status == ALREADY_THERE and len(events) == 1):
            self._outbox.settle([event["id"] for event in events])
        elif len(events) == 1:
            # The reason may repeat what somebody typed. It is kept where it can be erased, and logs cannot.
            log.error(
                "%s will not take %s (%s). See why with: perfsupport outbox",
                self._record_store.address,
                events[0]["id"],
                answer.status,
            )
            self._outbox.bury(events[0]["id"], answer.reason, self._now())
        else:
            middle = len(events) // 2
            self._deliver(events[:middle])
            self._deliver(events[middle:])

    def _deliver_alone(self, events: Sequence[Event]) -> None:
        """Send one by one, and let those over which the record store stumbles go last, so that they hold up nobody."""
        stumbled: list[Event] = []
        for number, event in enumerate(events, start=1):
            try:
                self._deliver([event])
            except Later as later:
                stumbled.append(event)
                nothing_passes = len(stumbled) == number and number in (ALONE_AFTER, len(events))
                if later.status < 500 or nothing_passes:
                    raise
        for event in stumbled:
            self._outbox.set_back(event["id"])

    def _complain(self, sentence: str) -> None:
        """Log what is wrong with the store, the same once a minute: it is asked each second."""
        now = self._now()
        if sentence != self._complained or abs(now - self._complained_at) >= SAY_AGAIN_MS:
            log.error("%s", sentence)
            self._complained, self._complained_at = sentence, now

    def _wait_for(self, later: Later) -> float:
        if not self._failures or str(later) != self._said:
            log.warning("%s does not take statements now: %s. They wait.", self._record_store.address, later)
            self._said = str(later)
        self._failures += 1
        return min(MAX_WAIT_SECONDS, max(later.retry_after, 2.0 ** min(self._failures, 16) / 2))
