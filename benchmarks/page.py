"""Measure an aid's page in Chromium: what is sent, how soon it can be used, how quickly it answers, what stays behind.

    .venv/bin/python -m benchmarks.page

Chromium's brake on pages that change their address more than 200 times within ten seconds is off: a rep never meets it,
ten thousand presses by a script do.
"""

from __future__ import annotations

import functools
import gzip
import json
import os
import random
import shutil
import statistics
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.generate import write_site
from perfsupport.building import build_project
from perfsupport.project import load_project

SIZES = ((100, 50), (1, 2000))
CLICKS = 200
LOOKS = (100, 1_000, 3_000, 10_000)
"""Presses before each look at the heap. Most of what a page ever takes it takes within the first thousand."""
SLOWDOWN = 4
LOADS = 5
SEED = 7
TODAY = "2026-11-22"
FLAGS = ["--disable-background-networking", "--no-first-run", "--disable-ipc-flooding-protection"]

DRIVER = Path(__file__).with_name("page.js").read_text(encoding="utf-8")


class Sent(NamedTuple):
    """What the browser asked for until the page could be used: requests, and their bytes after gzip."""

    requests: int
    bytes: int


class _Handler(SimpleHTTPRequestHandler):
    """Sends text by gzip, as any web server would, and counts."""

    sent: dict[str, int]

    def __init__(self, *arguments: Any, sent: dict[str, int], **named: Any) -> None:
        self.sent = sent
        super().__init__(*arguments, **named)

    def log_message(self, *_arguments: object) -> None:
        """Print nothing."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        body = gzip.compress(path.read_bytes(), 6)
        self.sent[self.path] = len(body)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def serve(folder: Path, sent: dict[str, int]) -> Iterator[str]:
    """Give the address of a server over the folder; ``sent`` gets the bytes by address."""
    handler = functools.partial(_Handler, directory=str(folder), sent=sent)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def open_page(browser: Browser, slowdown: int = 1, *, hasty: bool = False) -> Iterator[tuple[BrowserContext, Page]]:
    """Give a page in a context of its own, on a processor that is slower by that factor."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.add_init_script(f"window.benchHasty = {json.dumps(hasty)};\n{DRIVER}")
    if slowdown > 1:
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    yield context, page
    context.close()


def measure_load(browser: Browser, address: str, sent: dict[str, int], slowdown: int) -> tuple[Sent, float, float]:
    """Return what is sent, and the median ms until the first option is painted, and until a press on it is answered.

    The press comes as soon as the option exists, in loads of their own.
    """
    shown, ready = [], []
    for _ in range(LOADS):
        with open_page(browser, slowdown, hasty=True) as (_context, page):
            page.goto(address)
            ready.append(page.evaluate("bench.ready()"))
        with open_page(browser, slowdown) as (_context, page):
            sent.clear()
            page.goto(address)
            page.wait_for_load_state("networkidle")
            shown.append(page.evaluate("bench.times().shown"))
    return Sent(len(sent), sum(sent.values())), statistics.median(shown), statistics.median(ready)


def measure_clicks(browser: Browser, address: str, slowdown: int) -> dict[str, float]:
    """Return the ms from a press until the next screen is painted, and the median of the script's own share of them."""
    with open_page(browser, slowdown) as (_context, page):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        spans = page.evaluate("([count, seed]) => bench.press(count, seed, true)", [CLICKS, SEED])
    paints, works = sorted(paint for paint, _ in spans), [work for _, work in spans]
    return {
        "click_median_ms": statistics.median(paints),
        "click_p95_ms": paints[int(len(paints) * 0.95)],
        "script_median_ms": statistics.median(works),
    }


def measure_growth(browser: Browser, address: str) -> dict[str, list[int]]:
    """Return heap bytes, DOM nodes and listeners after each of LOOKS, at the same step, garbage collected."""
    with open_page(browser) as (context, page):
        session = context.new_cdp_session(page)
        session.send("Performance.enable")
        page.goto(address)
        page.wait_for_load_state("networkidle")
        looks, before = [], 0
        for presses in LOOKS:
            page.evaluate("([count, seed]) => bench.press(count, seed, false)", [presses - before, SEED + before])
            page.evaluate("bench.rest()")
            looks.append(read_metrics(session))
            before = presses
    return {name: [look[name] for look in looks] for name in looks[0]}


def read_metrics(session: Any) -> dict[str, int]:
    """Return what is in use once all garbage has been collected."""
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return {name: int(metrics[name]) for name in ("JSHeapUsedSize", "Nodes", "JSEventListeners")}


def measure_site(browser: Browser, trees: int, steps: int) -> dict[str, Any]:
    """Generate a site, build it, and return the figures of its first aid."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_site(root, trees=trees, steps=steps, seed=SEED)
        project = load_project(root)
        result = build_project(project, root / "build", TODAY, maps=False, durable=False)
        if not result.written:
            raise SystemExit(f"{trees} x {steps} could not be built: {result.diagnostics[0]}")
        sent: dict[str, int] = {}
        with serve(root / "build", sent) as origin:
            address = f"{origin}{random.Random(SEED).choice(sorted(project.trees))}.html"
            figures: dict[str, Any] = {"trees": trees, "steps": steps}
            for slowdown in (1, SLOWDOWN):
                load, shown, ready = measure_load(browser, address, sent, slowdown)
                figures |= {"requests": load.requests, "gz_bytes": load.bytes}
                times = {"first_option_ms": shown, "ready_ms": ready}
                figures[f"times_{slowdown}x"] = times | measure_clicks(browser, address, slowdown)
            figures["growth"] = measure_growth(browser, address)
    return figures


def describe(figures: Mapping[str, Any]) -> str:
    """Return the figures of one site as lines for people."""
    lines = [
        f"{figures['trees']} x {figures['steps']} steps",
        f"  sent until usable    {figures['gz_bytes'] / 1000:.1f} KB gz in {figures['requests']} requests",
    ]
    for slowdown in (1, SLOWDOWN):
        times = figures[f"times_{slowdown}x"]
        lines.append(
            f"  processor 1/{slowdown}        first option {times['first_option_ms']:.0f} ms, "
            f"first press answered {times['ready_ms']:.0f} ms, click to paint "
            f"{times['click_median_ms']:.1f} ms median, {times['click_p95_ms']:.1f} ms p95 of {CLICKS} "
            f"(script {times['script_median_ms']:.1f} ms)"
        )
    for name, values in figures["growth"].items():
        looks = ", ".join(f"{value:,} after {presses:,}" for presses, value in zip(LOOKS, values, strict=True))
        growth = (values[-1] - values[-2]) / (LOOKS[-1] - LOOKS[-2]) * 1000
        lines.append(f"  {name:20} {looks} presses: {growth:+,.0f} for each 1,000 at the end")
    return "\n".join(lines)


def measure_pages() -> list[dict[str, Any]]:
    """Return the figures of all sizes."""
    flags = [*FLAGS, *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        figures = [measure_site(browser, trees, steps) for trees, steps in SIZES]
        browser.close()
    return figures


def main() -> None:
    """Measure, and print words, or JSON where ``PERFSUPPORT_BENCH=json``."""
    found = measure_pages()
    as_json = os.environ.get("PERFSUPPORT_BENCH") == "json"
    print(json.dumps(found, indent=2) if as_json else "\n\n".join(describe(figures) for figures in found))


if __name__ == "__main__":
    main()
