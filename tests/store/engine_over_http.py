"""ClickHouse's own engine behind HTTP, as far as the client asks: the way from ``connect`` to the server's answer.

No server's binary comes from a package registry in a version of today, so that the engine in this process answers. What
this shows is the client as perfsupport sets it up: address, user, password, settings, inserts in the native format.
"""

from __future__ import annotations

import re
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.servers import QuietServer, running

USER, PASSWORD = "desk", "a-password-of-tests"
NOT_SETTINGS = frozenset({"database", "query_id", "session_id", "client_protocol_version"})
INSERT = re.compile(rb"INSERT INTO (?P<table>\S+) \((?P<columns>[^)]*)\)(?: SETTINGS [^\n]*)? FORMAT Native\n")


class Engine(QuietServer):
    """Answers as a server would, from a client over the engine. ``inserts`` are the settings that inserts came with."""

    def __init__(self, client: Any) -> None:
        super().__init__(_Handler)
        self.client = client
        self.inserts: list[dict[str, str]] = []
        self.database = "default"
        self.lock = threading.Lock()


class _Handler(BaseHTTPRequestHandler):
    server: Engine
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.do_POST()

    def do_POST(self) -> None:
        asked = dict(parse_qsl(urlsplit(self.path).query))
        body = self._read_body()
        try:
            status, answer = self._answer(asked, body)
        except Exception as error:
            status, answer = 500, str(error).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(answer)))
        if status != 200:
            self.send_header("x-clickhouse-exception-code", "1")
        self.end_headers()
        self.wfile.write(answer)

    def _read_body(self) -> bytes:
        if self.headers.get("transfer-encoding") != "chunked":
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
        else:
            parts = []
            while size := int(self.rfile.readline(), 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            body = b"".join(parts)
        if self.headers.get("content-encoding") == "lz4":
            import lz4.frame

            body = lz4.frame.decompress(body)
        return body

    def _answer(self, asked: dict[str, str], body: bytes) -> tuple[int, bytes]:
        right = "Basic " + b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if self.headers.get("authorization") != right:
            return 403, b"Code: 516. DB::Exception: desk: Authentication failed. (AUTHENTICATION_FAILED)"
        database = asked.get("database", "default")
        settings = {name: value for name, value in asked.items() if name not in NOT_SETTINGS}
        with self.server.lock:
            client = self.server.client
            if database not in client.command("SELECT groupArray(name) FROM system.databases"):
                return 404, f"Code: 81. DB::Exception: Database {database} does not exist. (UNKNOWN_DATABASE)".encode()
            client.database = database
            found = INSERT.match(body)
            if found is None:
                return 200, client.raw_query(body.decode(), settings=settings)
            self.server.inserts.append(settings)
            columns = [name.strip("` ") for name in found["columns"].decode().split(",")]
            client.raw_insert(found["table"].decode(), columns, body[found.end() :], fmt="Native")
            return 200, b""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serve_engine(client: Any) -> Iterator[Engine]:
    with running(Engine(client)) as engine:
        yield engine
