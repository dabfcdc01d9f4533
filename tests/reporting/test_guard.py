"""Who gets to see a served report, and who does not."""

from __future__ import annotations

import asyncio
import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from perfsupport.errors import PerfsupportError, UsageError
from perfsupport.reporting.guard import Guard, make_report_app, make_token
from perfsupport.store import open_store
from tests.conftest import ROOT
from tests.reporting.reports import make_events

TOKEN = make_token()


@pytest.fixture
def guard() -> Guard:
    return Guard(TOKEN)


class Visitor:
    """A browser of few virtues: it keeps cookies, and follows no link by itself."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.cookies = httpx.Cookies()

    def get(self, path: str, headers: Any = None) -> httpx.Response:
        async def fetch() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(
                transport=transport, base_url="http://report", cookies=self.cookies, follow_redirects=False
            ) as client:
                answer = await client.get(path, headers=headers)
                self.cookies = client.cookies
                return answer

        # In a thread of its own: a browser test before this one leaves an event loop running in the main one.
        with ThreadPoolExecutor(max_workers=1) as thread:
            return thread.submit(lambda: asyncio.run(fetch())).result()


@pytest.fixture
def client(guard: Guard) -> Visitor:
    return Visitor(make_report_app(lambda: "<p>figures</p>", guard))


def test_nobody_gets_in_without(client: Visitor) -> None:
    for headers in ({}, {"authorization": "Bearer"}, {"authorization": f"Basic {TOKEN}"}, {"cookie": "a=b; ;;"}):
        answer = client.get("/", headers=headers)
        assert answer.status_code == 401 and "figures" not in answer.text
    for wrong in (TOKEN[:-1], TOKEN + "x", "", "é" * 43):
        assert client.get("/", headers={"authorization": f"Bearer {wrong}".encode()}).status_code == 401
    assert client.get(f"/?token={TOKEN}").status_code == 401


def test_the_token_gets_in_and_nothing_is_kept(client: Visitor) -> None:
    answer = client.get("/", headers={"authorization": f"Bearer {TOKEN}"})
    assert (answer.status_code, answer.text) == (200, "<p>figures</p>")
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers


def test_the_link_works_once_and_leaves_a_cookie(client: Visitor, guard: Guard) -> None:
    link = f"/enter/{guard.link}"
    answer = client.get(link)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and TOKEN not in cookie
    assert client.get("/").status_code == 200
    other = Visitor(client.app)
    assert other.get(link).status_code == 403
    assert other.get("/").status_code == 401
    assert guard.link is None


@pytest.mark.parametrize("other", ['seen={"a":1}', "name=Ann Smith", "flag", "ä=1", 'torn="x', "=", ";;"])
def test_whatever_other_cookies_a_browser_has(client: Visitor, guard: Guard, other: str) -> None:
    own = client.get(f"/enter/{guard.link}").headers["set-cookie"].partition(";")[0]
    for sent in (f"{other}; {own}", f"{own}; {other}"):
        visitor = Visitor(client.app)
        assert visitor.get("/", headers={"cookie": sent.encode()}).status_code == 200, sent
    assert Visitor(client.app).get("/", headers={"cookie": other.encode()}).status_code == 401


def test_two_reports_on_one_machine_stay_open_in_one_browser(client: Visitor, guard: Guard) -> None:
    second = Guard(TOKEN)
    other = Visitor(make_report_app(lambda: "<p>others</p>", second))
    client.get(f"/enter/{guard.link}")
    # Browsers send a host's cookies to each of its ports.
    other.cookies = client.cookies
    other.get(f"/enter/{second.link}")
    client.cookies = other.cookies
    assert (client.get("/").text, other.get("/").text) == ("<p>figures</p>", "<p>others</p>")


def test_a_wrong_link_uses_nothing_up(client: Visitor, guard: Guard) -> None:
    assert client.get("/enter/nonsense").status_code == 403
    assert guard.link is not None


def test_why_there_is_no_report_is_told_to_whoever_may_see_it(guard: Guard) -> None:
    def fail() -> str:
        raise PerfsupportError("The store is damaged.")

    visitor = Visitor(make_report_app(fail, guard))
    answer = visitor.get("/", headers={"authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 503 and "The store is damaged." in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert visitor.get("/").status_code == 401


def test_a_short_token_is_refused() -> None:
    with pytest.raises(UsageError, match="32 characters at least"):
        Guard("secret")


@pytest.mark.parametrize(
    "token",
    ["ä" * 40, f"{TOKEN}\n", f"{TOKEN} {TOKEN}", "\udcff" * 40],
    ids=["umlauts", "line end", "blank", "no text"],
)
def test_a_token_that_no_header_can_carry_is_refused(token: str) -> None:
    with pytest.raises(UsageError, match="signs of ASCII"):
        Guard(token)


def test_the_command_serves_what_has_happened(tmp_path: Path) -> None:
    file = tmp_path / "events.sqlite3"
    store = open_store(file)
    store.append(make_events())
    store.close()
    command = [sys.executable, "-m", "perfsupport", "report", "--serve", "--port", "0", "--store", str(file)]
    command += ["--from", "2026-11"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout and process.stderr
    try:
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/enter/\S+", line)
        assert found, line + process.stderr.read()
        with httpx.Client(timeout=60, follow_redirects=True) as visitor:
            page = visitor.get(found[0])
        assert page.status_code == 200 and "How the job aids are used" in page.text
        assert "1 to 18 November 2026" in page.text
        address = found[0].partition("/enter/")[0]
        assert httpx.get(address, timeout=30).status_code == 401
        with httpx.Client(timeout=60, follow_redirects=True, cookies=visitor.cookies) as visitor:
            file.rename(file.with_name("away"))
            for _ in range(2):
                answer = visitor.get(address)
                assert answer.status_code == 503 and f"There is no {file} yet." in answer.text
            file.with_name("away").rename(file)
            assert visitor.get(address).status_code == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
        assert process.stderr.read() == f"There is no {file} yet. perfsupport collect makes it.\n"
    finally:
        process.kill()
        process.wait(30)
        process.stdout.close()
        process.stderr.close()
