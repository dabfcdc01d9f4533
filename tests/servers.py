"""Web servers of tests, on loopback addresses: each in a thread of its own, and quiet about visitors that left."""

from __future__ import annotations

import random
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from typing import Any, TypeVar


class QuietServer(ThreadingHTTPServer):
    """Listens on a free port. A browser that closes a page in the midst of an answer is no mistake of anybody's."""

    daemon_threads = True

    def __init__(self, handler: Any) -> None:
        super().__init__(("127.0.0.1", 0), handler)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tell of mistakes in a test's server alone."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def find_port() -> int:
    """Return a port for a server that comes later, or comes back: none that systems give to whoever asks for any."""
    while True:
        port = random.SystemRandom().randrange(20_000, 32_000)
        with socket.socket() as free:
            try:
                free.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


S = TypeVar("S", bound=QuietServer)


@contextmanager
def running(server: S) -> Iterator[S]:
    """Let a server answer until the block ends."""
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
