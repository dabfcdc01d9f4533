from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.rep import Rep
from tests.browser.samples import CARD, IDENTITY, write_project
from tests.browser.serving import Server, build_site, serve, serve_site

Build = Callable[..., str]

WIDTH_OF_LETTERS = """() => {
    const drawing = document.createElement("canvas").getContext("2d");
    drawing.font = "100px system-ui";
    return drawing.measureText("The quick brown fox jumps over the lazy dog").width;
}"""
WIDEST = 2180
"""Liberation Sans takes 1,979 for those letters, as Arial does, and DejaVu Sans, which no usual system has, 2,249."""


@pytest.fixture(scope="session")
def usual_typeface(browser: Browser) -> None:
    """For tests of what fits on a screen: a machine whose one typeface is very wide says nothing about that."""
    page = browser.new_page()
    width = page.evaluate(WIDTH_OF_LETTERS)
    page.close()
    if width > WIDEST:
        pytest.skip("the typeface of this machine is wider than that of any usual system")


@pytest.fixture(scope="session")
def host_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server at another origin than the aids: the page that embeds them."""
    with serve(tmp_path_factory.mktemp("host")) as server:
        yield server


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory, host_server: Server) -> Iterator[Build]:
    """A function that builds a site of trees (id=text), serves it under its own policy, and returns its address."""
    with ExitStack() as served:

        def build_and_serve(**trees: str) -> str:
            named = {name.replace("_", "-"): text for name, text in trees.items()}
            root = write_project(tmp_path_factory.mktemp("site"), named, f'"{host_server.origin}"')
            return served.enter_context(serve_site(build_site(root)))

        yield build_and_serve


@pytest.fixture(scope="session")
def in_languages(tmp_path_factory: pytest.TempPathFactory, host_server: Server) -> Iterator[str]:
    """The address of a site of the sample aid in English, German and Arabic."""
    trees = {"card-declined": CARD, "identity-check": IDENTITY}
    root = write_project(tmp_path_factory.mktemp("languages"), trees, f'"{host_server.origin}"')
    with (root / "perfsupport.yaml").open("a", encoding="utf-8") as settings:
        settings.write("languages: [de, ar]\n")
    with serve_site(build_site(root)) as address:
        yield address


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
    return build_site(write_project(tmp_path / "project", {"card-declined": CARD, "identity-check": IDENTITY}))
