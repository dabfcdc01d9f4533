"""Measure ``perfsupport report`` over 0.1 and 1 million events, and over 10 million where that is asked for.

    .venv/bin/python -m benchmarks.stores
    .venv/bin/python -m benchmarks.stores large     # 10 million too: 6 GB of disk
    .venv/bin/python -m benchmarks.stores same      # every question in every database over a month of 500 reps

The floor is Python's own sqlite3 reading every column of every event once, which is what a report without a copy by
columns could at best do before it counts. Each figure is that of a process of its own. More than a million events are
a simulated month of a million, again and again: each time a month later, with sessions and ids of its own.

``kept`` is the process that a collector has at the lowest priority: over everything, and where nothing is new. The
first report is that of a store that was kept so; one ``from elsewhere``, such as a backup, has to copy everything.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from benchmarks.build import measure_command
from benchmarks.simulator import EDITS, load_editions, simulate
from perfsupport.store.copies import name_columns, remove_columns
from perfsupport.store.schema import EVENT_COLUMNS
from perfsupport.store.sqlite import INSERT_EVENT, connect_store, open_store

ROOT = Path(__file__).parents[1]
SIZES: dict[int, tuple[int, int] | None] = {100_000: None, 1_000_000: (5, 500)}
LARGE: dict[int, tuple[int, int] | None] = {10_000_000: (60, 4000)}
"""Events, and the budget: seconds and MB."""

EVENTS_A_SESSION = 11
SIMULATED = 1_000_000
WEEK = ("--from", "2026-11-09", "--to", "2026-11-15")
MONTH_MS = 30 * 86_400_000
FLOOR = """
import sqlite3, sys
for row in sqlite3.connect(sys.argv[1]).execute("SELECT * FROM events"):
    pass
"""


def make_store(path: Path, events: int) -> int:
    """Write about so many simulated events into a new store; return how many there are."""
    month = simulate(load_editions(ROOT, EDITS), sessions=min(events, SIMULATED) // EVENTS_A_SESSION, count=False)
    with closing(open_store(path)) as store:
        for number, edition in enumerate(month.editions):
            store.keep_published(edition.published, number)
    with _open_quickly(path) as connection:
        connection.execute("BEGIN")
        for batch in month.batches():
            connection.executemany(INSERT_EVENT, [tuple(map(event.get, EVENT_COLUMNS)) for event in batch])
        connection.execute("COMMIT")
    if events >= 2 * SIMULATED:
        _repeat(path, events // SIMULATED)
    with closing(connect_store(path)) as connection:
        found: int = connection.execute("SELECT count(*) FROM events").fetchone()[0]
    return found


def _repeat(path: Path, months: int) -> None:
    """Add the month in a store again and again. It is read from a file of its own: no table grows while it is read."""
    first = path.with_suffix(".month")
    shutil.copyfile(path, first)
    with _open_quickly(path) as connection:
        connection.execute("ATTACH ? AS month", [str(first)])
        for number in range(1, months):
            connection.execute(_build_repeat(number))
    first.unlink()


@contextmanager
def _open_quickly(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection that writes without a log: what is measured is reading, and nothing of this has to last."""
    with closing(connect_store(path)) as connection:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -400000"):
            connection.execute(f"PRAGMA {pragma}")
        yield connection


def _build_repeat(number: int) -> str:
    """Return the SQL that adds the first month's events once more, so many months later."""
    later = number * MONTH_MS
    changed = {
        "id": f"printf('%08x-%04x', (at + {later}) >> 16, (at + {later}) & 65535) || substr(id, 14)",
        "session": f"'{number:02x}' || substr(session, 3)",
        "at": f"at + {later}",
        "received_at": f"received_at + {later}",
    }
    names = ", ".join(f'"{name}"' for name in EVENT_COLUMNS)
    values = ", ".join(changed.get(name, f'"{name}"') for name in EVENT_COLUMNS)
    # Ids are in the order of time, about: new rows come after those that are there.
    return f"INSERT INTO events ({names}) SELECT {values} FROM month.events"


def measure(name: str, command: Sequence[str], floor: float | None, budget: tuple[int, int] | None) -> float:
    """Run a command, print what it took, and return its CPU seconds."""
    begun = time.perf_counter()
    cost = measure_command(command, os.environ)
    wall = time.perf_counter() - begun
    ratio = f"{cost.seconds / floor:6.2f} floors" if floor else " " * 13
    allowed = f"   budget {budget[0]} s, {budget[1]} MB" if budget else ""
    print(f"  {name:14} {wall:7.1f} s {cost.seconds:7.1f} s CPU {ratio} {cost.memory:7.0f} MB{allowed}", flush=True)
    return cost.seconds


def measure_reports(folder: Path, events: int, budget: tuple[int, int] | None) -> None:
    """Measure the report over a store of about so many events.

    First where the copy was kept, as a collector does; then of one from elsewhere, which has to be copied; then again.
    """
    path = folder / f"{events}.sqlite3"
    found = make_store(path, events)
    print(f"{found:,} events, {path.stat().st_size / 1e6:.0f} MB", flush=True)
    report = [sys.executable, "-m", "perfsupport", "report", "--store", str(path), "--format", "json"]
    report += ["--output", str(folder / "report.json")]
    floor = measure("floor", [sys.executable, "-c", FLOOR, str(path)], None, None)
    keep = [sys.executable, "-m", "perfsupport.cli.columns", str(path)]
    measure("kept: all", keep, floor, None)
    measure("kept: nothing", keep, floor, None)
    measure("first report", report, floor, budget)
    remove_columns(name_columns(path))
    measure("from elsewhere", report, floor, budget)
    measure("next report", report, floor, budget)
    measure("of a week", [*report, *WEEK], floor, budget)
    for each in folder.glob(f"{path.name}*"):
        each.unlink()


def main() -> None:
    """Measure what the command line asks for."""
    if "same" in sys.argv:
        from benchmarks.same import compare

        compare()
        return
    sizes = {**SIZES, **(LARGE if "large" in sys.argv else {})}
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory(prefix="perfsupport-") as folder:
        for events, budget in sizes.items():
            measure_reports(Path(folder), events, budget)


if __name__ == "__main__":
    main()
