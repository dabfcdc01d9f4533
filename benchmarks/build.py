"""Measure ``perfsupport check`` and a cold ``perfsupport build --no-maps`` against a floor.

    .venv/bin/python -m benchmarks.build
    .venv/bin/python -m benchmarks.build large    # check alone, of 1,000 trees of 50 steps, twice

The floor is what no reader of these files can stay below: PyYAML's C parser going over the events of all of them. Each
figure is the CPU time (user and system) and the peak memory of a process of its own: the median of interleaved runs,
without the first round, in which Python writes its bytecode. Ratios of CPU are without the time that Python takes to
start and stop; the raw seconds are with it.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.generate import write_site

SIZES = ((100, 50), (1, 2000))
LARGE = (1000, 50)
BUDGETS = {"check": 3, "build": 10}
ROUNDS = 5
SEED = 1
# Linux counts the peak in KiB, macOS in bytes.
MEBIBYTE = 2**20 if sys.platform == "darwin" else 2**10

READ_EVENTS = """
import sys, yaml
from pathlib import Path

for file in sorted(Path(sys.argv[1]).rglob("*.yaml")):
    for event in yaml.parse(file.read_bytes(), yaml.CLoader):
        pass
"""


# A process counts the memory of the one that started it, up to that moment, as its own: so a small one starts them all.
LAUNCH = """
import os, sys

pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, 2, 1)])
_, status, usage = os.wait4(pid, 0)
print(os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, usage.ru_maxrss)
"""


class Cost(NamedTuple):
    """CPU seconds, and the peak of memory in MiB."""

    seconds: float
    memory: float


def find_commands(root: Path, out: Path) -> dict[str, list[str]]:
    """Return the commands to measure, by name: Python alone, the floor, and what is held against it."""
    tool = [sys.executable, "-m", "perfsupport"]
    return {
        "start": [sys.executable, "-c", "pass"],
        "floor": [sys.executable, "-c", READ_EVENTS, str(root / "trees")],
        "check": [*tool, "check", "--root", str(root)],
        "build": [*tool, "build", "--no-maps", "--root", str(root), "--out", str(out)],
    }


def measure_command(command: Sequence[str], environment: Mapping[str, str]) -> Cost:
    """Run a command to its end and return what it cost, what it started included."""
    launch = [sys.executable, "-SE", "-c", LAUNCH, *command]
    done = subprocess.run(launch, capture_output=True, text=True, check=True, env=environment)
    code, seconds, peak = done.stdout.split()
    if code != "0":
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr}")
    return Cost(float(seconds), int(peak) / MEBIBYTE)


def measure_site(
    trees: int, steps: int, rounds: int = ROUNDS, names: Sequence[str] = ("start", "floor", *BUDGETS)
) -> dict[str, Any]:
    """Generate a site and return the median costs and the ratios to the floor; the runs of all commands take turns."""
    with tempfile.TemporaryDirectory() as folder:
        root, out = Path(folder) / "site", Path(folder) / "build"
        write_site(root, trees=trees, steps=steps, seed=SEED)
        commands = {name: one for name, one in find_commands(root, out).items() if name in names}
        environment = make_environment(Path(folder) / "bytecode")
        runs: dict[str, list[Cost]] = {name: [] for name in commands}
        for _ in range(1 + rounds):
            for name, command in commands.items():
                shutil.rmtree(out, ignore_errors=True)
                runs[name].append(measure_command(command, environment))
        size = sum(file.stat().st_size for file in root.rglob("*.yaml"))
    costs = {
        name: Cost(*(statistics.median(each) for each in zip(*found, strict=True))) for name, found in runs.items()
    }
    return {"trees": trees, "steps": steps, "bytes": size, "costs": costs, "ratios": find_ratios(costs)}


def make_environment(bytecode: Path) -> dict[str, str]:
    """Return an environment in which Python keeps its bytecode, as it does where a package is installed."""
    return {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | {
        "PYTHONPYCACHEPREFIX": str(bytecode)
    }


def find_median(costs: Sequence[Cost]) -> Cost:
    """Return the median of the seconds, and that of the memory."""
    return Cost(*(statistics.median(figures) for figures in zip(*costs, strict=True)))


def find_ratios(costs: Mapping[str, Cost]) -> dict[str, Cost]:
    """Return how many floors check and build take: of the CPU without Python's start, and of the memory with it."""
    start, floor = costs["start"], costs["floor"]
    return {
        name: Cost(
            (costs[name].seconds - start.seconds) / (floor.seconds - start.seconds), costs[name].memory / floor.memory
        )
        for name in BUDGETS
        if name in costs
    }


def describe(figures: Mapping[str, Any]) -> str:
    """Return the figures of one site as lines for people."""
    lines = [f"{figures['trees']} x {figures['steps']} steps, {figures['bytes'] / 1e6:.1f} MB"]
    for name, cost in figures["costs"].items():
        line = f"  {name:8}{cost.seconds:7.2f} s {cost.memory:6.0f} MiB"
        if name in BUDGETS:
            ratio = figures["ratios"][name]
            line += f"  {ratio.seconds:5.1f} floors of CPU (budget {BUDGETS[name]}), {ratio.memory:.1f} of memory"
        lines.append(line)
    return "\n".join(lines)


def main() -> None:
    """Measure, and print words, or JSON where ``PERFSUPPORT_BENCH=json``."""
    if sys.argv[1:] == ["large"]:
        found = [measure_site(*LARGE, rounds=1, names=("start", "floor", "check"))]
    else:
        found = [measure_site(trees, steps) for trees, steps in SIZES]
    if os.environ.get("PERFSUPPORT_BENCH") == "json":
        named = ("costs", "ratios")
        plain = [
            one | {key: {name: cost._asdict() for name, cost in one[key].items()} for key in named} for one in found
        ]
        print(json.dumps(plain, indent=2))
    else:
        print("\n\n".join(describe(figures) for figures in found))


if __name__ == "__main__":
    main()
