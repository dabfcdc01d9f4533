"""Gives out an application on a socket until it is told to stop."""

from __future__ import annotations

import signal
import socket
from types import FrameType

import uvicorn
from starlette.applications import Starlette

GRACE_SECONDS = 5


def run_server(app: Starlette, listening: socket.socket) -> None:
    """Serve until Ctrl-C or SIGTERM, and finish what has begun. No access log: addresses are nobody's business."""
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        # Whoever stands before the collector may say whose request it passes on; nobody here wants to know.
        proxy_headers=False,
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
