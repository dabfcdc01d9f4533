"""The outbox of a store on a server: a file beside the collector, which names the events that still have to go.

It holds ids, and what an event says is read from the store when its turn comes, so that what was erased there is not
sent. Nobody's words lie in a second place, but for what a record store repeats when it refuses an event: that goes when
they go from the store. An event is acknowledged when it is on the server's disk **and** its
id is on this one's. What ends the collector between the two leaves an event that its page sends again, and then both
are made sure of; what comes again after it was sent is sent again under the same id, which settles it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from perfsupport.events import Event
from perfsupport.store.address import Address, FileAddress
from perfsupport.store.errors import StoreError
from perfsupport.store.interface import Store
from perfsupport.store.keeping import TYPED_COLUMNS
from perfsupport.store.opening import open_address
from perfsupport.store.outbox import FORWARDED_MODES, DeadLetter, Outbox
from perfsupport.store.sqlite import SqliteStore, open_store, read_store
from perfsupport.store.sqlite_keeping import FORGOTTEN, FileKeeper

DEFAULT_OUTBOX = "perfsupport-outbox.sqlite3"
GRACE_MS = 600_000
"""How long an event may be missing from the store before it counts as erased: a replica may lag behind."""

QUOTED = (*TYPED_COLUMNS, "rep")
"""What a statement repeats of what a person typed or is called; the contact's reference is in none."""

AT_ONCE = 5_000
_NOTE = """
INSERT OR IGNORE INTO outbox (id) SELECT ?1 WHERE NOT EXISTS (SELECT 1 FROM dead_letters WHERE id = ?1)
"""


class EventSource(Protocol):
    """A store in which events can be looked up."""

    def find_events(self, ids: Sequence[str]) -> dict[str, Event]:
        """Return the events of these ids by their ids, as far as the store has them."""

    def list_ids(self, modes: Sequence[str]) -> Iterator[str]:
        """Yield the ids of all events of these modes, by age."""


class OutboxBeside(Outbox):
    """An outbox in a file whose events are elsewhere. ``now`` gives Unix milliseconds."""

    def __init__(self, file: SqliteStore, source: EventSource, now: Callable[[], int]) -> None:
        super().__init__(file)
        self._source, self._now = source, now
        self._missing: dict[str, int] = {}
        self._gone: set[str] = set()
        self._is_tidy = True

    def open(self) -> None:
        """Forget what was erased in the meantime; new events are noted by ``NotingStore``."""
        self.sweep()

    def bury(self, id: str, reason: str, now: int) -> None:
        """Make an event a dead letter; what of it the reason may repeat is kept, so that both go together."""
        event = self._source.find_events([id]).get(id, {})
        fields = ",".join(name for name in QUOTED if name in event)

        def move(connection: Any) -> int:
            connection.execute("DELETE FROM outbox WHERE id = ?", [id])
            if fields:
                connection.execute("INSERT OR REPLACE INTO quoted VALUES (?, ?)", [id, fields])
            kept = reason if event else FORGOTTEN
            buried: int = connection.execute(
                "INSERT OR REPLACE INTO dead_letters VALUES (?, ?, ?)", [id, now, kept]
            ).rowcount
            return buried

        self._store.do(move).result()

    def tidy(self) -> None:
        """Forget what was erased; an event that was still there a while ago may only lag behind on a replica."""
        self.sweep(sure=False)

    def sweep(self, *, sure: bool = True) -> int:
        """Forget dead letters of erased events, and what was said of those from which something was taken.

        Return how many there were. Of both nothing is left in the file. Without ``sure`` an event counts as erased when
        it was missing the last time as well.
        """
        with read_store(self._store.path) as connection:
            letters = connection.execute(
                "SELECT id, COALESCE(fields, '') FROM dead_letters LEFT JOIN quoted USING (id) ORDER BY id"
            ).fetchall()
        there = self._source.find_events([id for id, _ in letters])
        missing = {id for id, _ in letters if id not in there}
        gone = missing if sure else missing & self._gone
        self._gone = missing
        emptied = {
            id for id, fields in letters if id in there and fields and not {*fields.split(",")} <= there[id].keys()
        }
        if gone or emptied:
            self._is_tidy = False
            self._store.do(lambda connection: _forget(connection, gone, emptied)).result()
        if not self._is_tidy:
            with closing(FileKeeper(self._store.path)) as keeper:
                keeper.compact()
            self._is_tidy = True
        return len(gone) + len(emptied)

    def note(self, ids: Iterable[str]) -> Future[int]:
        """Take in events; the future has how many were not in it yet, once that is on disk."""
        rows = [(id,) for id in ids]
        return self._store.do(lambda c: max(0, c.executemany(_NOTE, rows).rowcount))

    def fill(self) -> int:
        """Take in all events that the store has, but for dead letters; return how many were not in it yet."""
        ids, new = self._source.list_ids(FORWARDED_MODES), 0
        while some := list(islice(ids, AT_ONCE)):
            new += self.note(some).result()
        return new

    def peek(self, most: int) -> list[Event]:
        """Return the events that have waited longest; what is missing goes last, and in the end leaves."""
        seen: set[str] = set()
        while True:
            with read_store(self._store.path) as connection:
                ids = [id for (id,) in connection.execute("SELECT id FROM outbox ORDER BY place LIMIT ?", [most])]
            if seen.issuperset(ids):
                return []
            seen.update(ids)
            found = self._source.find_events(ids)
            self._put_off([id for id in ids if id not in found])
            if found:
                return [found[id] for id in ids if id in found]

    def find_dead_letters(self) -> list[DeadLetter]:
        """Return the dead letters, oldest first; those of erased events are none."""
        with read_store(self._store.path) as connection:
            letters = connection.execute("SELECT id, died_at, reason FROM dead_letters ORDER BY died_at, id").fetchall()
        events = self._source.find_events([id for id, *_ in letters])
        return [
            DeadLetter(id, died_at, reason, events[id]["type"], events[id]["tree"])
            for id, died_at, reason in letters
            if id in events
        ]

    def _put_off(self, missing: Sequence[str]) -> None:
        """Let all others go before events that the store does not have, and let go of those that stay missing."""
        now = self._now()
        since = {id: self._missing.get(id, now) for id in missing}
        gone = [id for id, moment in since.items() if now - moment >= GRACE_MS]
        self._missing |= since
        for id in gone:
            del self._missing[id]
        if gone:
            self.settle(gone)
        rows = [(id,) for id in missing if id not in gone]
        if rows:

            def move(connection: Any) -> int:
                connection.executemany("DELETE FROM outbox WHERE id = ?", rows)
                moved: int = connection.executemany("INSERT INTO outbox (id) VALUES (?)", rows).rowcount
                return moved

            self._store.do(move).result()


