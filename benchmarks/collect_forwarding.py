"""What forwarding costs the intake: the collector alone, and with a record store that is quick, slow, or away.

All take one event a request, from clients that wait for each answer. Each round measures every case once, in another
order, and a case's ratio is the median over the rounds of its figure to that of the collector alone in the same round.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from benchmarks.collect import CASES, CLIENTS, Figure, Server, compare, find_port, measure, run_collector, run_process

ALONE = "alone"
SLOW_SECONDS = 2.0
KINDS = {"quick": 0.0, "slow": SLOW_SECONDS, "away": None}
"""How long the record store takes for a batch of statements; None where nothing listens."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4, help="for each case of each round")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    CASES.update({ALONE: run_collector, **{kind: partial(run_forwarding, seconds) for kind, seconds in KINDS.items()}})
    names = [ALONE, *KINDS]
    with tempfile.TemporaryDirectory(prefix="perfsupport-bench-") as folder:
        for clients in CLIENTS:
            rounds = []
            for turn in range(options.rounds):
                order = names[turn % len(names) :] + names[: turn % len(names)]
                rounds.append({case: measure_case(case, clients, options.seconds, Path(folder)) for case in order})
            report(clients, rounds)


def measure_case(case: str, clients: int, seconds: float, folder: Path) -> Figure:
    with tempfile.TemporaryDirectory(dir=folder) as place:
        return measure(case, clients, seconds, Path(place))


def report(clients: int, rounds: list[dict[str, Figure]]) -> None:
    for case in (ALONE, *KINDS):
        rate = statistics.median(found[case].rate for found in rounds)
        cpu = statistics.median(found[case].cpu_ms for found in rounds)
        ratio, of_cpu = compare([found[case] for found in rounds], [found[ALONE] for found in rounds])
        print(
            f"{clients:>3} clients {case:>6} {rate:8.0f}/s {cpu:6.2f} ms, {ratio:.2f} of the rate, {of_cpu:.2f} of CPU",
            flush=True,
        )


@contextmanager
def run_forwarding(seconds: float | None, folder: Path) -> Iterator[Server]:
    """The collector with a record store that takes so long."""
    port = find_port()
    with ExitStack() as ends:
        if seconds is not None:
            command = [sys.executable, "-m", "benchmarks.collect_recordstore", str(port), str(seconds)]
            ends.enter_context(run_process(command, port))
        options = ["--xapi", f"http://127.0.0.1:{port}/xapi", "--xapi-site", "https://aids.example"]
        yield ends.enter_context(run_collector(folder, *options))


if __name__ == "__main__":
    main()
