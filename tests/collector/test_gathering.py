"""Batches that come together share a commit, made by whoever is quicker, and each is told only what is on disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from perfsupport.collector.gathering import Gathering
from perfsupport.store import SqliteStore, StoreError, read_store
from tests.collector.sending import make_received


def run(asked: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    # In a thread of its own: a browser test before this one leaves an event loop running in the main one.
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(lambda: asyncio.run(asked())).result(60)


def count_events(path: Path) -> int:
    with read_store(path) as connection:
        return int(connection.execute("SELECT count(*) FROM events").fetchone()[0])


def trace(store: SqliteStore) -> list[str]:
    statements: list[str] = []
    store._connection.set_trace_callback(statements.append)
    return statements


def test_batches_of_one_turn_share_a_commit_and_are_told_apart(store: SqliteStore) -> None:
    one, other = make_received(), make_received()
    statements = trace(store)

    async def keep_all() -> list[int]:
        gathering = Gathering(store)
        batches = ([one], [one, other], [other], [make_received() for _ in range(20)])
        return await asyncio.gather(*map(gathering.keep, batches))

    assert run(keep_all) == [1, 1, 0, 20]
    assert statements.count("COMMIT") == 1
    assert count_events(store.path) == 22


def test_a_slow_disk_is_left_to_the_thread(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("perfsupport.store.sqlite.QUICK_SECONDS", 0.0)

    async def keep_three() -> list[int]:
        gathering = Gathering(store)
        return [await gathering.keep([make_received()]) for _ in range(3)]

    # Nothing is slow until it was.
    assert run(keep_three) == [1, 1, 1]
    assert store.append_at_once([[make_received()]]) is None
    monkeypatch.setattr("perfsupport.store.sqlite.QUICK_SECONDS", 60.0)
    assert store.append_at_once([[make_received()]]) == [1]
    assert count_events(store.path) == 4


def test_a_sender_that_hangs_up_harms_nobody(store: SqliteStore) -> None:
    async def keep_some() -> list[Any]:
        gathering = Gathering(store)
        tasks = [asyncio.ensure_future(gathering.keep([make_received()])) for _ in range(6)]
        # They are asked for now, and gathered in the next turn.
        asyncio.get_running_loop().call_soon(lambda: [task.cancel() for task in tasks[::2]])
        return await asyncio.gather(*tasks, return_exceptions=True)

    told = run(keep_some)
    assert told[1::2] == [1, 1, 1]
    assert all(isinstance(each, asyncio.CancelledError) or each == 1 for each in told[::2])


def test_trouble_is_told_to_all(store: SqliteStore) -> None:
    store.append([make_received()])
    store._connection.execute("PRAGMA max_page_count = 1")

    async def keep_two() -> list[Any]:
        gathering = Gathering(store)
        batches = [[make_received(text="x" * 500) for _ in range(100)] for _ in range(2)]
        return await asyncio.gather(*map(gathering.keep, batches), return_exceptions=True)

    told = run(keep_two)
    assert [(type(each), each.name) for each in told] == [(StoreError, "store_full")] * 2
    store._connection.execute("PRAGMA max_page_count = 1000000")
    assert count_events(store.path) == 1
