"""Sites, and a loopback web server for them: with the security policy as a header, as the header snippets have it."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler
from itertools import takewhile
from pathlib import Path
from typing import Any

from perfsupport.building import build_project
from perfsupport.project import load_project
from tests.servers import QuietServer, running

TODAY = "2026-11-22"


class Handler(SimpleHTTPRequestHandler):
    """Gives out one folder in silence."""

    protocol_version = "HTTP/1.1"
    headers_sent: tuple[tuple[str, str], ...] = ()

    def end_headers(self) -> None:
        for name, value in self.headers_sent:
            self.send_header(name, value)
        super().end_headers()

    def send_head(self) -> Any:
        # A page that is built twice within a second is the same to who asks by its time.
        del self.headers["If-Modified-Since"]
        return super().send_head()

    def log_message(self, *_arguments: object) -> None:
        pass


class Server(QuietServer):
    """Knows its own address and folder."""

    def __init__(self, handler: Any, folder: Path) -> None:
        super().__init__(handler)
        self.folder = folder


@contextmanager
def serve(folder: Path, policy: str = "", headers: Iterable[tuple[str, str]] = ()) -> Iterator[Server]:
    """Give out a folder until the block ends."""
    sent = (*headers, *([("Content-Security-Policy", policy)] if policy else []))
    handler = type("Strict", (Handler,), {"headers_sent": sent})
    with running(Server(functools.partial(handler, directory=str(folder)), folder)) as server:
        yield server


def build_site(root: Path) -> Path:
    """Build the site of a project, without maps, and return its folder."""
    out = root / "build"
    result = build_project(load_project(root), out, TODAY, maps=False, durable=False)
    assert result.written, result.diagnostics
    return out


@contextmanager
def serve_site(folder: Path) -> Iterator[str]:
    """Give out a built site as its own header snippets would have it; give its address."""
    with serve(folder, headers=read_headers(folder)) as server:
        yield server.origin


def read_policy(folder: Path) -> str:
    """Return the policy that the site's own header snippets tell web servers to send."""
    return dict(read_headers(folder))["Content-Security-Policy"]


def read_headers(folder: Path) -> list[tuple[str, str]]:
    """Return what the site's own header snippets tell web servers to send with every file."""
    rules = (folder / "headers/_headers").read_text(encoding="utf-8").partition("/*\n")[2]
    lines = takewhile(lambda line: line.startswith("  "), rules.splitlines())
    pairs = [line.strip().partition(": ") for line in lines]
    return [(name, value) for name, _, value in pairs]
