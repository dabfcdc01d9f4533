"""The least that keeps an event before it says so: append the body, sync, answer. Run by ``benchmarks.collect``."""

from __future__ import annotations

import os
import sys
from typing import Any

import uvicorn

OPEN = os.O_WRONLY | os.O_CREAT | os.O_APPEND


def make_floor(path: str) -> Any:
    file = os.open(path, OPEN)

    async def floor(_scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        os.write(file, body + b"\n")
        os.fsync(file)
        headers = [(b"content-type", b"application/json"), (b"content-length", b"2")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"{}"})

    return floor


if __name__ == "__main__":
    uvicorn.run(make_floor(sys.argv[2]), port=int(sys.argv[1]), log_level="warning", access_log=False, lifespan="off")
