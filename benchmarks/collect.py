"""The collector beside the floor and a record store: how many events a second are on disk before they are acknowledged.

The floor is the least that keeps the promise: the same web server, which appends the body to a file, syncs it, and
answers. Ralph is a record store in Python, with its file backend. All take one event a request, from clients that wait
for each answer. With --copying there is also the collector beside the process that copies a large store into columns,
over and over again.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.collect_load import Load, make_event
from perfsupport.store import open_store
from perfsupport.store.copies import name_columns, remove_columns
from perfsupport.store.sqlite import connect_store

ROOT = Path(__file__).parents[1]
CLIENTS = (1, 32)
KEPT_EVENTS = 300_000
"""What is copied into columns beside the collector: it takes longer than a case does."""


class Figure(NamedTuple):
    """How many events a second were acknowledged, and the milliseconds of CPU that the server took for each."""

    rate: float
    cpu_ms: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10, help="for each case of each round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--without-ralph", action="store_true")
    parser.add_argument("--copying", action="store_true", help="also beside the process that copies into columns")
    options = parser.parse_args()
    figures: dict[tuple[str, int], list[Figure]] = {}
    with tempfile.TemporaryDirectory(prefix="perfsupport-bench-") as name:
        for turn in range(options.rounds):
            cases = [case for case in CASES if case != "ralph" or not options.without_ralph]
            cases = [case for case in cases if case != "copying" or options.copying]
            # None is always the one after the heaviest.
            cases = cases[turn % len(cases) :] + cases[: turn % len(cases)]
            for clients in CLIENTS:
                for case in cases:
                    folder = Path(name) / f"{case}-{turn}-{clients}"
                    folder.mkdir()
                    figure = measure(case, clients, options.seconds, folder)
                    figures.setdefault((case, clients), []).append(figure)
                    print(f"{case:>10} {clients:>3} clients {figure.rate:8.0f}/s {figure.cpu_ms:8.2f} ms", flush=True)
    for clients in CLIENTS:
        report(clients, {case: found for (case, many), found in figures.items() if many == clients})


def report(clients: int, found: dict[str, list[Figure]]) -> None:
    """Print how the collector compares: the median over the rounds of what it is to another of the same round."""
    rate, cpu = compare(found["floor"], found["collector"])
    print(f"{clients} clients: {rate:.2f} floors ({1 / cpu:.2f} of CPU)", end="")
    if "copying" in found:
        rate, cpu = compare(found["copying"], found["collector"])
        print(f", beside copying {rate:.2f} of the rate and {cpu:.2f} of the CPU", end="")
    if "ralph" in found:
        rate, cpu = compare(found["collector"], found["ralph"])
        print(f", {rate:.1f} times Ralph ({1 / cpu:.0f} of CPU)", end="")
    print()


def compare(ones: Sequence[Figure], others: Sequence[Figure]) -> Figure:
    """Return the medians of what one is to another, round by round, in rate and in CPU."""
    pairs = list(zip(ones, others, strict=True))
    return Figure(
        statistics.median(one.rate / other.rate for one, other in pairs),
        statistics.median(one.cpu_ms / other.cpu_ms for one, other in pairs),
    )


def measure(case: str, clients: int, seconds: float, folder: Path) -> Figure:
    """Return what one server did under so many clients, after a while to get warm."""
    with CASES[case](folder) as (load, process):
        asyncio.run(load.run(clients, min(1.0, seconds / 4)))
        before = read_cpu(process)
        done, took = asyncio.run(load.run(clients, seconds))
        return Figure(done / took, 1000 * (read_cpu(process) - before) / done)


def read_cpu(process: subprocess.Popen[bytes]) -> float:
    """Return the CPU seconds that a process has taken, user and system."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


Server = tuple[Load, subprocess.Popen[bytes]]


