"""Measure from a save to the page that shows it, in Chromium, for one tree among a thousand.

    .venv/bin/python -m benchmarks.preview

A file is changed in the ways in which designers change it, as an editor would save it; the clock stops with the first
frame in which the page has what was saved, or the overlay with the mistake in it. On Linux the processor time of the
server is told as well: on a busy machine the clock says little. The breakdown is taken in a process of its own, on
changes of words: reading, checking and compiling, the page, and what pages are told. What is left is the watching of
files, the network, and the browser.

``PERFSUPPORT_BENCH_TREES=100 PERFSUPPORT_BENCH_EDITS=8`` is a short form.
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
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks.generate import write_site
from benchmarks.page import FLAGS
from perfsupport.preview.editions import make_edition
from perfsupport.preview.telling import tell
from perfsupport.project import load_project
from perfsupport.proving import prove_project

TREES, STEPS = int(os.environ.get("PERFSUPPORT_BENCH_TREES", "1000")), 50
EDITS = int(os.environ.get("PERFSUPPORT_BENCH_EDITS", "15"))
"""Saves of each kind."""

SEED = 7
TODAY = "2026-11-22"
BUDGET_MS = 200
TREE = "aid-001"
PATIENCE = 600

HEAR = f"""
const hear = ({{detail}}) => {{ window.program = JSON.stringify(detail.program.trees["{TREE}"]); }};
addEventListener("perfsupport:state", hear, true);
"""
SEEN = """
([kind, word]) => new Promise((resolve, reject) => {
  const find = (name) => document.querySelector(name), open = ".overlay:not([hidden])";
  const overlay = () => find("#perfsupport-preview")?.shadowRoot.querySelector(open);
  const isThere = () => {
    if (kind === "mistake") return overlay()?.textContent.includes(word);
    if (kind === "repair") return overlay() === null;
    return kind === "words" ? find("#ask")?.textContent.includes(word) : window.program !== window.before;
  };
  const look = () => isThere() ? resolve(Date.now()) : requestAnimationFrame(look);
  look();
  setTimeout(() => reject(new Error("It does not show.")), 60_000);
})
"""
KINDS: Mapping[str, tuple[str, str]] = {
    "words": (r"ask: ", "ask: {word} "),
    "step": (r"^steps:\n", "steps:\n  added:\n    do: {word}\n    then: question_0\n"),
    "target": (r"^        go: \w+", "        go: {target}"),
    "condition": (r"(when: .*?\w+ (?:<=|>=|<|>) )\d+", "\\g<1>{number}"),
    "fact": (r"max: 10000", "max: {number}"),
    "mistake": (r"^    then: \w+", "    then: nowhere_{number}"),
    "repair": (r"$", ""),
}
"""What is changed at the first place of its kind, and into what; mistakes and their repairs take turns."""


def make_edits(file: Path, kind: str) -> Iterator[tuple[str, Callable[[], None]]]:
    """Yield words, and what saves the file with a change of a kind, in which they stand where it has room for them."""
    text = file.read_text(encoding="utf-8")
    first, *others = re.findall(r"^        go: (\w+)", text, flags=re.MULTILINE)
    targets = [each for each in dict.fromkeys(others) if each != first]
    pattern, new = KINDS[kind]
    for number in range(EDITS):
        words = {"word": f"Edit-{number:03}", "number": 1000 + number, "target": targets[number % 2]}
        changed = re.sub(pattern, new.format(**words), text, count=1, flags=re.MULTILINE)
        yield (f"nowhere_{1000 + number}" if kind == "mistake" else words["word"]), partial(_save, file, changed)


def _save(file: Path, text: str) -> None:
    """Write a file as editors do: beside, then in its place."""
    beside = file.with_name(f".{file.name}.saving")
    beside.write_text(text, encoding="utf-8")
    beside.rename(file)


@contextmanager
def serving(root: Path) -> Iterator[tuple[str, int]]:
    """Give the address of ``perfsupport serve``, and its process."""
    command = [sys.executable, "-m", "perfsupport", "serve", "--port", "0", "--root", str(root)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        assert process.stdout
        found = next(match for line in process.stdout if (match := re.search(r"http://[\d.]+:\d+", line)))
        yield found[0], process.pid
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE)


def measure_edits(page: Page, file: Path, pid: int) -> dict[str, list[tuple[float, float]]]:
    """Return the ms from each save until the page shows it, and those of the server's processor, by kind."""
    found: dict[str, list[tuple[float, float]]] = {}
    original = file.read_text(encoding="utf-8")
    for kind in KINDS:
        if kind == "repair":
            continue
        for word, save in make_edits(file, kind):
            found.setdefault(kind, []).append(_measure(page, kind, word, save, pid))
            if kind == "mistake":
                mend = partial(_save, file, original)
                found.setdefault("repair", []).append(_measure(page, "repair", "", mend, pid))
        if kind != "mistake":
            _measure(page, "back", "", partial(_save, file, original), pid)
    return {kind: found[kind] for kind in KINDS}


