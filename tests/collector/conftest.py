"""A store, and collectors without a network."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from perfsupport.collector import make_collector
from perfsupport.store import SqliteStore as Store
from tests.collector.sending import NOW


class Client:
    """Talks to an application without a network."""

    def __init__(self, app: Starlette) -> None:
        self._app = app

    def get(self, path: str) -> httpx.Response:
        return self._ask("GET", path)

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self._ask(method, path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        return self._ask("POST", path, **options)

    def _ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self._app)
            async with httpx.AsyncClient(transport=transport, base_url="http://collector") as client:
                return await client.request(method, path, **options)

        # In a thread of its own: a browser test before this one leaves an event loop running in the main one.
        with ThreadPoolExecutor(max_workers=1) as thread:
            return thread.submit(lambda: asyncio.run(ask())).result()


@pytest.fixture
def collect(store: Store) -> Callable[..., Client]:
    def make(**options: Any) -> Client:
        return Client(make_collector(store, **{"now": lambda: NOW + 40, **options}))

    return make
