"""A record store that takes every statement after a while, and keeps none. Run by ``benchmarks.collect_forwarding``."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import uvicorn


def make_record_store(seconds: float) -> Any:
    async def take(_scope: Any, receive: Any, send: Any) -> None:
        while (await receive()).get("more_body", False):
            pass
        await asyncio.sleep(seconds)
        headers = [(b"content-type", b"application/json"), (b"content-length", b"2")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"[]"})

    return take


if __name__ == "__main__":
    uvicorn.run(
        make_record_store(float(sys.argv[2])),
        port=int(sys.argv[1]),
        log_level="warning",
        access_log=False,
        lifespan="off",
    )