def _measure(page: Page, kind: str, word: str, save: Callable[[], None], pid: int) -> tuple[float, float]:
    page.wait_for_timeout(400)
    page.evaluate("window.before = window.program")
    busy, start = _read_cpu(pid), time.time()
    save()
    # A page that is loaded again in the meantime has to be asked again.
    while True:
        try:
            shown = page.evaluate(SEEN, [kind, word])
            break
        except Exception as error:
            if "navigation" not in str(error) and "destroyed" not in str(error):
                raise
    return shown - start * 1000, _read_cpu(pid) - busy


def _read_cpu(pid: int) -> float:
    """Return the ms of processor that a process has taken; 0 where the system does not tell."""
    about = Path(f"/proc/{pid}/stat")
    if not about.exists():
        return 0
    fields = about.read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def measure_parts(root: Path, file: Path) -> dict[str, float]:
    """Return the median ms of what the server does after a save."""
    edition = make_edition(root, TODAY)
    spans: dict[str, list[float]] = {"read": [], "check and compile": [], "edition": [], "page and message": []}

    def clock(name: str, work: Callable[[], Any]) -> Any:
        start = time.perf_counter()
        result = work()
        spans[name].append((time.perf_counter() - start) * 1000)
        return result

    for _word, save in make_edits(file, "words"):
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
        with serving(root) as (address, pid), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
            page = browser.new_page()
            page.add_init_script(HEAR)
            first = _wait_for(page, f"{address}/{TREE}.html", "#ask", pid)
            whole = _wait_for(page, f"{address}/index.html", f'a[href="{TREE}.html"] >> nth=0', pid)
            page.goto(f"{address}/{TREE}.html")
            page.wait_for_function("() => window.program")
            found = measure_edits(page, file, pid)
            browser.close()
        _save(file, text)
        parts = measure_parts(root, file)
    return {
        "trees": TREES,
        "steps": STEPS,
        "first_page_s": first,
        "whole_project_s": whole,
        "saves_ms": {
            kind: {"wall": [one[0] for one in each], "cpu": [one[1] for one in each]} for kind, each in found.items()
        },
        "parts_ms": parts,
    }


def _wait_for(page: Page, address: str, selector: str, pid: int) -> dict[str, float]:
    """Return the seconds since now until a page is there, and those of the server's processor since its start."""
    start = time.time()
    page.goto(address, wait_until="commit", timeout=PATIENCE * 1000)
    page.wait_for_selector(selector, timeout=PATIENCE * 1000, state="attached")
    return {"wall": time.time() - start, "cpu": _read_cpu(pid) / 1000}


def describe(figures: Mapping[str, Any]) -> str:
    """Return the figures as lines for people."""
    lines = [f"{figures['trees']} x {figures['steps']} steps, {EDITS} saves of one tree of each kind"]
    for name, key in (("first page", "first_page_s"), ("all others", "whole_project_s")):
        lines.append(f"  {name:20}{figures[key]['wall']:6.1f} s, {figures[key]['cpu']:.1f} s of CPU since the start")
    for kind, found in figures["saves_ms"].items():
        wall, cpu = sorted(found["wall"]), statistics.median(found["cpu"])
        p95 = statistics.quantiles(wall, n=20)[-1]
        lines.append(
            f"  {kind:20}{statistics.median(wall):6.0f} ms median, {p95:.0f} ms p95, {wall[0]:.0f} ms least,"
            f" {cpu:.0f} ms of CPU (budget {BUDGET_MS})"
        )
    return "\n".join([*lines, *(f"    {name:20}{ms:6.0f} ms" for name, ms in figures["parts_ms"].items())])


def main() -> None:
    """Measure, and print words, or JSON where ``PERFSUPPORT_BENCH=json``."""
    found = measure_preview()
    print(json.dumps(found, indent=2) if os.environ.get("PERFSUPPORT_BENCH") == "json" else describe(found))


if __name__ == "__main__":
    main()
