"""Who is answered by what listens on this machine."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from starlette.responses import PlainTextResponse

from perfsupport.errors import PerfsupportError
from perfsupport.webserver import OwnNames, address_of, open_socket


@pytest.mark.parametrize(
    ("host", "answered"),
    [
        ("127.0.0.1:8000", True),
        ("localhost", True),
        ("LocalHost.:8000", True),
        ("[::1]:8000", True),
        ("[::1]", True),
        ("aids.localhost:8000", True),
        # Of a container, say: no page of the web can ask by a number that is not its own.
        ("192.168.1.20:8000", True),
        ("desk.example", True),
        ("DESK.example:8443", True),
        ("sub.desk.example", False),
        ("evil.example", False),
        ("evil.example:8000", False),
        ("localhost.evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("127.0.0.1:80@evil.example", False),
        ("[", False),
        ("", False),
        ("<script>alert(1)</script>", False),
    ],
)
def test_only_who_asks_by_a_name_of_this_machine_is_answered(host: str, answered: bool) -> None:
    app = OwnNames(PlainTextResponse("a draft"), ["desk.example"])

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8123") as client:
            return await client.get("/", headers={"host": host})

    # In a thread of its own: a browser test before this one leaves an event loop running in the main one.
    with ThreadPoolExecutor(max_workers=1) as thread:
        reply = thread.submit(lambda: asyncio.run(ask())).result()
    assert (reply.status_code, "a draft" in reply.text) == ((200, True) if answered else (403, False))
    assert answered or ("<" not in reply.text and "http://127.0.0.1:8123/" in reply.text)


def test_the_address_of_what_listens_is_one_that_browsers_take() -> None:
    with open_socket("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        assert address_of(listener) == f"http://127.0.0.1:{port}/"
        assert address_of(listener, "desk.example") == f"http://desk.example:{port}/"
        assert address_of(listener, "::1") == f"http://[::1]:{port}/"


@pytest.mark.parametrize("host", ["192.0.2.1", "nowhere.invalid"])
def test_an_address_of_another_machine_is_told_as_such(host: str) -> None:
    with pytest.raises(PerfsupportError, match=rf"{host}:0: .+ Name an address of this machine with --host\.$"):
        open_socket(host, 0)
