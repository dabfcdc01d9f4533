"""Batches that come in the same turn of the event loop go to the store together, and share a commit."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from perfsupport.events import Event
from perfsupport.store import Store


class Gathering:
    """Keeps batches, from the event loop: then and there where the store is quick, else by way of its own thread.

    To hand a batch to a thread and take back the answer costs as much as the whole request, and a commit on a quick
    disk less. While it is made requests wait in their sockets, and those that do are the next turn's.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: list[tuple[Sequence[Event], asyncio.Future[int | None]]] = []

    async def keep(self, events: Sequence[Event]) -> int:
        """Return how many of the events were new, once they are on disk; raise StoreError when they are not."""
        loop = asyncio.get_running_loop()
        if not self._waiting:
            loop.call_soon(self._commit)
        told: asyncio.Future[int | None] = loop.create_future()
        self._waiting.append((events, told))
        new = await told
        return await asyncio.wrap_future(self._store.submit(events)) if new is None else new

    def _commit(self) -> None:
        """Tell each batch what came of it, or None where the thread has to do it."""
        # A client that hung up may have cancelled its future.
        batches = [(events, told) for events, told in self._waiting if not told.done()]
        self._waiting = []
        if not batches:
            return
        try:
            new = self._store.append_at_once([events for events, _ in batches])
        except Exception as error:
            for _, told in batches:
                told.set_exception(error)
            return
        for at, (_, told) in enumerate(batches):
            told.set_result(None if new is None else new[at])
