"""Measure what a press costs the page's thread until the next screen is painted, and its drawing threads, beside ink.

    .venv/bin/python -m benchmarks.press                    # this version and ink, about two minutes
    .venv/bin/python -m benchmarks.press ../other/checkout  # and the one that lies there

By Chromium's trace, in processor time, the pages in turns in one browser: it says something on a busy machine too. The
first page is there twice; what its two rows differ by is noise. ``PERFSUPPORT_STEPS=2000`` takes the larger tree.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.page import FLAGS, SEED, serve
from benchmarks.peers import DRIVER, PEERS, fetch_packages, make_tree, write_ink, write_ours

ROUNDS = 8
PRESSES = 30
STEPS = int(os.environ.get("PERFSUPPORT_STEPS", "50"))
CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline", "cc"]
STAGES = {
    "style": "UpdateLayoutTree",
    "layout": "Layout",
    "prepaint": "PrePaint",
    "paint": "Paint",
    "layers": "Layerize",
}
COLUMNS = ("thread", "script", *STAGES, "drawing", "tiles")
STAMPS = """{
  const press = HTMLElement.prototype.click;
  HTMLElement.prototype.click = function () {
    console.timeStamp("press");
    press.call(this);
    console.timeStamp("pressed");
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => console.timeStamp("painted");
      channel.port2.postMessage(null);
    });
  };
}"""
WRITE_OURS = """
import sys
from pathlib import Path
from benchmarks.peers import SEED, make_tree, write_ours
write_ours(make_tree(int(sys.argv[2]), SEED), Path(sys.argv[1]))
"""


def write_other(checkout: Path, folder: Path) -> None:
    """Build the tree with the version of another checkout."""
    environment = os.environ | {"PYTHONPATH": str(checkout)}
    command = [sys.executable, "-c", WRITE_OURS, str(folder), str(STEPS)]
    subprocess.run(command, cwd=checkout, env=environment, check=True)


def open_page(browser: Browser, address: str, player: str) -> Page:
    """Return a page with the driver in it, pressed a little so that its script has been compiled."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.add_init_script(f"window.peer = {json.dumps(PEERS[player])};\n{DRIVER}\n{STAMPS}")
    page.goto(address)
    page.evaluate("bench.times()")
    press(page, SEED)
    return page


def press(page: Page, seed: int) -> None:
    """Press options, 20 to 50 ms apart."""
    page.evaluate("(args) => bench.press(...args)", [PRESSES, seed, True, 60_000])


def read_presses(events: Sequence[Mapping[str, Any]]) -> Iterable[dict[str, float]]:
    """Yield the milliseconds of each press by column. Chromium tells of paint twice, one within the other."""
    stamps = sorted((event for event in events if event["name"] == "TimeStamp"), key=lambda event: event["ts"])
    slices = [event for event in events if event.get("ph") == "X" and event["pid"] == stamps[0]["pid"]]
    own = [event for event in slices if event["tid"] == stamps[0]["tid"]]
    told = [(event["args"]["data"]["message"], event) for event in stamps]
    presses = [index for index, (name, _) in enumerate(told) if name == "press"]
    for at, following in pairwise(presses):
        if [name for name, _ in told[at:following]] != ["press", "pressed", "painted"]:
            continue
        start, pressed, painted = (event for _, event in told[at:following])
        within = [event for event in own if start["ts"] <= event["ts"] < painted["ts"]]
        until = told[following][1]["ts"]
        tiles = [event for event in slices if event["name"] == "RasterTask" and start["ts"] <= event["ts"] < until]
        spent = {
            name: sum(event.get("tdur", 0) for event in within if event["name"] == its) for name, its in STAGES.items()
        }
        spent |= {"thread": painted["tts"] - start["tts"], "script": pressed["tts"] - start["tts"]}
        spent |= {"drawing": sum(event.get("tdur", 0) for event in tiles), "paint": spent["paint"] / 2}
        yield {name: micros / 1000 for name, micros in spent.items()} | {"tiles": len(tiles)}


def measure_presses(others: Sequence[Path]) -> dict[str, list[dict[str, float]]]:
    """Return the presses of each page: this version, the same again, ink, and other checkouts."""
    found: dict[str, list[dict[str, float]]] = defaultdict(list)
    flags = [*FLAGS, *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else [])]
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright, ExitStack() as stack:
        folders = {name: Path(made) / str(at) for at, name in enumerate(["ours", "ink", *map(str, others)])}
        for folder in folders.values():
            folder.mkdir()
        steps = make_tree(STEPS, SEED)
        write_ours(steps, folders["ours"])
        write_ink(steps, folders["ink"], fetch_packages(Path(made)))
        for other in others:
            write_other(other, folders[str(other)])
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        pages = {}
        for name in ("ours", "ours again", *list(folders)[1:]):
            origin = stack.enter_context(serve(folders[name.removesuffix(" again")] / "site", {}))
            pages[name] = open_page(browser, f"{origin}start.html", "ink" if name == "ink" else "perfsupport")
        names = list(pages)
        for turn in range(ROUNDS):
            for name in names[turn % len(names) :] + names[: turn % len(names)]:
                pages[name].bring_to_front()
                browser.start_tracing(page=pages[name], categories=CATEGORIES)
                press(pages[name], SEED + turn)
                found[name] += read_presses(json.loads(browser.stop_tracing())["traceEvents"])
        browser.close()
    return found


def main() -> None:
    """Measure, and print the medians as a table."""
    found = measure_presses([Path(name).resolve() for name in sys.argv[1:]])
    print(" " * 20, *(f"{name:>8}" for name in COLUMNS))
    for name, presses in found.items():
        medians = (statistics.median(one[column] for one in presses) for column in COLUMNS)
        print(f"{name[-20:]:20}", *(f"{median:8.2f}" for median in medians), f"  of {len(presses)}")


if __name__ == "__main__":
    main()
