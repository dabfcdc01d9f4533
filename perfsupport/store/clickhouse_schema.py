"""The tables of the store in ClickHouse: on one server, or on a cluster in shards with replicas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from perfsupport.store.schema import ALWAYS_COLUMNS, EVENT_COLUMNS, MIGRATIONS, WHOLE_COLUMNS

FEW_VALUES = frozenset(
    ("type", "tree", "version", "mode", "language", "host", "step", "within", "entry", "direction", "option", "target")
).union(("fact", "section", "outcome", "solved", "kind", "browser"))
"""Columns that hold the same few texts again and again."""

SETTINGS = {
    # What was inserted twice counts once, before it is merged too.
    "final": 1,
    # An outer join gives nulls and an alias never stands for a column, as in every other database.
    "join_use_nulls": 1,
    "prefer_column_name_to_alias": 1,
    "mutations_sync": 2,
    "alter_sync": 2,
}
LOCAL = "_local"
"""On a cluster the rows are in a table of this name on each server, and the plain name stands for all of them."""

ON_DISK = "SETTINGS fsync_after_insert = 1, fsync_part_directory = 1"
MONTH = "toYYYYMM(toDateTime(intDiv(received_at, 1000), 'UTC'))"
EARLIEST = 10**14

VERSION = len(MIGRATIONS)
"""A field that the event format gains is a migration of the store in a file, and a column that is added here."""


def list_statements(cluster: str) -> Sequence[str]:
    """Return what makes the tables, where they are not there yet."""
    statements = []
    for name, (columns, engine, argument, order) in TABLES.items():
        fields = ", ".join(f"`{column}` {kind}" for column, kind in columns.items())
        if not cluster:
            made = f"ENGINE = {engine}({argument}) {order} {ON_DISK}"
            statements.append(f"CREATE TABLE IF NOT EXISTS {name} ({fields}) {made}")
            continue
        place = f"'/clickhouse/tables/{{shard}}/{{database}}/{name}', '{{replica}}'"
        arguments = f"{place}, {argument}" if argument else place
        # A session's events lie together, so that the same id always comes to the same shard.
        key = "cityHash64(session)" if name == "events" else "0"
        statements += [
            f"CREATE TABLE IF NOT EXISTS {name}{LOCAL} ON CLUSTER {cluster} ({fields})"
            f" ENGINE = Replicated{engine}({arguments}) {order} {ON_DISK}",
            f"CREATE TABLE IF NOT EXISTS {name} ON CLUSTER {cluster} AS {name}{LOCAL}"
            f" ENGINE = Distributed({cluster}, currentDatabase(), {name}{LOCAL}, {key})",
        ]
    return statements


def list_changes(cluster: str, there: Set[tuple[str, str]]) -> Sequence[str]:
    """Return what adds the columns that tables of an earlier day lack; ``there`` are tables with their columns.

    A column is added to the rows first, and then to what stands for the rows of all servers.
    """
    statements = []
    for name, (columns, *_) in TABLES.items():
        for table in (f"{name}{LOCAL}", name) if cluster else (name,):
            added = [
                f"ADD COLUMN IF NOT EXISTS `{column}` {kind}"
                for column, kind in columns.items()
                if (table, column) not in there
            ]
            if added:
                everywhere = f" ON CLUSTER {cluster}" if cluster else ""
                statements.append(f"ALTER TABLE {table}{everywhere} {', '.join(added)}")
    return statements


def name_rows(table: str, cluster: str) -> str:
    """Return the table that holds the rows, with the words that reach it on every server."""
    return f"{table}{LOCAL} ON CLUSTER {cluster}" if cluster else table


def _type(name: str) -> str:
    if name in WHOLE_COLUMNS:
        kind = "Int64"
        return kind if name in ALWAYS_COLUMNS else f"Nullable({kind})"
    kind = "String" if name in ALWAYS_COLUMNS else "Nullable(String)"
    return f"LowCardinality({kind})" if name in FEW_VALUES else kind


# Of two rows with one id the greater rank stays: the event as it came first.
_RANK = f"UInt64 DEFAULT toUInt64({EARLIEST} - received_at)"

TABLES: Mapping[str, tuple[Mapping[str, str], str, str, str]] = {
    "about": ({"key": "UInt8", "version": "UInt32"}, "ReplacingMergeTree", "version", "ORDER BY key"),
    "events": (
        {name: _type(name) for name in EVENT_COLUMNS} | {"rank": _RANK},
        "ReplacingMergeTree",
        "rank",
        f"PARTITION BY {MONTH} ORDER BY id",
    ),
    "published": (
        {"tree": "String", "version": "String", "seen_at": "Int64", "last_at": "UInt64", "meaning": "String"},
        "ReplacingMergeTree",
        "last_at",
        "ORDER BY (tree, version)",
    ),
    "counts": (
        {"day": "String", "name": "String", "number": "Int64"},
        "SummingMergeTree",
        "",
        "ORDER BY (day, name)",
    ),
}
"""Columns, engine, its argument and the order, by table."""
