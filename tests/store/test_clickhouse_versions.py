"""Tables that an earlier perfsupport made on a server get what they lack; those of a later one are left alone."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from perfsupport.store import StoreError
from perfsupport.store.address import ServerAddress
from perfsupport.store.clickhouse_schema import TABLES, VERSION, list_changes, list_statements
from perfsupport.store.keeping import Selection
from perfsupport.store.opening import open_address, open_keeper
from perfsupport.store.schema import EVENT_COLUMNS
from tests.collector.sending import make_received
from tests.store.kinds import connect, make_kind

LATER = ("words", "hits", "browser")
"""Columns that the tables of these tests do not have yet."""


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ServerAddress:
    address = make_kind("clickhouse", tmp_path, monkeypatch).address
    assert isinstance(address, ServerAddress)
    return address


def test_tables_of_an_earlier_day_get_the_columns_they_lack(address: ServerAddress) -> None:
    old = make_received()
    with closing(open_address(address)) as store:
        store.append([old])
    with closing(connect(address)) as client:
        for column in LATER:
            client.command(f"ALTER TABLE events DROP COLUMN {column}")
        client.command("DROP TABLE about")
    new = make_received("searched", words="refund", hits=3)
    with closing(open_address(address)) as store:
        assert store.append([old, new]) == 1
    with closing(open_keeper(address)) as keeper:
        rows = [dict(zip(EVENT_COLUMNS, row, strict=True)) for row in keeper.read(Selection())]
    assert [(row["words"], row["hits"], row["browser"]) for row in rows] == [(None, None, ""), ("refund", 3, "Chrome")]
    with closing(connect(address)) as client:
        assert client.query("SELECT MAX(version) FROM about").result_rows == [(VERSION,)]


def test_tables_of_today_are_not_altered(address: ServerAddress) -> None:
    open_address(address).close()
    with closing(connect(address)) as client:
        found = client.query("SELECT table, name FROM system.columns WHERE database = currentDatabase()").result_rows
    there = {(table, name) for table, name in found}
    assert there == {(table, column) for table, (columns, *_) in TABLES.items() for column in columns}
    assert list_changes("", there) == []


def test_tables_of_a_later_perfsupport_are_refused_in_words(address: ServerAddress) -> None:
    open_address(address).close()
    with closing(connect(address)) as client:
        client.insert("about", [(0, VERSION + 1)], column_names=("key", "version"))
    for opens in (open_address, open_keeper):
        with pytest.raises(StoreError, match="was written by a newer perfsupport") as raised:
            opens(address)
        assert raised.value.name == "store_newer"
        assert f"store version {VERSION + 1}, this one knows {VERSION}). Update perfsupport." in str(raised.value)


def test_on_a_cluster_the_rows_are_changed_before_what_stands_for_them() -> None:
    there = {
        (f"{table}{end}", column)
        for table, (columns, *_) in TABLES.items()
        for end in ("", "_local")
        for column in columns
    }
    there -= {("events", "hits"), ("events_local", "hits")}
    assert list_changes("desk", there) == [
        "ALTER TABLE events_local ON CLUSTER desk ADD COLUMN IF NOT EXISTS `hits` Nullable(Int64)",
        "ALTER TABLE events ON CLUSTER desk ADD COLUMN IF NOT EXISTS `hits` Nullable(Int64)",
    ]
    assert all(" ON CLUSTER desk" in statement for statement in list_statements("desk"))
