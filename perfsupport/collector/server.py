"""Gives out an application on a socket until it is told to stop."""

from __future__ import annotations

import signal
import socket
from types import FrameType

import uvicorn
from starlette.applications import Starlette

from perfsupport.errors import PerfsupportError

GRACE_SECONDS = 5
BACKLOG = 2048


def open_socket(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 takes a free one. Raise PerfsupportError where that address cannot be had."""
    listening = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE
        )[0]
        # Asyncio turns off Nagle's algorithm only where the socket names TCP; else each answer may wait 40 ms.
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(BACKLOG)
    except OSError as error:
        if listening is not None:
            listening.close()
        raise PerfsupportError(f"Nothing can listen on {host}:{port}: {error.strerror}.") from None
    return listening


def run_server(app: Starlette, listening: socket.socket) -> None:
    """Serve until Ctrl-C or SIGTERM, and finish what has begun. No access log: addresses are nobody's business."""
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = uvicorn.Server(config)

    def stop(_number: int, _frame: FrameType | None) -> None:
        server.should_exit = True

    # Uvicorn ends on these two and raises them once more when it is done; by then the end was a clean one.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    server.run(sockets=[listening])