def _forget(connection: Any, gone: Iterable[str], emptied: Iterable[str]) -> int:
    rows = [(id,) for id in emptied]
    connection.executemany(f"UPDATE dead_letters SET reason = '{FORGOTTEN}' WHERE id = ?", rows)
    rows += [(id,) for id in gone]
    connection.executemany("DELETE FROM dead_letters WHERE id = ?", [(id,) for id in gone])
    forgotten: int = connection.executemany("DELETE FROM quoted WHERE id = ?", rows).rowcount
    return forgotten


class NotingStore:
    """A store whose events are acknowledged when they are kept and also noted in an outbox."""

    def __init__(self, store: Store, outbox: OutboxBeside) -> None:
        self._kept, self._outbox = store, outbox

    def append(self, events: Iterable[Event]) -> int:
        """Return how many of the events were new, once they are on disk; raise StoreError when they are not."""
        return self.submit(events).result()

    def submit(self, events: Iterable[Event]) -> Future[int]:
        """Return what ``append`` returns or raises, as a future."""
        taken = list(events)
        ids = [event["id"] for event in taken if event["mode"] in FORWARDED_MODES]
        told: Future[int] = Future()
        # From here on both have to be finished, whoever hangs up.
        told.set_running_or_notify_cancel()

        def note(kept: Future[int]) -> None:
            try:
                new = kept.result()
                if not ids:
                    told.set_result(new)
                    return
                self._outbox.note(ids).add_done_callback(lambda noted: tell(noted, new))
            except Exception as error:
                told.set_exception(error)

        def tell(noted: Future[int], new: int) -> None:
            error = noted.exception()
            told.set_result(new) if error is None else told.set_exception(error)

        self._kept.submit(taken).add_done_callback(note)
        return told

    def append_at_once(self, batches: Sequence[Iterable[Event]]) -> None:
        """Return None: a server and a file are asked one after the other."""

    def count(self, day: str, name: str, number: int = 1) -> None:
        """Add to what is counted of a day under a name; on disk within a second."""
        self._kept.count(day, name, number)

    def load_counts(self) -> dict[tuple[str, str], int]:
        """Return what was counted, by day and name."""
        return self._kept.load_counts()

    def keep_published(self, trees: Mapping[str, Mapping[str, Any]], seen_at: int) -> int:
        """Keep what the ids of these trees mean; return how many versions were new."""
        return self._kept.keep_published(trees, seen_at)

    def load_published(self, since: int = 0) -> dict[tuple[str, str], dict[str, Any]]:
        """Return what the ids of each tree and version meant that was published at ``since`` or later."""
        return self._kept.load_published(since)

    def close(self) -> None:
        """Close the store; the outbox stays open."""
        self._kept.close()


@contextmanager
def opening_outbox(address: Address, file: Path, now: Callable[[], int]) -> Iterator[Outbox]:
    """Give the outbox of a store: its own where it is a file, which has to be there, else the file beside it."""
    place = address.path if isinstance(address, FileAddress) else file
    if not place.exists():
        maker = "" if isinstance(address, FileAddress) else " --xapi"
        raise StoreError("store_unavailable", f"There is no {place} yet. perfsupport collect{maker} makes it.")
    with closing(open_store(place)) as opened:
        if isinstance(address, FileAddress):
            yield Outbox(opened)
            return
        with closing(open_address(address)) as store:
            outbox = note_beside(store, opened, now)
            outbox.sweep()
            yield outbox


def sweep_beside(address: Address, file: Path, now: Callable[[], int]) -> int | None:
    """Forget in the outbox beside this collector what was erased on the server; return how many dead letters it was.

    None where there is no such file here.
    """
    if isinstance(address, FileAddress) or not file.exists():
        return None
    with closing(open_store(file)) as opened, closing(open_address(address)) as store:
        return note_beside(store, opened, now).sweep()


def note_beside(store: Store, file: SqliteStore, now: Callable[[], int]) -> OutboxBeside:
    """Return the outbox in a file beside a store on a server."""
    source: Any = store
    return OutboxBeside(file, source, now)
