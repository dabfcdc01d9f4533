"""The collector's three routes as a Starlette application."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Mapping

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from perfsupport.collector.intake import Arrival, Limits, take_in
from perfsupport.collector.published import Published
from perfsupport.collector.refusals import REFUSED_HEADER, Refusal, Refused
from perfsupport.store import Store, StoreError

RETRY_SECONDS = 5
log = logging.getLogger("perfsupport.collector")


def make_collector(
    store: Store, *, published: Published | None = None, limits: Limits | None = None, now: Callable[[], int]
) -> Starlette:
    """Return the application. ``now`` gives Unix milliseconds; without ``published`` any tree and step is taken."""
    collector = Collector(store, published, limits or Limits(), now)
    return Starlette(
        routes=[
            Route("/events", collector.take_events, methods=["POST"]),
            Route("/health", collector.tell_health, methods=["GET"]),
            Route("/counts", collector.tell_counts, methods=["GET"]),
        ]
    )


class Collector:
    """The routes, and what they have counted since the start."""

    def __init__(self, store: Store, published: Published | None, limits: Limits, now: Callable[[], int]) -> None:
        self._store, self._published, self._limits, self._now = store, published, limits, now
        self._since = now()
        self._events: Counter[str] = Counter(new=0, repeated=0)
        self._refused: Counter[Refusal] = Counter()

    async def take_events(self, request: Request) -> Response:
        """Take a batch: 200 when what was right in it is on disk; else a status and the reason's name."""
        try:
            body = await self._read_body(request)
        except ClientDisconnect:
            return Response(status_code=400)
        arrival = Arrival(
            body=body,
            origin=request.headers.get("origin"),
            user_agent=request.headers.get("user-agent", ""),
            received_at=self._now(),
        )
        try:
            take_in(arrival, self._limits, self._published)
            new = await asyncio.wrap_future(self._store.submit(arrival.events))
        except Refused as refused:
            self._refused.update(arrival.refused or {refused.refusal: 1})
            return self._reply(request, {"refused": dict(arrival.refused)}, refused.refusal)
        except StoreError as error:
            log.error("%s", error)
            self._refused[Refusal(error.name)] += 1
            return self._reply(request, {}, Refusal(error.name))
        repeated = len(arrival.events) - new
        self._events.update(new=new, repeated=repeated)
        self._refused.update(arrival.refused)
        return self._reply(
            request, {"new": new, "repeated": repeated, "refused": dict(arrival.refused)}, *arrival.refused
        )

    async def tell_health(self, _request: Request) -> Response:
        """Say whether the store takes events at this moment: 200 or 503."""
        try:
            await asyncio.wrap_future(self._store.submit([]))
        except StoreError as error:
            return JSONResponse({"status": error.name}, status_code=503)
        return JSONResponse({"status": "ok"})

    async def tell_counts(self, _request: Request) -> Response:
        """Say what came since the start."""
        return JSONResponse({"since": self._since, "events": self._events, "refused": self._refused})

    async def _read_body(self, request: Request) -> bytes:
        """Return the body, read no further than a byte beyond the limit."""
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > self._limits.body_bytes:
                break
        return bytes(body)

    def _reply(self, request: Request, content: Mapping[str, object], *refusals: Refusal) -> Response:
        """Return a reply that the page may read. ``content`` without ``new`` means that nothing was kept."""
        status = 200 if "new" in content else refusals[0].status
        headers = self._allow(request)
        if refusals:
            headers[REFUSED_HEADER] = ",".join(refusals)
        if status == 503:
            headers["retry-after"] = str(RETRY_SECONDS)
        return JSONResponse(content, status_code=status, headers=headers)

    def _allow(self, request: Request) -> dict[str, str]:
        """Return the headers that let a page read the reply.

        A page that is not listened to learns nothing: its events wait in the browser until its origin is allowed.
        """
        allowed = self._limits.origins
        origin = "*" if allowed is None else request.headers.get("origin", "")
        if allowed is not None and origin not in allowed:
            return {"vary": "origin"}
        return {
            "access-control-allow-origin": origin,
            "access-control-expose-headers": REFUSED_HEADER,
            "vary": "origin",
        }
