"""Delivery in Chromium, with a collector on another origin: what a browser can save arrives, and counts once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, Route

from perfsupport.store import read_store
from tests.collector.sending import Running, run_collector, wait_until
from tests.conftest import ROOT
from tests.servers import QuietServer, find_port, running

TRACKER = (ROOT / "site_templates" / "player" / "tracker.js").read_text(encoding="utf-8")
PAGE = """<!doctype html><title>Aid</title><button id="click">Click</button>
<script type="module">
import {createTracker} from "./tracker.js";
const collector = new URLSearchParams(location.search).get("collector");
const program = {trees: {till: {version: "0123456789ab", facts: {}}}};
const page = {tree: "till", mode: "live", language: "en", host: ""};
const tracker = createTracker({page, program, sinks: {collector}});
const click = document.getElementById("click");
let clicks = 0;
click.addEventListener("click", () => {
  tracker.record("option_chosen", {tree: "till", step: "channel", option: "shop", target: `s${clicks += 1}`});
});
tracker.record("step_viewed", {tree: "till", step: "channel", direction: "forward"});
click.textContent = "Ready";
</script>"""
FRAME = '<!doctype html><title>Host</title><iframe sandbox="allow-scripts" src="{src}"></iframe>'


# What the page has in hand in its storage is done once that of somebody who asked later is.
STORED = """collector => new Promise((done) => {
  const opening = indexedDB.open("perfsupport " + collector);
  opening.onsuccess = () => {
    opening.result.transaction("events", "readwrite").oncomplete = () => {
      opening.result.close();
      done();
    };
  };
})"""


class Site(BaseHTTPRequestHandler):
    """Serves the aid, the tracker, an empty page, and a page that holds the aid in a sandbox."""

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        pages = {
            "/aid.html": ("text/html", PAGE),
            "/tracker.js": ("text/javascript", TRACKER),
            "/sandbox.html": ("text/html", FRAME.format(src=f"aid.html?{query}")),
        }
        kind, content = pages.get(path, ("text/html", "<!doctype html><title>Elsewhere</title>"))
        self.send_response(200)
        self.send_header("content-type", f"{kind};charset=utf-8")
        # A sandboxed frame has no origin of its own, and modules are asked for with CORS.
        self.send_header("access-control-allow-origin", "*")
        self.end_headers()
        self.wfile.write(content.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with running(QuietServer(Site)) as server:
        yield server.origin


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "events.sqlite3"


@pytest.fixture
def collector(store: Path) -> Iterator[Running]:
    with run_collector(store) as running:
        yield running


def open_aid(page: Page, site: str, collector: Running, name: str = "aid.html") -> None:
    page.goto(f"{site}/{name}?collector={collector.url}")
    if name == "aid.html":
        page.get_by_text("Ready").wait_for()


def count(store: Path, type_: str = "option_chosen") -> int:
    """Return how many events of a type there are; ids are the primary key, so that no repeat can be among them."""
    with read_store(store) as connection:
        found: int = connection.execute("SELECT count(*) FROM events WHERE type = ?", (type_,)).fetchone()[0]
        return found


def expect(store: Path, clicks: int) -> None:
    """Wait for so many clicks, and see that no more come."""
    wait_until(lambda: count(store) >= clicks)
    assert count(store) == clicks


def test_a_click_before_leaving_at_once(page: Page, site: str, collector: Running, store: Path) -> None:
    for _ in range(8):
        open_aid(page, site, collector)
        page.evaluate("document.getElementById('click').click(); location.href = 'elsewhere.html'")
        page.wait_for_url("**/elsewhere.html")
    expect(store, 8)


def test_a_click_before_the_tab_is_closed(context: BrowserContext, site: str, collector: Running, store: Path) -> None:
    for _ in range(5):
        page = context.new_page()
        open_aid(page, site, collector)
        page.evaluate("document.getElementById('click').click()")
        page.close(run_before_unload=True)
    expect(store, 5)


def test_offline_and_back(page: Page, site: str, collector: Running, store: Path) -> None:
    open_aid(page, site, collector)
    page.context.set_offline(True)
    for _ in range(3):
        page.click("#click")
    page.wait_for_timeout(200)
    assert count(store) == 0
    page.context.set_offline(False)
    expect(store, 3)


def test_a_collector_in_trouble_for_a_while(page: Page, site: str, collector: Running, store: Path) -> None:
    refusals = [503, 503]

    def answer(route: Route) -> None:
        if not refusals:
            route.continue_()
        else:
            status = refusals.pop()
            headers = {"access-control-allow-origin": "*", "perfsupport-refused": "store_locked"}
            route.fulfill(status=status, headers=headers)

    page.route(collector.url, answer)
    with page.expect_response(lambda reply: reply.url == collector.url and reply.status == 200, timeout=30_000):
        open_aid(page, site, collector)
        page.click("#click")
    assert refusals == []
    expect(store, 1)


def test_a_collector_that_was_killed_and_comes_back(page: Page, site: str, store: Path) -> None:
    with run_collector(store, port=find_port()) as first:
        open_aid(page, site, first)
        page.click("#click")
        expect(store, 1)
        first.stop(signal.SIGKILL)
        for _ in range(3):
            page.click("#click")
    page.goto(f"{site}/elsewhere.html")
    with run_collector(store, port=first.port) as second:
        assert second.url == first.url
        open_aid(page, site, second)
        expect(store, 4)
        page.click("#click")
        expect(store, 5)


# As an aid has it: the tracker notes that the rep left right behind what the last press brings, in one go.
LEAVING = """addEventListener("pagehide", () => {
  document.getElementById("click")?.click();
  dispatchEvent(new Event("pagehide"));
}, {once: true})"""


def test_what_happens_as_a_page_goes_outlives_it(page: Page, site: str, store: Path) -> None:
    page.add_init_script(LEAVING)
    with run_collector(store, port=find_port()) as first:
        open_aid(page, site, first)
        wait_until(lambda: count(store, "step_viewed") == 1)
        first.stop(signal.SIGKILL)
    page.evaluate(STORED, first.url)
    page.goto(f"{site}/elsewhere.html")
    for _ in range(5):
        open_aid(page, site, first)
        page.evaluate(STORED, first.url)
        page.goto(f"{site}/elsewhere.html")
    with run_collector(store, port=first.port) as second:
        open_aid(page, site, second)
        expect(store, 6)
        wait_until(lambda: count(store, "session_left") == 6)


def test_a_collector_that_kept_the_batch_and_died_before_its_answer(page: Page, site: str, store: Path) -> None:
    with run_collector(store, port=find_port()) as first:
        open_aid(page, site, first)
        wait_until(lambda: count(store, "step_viewed") == 1)

        def keep_and_die(route: Route) -> None:
            if "option_chosen" not in (route.request.post_data or ""):
                return route.continue_()
            assert route.fetch().status == 200
            first.stop(signal.SIGKILL)
            return route.abort()

        page.route(first.url, keep_and_die)
        with page.expect_event("requestfailed", timeout=30_000):
            page.click("#click")
        page.unroute(first.url)
    assert count(store) == 1
    with run_collector(store, port=first.port) as second:
        wait_until(lambda: send_again(page) and count_repeats(second) == 1)
    expect(store, 1)


def send_again(page: Page) -> bool:
    """Have the page send what waits now, and not only when its patience is over."""
    page.evaluate("dispatchEvent(new Event('online'))")
    return True


def count_repeats(collector: Running) -> int:
    counts = httpx.get(collector.url.replace("/events", "/counts"), timeout=30).json()
    repeated: int = counts["events"]["repeated"]
    return repeated


@contextmanager
def taking_all_room(collector: Running, site: str) -> Iterator[None]:
    """Send to a collector for as long as the block lasts, so that it has room for nobody else."""
    full, done = threading.Event(), threading.Event()

    def send() -> None:
        with httpx.Client(headers={"origin": site}, timeout=30) as client:
            while not done.is_set():
                if client.post(collector.url, content=b"x").status_code == 429:
                    full.set()

    thread = threading.Thread(target=send)
    thread.start()
    try:
        assert full.wait(30)
        yield
    finally:
        done.set()
        thread.join()


def test_a_collector_that_has_had_enough_for_now(page: Page, site: str, store: Path) -> None:
    # There is room for thirty batches, and for one more each second. Somebody takes all of it, and more.
    with run_collector(store, "--rate", "1") as collector:
        open_aid(page, site, collector)
        wait_until(lambda: count(store, "step_viewed") == 1)
        with taking_all_room(collector, site), page.expect_response(lambda reply: reply.status == 429):
            page.click("#click")
        wait_until(lambda: send_again(page) and count(store) == 1)
        expect(store, 1)


def test_a_browser_that_opted_out_sends_nothing_and_would_not_be_recorded(
    page: Page, site: str, collector: Running, store: Path
) -> None:
    # Firefox has both, some extensions send the header alone.
    page.set_extra_http_headers({"sec-gpc": "1"})
    open_aid(page, site, collector)
    with page.expect_response(lambda reply: reply.url == collector.url) as answered:
        page.click("#click")
    assert (answered.value.status, answered.value.headers["perfsupport-refused"]) == (403, "opted_out")
    assert count(store) == 0
    page.add_init_script("Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    open_aid(page, site, collector)
    page.click("#click")
    page.wait_for_timeout(300)
    assert collector.url not in sent


def test_blocked_storage(page: Page, site: str, collector: Running, store: Path) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    open_aid(page, site, collector, "sandbox.html")
    aid = page.frame_locator("iframe")
    aid.get_by_text("Ready").click()
    expect(store, 1)
    page.context.set_offline(True)
    aid.get_by_text("Ready").click()
    page.wait_for_timeout(100)
    page.context.set_offline(False)
    expect(store, 2)
    assert errors == []


def test_two_tabs_do_not_count_twice(context: BrowserContext, site: str, collector: Running, store: Path) -> None:
    pages = [context.new_page() for _ in range(2)]
    for page in pages:
        open_aid(page, site, collector)
    context.set_offline(True)
    for page in pages:
        page.click("#click")
    for page in pages:
        page.goto("about:blank")
    context.set_offline(False)
    for page in pages:
        open_aid(page, site, collector)
    expect(store, 2)


def test_leaving_is_told(page: Page, site: str, collector: Running, store: Path) -> None:
    open_aid(page, site, collector)
    page.click("#click")
    expect(store, 1)
    page.goto(f"{site}/elsewhere.html")
    wait_until(lambda: count(store, "session_left") == 1)
