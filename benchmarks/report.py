"""A month of 500 reps through the store into the report: how long it takes, and whether it is true.

    .venv/bin/python -m benchmarks.report
    .venv/bin/python -m benchmarks.report --sessions 20000 --sizes      # the truth alone
    .venv/bin/python -m benchmarks.report --sizes 1000000

About 12 events a session. The report is made in a process of its own, so that its memory is its own; every count of
steps, outcomes and days is compared with what the reps did. Then reports over so many events (``--sizes``, 0.1, 1 and
10 million unless it is told otherwise): the first of a store that a collector kept, that of one from elsewhere, and the
next, beside the floor of ``benchmarks.stores``.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.simulator import EDITS, Month, load_editions, simulate
from benchmarks.stores import LARGE, SIZES, measure_reports
from perfsupport.store import open_store

ROOT = Path(__file__).parents[1]
BATCHES = 500
MAKE = """
import json, resource, sys, time
from pathlib import Path
from perfsupport.cli.figures import Wanted, read_report
from perfsupport.store.address import FileAddress
from perfsupport.analytics import FORMATS
started = time.perf_counter()
report, _ = read_report(Wanted(store=FileAddress(Path(sys.argv[1])), site=Path(sys.argv[2]), floor=1))
seconds = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
Path(sys.argv[3]).write_text(FORMATS["json"](report, 0))
print(json.dumps([seconds, peak]))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sessions", type=int, default=20_000)
    parser.add_argument("--reps", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sizes", type=int, nargs="*", default=[*SIZES, *LARGE])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        run(Path(name), options.sessions, options.reps, options.seed)
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        for size in options.sizes:
            measure_reports(Path(name), size, {**SIZES, **LARGE}.get(size))


def run(folder: Path, sessions: int, reps: int, seed: int) -> None:
    month = simulate(load_editions(ROOT, EDITS), reps=reps, sessions=sessions, seed=seed, variety=40)
    started = time.perf_counter()
    events = keep(month, folder / "events.sqlite3")
    print(f"{events:,} events of {reps} reps walked and kept in {time.perf_counter() - started:.1f} s")
    (folder / "events.json").write_text(json.dumps({"format": 1, "title": "Desk", "trees": month.published}))
    for what in ("the first time", "again"):
        seconds, peak = make(folder)
        print(f"report {what}: {seconds:.1f} s, {peak:.0f} MB at most")
    wrong = compare(month, json.loads((folder / "report.json").read_text()))
    print(f"compared with what the reps did: {'all as it was' if not wrong else ''}{' '.join(wrong[:5])}")
    if wrong:
        sys.exit(1)


def keep(month: Month, file: Path) -> int:
    """Put the month into a store, some batches at a time; return how many events are in it."""
    store = open_store(file)
    batches, kept = month.batches(), 0
    while chunk := list(islice(batches, BATCHES)):
        kept += store.append([event for batch in chunk for event in batch])
    store.close()
    return kept


def make(folder: Path) -> tuple[float, float]:
    arguments = [str(folder / "events.sqlite3"), str(folder), str(folder / "report.json")]
    done = subprocess.run(
        [sys.executable, "-c", MAKE, *arguments], check=True, capture_output=True, text=True, cwd=ROOT
    )
    seconds, peak = json.loads(done.stdout.splitlines()[-1])
    return seconds, peak


def compare(month: Month, report: dict[str, Any]) -> list[str]:
    """Return what the report says otherwise than the reps."""
    truth, wrong = month.truth, []

    def check(told: object, wanted: object, *what: str) -> None:
        if told != wanted:
            wrong.append(f"{'/'.join(what)}: {told} in place of {wanted};")

    for tree in report["trees"]:
        id = tree["tree"]
        was = month.published[id].get("was", {})
        earlier = {
            step: [step, *(old for old, now in was.items() if now == step)] for step in month.published[id]["steps"]
        }
        for name, key in (("run_throughs", "runs"), ("sessions", "sessions"), ("completed", "completed")):
            check(tree[name], truth.count(key, id), id, name)
        for step in tree["steps"]:
            for sign in ("seen", "stopped", "none_fitted", "went_back", "changed", "helped", "feedback"):
                wanted = sum(truth.count(sign, id, old) for old in earlier[step["step"]])
                check(step[sign], wanted, id, step["step"], sign)
        for outcome in tree["outcomes"]:
            check(
                outcome["run_throughs"],
                truth.count("outcome", id, outcome["step"], outcome["kind"]),
                id,
                outcome["step"],
            )
        for outcome in tree["returned"]:
            check(
                outcome["run_throughs"], truth.count("returned", id, outcome["step"]), id, "returned", outcome["step"]
            )
        check(tree["unreturned"], truth.count("unreturned", id), id, "unreturned")
        for step in tree["subtrees"]:
            check(step["seen"], truth.count("passes", id, step["step"]), id, "passes", step["step"])
            check(step["stopped"], truth.count("stopped_inside", id, step["step"]), id, "stopped inside", step["step"])
        time_told = tree["time"] and (tree["time"]["number"], tree["time"]["median"], tree["time"]["p90"])
        check(time_told, truth.spread("time", id, ""), id, "time")
        days = sorted(count for key, count in truth.counts.items() if key[:2] == ("day", id))
        check(sorted(day["sessions"] for day in tree["days"] if day["sessions"]), days, id, "days")
    return wrong


if __name__ == "__main__":
    main()
