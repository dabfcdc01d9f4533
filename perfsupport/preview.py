"""The preview: a site that is built again on each save, and pages that hear of it. Needs the extra ``serve``.

While the trees have errors, the last good site stays, and its pages show what is wrong.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import watchfiles
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response, StreamingResponse
from starlette.routing import Mount, Route

from perfsupport.diagnostics import Diagnostic, Severity
from perfsupport.errors import PerfsupportError
from perfsupport.folder import TREES
from perfsupport.project import Project, build_project, load_project
from perfsupport.settings import SETTINGS_FILE
from perfsupport.site.headers import make_headers
from perfsupport.site.templates import FOLDER, find_templates
from perfsupport.webserver import SiteHeaders, make_site_files

HEARTBEAT_SECONDS = 0.5
QUICK: dict[str, Any] = {"debounce": 200, "step": 20}
"""Milliseconds: one save may touch a file several times, and nobody wants to wait for it to be quiet."""

EMPTY_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Preview</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head><body></body></html>"""


class Preview:
    """Keeps a site built and tells its pages. ``report`` makes text of diagnostics; ``today`` gives the ISO date."""

    def __init__(
        self,
        root: Path,
        folder: Path,
        today: Callable[[], str],
        report: Callable[[list[Diagnostic], Project], str],
        say: Callable[[str], None],
    ) -> None:
        self._root, self._folder, self._today, self._report, self._say = root, folder, today, report, say
        self._run, self._builds, self._drawings = secrets.token_hex(4), 0, 0
        self._problems = ""
        self._changed = asyncio.Condition()
        self.is_stopping: Callable[[], bool] = lambda: False

    def rebuild(self) -> None:
        """Load the project and build it with the pictures there are, or note why that cannot be."""
        self._builds += self._build(draw_new=False)
        self._say(self._problems or "Built.")

    def draw(self) -> None:
        """Build once more, with the pictures that were missing."""
        if not self._problems:
            self._drawings += self._build(draw_new=True)

    def _build(self, draw_new: bool) -> bool:
        """Build, and tell whether there is a new site."""
        try:
            project = load_project(self._root)
            result = build_project(
                project, self._folder, self._today(), draw_new=draw_new, mode="preview", durable=False
            )
        except (PerfsupportError, OSError) as error:
            self._problems = str(error)
            return False
        errors = [one for one in result.diagnostics if one.severity is Severity.ERROR]
        self._problems = self._report(errors, project) if errors else ""
        return result.written

    @property
    def state(self) -> str:
        """What pages are told, as JSON: which build and drawings are served, and what is wrong with newer ones."""
        build, drawing = f"{self._run}-{self._builds}", f"{self._run}-{self._drawings}"
        return json.dumps({"build": build, "drawing": drawing, "problems": self._problems})

    async def _keep_built(self, changes: asyncio.Queue[object]) -> None:
        """Build whenever something changed; pages need not wait for the drawing."""
        await self._work(self.draw)
        while True:
            await changes.get()
            while not changes.empty():
                changes.get_nowait()
            await self._work(self.rebuild)
            await self._work(self.draw)

    async def _work(self, work: Callable[[], None]) -> None:
        await asyncio.to_thread(work)
        async with self._changed:
            self._changed.notify_all()

    def _watch(self) -> list[AsyncIterator[object]]:
        """Return what yields on each change of the project's own files; its other folders may be large, so stay out."""
        ours = {str(self._root / name) for name in (TREES, FOLDER, SETTINGS_FILE)}
        folders = [self._root / TREES, *find_templates(self._root).folders]
        deep = watchfiles.awatch(*(folder for folder in folders if folder.is_dir()), **QUICK)
        flat = watchfiles.awatch(self._root, recursive=False, watch_filter=lambda _change, path: path in ours, **QUICK)
        return [deep, flat]

    async def _tell(self) -> AsyncIterator[str]:
        """Yield the state at once and after each build, as Server-Sent Events."""
        told = ""
        while not self.is_stopping():
            if told != self.state:
                told = self.state
                yield f"data: {told}\n\n"
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(HEARTBEAT_SECONDS), self._changed:
                    await self._changed.wait()

    async def _answer_events(self, _request: Request) -> Response:
        return StreamingResponse(self._tell(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    async def _answer_page(self, request: Request) -> Response:
        """Answer with a page that listens for the next build."""
        name = request.path_params.get("name", "index")
        file = self._folder / f"{name}.html"
        if file.is_file():
            page, status = await asyncio.to_thread(file.read_text, encoding="utf-8"), 200
        else:
            page, status = EMPTY_PAGE, 404 if self._builds else 503
        head = (
            '<link rel="stylesheet" href="/preview/reload.css"><script src="/preview/reload.js" defer></script></head>'
        )
        return HTMLResponse(page.replace("</head>", head, 1), status)

    async def _answer_script(self, request: Request) -> Response:
        name = f"preview/{request.path_params['file']}"
        for folder in find_templates(self._root).folders:
            if (folder / name).is_file():
                return FileResponse(folder / name)
        return Response(status_code=404)

    def make_app(self) -> Starlette:
        """Return the application that serves the preview and keeps it built while it runs."""

        @contextlib.asynccontextmanager
        async def lifespan(_app: Starlette) -> AsyncIterator[None]:
            changes: asyncio.Queue[object] = asyncio.Queue()
            # Watching begins before the first build, so that no save falls between the two.
            tasks = [asyncio.create_task(_collect(source, changes)) for source in self._watch()]
            await asyncio.to_thread(self.rebuild)
            tasks.append(asyncio.create_task(self._keep_built(changes)))
            yield
            for task in tasks:
                task.cancel()

        routes = [
            Route("/preview/events", self._answer_events),
            Route("/preview/{file:str}", self._answer_script),
            Route("/", self._answer_page),
            Route("/{name:str}.html", self._answer_page),
            Mount("/", make_site_files(self._folder)),
        ]
        return Starlette(routes=routes, lifespan=lifespan)

    def make_guarded_app(self) -> SiteHeaders:
        """Return the application under the site's own strict policy."""
        settings = load_project(self._root).settings
        return SiteHeaders(self.make_app(), make_headers(settings.hosts, settings.tracking.collector))


async def _collect(source: AsyncIterator[object], changes: asyncio.Queue[object]) -> None:
    async for change in source:
        changes.put_nowait(change)