@contextmanager
def run_collector(folder: Path, *more: str) -> Iterator[Server]:
    """The collector as anybody runs it, with a site of which it knows the ids."""
    site = folder / "build"
    site.mkdir()
    (site / "events.json").write_text(json.dumps({"format": 1, "title": "Desk", "trees": {"till": make_meaning()}}))
    port = find_port()
    command = ["-m", "perfsupport", "collect", "--port", str(port), "--store", str(folder / "events.sqlite3")]
    options = ["--site", str(site), "--rate", "0", "--overall-rate", "0", *more]
    with run_process([sys.executable, *command, *options], port) as process:
        yield Load(port, "/events", make_batch, {}), process


@contextmanager
def run_floor(folder: Path) -> Iterator[Server]:
    port = find_port()
    command = [sys.executable, "-m", "benchmarks.collect_floor", str(port), str(folder / "floor.jsonl")]
    with run_process(command, port) as process:
        yield Load(port, "/events", make_batch, {}), process


@contextmanager
def run_ralph(folder: Path) -> Iterator[Server]:
    from perfsupport.forwarding import StatementMaker
    from tests.forwarding.real_ralph import PASSWORD, USER, prepare_ralph, ralph_command

    port = find_port()
    maker = StatementMaker("https://aids.example")
    headers = {
        "authorization": "Basic " + b64encode(f"{USER}:{PASSWORD}".encode()).decode(),
        "x-experience-api-version": "1.0.3",
        "content-type": "application/json",
    }
    with run_process(ralph_command(prepare_ralph(), port, folder), port) as process:
        yield Load(port, "/xAPI/statements", maker.make_statement, headers), process


@contextmanager
def run_beside_copying(folder: Path) -> Iterator[Server]:
    """The collector with a store of many events, beside the process that it would have bring the copy up to date."""
    store, ended = folder / "events.sqlite3", threading.Event()
    fill(store)

    def copy() -> None:
        while not ended.is_set():
            remove_columns(name_columns(store))
            command = [sys.executable, "-m", "perfsupport.cli.columns", str(store)]
            with subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}) as child:
                while child.poll() is None and not ended.wait(0.1):
                    continue
                child.terminate()

    copying = threading.Thread(target=copy)
    with run_collector(folder, "--no-columns") as server:
        copying.start()
        try:
            yield server
            log = store.with_name(f"{store.name}-wal").stat().st_size
            print(f"{'':>10} {log / 1e6:.0f} MB of SQLite's log", flush=True)
        finally:
            ended.set()
            copying.join(60)


def fill(store: Path) -> None:
    """Make a store of many events, in which each session has ten."""
    with closing(open_store(store)) as opened:
        opened.append([{**make_event(1), "received_at": 1_750_000_000_000, "skew_ms": 0, "browser": "other"}])
    with closing(connect_store(store)) as connection:
        names = [row[1] for row in connection.execute("PRAGMA table_info(events)")]
        new = {
            "id": "printf('%08x-0000-7000-8000-%012x', n / 65536, n)",
            "session": "printf('session-%08x', n / 10)",
            "sequence": "n % 10 + 1",
            "received_at": "received_at + n * 100",
        }
        columns = ", ".join(new.get(name, f'"{name}"') for name in names)
        connection.execute(
            f"WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {KEPT_EVENTS})"
            f" INSERT INTO events SELECT {columns} FROM events, numbers"
        )
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


CASES: dict[str, Callable[[Path], Any]] = {
    "floor": run_floor,
    "collector": run_collector,
    "copying": run_beside_copying,
    "ralph": run_ralph,
}


def make_batch(event: dict[str, Any]) -> dict[str, Any]:
    return {"format": 1, "sent_at": event["at"], "events": [event]}


def make_meaning() -> dict[str, Any]:
    event = make_event(1)
    steps = {
        "channel": {"kind": "question", "options": {"shop": {"label": "In a shop"}}, "targets": ["amount"]},
        "amount": {"kind": "input", "targets": []},
    }
    return {"version": event["version"], "title": "Till", "start": "channel", "steps": steps}


def find_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def run_process(command: list[str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the block ends; wait until it listens."""
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    try:
        for _ in range(600):
            with socket.socket() as attempt:
                if attempt.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, f"{command} ended"
            time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait(30)


if __name__ == "__main__":
    main()
