"""Commands, and collectors as processes of their own, over HTTP, with ClickHouse's engine at the other end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from perfsupport.store import read_store
from perfsupport.store.outbox import count_waiting
from tests.cli.running import run
from tests.collector.sending import make_body, make_event, run_collector, wait_until
from tests.forwarding.recordstore import serve_record_store
from tests.store.engine_over_http import PASSWORD, Engine, serve_engine
from tests.store.kinds import connect, make_kind


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    address = make_kind("clickhouse", tmp_path, monkeypatch).address
    monkeypatch.undo()  # Here the client goes over HTTP, as it does elsewhere.
    monkeypatch.setenv("PERFSUPPORT_STORE_PASSWORD", PASSWORD)
    client = connect(address)
    with serve_engine(client) as engine:
        engine.database = client.database
        yield engine
    client.close()


def name_store(engine: Engine, **other: str) -> str:
    return f"clickhouse://desk@127.0.0.1:{engine.server_port}/{other.get('database', engine.database)}?secure=no"


def test_a_killed_collector_loses_nothing_that_it_acknowledged(engine: Engine, tmp_path: Path) -> None:
    """Neither on the server nor on the way to the record store, which is away while the collector is killed."""
    store, outbox = name_store(engine), tmp_path / "outbox.sqlite3"
    events = [make_event(contact="C-1") for _ in range(30)]
    with serve_record_store() as records:
        records.judge = lambda _: (503, {"retry-after": "1"}, "")
        options = ["--xapi", records.address, "--xapi-site", "https://aids.example", "--outbox", str(outbox)]
        with run_collector(store, *options) as collector:
            reply = collector.send(make_body(events))
            assert reply.json() == {"new": 30, "repeated": 0, "refused": {}}
            wait_until(lambda: records.requests)
            collector.process.kill()
        records.judge = lambda _: None
        with run_collector(store, *options) as collector:
            assert collector.send(make_body(events)).json() == {"new": 0, "repeated": 30, "refused": {}}
            wait_until(lambda: len(records.kept) == 30)
            wait_until(lambda: count(outbox) == 0)
            assert collector.stop() == 0
    assert {"wait_for_async_insert": "1", "insert_quorum": "auto"}.items() <= engine.inserts[-1].items()
    told = run(tmp_path, "outbox", "--store", store, "--outbox", outbox.name)
    assert (told.returncode, told.stdout) == (0, "0 waiting, 0 refused by the record store.\n"), told.stderr
    report = run(tmp_path, "report", "--store", store, "--floor", "1", "--format", "json")
    assert (report.returncode, report.stderr) == (0, "")
    assert json.loads(report.stdout)["quality"]["repeated"] == 30
    assert run(tmp_path, "export", "all.jsonl", "--store", store).stdout == "Wrote 30 events into all.jsonl.\n"
    erased = run(tmp_path, "erase", "--store", store, "--contact", "C-1")
    assert erased.stdout.startswith("Deleted 30 events of 1 session;"), erased.stderr


def count(outbox: Path) -> int:
    with read_store(outbox) as connection:
        return count_waiting(connection)


def test_what_a_server_refuses_is_told_with_its_remedy(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = run(tmp_path, "report", "--store", name_store(engine, database="elsewhere"))
    assert told.returncode == 3
    assert "has no such database. Create it: CREATE DATABASE elsewhere" in told.stderr
    monkeypatch.setenv("PERFSUPPORT_STORE_PASSWORD", "wrong")
    told = run(tmp_path, "collect", "--store", name_store(engine), "--port", "0")
    assert told.returncode == 3
    assert "refuses the user or the password, which is read from PERFSUPPORT_STORE_PASSWORD." in told.stderr
    assert "wrong" not in told.stderr
