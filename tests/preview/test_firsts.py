"""What a project gets for the first time, loses, or gets anew while ``serve`` runs shows as after a new start."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from perfsupport.diagnostics import has_errors
from perfsupport.preview.editions import Edition, make_edition
from perfsupport.preview.watching import watch
from tests.preview.test_again import TODAY

PATIENCE_SECONDS = 30
CARD, OTHER = "trees/desk/card.yaml", "trees/desk/other.yaml"
TREE = """\
title: Card
owner: desk
review_by: 2099-01-31
steps:
  where:
    ask: Where is it?
    options: {Here: done, There: done}
  done: {title: Done, end: resolved, say: Thank you.}
"""
CATALOGUE = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Back"\nmsgstr "%s"\n'
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:01.000\nLook.\n"


@pytest.fixture(autouse=True)
def kept_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compile the templates once, and not for each edition."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "trees/desk").mkdir(parents=True)
    (root / "trees/media").mkdir()
    (root / "perfsupport.yaml").write_text("title: Desk\n")
    (root / CARD).write_text(TREE)
    (root / OTHER).write_text(TREE.replace("Card", "Other"))
    return root


def change(path: str, old: str, new: str) -> Callable[[Path], None]:
    def act(root: Path) -> None:
        text = (root / path).read_text()
        assert old in text
        (root / path).write_text(text.replace(old, new))

    return act


def write(path: str, text: str) -> Callable[[Path], None]:
    def act(root: Path) -> None:
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text(text)

    return act


def together(*acts: Callable[[Path], None]) -> Callable[[Path], None]:
    def act(root: Path) -> None:
        for each in acts:
            each(root)

    return act


def append(path: str, text: str) -> Callable[[Path], None]:
    return lambda root: write(path, (root / path).read_text() + text)(root)


def show(file: str) -> Callable[[Path], None]:
    """Show a picture or a film on the first step."""
    return change(
        CARD, "    options:", f"    media: [{{file: {file}, alt: A card.{FILM.get(file, '')}}}]\n    options:"
    )


FILM = {"film.webm": ", captions: film.vtt"}
PICTURE = write("trees/media/card.svg", "<svg/>")
GERMAN = append("perfsupport.yaml", "languages: [de]\n")

SAVES: dict[str, list[Callable[[Path], None]]] = {
    "a first picture, and none again": [together(PICTURE, show("card.svg")), write(CARD, TREE)],
    "a step that shows a picture before the file is there": [show("card.svg"), PICTURE],
    "another picture in place of one": [together(PICTURE, show("card.svg")), write("trees/media/card.svg", "<svg />")],
    "a first film": [
        together(write("trees/media/film.webm", "."), write("trees/media/film.vtt", CAPTIONS), show("film.webm"))
    ],
    "the first time that reps are asked": [change(CARD, "owner: desk", "owner: desk\nask_solved: yes")],
    "first words to search for": [change(CARD, "owner: desk", "owner: desk\nkeywords: [purse]")],
    "a first other language": [
        GERMAN,
        write("trees/desk/card.de.yaml", "title: {source: Card, text: Karte}\n"),
        write("perfsupport.de.yaml", "title: {source: Desk, text: Tisch}\n"),
        lambda root: (root / "trees/desk/card.de.yaml").unlink(),
    ],
    "own words of the interface": [
        GERMAN,
        write("translations/interface.de.po", CATALOGUE % "Rückwärts"),
        write("translations/interface.de.po", CATALOGUE % "Retour"),
        lambda root: (root / "translations/interface.de.po").unlink(),
    ],
    "a tree more, called otherwise, gone": [
        write("trees/desk/new.yaml", TREE),
        lambda root: (root / "trees/desk/new.yaml").rename(root / "trees/desk/newer.yaml"),
        lambda root: (root / "trees/desk/newer.yaml").unlink(),
    ],
    "settings broken and mended": [
        write("perfsupport.yaml", "title: [Desk\n"),
        write("perfsupport.yaml", "title: The desk\ntracking: {dom: yes}\n"),
    ],
    "another theme, then a logo": [
        append("perfsupport.yaml", 'theme: {accent: "#0b6157"}\n'),
        change("perfsupport.yaml", "0b6157", "611557"),
        together(PICTURE, change("perfsupport.yaml", "{accent", "{logo: card.svg, accent")),
    ],
    "first scenarios beside a tree": [
        write("trees/desk/card.scenarios.yaml", "scenarios:\n  - {name: So, responses: {where: Here}, ends: done}\n")
    ],
}


PAGES = (
    "index.html",
    "card.html",
    "other.html",
    "new.html",
    "newer.html",
    "card.de.html",
    "index.de.html",
    "search.js",
)


def show_all(edition: Edition) -> list[object]:
    return [edition.find_page(address) for address in (*(f"{name}.html" for name in PAGES), "search.js")]


@pytest.mark.parametrize("name", SAVES)
def test_a_save_shows_what_a_new_start_would(project: Path, name: str) -> None:
    edition = make_edition(project, TODAY)
    for act in SAVES[name]:
        # What has been shown before must not be shown again where it no longer holds.
        show_all(edition)
        act(project)
        edition = make_edition(project, TODAY, edition)
        if has_errors(edition.proved.diagnostics):
            # The last good pages stay, of which a new start knows nothing.
            continue
        fresh = make_edition(project, TODAY)
        assert show_all(edition) == show_all(fresh)
        assert edition.stamp == fresh.stamp
        assert edition.proved.diagnostics == fresh.proved.diagnostics


NOTICED: dict[str, Callable[[Path], None]] = {
    "a tree": change(CARD, "Where", "How"),
    "a tree more": write("trees/new/new.yaml", TREE),
    "a picture": PICTURE,
    "settings": append("perfsupport.yaml", "languages: [de]\n"),
    "settings in another language": write("perfsupport.de.yaml", "title: {source: Desk, text: Tisch}\n"),
    "a first catalogue": write("translations/interface.de.po", CATALOGUE % "Rückwärts"),
    "a catalogue": write("translations/interface.de.po", CATALOGUE % "Retour"),
    "a first template": write("site_templates/robots.txt", ""),
    "a template": write("site_templates/robots.txt", "User-agent: *\n"),
    "no settings": lambda root: (root / "perfsupport.yaml").unlink(),
}


def test_whatever_pages_are_made_of_is_watched(project: Path) -> None:
    async def follow() -> None:
        changed = asyncio.Event()
        watching = asyncio.create_task(watch(project, changed))
        try:
            await _wait_until_watched(project, changed)
            for name, act in NOTICED.items():
                # What comes late of the save before must not be taken for this one.
                await asyncio.sleep(0.2)
                changed.clear()
                act(project)
                try:
                    await asyncio.wait_for(changed.wait(), PATIENCE_SECONDS)
                except TimeoutError:
                    pytest.fail(f"{name} is not noticed")
        finally:
            watching.cancel()

    # In a thread of its own: a browser test before this one leaves an event loop running in the main one.
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(lambda: asyncio.run(follow())).result()


async def _wait_until_watched(root: Path, changed: asyncio.Event) -> None:
    for _ in range(PATIENCE_SECONDS * 10):
        (root / "perfsupport.yaml").write_text("title: Desk\n")
        try:
            await asyncio.wait_for(changed.wait(), 0.1)
        except TimeoutError:
            continue
        return
    pytest.fail("nothing is noticed")
