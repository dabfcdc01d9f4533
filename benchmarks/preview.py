"""Measure from a save to the page that shows it, in Chromium, for one tree among a thousand.

    .venv/bin/python -m benchmarks.preview

The words of a step are changed in a file, as an editor would save it; the clock stops with the first frame in which the
page holds them. The breakdown is taken in a process of its own, on the same edits: reading, checking and compiling, the
page, and what pages are told. What is left is the watching of files, the network, and the browser.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks.generate import write_site
from benchmarks.page import FLAGS
from perfsupport.preview.editions import make_edition
from perfsupport.preview.telling import tell
from perfsupport.project import load_project
from perfsupport.proving import prove_project

TREES, STEPS = 1000, 50
EDITS = 15
SEED = 7
TODAY = "2026-11-22"
BUDGET_MS = 200
TREE = "aid-001"
PATIENCE = 300

SEEN = """
word => new Promise(resolve => {
  const isThere = () => document.querySelector("#ask")?.textContent.includes(word);
  const look = () => isThere() ? resolve(Date.now()) : requestAnimationFrame(look);
  look();
})
"""


def make_edits(file: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    """Yield words, and what saves the file with them in its first question."""
    text = file.read_text(encoding="utf-8")
    for number in range(EDITS):
        word = f"Edit-{number:03}"
        changed = re.sub(r"ask: ", f"ask: {word} ", text, count=1)
        yield word, lambda changed=changed: _save(file, changed)


def _save(file: Path, text: str) -> None:
    """Write a file as editors do: beside, then in its place."""
    beside = file.with_name(f".{file.name}.saving")
    beside.write_text(text, encoding="utf-8")
    beside.rename(file)


@contextmanager
def serving(root: Path) -> Iterator[str]:
    """Give the address of ``perfsupport serve``."""
    command = [sys.executable, "-m", "perfsupport", "serve", "--port", "0", "--root", str(root)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        assert process.stdout
        found = next(match for line in process.stdout if (match := re.search(r"http://[\d.]+:\d+", line)))
        yield found[0]
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)


def measure_edits(page: Page, file: Path) -> list[float]:
    """Return the ms from each save until the page shows it."""
    found = []
    for word, save in make_edits(file):
        page.wait_for_timeout(400)
        start = time.time()
        save()
        # The page is loaded again in the meantime, and takes what was asked of it along.
        while True:
            try:
                shown = page.evaluate(SEEN, word)
                break
            except Exception as error:
                if "navigation" not in str(error) and "destroyed" not in str(error):
                    raise
        found.append(shown - start * 1000)
    return found


def measure_parts(root: Path, file: Path) -> dict[str, float]:
    """Return the median ms of what the server does after a save."""
    edition = make_edition(root, TODAY)
    spans: dict[str, list[float]] = {"read": [], "check and compile": [], "edition": [], "page and message": []}

    def clock(name: str, work: Callable[[], Any]) -> Any:
        start = time.perf_counter()
        result = work()
        spans[name].append((time.perf_counter() - start) * 1000)
        return result

    for _word, save in make_edits(file):
        save()
        before = edition
        project = clock("read", lambda before=before: load_project(root, before.project))
        clock(
            "check and compile",
            lambda project=project, before=before: prove_project(project, TODAY, earlier=before.proved),
        )
        edition = clock("edition", lambda before=before: make_edition(root, TODAY, before))
        clock("page and message", lambda edition=edition: tell(edition, f"{TREE}.html"))
    return {name: statistics.median(times) for name, times in spans.items()}


def measure_preview() -> dict[str, Any]:
    """Generate a project, serve it, and return the figures."""
    flags = [*FLAGS, *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else [])]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_site(root, trees=TREES, steps=STEPS, seed=SEED)
        file = next(root.glob(f"trees/*/{TREE}.yaml"))
        text = file.read_text(encoding="utf-8")
        with serving(root) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
            page = browser.new_page()
            start = time.time()
            page.goto(f"{address}/{TREE}.html")
            page.wait_for_selector("#ask", timeout=PATIENCE * 1000)
            first = time.time() - start
            times = sorted(measure_edits(page, file))
            browser.close()
        _save(file, text)
        parts = measure_parts(root, file)
    return {
        "trees": TREES,
        "steps": STEPS,
        "first_page_s": first,
        "median_ms": statistics.median(times),
        "p95_ms": times[int(len(times) * 0.95)],
        "parts_ms": parts,
    }


def describe(figures: Mapping[str, Any]) -> str:
    """Return the figures as lines for people."""
    lines = [
        f"{figures['trees']} x {figures['steps']} steps, {EDITS} edits of one tree",
        f"  first page           {figures['first_page_s']:.1f} s after the start",
        f"  save to page         {figures['median_ms']:.0f} ms median, {figures['p95_ms']:.0f} ms p95"
        f" (budget {BUDGET_MS})",
    ]
    return "\n".join([*lines, *(f"    {name:20}{ms:6.0f} ms" for name, ms in figures["parts_ms"].items())])


def main() -> None:
    """Measure, and print words, or JSON where ``PERFSUPPORT_BENCH=json``."""
    found = measure_preview()
    print(json.dumps(found, indent=2) if os.environ.get("PERFSUPPORT_BENCH") == "json" else describe(found))


if __name__ == "__main__":
    main()
