"""``perfsupport demo``: the job aids of this folder, with a collector, on this machine."""

from __future__ import annotations

import json
import secrets
import threading
import time
import urllib.request
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from perfsupport import webserver
from perfsupport.building import build_project
from perfsupport.catalogues import ENGLISH_WORDS, message
from perfsupport.cli.build import print_result
from perfsupport.cli.figures import Wanted, read_report, render_report_page
from perfsupport.cli.usage_settings import choose_report_words
from perfsupport.cli.values import names_option
from perfsupport.errors import PerfsupportError
from perfsupport.events import EVENT_FORMAT, Event
from perfsupport.folder import find_root
from perfsupport.project import load_project
from perfsupport.site.headers import make_headers
from perfsupport.store import DEFAULT_STORE, Store, load_published, open_store
from perfsupport.store.address import FileAddress
from perfsupport.working import working_folder

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from perfsupport.catalogues import Words

COLLECTOR = "/events"
NOTE = message(
    "This is the demo: the figures are of what was clicked on this machine, made anew whenever you load the page. "
    "Nothing is hidden here; elsewhere no figure is told of fewer than five people."
)
SECONDS = 60
"""For how long one answer is waited for: the first report reads its libraries, on a busy machine for many seconds."""


@click.command()
@click.option("--once", is_flag=True, help="Serve, fetch a page, put an event through, read it back, and end.")
@click.option("--port", type=click.IntRange(0, 65535), help="8000, or a free one where that is taken.")
@names_option
def demo(once: bool, port: int | None, names: tuple[str, ...]) -> int:
    """Build the job aids of this folder, and serve them with a collector on this machine.

    Ctrl-C ends it.
    """
    webserver.require("starlette", "uvicorn", "msgspec", extras="serve,collect")
    project = load_project(find_root(Path.cwd()))
    site = project.root / "build"
    result = build_project(project, site, date.today().isoformat(), collector=COLLECTOR, offline=False)
    print_result(result, project, site)
    if not result.written:
        return 1
    headers = make_headers(project.settings.hosts, COLLECTOR)
    if once:
        with working_folder() as folder:
            _try_once(site, folder / DEFAULT_STORE, headers)
    else:
        _serve(site, project.root / DEFAULT_STORE, headers, port, names, choose_report_words(None, project.root))
    return 0


def _serve(
    site: Path, file: Path, headers: list[tuple[str, str]], port: int | None, names: Sequence[str], words: Words
) -> None:
    with closing(open_store(file)) as store:
        app = webserver.OwnNames(_make_app(site, store, file, headers, words), names)
        listener = webserver.listen(port)
        address = webserver.address_of(listener)
        click.echo(f"\nOpen {address} and click through a job aid.")
        click.echo(f"What was clicked is told at {address}report")
        click.echo("Ctrl-C ends the demo.")
        webserver.run_server(webserver.make_server(app), listener)


def _make_app(
    site: Path, store: Store, file: Path, headers: list[tuple[str, str]], words: Words = ENGLISH_WORDS
) -> ASGIApp:
    """Return the collector's routes and the report, with the site behind them."""
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import HTMLResponse
    from starlette.routing import Mount, Route

    from perfsupport.collector import Published, make_collector

    def report(_request: Request) -> HTMLResponse:
        return HTMLResponse(render_report_page(_want(site, file, words)), headers={"cache-control": "no-store"})

    collector = make_collector(store, published=Published([site], store, _now), now=_now)
    files = Mount("/", webserver.SiteHeaders(webserver.make_site_files(site), headers))
    return Starlette(routes=[*collector.routes, Route("/report", report), files])


def _want(site: Path, file: Path, words: Words = ENGLISH_WORDS) -> Wanted:
    """Return what the demo's report is made of. All clicks are of who tries it, so nothing is hidden."""
    return Wanted(store=FileAddress(file), site=site, floor=1, note=words.tell(NOTE), words=words)


def _try_once(site: Path, file: Path, headers: list[tuple[str, str]]) -> None:
    """Serve, fetch a page, send an event, and find it in the report; PerfsupportError where one of these fails."""
    with closing(open_store(file)) as store:
        listener = webserver.listen(0)
        server = webserver.make_server(_make_app(site, store, file, headers))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            address = webserver.address_of(listener)
            event = _send_one(address, site)
            with urllib.request.urlopen(f"{address}report", timeout=SECONDS) as answer:
                told = answer.read().decode()
        except OSError as error:
            raise PerfsupportError(f"The demo does not answer: {error}.") from error
        finally:
            server.should_exit = True
            thread.join()
    title = load_published(site)[event["tree"]]["title"]
    if title not in told or [tree.tree for tree in read_report(_want(site, file))[0].trees] != [event["tree"]]:
        raise PerfsupportError("The event was taken, but the report does not show it.")
    click.echo(f"Served {event['tree']}.html, kept an event, and found it in the report.")


def _send_one(address: str, site: Path) -> Event:
    """Fetch the page of one job aid, send the event of its first step as the page would, and return the event."""
    tree, about = next(iter(load_published(site).items()))
    with urllib.request.urlopen(f"{address}{tree}.html", timeout=SECONDS) as answer:
        page = answer.read().decode()
    if 'id="perfsupport-page"' not in page:
        raise PerfsupportError(f"{tree}.html is not the page of a job aid.")
    event = _make_event(tree, about["version"], about["start"])
    batch = {"format": EVENT_FORMAT, "sent_at": _now(), "events": [event]}
    request = urllib.request.Request(address.rstrip("/") + COLLECTOR, json.dumps(batch).encode(), method="POST")
    request.add_header("Content-Type", "text/plain")
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        taken = json.load(answer)
    if taken.get("new") != 1:
        raise PerfsupportError(f"The collector did not take the event: {taken}.")
    return event


def _make_event(tree: str, version: str, step: str) -> Event:
    now = _now()
    text = f"{now:012x}7{secrets.token_hex(2)[1:]}8{secrets.token_hex(8)[1:]}"
    return {
        "id": f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}",
        "session": secrets.token_hex(8),
        "sequence": 1,
        "type": "step_viewed",
        "at": now,
        "tree": tree,
        "version": version,
        "mode": "live",
        "language": "en",
        "host": "",
        "visible_ms": 0,
        "step": step,
        "direction": "forward",
    }


def _now() -> int:
    """Return Unix milliseconds."""
    return time.time_ns() // 1_000_000
