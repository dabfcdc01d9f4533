"""The collector's three routes as a Starlette application."""

from __future__ import annotations

import asyncio
import logging
import math
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple, TypeAlias

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from perfsupport.collector.gathering import Gathering
from perfsupport.collector.intake import Arrival, Gate, Limits, take_in
from perfsupport.collector.published import Published
from perfsupport.collector.refusals import REFUSED_HEADER, Refusal, Refused
from perfsupport.store import Store, StoreError

EVENTS = "/events"
TAKEN_METHODS = ["POST", "OPTIONS"]
RETRY_SECONDS = 5
BODY_SECONDS = 20.0
SAY_AGAIN_MS = 60_000
UNWELL_MS = 30_000
"""For how long a store that refused a batch counts as not taking events, unless it takes one."""
MAX_WAITING = 20_000
"""Events that may wait for the disk at once. Beyond that the store is in trouble, and memory is for other things."""

REPEATED = "repeated"
"""What repeats are counted under, beside the names of refusals."""

Asked: TypeAlias = Mapping[bytes, str]
"""The headers of a request by their names in small letters."""

log = logging.getLogger("perfsupport.collector")


def make_collector(
    store: Store, *, published: Published | None = None, limits: Limits | None = None, now: Callable[[], int]
) -> Starlette:
    """Return the application. ``now`` gives Unix milliseconds; without ``published`` any tree and step is taken."""
    return Application(Collector(store, Gate(limits or Limits(), published), now))


