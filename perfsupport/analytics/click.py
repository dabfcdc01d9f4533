"""ClickHouse answers questions over the store that it keeps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from perfsupport.analytics.queries import Period, Row, build_query
from perfsupport.store.address import ServerAddress
from perfsupport.store.clickhouse import Connect, connect, explained, prepare, read_counts, read_published

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client


@contextmanager
def read_clickhouse(address: ServerAddress, connect: Connect = connect) -> Iterator[ClickHouseReading]:
    """Give the answers of a server."""
    client = prepare(address, connect)
    try:
        yield ClickHouseReading(client, address)
    finally:
        client.close()


class ClickHouseReading:
    """A store on a server, open for questions. What comes while it is asked counts for the questions after it."""

    def __init__(self, client: Client, address: ServerAddress) -> None:
        self._client, self._address = client, address

    def ask(self, question: str, mode: str, period: Period | None = None) -> list[Row]:
        """Return the rows that answer one of ``QUESTIONS``, over the events of one mode, and where said of a period."""
        text = build_query(question, mode, period)
        with explained(self._address):
            found = self._client.query(text)
            return [dict(zip(found.column_names, row, strict=True)) for row in found.result_rows]

    def load_published(self) -> dict[tuple[str, str], dict[str, Any]]:
        """Return what the ids of each tree and version meant, oldest first."""
        with explained(self._address):
            return read_published(self._client)

    def load_counts(self) -> dict[tuple[str, str], int]:
        """Return what the collectors counted, by day and name."""
        with explained(self._address):
            return read_counts(self._client)
