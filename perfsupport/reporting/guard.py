"""Who may see a served report: whoever has the token, by a header, by a link that works once, or by the cookie it sets.

A link with the token in it would stay in histories and logs, so that the link's own secret is another one, good for
one visit, which the cookie then replaces. By which name it is asked for does not matter: a page whose own name leads
here has no cookie of that name, and gets nothing.
"""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from perfsupport.errors import PerfsupportError, UsageError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp

COOKIE = "perfsupport-report-"
"""Each report has a name of its own behind it: browsers do not keep the cookies of two ports apart."""
LEAST_TOKEN = 32
"""Characters: 32 hexadecimal digits are 128 bits, which nobody guesses."""
REFUSAL = (
    "This report is for who has its token. Use the link that perfsupport printed, or send the token as a header.\n"
)
UNMADE = "The report cannot be made now, and will be again at a later visit, once this is put right: {error}\n"


def make_token() -> str:
    """Return a new token."""
    return secrets.token_urlsafe(32)


class Guard:
    """Lets in or refuses. The link's secret is used up by the first who brings it."""

    def __init__(self, token: str) -> None:
        if len(token) < LEAST_TOKEN:
            raise UsageError(f"The token is too short: {LEAST_TOKEN} characters at least, such as {make_token()}")
        if not re.fullmatch(r"[!-~]+", token):
            raise UsageError("The token has to be of letters, digits and signs of ASCII, without blanks.")
        self._token = token
        self._name = COOKIE + secrets.token_hex(4)
        self._cookie = secrets.token_urlsafe(32)
        self._link: str | None = secrets.token_urlsafe(32)
        self._lock = threading.Lock()

    @property
    def link(self) -> str | None:
        """The secret of the link; None once it was used."""
        return self._link

    def knows(self, request: Request) -> bool:
        """Tell whether a request carries the token (``Authorization: Bearer …``) or the cookie."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and _same(token.strip(), self._token):
            return True
        # Starlette's reading: one from the standard library gives up all cookies for one that is not as it should be.
        return _same(request.cookies.get(self._name, ""), self._cookie)

    def open_link(self, secret: str) -> bool:
        """Tell whether this is the link's secret, and use it up."""
        with self._lock:
            if self._link is None or not _same(secret, self._link):
                return False
            self._link = None
            return True

    def set_cookie(self, response: Response) -> None:
        """Let the browser that used the link in from now on; no script reads the cookie, and no other site sends it."""
        response.headers["set-cookie"] = f"{self._name}={self._cookie}; Path=/; HttpOnly; SameSite=Strict"


def _same(given: str, wanted: str) -> bool:
    """Compare in a time that does not tell how much of it is right."""
    return secrets.compare_digest(given.encode(), wanted.encode())


def make_report_app(render: Callable[[], str], guard: Guard) -> ASGIApp:
    """Return an application that makes the page anew at each visit; 503 where PerfsupportError says why it cannot."""
    from starlette.applications import Starlette
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse
    from starlette.routing import Route

    headers = {
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
    }

    async def show(request: Request) -> Response:
        if not guard.knows(request):
            refused = {**headers, "www-authenticate": "Bearer"}
            return PlainTextResponse(REFUSAL, status_code=401, headers=refused)
        try:
            page = await run_in_threadpool(render)
        except PerfsupportError as error:
            return PlainTextResponse(UNMADE.format(error=error), status_code=503, headers=headers)
        return HTMLResponse(page, headers=headers)

    async def enter(request: Request) -> Response:
        if not guard.open_link(request.path_params["secret"]):
            used = "This link was used already, or was never one. Start perfsupport report --serve again for another.\n"
            return PlainTextResponse(used, status_code=403, headers=headers)
        response = RedirectResponse("/", status_code=303, headers=headers)
        guard.set_cookie(response)
        return response

    return Starlette(routes=[Route("/", show), Route("/enter/{secret}", enter)])