class Application(Starlette):
    """The routes, of which the busy one is asked by itself.

    Batches are nearly all that comes, and what Starlette puts around a request costs as much as a look at its events.
    """

    def __init__(self, collector: Collector) -> None:
        self._take = EventsRoute(collector)
        super().__init__(
            routes=[
                Route(EVENTS, self._take, methods=TAKEN_METHODS),
                Route("/health", collector.tell_health, methods=["GET"]),
                Route("/counts", collector.tell_counts, methods=["GET"]),
            ]
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http" and scope["path"] == EVENTS and scope["method"] in TAKEN_METHODS:
            await self._take(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


class EventsRoute:
    """The one busy route: told what ASGI tells, without the objects that Starlette puts around each request."""

    def __init__(self, collector: Collector) -> None:
        self._collector = collector

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a batch, or a browser's question whether it may send one."""
        asked = {name: value.decode("latin-1") for name, value in scope["headers"]}
        answer: Answer | None
        if scope["method"] == "OPTIONS":
            answer = self._collector.tell_allowed(asked)
        else:
            answer = await self._collector.take_events(asked, receive)
        if answer is not None:
            headers = [(name.encode(), value.encode("latin-1")) for name, value in answer.headers.items()]
            await send({"type": "http.response.start", "status": answer.status, "headers": headers})
            await send({"type": "http.response.body", "body": answer.body})


class Answer(NamedTuple):
    """What goes back."""

    status: int
    headers: dict[str, str]
    body: bytes = b""


class Collector:
    """The routes, and what they have counted since the start."""

    def __init__(self, store: Store, gate: Gate, now: Callable[[], int]) -> None:
        self._store, self._gate, self._now = store, gate, now
        self._gathering = Gathering(store)
        self._since = now()
        self._waiting = 0
        self._events: Counter[str] = Counter(new=0, repeated=0)
        self._refused: Counter[Refusal] = Counter()
        self._said, self._said_at = "", 0
        self._failed: Refusal | None = None
        self._failed_at = 0

    async def take_events(self, asked: Asked, receive: Receive) -> Answer | None:
        """Take a batch: 200 when what was right in it is on disk; else a status and the reason's name.

        None where the sender has gone before the end of the batch: there is nobody to tell.
        """
        arrival = Arrival(
            body=b"",
            origin=asked.get(b"origin"),
            user_agent=asked.get(b"user-agent", ""),
            opted_out=asked.get(b"sec-gpc") == "1",
            received_at=self._now(),
        )
        try:
            body = await self._read_body(receive)
            if body is None:
                return None
            arrival.body = body
            take_in(arrival, self._gate)
            new = await self._keep(arrival)
        except Refused as refused:
            self._count(arrival, arrival.refused or {refused.refusal: 1})
            return self._reply(asked, {"refused": dict(arrival.refused)}, refused)
        except StoreError as error:
            self._log_trouble(str(error), arrival.received_at)
            refusal = self._failed = Refusal(error.name)
            self._failed_at = arrival.received_at
            self._count(arrival, {refusal: 1})
            return self._reply(asked, {}, Refused(refusal))
        if self._said:
            log.warning("The store takes events again.")
            self._said = ""
        self._failed = None
        repeated = len(arrival.events) - new
        self._events["new"] += new
        if repeated or arrival.refused:
            self._events["repeated"] += repeated
            self._count(arrival, arrival.refused, repeated)
        content = {"new": new, "repeated": repeated, "refused": dict(arrival.refused)}
        return self._reply(asked, content, *map(Refused, arrival.refused))

    def tell_allowed(self, asked: Asked) -> Answer:
        """Answer a browser that asks first.

        It does where the page is public and the collector on a private network, and for senders other than the tracker.
        """
        headers = self._allow(asked)
        if "access-control-allow-origin" in headers:
            headers |= {
                "access-control-allow-methods": "POST",
                "access-control-allow-headers": "content-type",
                "access-control-max-age": "86400",
            }
            if asked.get(b"access-control-request-private-network") == "true":
                headers["access-control-allow-private-network"] = "true"
        return Answer(204, headers)

    async def tell_health(self, _request: Request) -> Response:
        """Say whether the store takes events at this moment: 200 or 503.

        Where it has just refused some, it does not: an attempt without events may find room where they do not.
        """
        try:
            await asyncio.wrap_future(self._store.submit([]))
        except StoreError as error:
            return JSONResponse({"status": error.name}, status_code=503)
        except asyncio.CancelledError:
            # The collector ends, and the store has not answered.
            return JSONResponse({"status": Refusal.STORE_BUSY}, status_code=503)
        if self._failed is not None and 0 <= self._now() - self._failed_at < UNWELL_MS:
            return JSONResponse({"status": self._failed}, status_code=503)
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
            return await self._gathering.keep(arrival.events)
        except asyncio.CancelledError:
            # The collector ends, and the disk hangs.
            raise Refused(Refusal.STORE_BUSY) from None
        finally:
            self._waiting -= many

    async def _read_body(self, receive: Receive) -> bytes | None:
        """Return the body, read no further than a chunk beyond the limit; None where its sender has gone."""
        body = bytearray()
        try:
            async with asyncio.timeout(BODY_SECONDS):
                while True:
                    message = await receive()
                    if message["type"] != "http.request":
                        return None
                    body += message.get("body", b"")
                    if not message.get("more_body") or len(body) > self._gate.limits.body_bytes:
                        return bytes(body)
        except (TimeoutError, asyncio.CancelledError):
            # The second where the collector ends, and waits no longer.
            raise Refused(Refusal.BODY_TOO_SLOW) from None

    def _count(self, arrival: Arrival, refused: Mapping[Refusal, int], repeated: int = 0) -> None:
        """Count refusals and repeats, here and for good."""
        day = datetime.fromtimestamp(arrival.received_at / 1000, UTC).date().isoformat()
        for refusal, number in refused.items():
            self._refused[refusal] += number
            self._store.count(day, refusal.value, number)
        if repeated:
            self._store.count(day, REPEATED, repeated)

    def _log_trouble(self, sentence: str, now: int) -> None:
        """Log what is wrong with the store, the same once a minute: pages send again and again meanwhile."""
        if sentence != self._said or abs(now - self._said_at) >= SAY_AGAIN_MS:
            log.error("%s", sentence)
            self._said, self._said_at = sentence, now

    def _reply(self, asked: Asked, content: Mapping[str, object], *refused: Refused) -> Answer:
        """Return a reply that the page may read. ``content`` without ``new`` means that nothing was kept."""
        status = 200 if "new" in content else refused[0].refusal.status
        headers = self._allow(asked)
        if refused:
            headers[REFUSED_HEADER] = ",".join(each.refusal for each in refused)
        if status in (429, 503):
            headers["retry-after"] = str(math.ceil(refused[0].retry_after) or RETRY_SECONDS)
        body = msgspec.json.encode(content)
        headers |= {"content-type": "application/json", "content-length": str(len(body))}
        return Answer(status, headers, body)

    def _allow(self, asked: Asked) -> dict[str, str]:
        """Return the headers that let a page read the reply.

        A page that is not listened to learns nothing: its events wait in the browser until its origin is allowed.
        """
        allowed = self._gate.limits.origins
        origin = "*" if allowed is None else asked.get(b"origin", "")
        if allowed is not None and origin not in allowed:
            return {"vary": "origin"}
        return {
            "access-control-allow-origin": origin,
            "access-control-expose-headers": REFUSED_HEADER,
            "vary": "origin",
        }
