"""The store in ClickHouse, for more than one machine can take: several collectors may write to it at once.

Each collector has one thread that inserts whatever waits at the moment, and tells only after the server's answer. The
server is asked to gather inserts of all collectors and to answer when they are on its disk. The same event may be
inserted twice; ``ReplacingMergeTree`` keeps of each id what came first, and questions are asked with ``final``, so that
repeats do not count before they are merged away either.
"""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

from perfsupport.errors import PerfsupportError
from perfsupport.events import Event
from perfsupport.store.address import PASSWORD_VARIABLE, ServerAddress
from perfsupport.store.clickhouse_schema import SETTINGS, VERSION, list_changes, list_statements
from perfsupport.store.errors import StoreError, explain_newer
from perfsupport.store.keeping import READ
from perfsupport.store.schema import EVENT_COLUMNS
from perfsupport.store.writing import Counts, Job, WritingStore, list_rows

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

SECONDS = 30
IDS_AT_ONCE = 2000
"""A query may be 256 KB long."""
UNKNOWN_DATABASE, WRONG_PASSWORD = "UNKNOWN_DATABASE", "AUTHENTICATION_FAILED"
REASONS = {
    "Failed to resolve": "there is no host of this name.",
    "Connection refused": "nothing answers on that port. Start the server, or write the port on which it speaks HTTPS"
    " (usually 8443), or plain HTTP (8123, with ?secure=no).",
    "timed out": "it does not answer.",
    "CERTIFICATE_VERIFY_FAILED": "its certificate is not trusted here.",
    "[SSL": "it does not speak HTTPS there. Where that is meant, write ?secure=no behind the address.",
    "server version query": "what answers there is no ClickHouse.",
}
"""What the client says, and what is told instead: its own words name a number of the request, another each time."""

Rows: TypeAlias = list[tuple[Any, ...]]
Connect: TypeAlias = "Callable[[ServerAddress], Client]"

INSERT = {"async_insert": 1, "wait_for_async_insert": 1, "insert_quorum": "auto", "distributed_foreground_insert": 1}
"""The answer comes when the events are on the disk, of most replicas where there are replicas."""


def connect(address: ServerAddress) -> Client:
    """Return a client of a server; raise PerfsupportError where the package for it is missing."""
    try:
        import clickhouse_connect
    except ModuleNotFoundError:
        raise PerfsupportError(
            "A store in ClickHouse needs the package clickhouse-connect. Install it with: "
            "pip install 'perfsupport[clickhouse]'"
        ) from None
    # It logs each failure, which is told here in other words, and no oftener than is of use.
    logging.getLogger("clickhouse_connect").addHandler(logging.NullHandler())
    return clickhouse_connect.get_client(
        host=address.host,
        port=address.port,
        username=address.user,
        password=address.password,
        database=address.database,
        secure=address.secure,
        connect_timeout=SECONDS,
        send_receive_timeout=SECONDS * 10,
        # Threads and balancers: no two requests need the same server.
        autogenerate_session_id=False,
    )


@contextmanager
def explained(address: ServerAddress) -> Iterator[None]:
    """Turn the client's errors into StoreError, which says what to do and never tells a password."""
    from clickhouse_connect.driver.exceptions import ClickHouseError

    try:
        yield
    except (ClickHouseError, OSError) as error:
        told = str(error)
        if UNKNOWN_DATABASE in told:
            message = f"{address} has no such database. Create it: CREATE DATABASE {address.database}"
        elif WRONG_PASSWORD in told:
            message = f"{address} refuses the user or the password, which is read from {PASSWORD_VARIABLE}."
        else:
            message = f"{address} cannot be used as a store: {_shorten(told, address)}"
        raise StoreError("store_unavailable", message) from error


def _shorten(told: str, address: ServerAddress) -> str:
    """Return the first line of what a server or the client says, without the password, should it be repeated there."""
    for mark, reason in REASONS.items():
        if mark in told:
            return reason
    line = next(iter(told.splitlines()), "no reason given")
    return (line.replace(address.password, "…") if address.password else line)[:300]


def open_clickhouse(address: ServerAddress, connect: Connect = connect) -> ClickHouseStore:
    """Return the store on a server, its tables made where there are none; raise StoreError where it cannot be used."""
    client = prepare(address, connect)
    return ClickHouseStore(client, address)


def prepare(address: ServerAddress, connect: Connect = connect) -> Client:
    """Return a client of a server with the tables of today; raise StoreError where they are of a later day."""
    with explained(address):
        client = connect(address)
        for name, value in SETTINGS.items():
            client.set_client_setting(name, value)
        for statement in list_statements(address.cluster):
            client.command(statement)
        version = int(client.query("SELECT MAX(version) FROM about").result_rows[0][0])
        if version > VERSION:
            client.close()
            raise explain_newer(str(address), version, VERSION)
        if version < VERSION:
            there = client.query(
                "SELECT table, name FROM system.columns WHERE database = currentDatabase()"
            ).result_rows
            for statement in list_changes(address.cluster, {(table, name) for table, name in there}):
                client.command(statement)
            client.insert("about", [(0, VERSION)], column_names=("key", "version"), settings=INSERT)
        return client


