"""A loopback web server for built sites: with the security policy as a header, as the header snippets would have it."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Handler(SimpleHTTPRequestHandler):
    """Gives out one folder in silence."""

    protocol_version = "HTTP/1.1"
    policy = ""

    def end_headers(self) -> None:
        if self.policy:
            self.send_header("Content-Security-Policy", self.policy)
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
def serve(folder: Path, policy: str = "") -> Iterator[Server]:
    """Give out a folder until the block ends."""
    handler = type("Strict", (Handler,), {"policy": policy})
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
    for line in (folder / "headers/_headers").read_text(encoding="utf-8").splitlines():
        name, _, value = line.strip().partition(": ")
        if name == "Content-Security-Policy":
            return value
    raise AssertionError("headers/_headers names no policy")
