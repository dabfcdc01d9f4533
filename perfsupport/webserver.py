"""Sockets, and a small web server for one site on this machine: what ``serve``, ``demo`` and ``collect`` share."""

from __future__ import annotations

import contextlib
import errno
import importlib.util
import ipaddress
import re
import signal
import socket
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from perfsupport.errors import PerfsupportError
from perfsupport.wording import join_words

if TYPE_CHECKING:
    from types import FrameType

    import uvicorn
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOST = "127.0.0.1"
DEFAULT_PORT = 8000
BACKLOG = 2048
ENDING = (signal.SIGINT, signal.SIGTERM)
NOT_HERE = (
    "Nothing is shown under this name, since a page of the web could else read it. Open it by its number, as in"
    " {address}, or start it with: --allow-host {name}\n"
)


def require(*packages: str, extras: str = "serve") -> None:
    """Raise PerfsupportError where a package of these extras is missing."""
    missing = [name for name in packages if importlib.util.find_spec(name) is None]
    if missing:
        raise PerfsupportError(
            f"Serving needs {join_words(missing, 'and')}."
            f" Install what is missing with: pip install 'perfsupport[{extras}]'"
        )


def open_socket(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 takes a free one. Raise PerfsupportError where that address cannot be had."""
    listening = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE
        )[0]
        # Asyncio turns off Nagle's algorithm only where the socket names TCP; else each answer may wait 40 ms.
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(BACKLOG)
    except OSError as error:
        if listening is not None:
            listening.close()
        is_elsewhere = isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL
        remedy = "Name an address of this machine with --host." if is_elsewhere else "Choose another port with --port."
        raise PerfsupportError(f"Nothing can listen on {host}:{port}: {error.strerror}. {remedy}") from None
    return listening


def listen(port: int | None) -> socket.socket:
    """Return a socket that listens on this machine alone; port 0 is any free one, None the usual one if it is free."""
    if port is not None:
        return open_socket(HOST, port)
    try:
        return open_socket(HOST, DEFAULT_PORT)
    except PerfsupportError:
        return open_socket(HOST, 0)


def address_of(listener: socket.socket, host: str = HOST) -> str:
    """Return the address of a listening socket as a browser takes it."""
    return f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}/"


def make_server(app: ASGIApp) -> uvicorn.Server:
    """Return a quiet server for an application; Ctrl-C ends it within a second, whatever is still open."""
    import uvicorn

    return uvicorn.Server(
        uvicorn.Config(app, log_level="critical", access_log=False, lifespan="on", timeout_graceful_shutdown=1)
    )


def run_server(server: uvicorn.Server, listener: socket.socket) -> None:
    """Serve until Ctrl-C or SIGTERM, which are the ways to end and no failures; a second one ends the process at once.

    At once also where what comes behind this hangs: from the first on, the system itself sees to the next.
    """

    def stop(_number: int, _frame: FrameType | None) -> None:
        server.should_exit = True
        for each in ENDING:
            signal.signal(each, signal.SIG_DFL)

    # Uvicorn has a way of its own, which raises the signal once more when it is done, and heeds no second SIGTERM.
    server.capture_signals = contextlib.nullcontext  # type: ignore[assignment, method-assign]
    before = {number: signal.signal(number, stop) for number in ENDING}
    server.run(sockets=[listener])
    for number, handler in before.items():
        if signal.getsignal(number) is stop:
            signal.signal(number, handler)


class OwnNames:
    """Answers who asks by a number, by ``localhost``, or by one of ``names``; refuses all others.

    A page of the web may have its own name lead to this machine for a moment, and could then read everything here as
    if it were its own. It cannot ask by a number: its browser would hold that for another site.
    """

    def __init__(self, app: ASGIApp, names: Iterable[str] = ()) -> None:
        self._app, self._names = app, frozenset(names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] == "http" and not self._is_own(name := read_host(scope)):
            from starlette.responses import PlainTextResponse

            # No sign that a browser could take for more than a letter of a name gets into the answer.
            shown = re.sub(r"[^\w.-]", "", name, flags=re.ASCII) or "NAME"
            port = (scope.get("server") or ("", DEFAULT_PORT))[1]
            told = NOT_HERE.format(address=f"http://{HOST}:{port}/", name=shown)
            await PlainTextResponse(told, 403, {"x-content-type-options": "nosniff"})(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_own(self, name: str) -> bool:
        if name == "localhost" or name.endswith(".localhost") or name in self._names:
            return True
        try:
            ipaddress.ip_address(name.strip("[]"))
        except ValueError:
            return False
        return True


def read_host(scope: Scope) -> str:
    """Return the name by which a request asks for this machine: in small letters, without the port; empty for none."""
    named = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
    name, _, port = named.rpartition(":")
    return (name if port.isdecimal() else named).lower().removesuffix(".")


class SiteHeaders:
    """Sends every answer with the site's headers, and keeps nothing in the browser's cache, for pages that change.

    What an answer says itself of one of these stays.
    """

    def __init__(self, app: ASGIApp, headers: Iterable[tuple[str, str]]) -> None:
        self._app = app
        self._headers = [
            (name.lower().encode(), value.encode()) for name, value in [*headers, ("Cache-Control", "no-cache")]
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add the headers to what comes back."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = {name for name, _ in message["headers"]}
                ours = [(name, value) for name, value in self._headers if name not in said]
                message = {**message, "headers": [*message["headers"], *ours]}
            await send(message)

        await self._app(scope, receive, send_with_headers)


def make_site_files(folder: Path) -> ASGIApp:
    """Return an application that gives out the files of a built site."""
    from starlette.staticfiles import StaticFiles

    return StaticFiles(directory=folder, html=True, check_dir=False)