class ClickHouseStore(WritingStore[Rows]):
    """An open store on a server; ``Store`` says what its methods promise."""

    def __init__(self, client: Client, address: ServerAddress) -> None:
        super().__init__(address)
        self.address = address
        self._client = client
        self._writer.start()

    def submit(self, events: Iterable[Event]) -> Future[int]:
        """Return what ``append`` returns or raises, as a future."""
        return self.do(list_rows(events))

    def find_events(self, ids: Sequence[str]) -> dict[str, Event]:
        """Return the events of these ids by their ids, as far as the store has them."""
        found: dict[str, Event] = {}
        with explained(self.address):
            for start in range(0, len(ids), IDS_AT_ONCE):
                some = {"ids": ids[start : start + IDS_AT_ONCE]}
                for row in self._client.query(f"{READ} WHERE id IN %(ids)s", parameters=some).result_rows:
                    event = zip(EVENT_COLUMNS, row, strict=True)
                    found[row[0]] = {name: value for name, value in event if value is not None}
        return found

    def list_ids(self, modes: Sequence[str]) -> Iterator[str]:
        """Yield the ids of all events of these modes, by age."""
        query = "SELECT id FROM events WHERE mode IN %(modes)s ORDER BY id"
        with (
            explained(self.address),
            self._client.query_rows_stream(query, parameters={"modes": list(modes)}) as rows,
        ):
            for (id,) in rows:
                yield id

    def keep_published(self, trees: Mapping[str, Mapping[str, Any]], seen_at: int) -> int:
        """Keep what the ids of these trees mean (``trees`` of events.json); return how many versions were new."""
        with explained(self.address):
            known = {
                (tree, version): (first, last)
                for tree, version, first, last in self._client.query(
                    "SELECT tree, version, seen_at, last_at FROM published"
                ).result_rows
            }
            rows = []
            for tree, about in trees.items():
                first, last = known.get((tree, str(about["version"])), (seen_at, seen_at))
                rows.append((tree, about["version"], first, max(last, seen_at), json.dumps(about)))
            if rows:
                names = ("tree", "version", "seen_at", "last_at", "meaning")
                self._client.insert("published", rows, column_names=names, settings=INSERT)
        return sum((tree, version) not in known for tree, version, *_ in rows)

    def load_published(self, since: int = 0) -> dict[tuple[str, str], dict[str, Any]]:
        """Return what the ids of each tree and version meant that was published at ``since`` or later."""
        with explained(self.address):
            return read_published(self._client, since)

    def _read_counts(self) -> Counts:
        with explained(self.address):
            return Counter(read_counts(self._client))

    def _let_go(self) -> None:
        self._client.close()

    def _carry_out(self, jobs: Sequence[Job[Rows]]) -> None:
        if jobs:
            self._insert(jobs)
        self._insert_counts()

    def _insert(self, jobs: Sequence[Job[Rows]]) -> None:
        """Insert the events of all jobs at once, and tell each how many were new only after the server's answer."""
        try:
            with explained(self.address):
                rows = {row[0]: row for rows, _ in reversed(jobs) for row in reversed(rows)}
                known = self._find_known(list(rows))
                new = [row for id, row in rows.items() if id not in known]
                if new:
                    self._client.insert("events", new, column_names=EVENT_COLUMNS, settings=INSERT)
                else:
                    self._client.command("SELECT 1")
        except Exception as error:
            for _, future in jobs:
                future.set_exception(error)
            return
        for rows_of_job, future in jobs:
            ids = {row[0] for row in rows_of_job}
            future.set_result(len(ids - known))
            known |= ids

    def _find_known(self, ids: Sequence[str]) -> set[str]:
        """Return those ids that the store already has.

        Another collector may insert one at this very moment: that only makes a repeat look new.
        """
        known: set[str] = set()
        for start in range(0, len(ids), IDS_AT_ONCE):
            some = {"ids": ids[start : start + IDS_AT_ONCE]}
            found = self._client.query("SELECT DISTINCT id FROM events WHERE id IN %(ids)s", parameters=some)
            known.update(id for (id,) in found.result_rows)
        return known

    def _insert_counts(self) -> None:
        counts = self._take_counts()
        if not counts:
            return
        try:
            with explained(self.address):
                rows = [(*key, number) for key, number in counts.items()]
                self._client.insert("counts", rows, column_names=("day", "name", "number"), settings=INSERT)
        except StoreError:
            self._give_back(counts)


def read_counts(client: Client) -> dict[tuple[str, str], int]:
    """Return what all collectors counted, by day and name."""
    rows = client.query("SELECT day, name, SUM(number) FROM counts GROUP BY day, name ORDER BY day, name").result_rows
    return {(day, name): number for day, name, number in rows}


def read_published(client: Client, since: int = 0) -> dict[tuple[str, str], dict[str, Any]]:
    """Return what the ids of each tree and version meant that was published at ``since`` or later, oldest first."""
    rows = client.query(
        "SELECT tree, version, meaning FROM published WHERE last_at >= %(since)s"
        " ORDER BY last_at, seen_at, tree, version",
        parameters={"since": since},
    ).result_rows
    return {(tree, version): json.loads(meaning) for tree, version, meaning in rows}
