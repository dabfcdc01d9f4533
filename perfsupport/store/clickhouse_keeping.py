"""Looking after a store in ClickHouse. Rows are rewritten, not masked: what was deleted is gone with the old parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from perfsupport.store.address import ServerAddress
from perfsupport.store.clickhouse import IDS_AT_ONCE, Connect, connect, explained, prepare
from perfsupport.store.clickhouse_schema import name_rows
from perfsupport.store.keeping import (
    READ,
    REFERENCE_COLUMNS,
    TALLY,
    TYPED_COLUMNS,
    Row,
    Selection,
    Tally,
    build_condition,
    set_null,
)

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client


def keep_clickhouse(address: ServerAddress, connect: Connect = connect) -> ClickHouseKeeper:
    """Return the store on a server, to be looked after; raise StoreError where it cannot be used."""
    return ClickHouseKeeper(prepare(address, connect), address)


class ClickHouseKeeper:
    """A store on a server; ``Keeper`` says what its methods promise."""

    def __init__(self, client: Client, address: ServerAddress) -> None:
        self._client, self._address = client, address
        self._rows = name_rows("events", address.cluster)

    def tally(self, chosen: Selection) -> Tally:
        """Return how many events are meant; what was inserted twice counts once."""
        condition, values = build_condition(chosen, _mark)
        with explained(self._address):
            events, sessions, typed = self._client.query(f"{TALLY} WHERE {condition}", parameters=values).result_rows[0]
        return Tally(events=events, sessions=sessions, typed=typed)

    def delete(self, chosen: Selection) -> None:
        """Delete the events that are meant: whole months at once, the rest by rewriting."""
        if chosen == Selection(until=chosen.until):
            self._drop_months(chosen)
        self._alter(chosen, "DELETE")

    def blank(self, chosen: Selection) -> None:
        """Take from the events that are meant what a person typed."""
        self._alter(chosen, f"UPDATE {set_null(*TYPED_COLUMNS)}")

    def anonymise(self, chosen: Selection) -> None:
        """Take from the events that are meant what a person typed, and every reference."""
        self._alter(chosen, f"UPDATE {set_null(*TYPED_COLUMNS, *REFERENCE_COLUMNS)}")

    def compact(self) -> None:
        """Do nothing: the server removes the parts that it has rewritten by itself, within minutes."""

    def read(self, chosen: Selection) -> Iterator[Row]:
        """Yield the events that are meant by their ids."""
        condition, values = build_condition(chosen, _mark)
        with (
            explained(self._address),
            self._client.query_rows_stream(f"{READ} WHERE {condition} ORDER BY id", parameters=values) as rows,
        ):
            for row in rows:
                yield tuple(row)

    def close(self) -> None:
        """Let go of the server."""
        self._client.close()

    def _alter(self, chosen: Selection, change: str) -> None:
        for condition, values in self._list_conditions(chosen):
            with explained(self._address):
                self._client.command(f"ALTER TABLE {self._rows} {change} WHERE {condition}", parameters=values)

    def _list_conditions(self, chosen: Selection) -> Iterator[tuple[str, dict[str, object]]]:
        """Yield conditions that look at nothing but the row itself, since every server changes its own rows."""
        plain, values = build_condition(replace(chosen, contact=None, rep=None), _mark)
        if chosen.contact is None and chosen.rep is None:
            yield plain, dict(values)
            return
        sessions = self._find_sessions(chosen)
        for start in range(0, len(sessions), IDS_AT_ONCE):
            some = sessions[start : start + IDS_AT_ONCE]
            yield f"{plain} AND session IN %(sessions)s", {**values, "sessions": some}

    def _find_sessions(self, chosen: Selection) -> Sequence[str]:
        condition, values = build_condition(chosen, _mark)
        with explained(self._address):
            found = self._client.query(f"SELECT DISTINCT session FROM events WHERE {condition}", parameters=values)
        return [session for (session,) in found.result_rows]

    def _drop_months(self, chosen: Selection) -> None:
        """Drop the months of which every event is old enough."""
        with explained(self._address):
            months = self._client.query(
                "SELECT toYYYYMM(toDateTime(intDiv(received_at, 1000), 'UTC')) AS month, MAX(received_at) AS newest"
                " FROM events GROUP BY month HAVING newest < %(until)s ORDER BY month",
                parameters={"until": chosen.until},
            ).result_rows
            for month, _ in months:
                self._client.command(f"ALTER TABLE {self._rows} DROP PARTITION {int(month)}")


def _mark(name: str) -> str:
    return f"%({name})s"
