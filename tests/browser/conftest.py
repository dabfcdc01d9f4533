from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from perfsupport.building import build_project
from perfsupport.project import load_project
from tests.browser.rep import Rep
from tests.browser.samples import CARD, IDENTITY, write_project
from tests.browser.serving import Server, read_headers, serve

TODAY = "2026-11-22"
Build = Callable[..., str]


@pytest.fixture(scope="session")
def host_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server at another origin than the aids: the page that embeds them."""
    with serve(tmp_path_factory.mktemp("host")) as server:
        yield server


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory, host_server: Server) -> Iterator[Build]:
    """A function that builds a site of trees (id=text), serves it under its own policy, and returns its address."""
    servers = []

    def build_and_serve(**trees: str) -> str:
        folder = tmp_path_factory.mktemp("site")
        root = write_project(
            folder, {name.replace("_", "-"): text for name, text in trees.items()}, f'"{host_server.origin}"'
        )
        result = build_project(load_project(root), folder / "build", TODAY, maps=False, durable=False)
        assert result.written, result.diagnostics
        server = serve(folder / "build", headers=read_headers(folder / "build"))
        servers.append(server)
        return server.__enter__().origin

    yield build_and_serve
    for server in servers:
        server.__exit__(None, None, None)


@pytest.fixture(scope="session")
def desk(build: Build) -> str:
    """The address of the sample aid."""
    return f"{build(card_declined=CARD, identity_check=IDENTITY)}/card-declined.html"


@pytest.fixture
def rep(context: BrowserContext, desk: str) -> Iterator[Rep]:
    """A rep before the sample aid. Any complaint of the browser fails the test."""
    rep = Rep(context.new_page(), desk)
    yield rep
    assert rep.complaints == []


@pytest.fixture
def rep_at(context: BrowserContext) -> Iterator[Callable[[str], Rep]]:
    """A function that puts a rep before an address."""
    reps: list[Rep] = []

    def make_rep(address: str) -> Rep:
        reps.append(Rep(context.new_page(), address))
        return reps[-1]

    yield make_rep
    assert [complaint for rep in reps for complaint in rep.complaints] == []


@pytest.fixture
def site_folder(tmp_path: Path) -> Path:
    """A folder of the sample site, not served."""
    root = write_project(tmp_path / "project", {"card-declined": CARD, "identity-check": IDENTITY})
    assert build_project(load_project(root), tmp_path / "build", TODAY, maps=False, durable=False).written
    return tmp_path / "build"
