"""A record store that a test holds in its hands."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.servers import QuietServer, running

Statement = dict[str, Any]
Answer = tuple[int, dict[str, str], str]


class FakeRecordStore(QuietServer):
    """Keeps statements by their id. ``judge`` may answer in its place; ``requests`` is all that came."""

    def __init__(self) -> None:
        super().__init__(_Handler)
        self.kept: dict[str, Statement] = {}
        self.requests: list[tuple[dict[str, str], list[Statement]]] = []
        self.judge: Callable[[list[Statement]], Answer | None] = lambda _statements: None

    @property
    def address(self) -> str:
        return f"{self.origin}/xapi"

    def answer(self, path: str, statements: list[Statement]) -> Answer:
        """Answer as the specification says, unless the test has something else in mind."""
        if path != "/xapi/statements":
            return 404, {}, "no such page"
        judged = self.judge(statements)
        if judged:
            return judged
        if any(statement["id"] in self.kept for statement in statements):
            return 409, {}, "conflict"
        self.kept |= {statement["id"]: statement for statement in statements}
        return 200, {}, json.dumps([statement["id"] for statement in statements])


class _Handler(BaseHTTPRequestHandler):
    server: FakeRecordStore

    def do_POST(self) -> None:
        statements = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.requests.append(({name.lower(): value for name, value in self.headers.items()}, statements))
        status, headers, text = self.server.answer(self.path, statements)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serve_record_store() -> Iterator[FakeRecordStore]:
    with running(FakeRecordStore()) as server:
        yield server
