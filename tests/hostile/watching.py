"""A page that is watched while it is used: no dialog, no script error, no word to anyone else."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

from playwright.sync_api import Page

from tests.servers import QuietServer, running


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        """Keep the tests' output free of requests."""

    def do_GET(self) -> None:
        """Send the file; the picture that browsers ask for by themselves is no incident."""
        if self.path == "/favicon.ico":
            self.send_response(204)
            self.end_headers()
        else:
            super().do_GET()


@contextmanager
def serve_folder(folder: Path) -> Iterator[str]:
    """Give the address of a web server over a folder, on a free port of this machine."""
    with running(QuietServer(functools.partial(_Quiet, directory=str(folder)))) as server:
        yield f"{server.origin}/"


class Watcher:
    """Listens to a page. ``incidents`` holds what a page must never do, in the order it happened."""

    def __init__(self, page: Page, origin: str) -> None:
        self.incidents: list[str] = []
        self._origin = origin
        page.on("dialog", self._see_dialog)
        page.on("pageerror", lambda error: self.incidents.append(f"script error: {error}"))
        page.on("console", self._see_message)
        page.on("request", self._see_request)
        page.on("popup", lambda other: self.incidents.append(f"window opened: {other.url}"))

    def _see_dialog(self, dialog) -> None:
        self.incidents.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _see_message(self, message) -> None:
        if message.type in ("error", "warning"):
            self.incidents.append(f"{message.type} in the console: {message.text}")

    def _see_request(self, request) -> None:
        if not request.url.startswith(self._origin):
            self.incidents.append(f"request to {request.url}")
