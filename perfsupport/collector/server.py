"""The server that gives out the collector."""

from __future__ import annotations

import asyncio
from typing import Any

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.auto import AutoHTTPProtocol

GRACE_SECONDS = 5
HEAD_SECONDS = 20.0
"""For how long a connection may be open before a first request has come: as long as for a body."""


def make_server(app: Starlette) -> uvicorn.Server:
    """Return a server that finishes what has begun when it ends. No access log: addresses are nobody's business."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http=JoiningProtocol,
            # Its warnings tell of requests that are none. Anybody may send those, without end.
            log_level="error",
            access_log=False,
            server_header=False,
            # Whoever stands before the collector may say whose request it passes on; nobody here wants to know.
            proxy_headers=False,
            lifespan="off",
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
    )


class JoiningProtocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """HTTP as uvicorn speaks it, with an answer's head and body in one piece.

    It writes them one after the other: two calls and two packets, and whoever asked is woken twice.
    """

    def connection_made(self, transport: Any) -> None:
        """Begin."""
        super().connection_made(_JoiningTransport(transport))
        self._waiting = asyncio.get_running_loop().call_later(HEAD_SECONDS, self._close_if_silent)

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._waiting.cancel()
        super().connection_lost(exc)

    def _close_if_silent(self) -> None:
        """Close a connection on which nobody has asked anything: there are only so many."""
        if self.cycle is None:
            self.transport.close()


class _JoiningTransport:
    """A transport that sends in one piece what is written in one turn of the event loop."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._waiting: list[bytes] = []

    def write(self, data: bytes) -> None:
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self._send)
        self._waiting.append(data)

    def close(self) -> None:
        self._send()
        self._transport.close()

    def _send(self) -> None:
        # Whoever asked may have gone.
        if self._waiting and not self._transport.is_closing():
            self._transport.write(b"".join(self._waiting))
        self._waiting.clear()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)
