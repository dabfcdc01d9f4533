"""The collector's three routes as a Starlette application."""

from __future__ import annotations

import asyncio
import json
import logging
import math
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from perfsupport.collector.intake import Arrival, Gate, Limits, take_in
from perfsupport.collector.published import Published
from perfsupport.collector.refusals import REFUSED_HEADER, Refusal, Refused
from perfsupport.store import Store, StoreError

RETRY_SECONDS = 5
BODY_SECONDS = 20.0
MAX_WAITING = 20_000
"""Events that may wait for the disk at once. Beyond that the store is in trouble, and memory is for other things."""

REPEATED = "repeated"
"""What repeats are counted under, beside the names of refusals."""

log = logging.getLogger("perfsupport.collector")


def make_collector(
    store: Store, *, published: Published | None = None, limits: Limits | None = None, now: Callable[[], int]
) -> Starlette:
    """Return the application. ``now`` gives Unix milliseconds; without ``published`` any tree and step is taken."""
    collector = Collector(store, Gate(limits or Limits(), published), now)
    return Starlette(
        routes=[
            Route("/events", EventsRoute(collector), methods=["POST", "OPTIONS"]),
            Route("/health", collector.tell_health, methods=["GET"]),
            Route("/counts", collector.tell_counts, methods=["GET"]),
        ]
    )


class EventsRoute:
    """The one busy route, without the layers that Starlette puts around a function."""

    def __init__(self, collector: Collector) -> None:
        self._collector = collector

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a batch, or a browser's question whether it may send one."""
        request = Request(scope, receive)
        answer = self._collector.tell_allowed if request.method == "OPTIONS" else self._collector.take_events
        await (await answer(request))(scope, receive, send)


class Collector:
    """The routes, and what they have counted since the start."""

    def __init__(self, store: Store, gate: Gate, now: Callable[[], int]) -> None:
        self._store, self._gate, self._now = store, gate, now
        self._since = now()
        self._waiting = 0
        self._events: Counter[str] = Counter(new=0, repeated=0)
        self._refused: Counter[Refusal] = Counter()

    async def take_events(self, request: Request) -> Response:
        """Take a batch: 200 when what was right in it is on disk; else a status and the reason's name."""
        headers = request.headers
        arrival = Arrival(
            body=b"",
            origin=headers.get("origin"),
            user_agent=headers.get("user-agent", ""),
            opted_out=headers.get("sec-gpc") == "1",
            received_at=self._now(),
        )
        try:
            arrival.body = await self._read_body(request)
            take_in(arrival, self._gate)
            new = await self._keep(arrival)
        except ClientDisconnect:
            return Response(status_code=400)
        except Refused as refused:
            self._count(arrival, arrival.refused or {refused.refusal: 1})
            return self._reply(headers, {"refused": dict(arrival.refused)}, refused)
        except StoreError as error:
            log.error("%s", error)
            refusal = Refusal(error.name)
            self._count(arrival, {refusal: 1})
            return self._reply(headers, {}, Refused(refusal))
        repeated = len(arrival.events) - new
        self._events.update(new=new, repeated=repeated)
        if repeated or arrival.refused:
            self._count(arrival, arrival.refused, repeated)
        content = {"new": new, "repeated": repeated, "refused": dict(arrival.refused)}
        return self._reply(headers, content, *map(Refused, arrival.refused))

    async def tell_allowed(self, request: Request) -> Response:
        """Answer a browser that asks first.

        It does where the page is public and the collector on a private network, and for senders other than the tracker.
        """
        headers = self._allow(request.headers)
        if "access-control-allow-origin" in headers:
            headers |= {
                "access-control-allow-methods": "POST",
                "access-control-allow-headers": "content-type",
                "access-control-max-age": "86400",
            }
            if request.headers.get("access-control-request-private-network") == "true":
                headers["access-control-allow-private-network"] = "true"
        return Response(status_code=204, headers=headers)

    async def tell_health(self, _request: Request) -> Response:
        """Say whether the store takes events at this moment: 200 or 503."""
        try:
            await asyncio.wrap_future(self._store.submit([]))
        except StoreError as error:
            return JSONResponse({"status": error.name}, status_code=503)
        return JSONResponse({"status": "ok"})

    async def tell_counts(self, _request: Request) -> Response:
        """Say what came since the start, and what was refused or came again on each day that the store remembers."""
        days: dict[str, dict[str, int]] = {}
        try:
            for (day, name), number in sorted(self._store.load_counts().items()):
                days.setdefault(day, {})[name] = number
        except StoreError as error:
            return JSONResponse({"status": error.name}, status_code=503)
        return JSONResponse({"since": self._since, "events": self._events, "refused": self._refused, "days": days})

    async def _keep(self, arrival: Arrival) -> int:
        """Return how many of the events were new, once they are on disk."""
        many = len(arrival.events)
        if self._waiting + many > MAX_WAITING:
            raise Refused(Refusal.STORE_BUSY)
        self._waiting += many
        try:
            return await asyncio.wrap_future(self._store.submit(arrival.events))
        finally:
            self._waiting -= many

    async def _read_body(self, request: Request) -> bytes:
        """Return the body, read no further than a byte beyond the limit."""
        body = bytearray()
        try:
            async with asyncio.timeout(BODY_SECONDS):
                async for chunk in request.stream():
                    body += chunk
                    if len(body) > self._gate.limits.body_bytes:
                        break
        except TimeoutError:
            raise Refused(Refusal.BODY_TOO_SLOW) from None
        return bytes(body)

    def _count(self, arrival: Arrival, refused: Mapping[Refusal, int], repeated: int = 0) -> None:
        """Count refusals and repeats, here and for good."""
        day = datetime.fromtimestamp(arrival.received_at / 1000, UTC).date().isoformat()
        for refusal, number in refused.items():
            self._refused[refusal] += number
            self._store.count(day, refusal.value, number)
        if repeated:
            self._store.count(day, REPEATED, repeated)

    def _reply(self, headers: Headers, content: Mapping[str, object], *refused: Refused) -> Response:
        """Return a reply that the page may read. ``content`` without ``new`` means that nothing was kept."""
        status = 200 if "new" in content else refused[0].refusal.status
        allowed = self._allow(headers)
        if refused:
            allowed[REFUSED_HEADER] = ",".join(each.refusal for each in refused)
        if status in (429, 503):
            allowed["retry-after"] = str(math.ceil(refused[0].retry_after) or RETRY_SECONDS)
        body = json.dumps(content, separators=(",", ":"))
        return Response(body, status_code=status, headers=allowed, media_type="application/json")

    def _allow(self, headers: Headers) -> dict[str, str]:
        """Return the headers that let a page read the reply.

        A page that is not listened to learns nothing: its events wait in the browser until its origin is allowed.
        """
        allowed = self._gate.limits.origins
        origin = "*" if allowed is None else headers.get("origin", "")
        if allowed is not None and origin not in allowed:
            return {"vary": "origin"}
        return {
            "access-control-allow-origin": origin,
            "access-control-expose-headers": REFUSED_HEADER,
            "vary": "origin",
        }
