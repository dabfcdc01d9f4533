"""A loopback web server for built sites: with the security policy as a header, as the header snippets would have it."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import takewhile
from pathlib import Path


class Handler(SimpleHTTPRequestHandler):
    """Gives out one folder in silence."""

    protocol_version = "HTTP/1.1"
    headers_sent: tuple[tuple[str, str], ...] = ()

    def end_headers(self) -> None:
        for name, value in self.headers_sent:
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *_arguments: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    """Knows its own address and folder."""

    daemon_threads = True
    folder: Path

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


@contextmanager
def serve(folder: Path, policy: str = "", headers: Iterable[tuple[str, str]] = ()) -> Iterator[Server]:
    """Give out a folder until the block ends."""
    sent = (*headers, *([("Content-Security-Policy", policy)] if policy else []))
    handler = type("Strict", (Handler,), {"headers_sent": sent})
    server = Server(("127.0.0.1", 0), functools.partial(handler, directory=str(folder)))
    server.folder = folder
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def read_policy(folder: Path) -> str:
    """Return the policy that the site's own header snippets tell web servers to send."""
    return dict(read_headers(folder))["Content-Security-Policy"]


def read_headers(folder: Path) -> list[tuple[str, str]]:
    """Return what the site's own header snippets tell web servers to send with every file."""
    rules = (folder / "headers/_headers").read_text(encoding="utf-8").partition("/*\n")[2]
    lines = takewhile(lambda line: line.startswith("  "), rules.splitlines())
    pairs = [line.strip().partition(": ") for line in lines]
    return [(name, value) for name, _, value in pairs]
