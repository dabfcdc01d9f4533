"""Clients that send one event after the other and wait for each answer, as cheaply as Python can."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from itertools import count
from typing import Any

Event = dict[str, Any]
_numbers = count(1)


def make_event(number: int) -> Event:
    """Return an event as the tracker sends it."""
    now = time.time_ns() // 1_000_000
    text = f"{now:012x}7{number % 4096:03x}8{number:015x}"
    return {
        "id": f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}",
        "session": "01a1f0a4-b000-7000-8000-000000000000",
        "sequence": number,
        "type": "option_chosen",
        "at": now,
        "tree": "till",
        "mode": "live",
        "language": "en",
        "host": "",
        "step": "channel",
        "option": "shop",
        "target": "amount",
        "version": "0123456789ab",
        "visible_ms": 1200,
    }


class Load:
    """A server's address, and what it is sent."""

    def __init__(self, port: int, path: str, wrap: Callable[[Event], Any], headers: dict[str, str]) -> None:
        self._port, self._wrap = port, wrap
        more = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._head = f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n{more}content-length: "

    async def run(self, clients: int, seconds: float) -> tuple[int, float]:
        """Return how many answers there were, all of them 200, and in how many seconds."""
        began = time.perf_counter()
        done = await asyncio.gather(*(self._send(began + seconds) for _ in range(clients)))
        return sum(done), time.perf_counter() - began

    async def _send(self, end: float) -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        done = 0
        try:
            while time.perf_counter() < end:
                body = json.dumps(self._wrap(make_event(next(_numbers))))
                writer.write(f"{self._head}{len(body)}\r\n\r\n{body}".encode())
                head = await reader.readuntil(b"\r\n\r\n")
                assert head.startswith(b"HTTP/1.1 200"), head
                length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
                await reader.readexactly(int(length))
                done += 1
        finally:
            writer.close()
        return done
