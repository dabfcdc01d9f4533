"""The preview's application: makes a new edition after each save, and tells the pages that are open."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from perfsupport.diagnostics import Diagnostic, Severity
from perfsupport.errors import PerfsupportError
from perfsupport.preview.editions import Edition, Good, make_editions, make_first
from perfsupport.preview.editors import fill_root
from perfsupport.preview.requests import (
    find_type,
    is_local,
    list_ids,
    make_stand_in,
    read_address,
    read_day,
    read_state,
)
from perfsupport.preview.scenarios import copy_scenario, tell_scenarios, tell_way
from perfsupport.preview.telling import Told, find_tree, look_at, tell
from perfsupport.preview.watching import watch
from perfsupport.site.headers import CACHE_FOR_EVER, make_headers
from perfsupport.site.plan import INDEX
from perfsupport.site.templates import find_templates
from perfsupport.site.write import Content
from perfsupport.validator import Superseded
from perfsupport.webserver import SiteHeaders

HEARTBEAT_SECONDS = 0.5
FIRST_SECONDS = 3
"""How long a page waits for the first edition before it says that the project is being read."""

WHOLE_SECONDS = 0.5
"""How long it waits before its tree is read alone, so that it can be shown before all others are."""

RETRY_MILLISECONDS = 500
TIDY_SECONDS = 2


class Preview:
    """Keeps an edition and tells its pages.

    ``today`` gives the ISO date, ``report`` makes text of diagnostics, ``say`` prints, ``editor`` is the pattern of the
    author's editor, empty for none.
    """

    def __init__(
        self,
        root: Path,
        today: Callable[[], str],
        report: Callable[[list[Diagnostic], Mapping[str, str]], str],
        say: Callable[[str], None],
        editor: str = "",
    ) -> None:
        self._root, self._today, self._report, self._say = root, today, report, say
        self._editor = fill_root(editor, root)
        self._edition: Edition | None = None
        self._firsts: dict[str, asyncio.Task[Edition | None]] = {}
        """By tree, while there is no edition yet."""
        self._failure = ""
        self._number = 0
        self._said = ""
        self._changed = asyncio.Condition()
        self.is_stopping: Callable[[], bool] = lambda: False

    # Editions

    def refresh(self, is_stale: Callable[[], bool]) -> Iterator[bool]:
        """Make the editions of the project as it is now, or note why that cannot be; yield after each."""
        try:
            for edition in make_editions(self._root, self._today(), self._edition, is_stale):
                self._edition, self._failure = edition, edition.failure
                self._number += 1
                yield True
        except Superseded:
            return
        except (PerfsupportError, OSError) as error:
            self._failure = str(error)
            self._number += 1
            yield True
        self._speak()

    def _speak(self) -> None:
        """Print what is wrong, and only what is new."""
        errors = [] if self._edition is None else self._edition.proved.diagnostics
        errors = [one for one in errors if one.severity is Severity.ERROR]
        sources = {} if self._edition is None else self._edition.project.sources
        text = self._failure or (self._report(errors, sources) if errors else "No errors.")
        if text != self._said:
            self._said = text
            self._say(text)

    async def _keep_fresh(self, changed: asyncio.Event) -> None:
        while True:
            await _wait_tidily(changed)
            changed.clear()
            made = self.refresh(changed.is_set)
            while await asyncio.to_thread(next, made, False):
                if self._edition is not None:
                    self._firsts.clear()
                async with self._changed:
                    self._changed.notify_all()

    # What pages are told

    def _tell(self, address: str, local: bool, token: str) -> tuple[str, str, str]:
        """Return what a page is told, its token, and the whole page where it has another ``token`` and wants it."""
        edition = self._edition
        if edition is None:
            return json.dumps({"status": "loading", "token": "", "failure": self._failure, "errors": []}), token, ""
        told = tell(edition, address)
        told["failure"] = told["failure"] or self._failure
        page = ""
        if token and told["token"] not in ("", token):
            # To be asked for it again would take as long as to make it.
            page = json.dumps(self._make_page(address, edition)[1])
        return json.dumps({**told, "editor": self._editor if local else ""}), told["token"] or token, page

    async def _tell_all(self, address: str, local: bool, token: str) -> AsyncIterator[str]:
        """Yield what a page is told, at once and after each change, as Server-Sent Events.

        ``token`` is that of a page that can go on with another one without being loaded again; empty for any other.
        """
        told, seen = "", -1
        yield f"retry: {RETRY_MILLISECONDS}\n\n"
        while not self.is_stopping():
            if seen != self._number:
                seen = self._number
                text, now, page = await asyncio.to_thread(self._tell, address, local, token)
                # Of a tree that was read alone nobody knows yet what is wrong.
                if text != told and (self._edition or self._failure or find_tree(address) not in self._firsts):
                    told, token = text, now if token else ""
                    yield f'data: {text[:-1]}, "page": {page}}}\n\n' if page else f"data: {text}\n\n"
            await self._wait(HEARTBEAT_SECONDS)

    async def _wait(self, seconds: float) -> None:
        """Return after the next edition, or when it does not come for so long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds), self._changed:
                await self._changed.wait()

    async def _answer_events(self, request: Request) -> Response:
        told = self._tell_all(read_address(request), is_local(request), request.query_params.get("token", ""))
        return StreamingResponse(told, media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    # Before the first edition

    async def _find_edition(self, address: str) -> Edition | None:
        """Return what shows a page; None while all trees have to be read for it."""
        if self._edition is None:
            await self._wait(WHOLE_SECONDS)
        if self._edition is None and address != INDEX:
            id = find_tree(address)
            # Asked for again, it may have been saved in between.
            if id not in self._firsts or self._firsts[id].done():
                self._firsts[id] = asyncio.create_task(asyncio.to_thread(self._make_first, id))
            first = await self._firsts[id]
            if first is not None:
                return self._edition or first
        if self._edition is None:
            await self._wait(FIRST_SECONDS)
        return self._edition

    def _make_first(self, id: str) -> Edition | None:
        try:
            return make_first(self._root, self._today(), id)
        except (PerfsupportError, OSError):
            # The edition of all trees fails too, and tells why.
            return None

    def _list_editions(self) -> list[Edition]:
        """Return what there is to answer from: the edition, or what was read of single trees before it."""
        if self._edition is not None:
            return [self._edition]
        done = [task.result() for task in list(self._firsts.values()) if task.done() and not task.cancelled()]
        return [one for one in done if one is not None]

    # The site

    async def _answer_site(self, request: Request) -> Response:
        address = request.path_params["address"] or INDEX
        if not address.endswith(".html"):
            return await self._answer_file(address)
        edition = await self._find_edition(address)
        told, page = await asyncio.to_thread(self._make_page, address, edition)
        return HTMLResponse(page, 200 if told.token else 404 if told.status == "gone" else 503)

    def _make_page(self, address: str, edition: Edition | None) -> tuple[Told, str]:
        """Return a page that listens for the next edition; one of our own where the site's cannot be shown."""
        told = Told("", "loading") if edition is None else look_at(edition, address)
        content = edition.find_page(address) if edition is not None and told.token else None
        named = list_ids(self._root) if told.status == "loading" and address == INDEX else ()
        page = content.decode() if isinstance(content, bytes) else make_stand_in(address, told, edition, named)
        media = "" if edition is None else edition.stamp
        head = (
            f'<head><script src="/preview/start.js" data-token="{told.token}" data-status="{told.status}"'
            f' data-media="{media}" defer>'
            '</script><link rel="stylesheet" href="/preview/frame.css">'
        )
        return told, page.replace("<head>", head, 1)

    async def _answer_file(self, address: str) -> Response:
        content: Content | None = None
        try:
            for edition in self._list_editions():
                content = content or await asyncio.to_thread(edition.find_page, address)
        except PerfsupportError as error:
            return PlainTextResponse(str(error), 503)
        if content is None:
            return PlainTextResponse("There is no such file.", 404)
        # An asset's name tells its content, so that a reload need not ask for it.
        headers = {"Cache-Control": CACHE_FOR_EVER} if address.startswith("assets/") else {}
        if isinstance(content, Path):
            return FileResponse(content, headers=headers) if content.is_file() else Response(status_code=404)
        return Response(content, media_type=find_type(address), headers=headers)

    # The pane

    async def _answer_own(self, request: Request) -> Response:
        name = f"preview/{request.path_params['file']}"
        for folder in find_templates(self._root).folders:
            if (folder / name).is_file():
                return FileResponse(folder / name)
        return Response(status_code=404)

    async def _answer_scenarios(self, request: Request) -> Response:
        good = self._find_good(request)
        if good is None:
            return JSONResponse(None)
        return JSONResponse(await asyncio.to_thread(tell_scenarios, good, self._today()))

    async def _answer_way(self, request: Request) -> Response:
        good, step = self._find_good(request), request.query_params.get("step", "")
        if good is None or step not in good.tree.steps:
            return JSONResponse(None)
        return JSONResponse(await asyncio.to_thread(tell_way, good, step, self._today()))

    async def _answer_copy(self, request: Request) -> Response:
        good, state = self._find_good(request), read_state(await request.body())
        if good is None or state is None:
            return PlainTextResponse("", 400)
        day = read_day(request) or self._today()
        return PlainTextResponse(await asyncio.to_thread(copy_scenario, good, state, day))

    def _find_good(self, request: Request) -> Good | None:
        id = find_tree(read_address(request))
        return next((each.good[id] for each in self._list_editions() if id in each.good), None)

    # Together

    def make_app(self) -> Starlette:
        """Return the application that serves the preview and keeps it fresh while it runs."""

        @contextlib.asynccontextmanager
        async def lifespan(_app: Starlette) -> AsyncIterator[None]:
            changed = asyncio.Event()
            # Watching begins before the first edition, so that no save falls between the two.
            changed.set()
            tasks = [asyncio.create_task(watch(self._root, changed)), asyncio.create_task(self._keep_fresh(changed))]
            gc.disable()
            yield
            gc.enable()
            for task in tasks:
                task.cancel()

        routes = [
            Route("/preview/events", self._answer_events),
            Route("/preview/scenarios", self._answer_scenarios),
            Route("/preview/way", self._answer_way),
            Route("/preview/copy", self._answer_copy, methods=["POST"]),
            Route("/preview/{file:str}", self._answer_own),
            Route("/{address:path}", self._answer_site),
        ]
        return Starlette(routes=routes, lifespan=lifespan)

    def make_guarded_app(self) -> Guarded:
        """Return the application under the site's own strict policy."""
        return Guarded(self.make_app(), self._find_headers)

    def _find_headers(self) -> Iterable[tuple[str, str]]:
        for edition in self._list_editions():
            return make_headers(edition.settings.hosts, edition.settings.tracking.collector)
        return make_headers((), None)


async def _wait_tidily(changed: asyncio.Event) -> None:
    """Wait for a change, and collect garbage once none has come for a while.

    Else Python would do it while somebody waits for a save, and walk all trees each time.
    """
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(TIDY_SECONDS):
            await changed.wait()
            return
    await asyncio.to_thread(_tidy)
    await changed.wait()


def _tidy() -> None:
    gc.collect()
    gc.freeze()


class Guarded:
    """Sends every answer with the headers that the settings ask for now."""

    def __init__(self, app: Starlette, find_headers: Callable[[], Iterable[tuple[str, str]]]) -> None:
        self._app, self._find_headers = app, find_headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        await SiteHeaders(self._app, self._find_headers())(scope, receive, send)
