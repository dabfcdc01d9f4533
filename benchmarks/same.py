"""Compare the answers of DuckDB, ClickHouse's engine and SQLite over a simulated month of 500 reps, by hash.

.venv/bin/python -m benchmarks.stores same
SESSIONS=2000 .venv/bin/python -m benchmarks.stores same
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks.simulator import EDITS, load_editions, simulate
from perfsupport.analytics.click import read_clickhouse
from perfsupport.analytics.engines import open_reading
from perfsupport.analytics.queries import QUESTIONS, ask
from perfsupport.store import Store, open_store, read_store
from perfsupport.store.address import FileAddress, ServerAddress
from perfsupport.store.clickhouse import open_clickhouse

ROOT = Path(__file__).parents[1]
SESSIONS = int(os.environ.get("SESSIONS", "20000"))
ENGINE = ServerAddress(scheme="clickhouse", host="engine", port=1, user="default", database="default")


def connect(_: ServerAddress) -> Any:
    """Return the usual client over the engine in this process."""
    import clickhouse_connect

    return clickhouse_connect.get_client(interface="chdb")


def fill(stores: list[Store]) -> int:
    """Put the month into every store; return how many events it has."""
    count = 0
    month = simulate(load_editions(ROOT, EDITS), reps=500, sessions=SESSIONS, count=False)
    waiting = []
    for batch in month.batches():
        count += len(batch)
        waiting += batch
        if len(waiting) > 20_000:
            for store in stores:
                store.append(waiting)
            waiting = []
    for store in stores:
        store.append(waiting)
    return count


def compare() -> None:
    """Ask every question in every database, and say where they differ; exit with 1 where they do."""
    staying = connect(ENGINE)
    with tempfile.TemporaryDirectory(prefix="perfsupport-") as folder:
        path = Path(folder, "events.sqlite3")
        with closing(open_store(path)) as file, closing(open_clickhouse(ENGINE, connect)) as server:
            print(f"{fill([file, server]):,} events of {SESSIONS:,} sessions, 500 reps")
        differ = 0
        with (
            open_reading(FileAddress(path)) as duck,
            read_clickhouse(ENGINE, connect) as click,
            read_store(path) as sqlite,
        ):
            for question in QUESTIONS:
                duck_hash, duck_time, rows = _ask(lambda q=question: duck.ask(q, "live"))  # type: ignore[misc]
                click_hash, click_time, _ = _ask(lambda q=question: click.ask(q, "live"))  # type: ignore[misc]
                sqlite_hash, sqlite_time, _ = _ask(lambda q=question: ask(sqlite, q, "live"))  # type: ignore[misc]
                same = duck_hash == click_hash == sqlite_hash
                differ += not same
                times = f"DuckDB {duck_time:6.2f} s  ClickHouse {click_time:6.2f} s  SQLite {sqlite_time:6.2f} s"
                print(
                    f"  {question:18} {rows:6} rows  {duck_hash}  {'same' if same else 'DIFFERENT'}  {times}",
                    flush=True,
                )
    staying.close()
    if differ:
        raise SystemExit(f"{differ} questions have different answers.")


def _ask(question: Callable[[], list[dict[str, Any]]]) -> tuple[str, float, int]:
    begun = time.perf_counter()
    rows = question()
    text = json.dumps(rows, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()[:12], time.perf_counter() - begun, len(rows)
