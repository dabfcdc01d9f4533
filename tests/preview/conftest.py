"""A desk of two trees behind the real server, one for all tests of a module."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from perfsupport.project import load_project
from perfsupport.proving import check_project
from tests.cli.running import serving
from tests.preview.author import OTHER, TEXT, TREE, Author, wait_until_shown

_rounds = count(1)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The folder of the project, and the address of its preview."""
    root = tmp_path_factory.mktemp("desk")
    begin(root)
    assert [one for one in check_project(load_project(root), "2026-11-22") if one.severity == "error"] == []
    with serving(root, "serve") as (_, address):
        yield root, address


def begin(root: Path) -> str:
    """Write the project as every test finds it, and return who keeps its tree this time."""
    keeper = f"parcel-desk-{next(_rounds)}"
    folder = (root / TREE).parent
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.iterdir():
        if file.name not in ("late.yaml", "other.yaml"):
            file.unlink()
    (root / "perfsupport.yaml").write_text("title: Desk\n")
    (folder / "other.yaml").write_text(OTHER)
    # The last one, so that who sees it sees all.
    (root / TREE).write_text(TEXT.replace("owner: parcel-desk", f"owner: {keeper}"))
    return keeper


@pytest.fixture
def author(desk: tuple[Path, str], context: BrowserContext) -> Iterator[Author]:
    root, address = desk
    keeper = begin(root)
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    wait_until_shown(f"{address}/late.html", keeper)
    author = Author(root, context.new_page(), address)
    yield author
    author.page.close()
    assert author.complaints == []
