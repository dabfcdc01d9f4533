"""Trees that no one here wrote, built and used by real clicks."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from perfsupport.building import build_project
from perfsupport.project import load_project
from tests.conftest import SHARED_DATA
from tests.hostile.watching import Watcher, serve_folder
from tests.real_trees.convert import write_legal_advice_checker, write_towing_rules

TODAY = "2026-11-22"
WALKS = 5
LONGEST_WALK = 40


def serve_tree(folder: Path) -> Iterator[str]:
    """Build the project in a folder and serve it while it is used."""
    assert build_project(load_project(folder), folder / "build", TODAY, maps=False, durable=False).written
    with serve_folder(folder / "build") as address:
        yield address


@pytest.fixture(scope="module")
def towing(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("towing")
    write_towing_rules(folder)
    yield from serve_tree(folder)


@pytest.fixture(scope="module")
def legal_advice(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("legal")
    write_legal_advice_checker(folder)
    yield from serve_tree(folder)


def read_towing_paths() -> list[dict[str, list[str]]]:
    """Return the 22 paths: answers in order, and the steps visited, of which the last is the outcome."""
    file = SHARED_DATA / "trees" / "towing-rules.paths.json"
    if not file.exists():
        return []
    paths: list[dict[str, list[str]]] = json.loads(file.read_text(encoding="utf-8"))["paths"]
    return paths


def step_id(node: str) -> str:
    """Return the step's id for a question's or outcome's id in the source."""
    return node.removesuffix("?")


def key_on_screen(page: Page) -> str | None:
    return page.locator("#step").get_attribute("data-key")


@pytest.mark.parametrize("path", read_towing_paths(), ids=lambda path: ",".join(path["answers"]))
def test_a_towing_path_by_real_clicks(path: dict[str, list[str]], towing: str, page: Page) -> None:
    watcher = Watcher(page, towing)
    page.goto(towing + "towing-rules.html")
    for node, answer, following in zip(path["visited"], path["answers"], path["visited"][1:], strict=False):
        assert key_on_screen(page) == step_id(node)
        page.locator(f'[data-option="{answer.lower()}"]').click()
        page.locator(f'#step[data-key="{step_id(following)}"]').wait_for()
    assert page.locator("#step").get_attribute("data-kind") == "outcome"
    assert key_on_screen(page) == step_id(path["visited"][-1])
    assert watcher.incidents == []


def test_there_are_22_towing_paths(shared_data: Path) -> None:
    assert len(read_towing_paths()) == 22


@pytest.mark.parametrize("seed", range(WALKS))
def test_random_walks_through_the_legal_advice_checker(seed: int, legal_advice: str, page: Page) -> None:
    choice = random.Random(seed)
    watcher = Watcher(page, legal_advice)
    page.goto(legal_advice + "legal-advice-checker.html")
    visited = [key_on_screen(page)]
    while page.locator("#step").get_attribute("data-kind") != "outcome":
        assert len(visited) < LONGEST_WALK
        press_something(page, choice)
        page.wait_for_function("key => document.querySelector('#step').dataset.key !== key", arg=visited[-1])
        visited.append(key_on_screen(page))
    assert len(set(visited)) == len(visited)
    for earlier in reversed(visited[:-1]):
        page.keyboard.press("Backspace")
        page.locator(f'#step[data-key="{earlier}"]').wait_for()
    assert watcher.incidents == []


def press_something(page: Page, choice: random.Random) -> None:
    """Press one of the options on offer, or what leads on where there are none."""
    options = page.locator("#step [data-option]:not([data-option='~none'])")
    options.first.wait_for()
    options.nth(choice.randrange(options.count())).click()
