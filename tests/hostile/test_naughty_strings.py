"""Every naughty string in every text field: a diagnostic, or a page that shows it as written and runs nothing."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from perfsupport.building import build_project
from perfsupport.diagnostics import Diagnostic, Severity
from perfsupport.project import load_project
from perfsupport.proving import check_project
from tests.chromium import launch_chromium
from tests.hostile import naughty
from tests.hostile.watching import Watcher, serve_folder

TODAY = "2026-11-22"
PARTS = 5
SEED, VISITS = 3, 5
MOST_REFUSED = 12
"""In each fifth of them: strings with control characters, or without a visible one, may be refused. No more."""

WALK = """
async ([press, read]) => {
  const seen = [];
  const wait = () => new Promise((resolve) => setTimeout(resolve, 0));
  const text = (selector) => [...document.querySelectorAll(selector)].map((one) => one.textContent);
  for (;;) {
    // Every screen but the first is drawn by a part, which has to come once.
    while (document.querySelector("#step[aria-busy]")) await wait();
    const step = document.querySelector("#step"), key = step.dataset.key;
    const one = {key, kind: step.dataset.kind};
    for (const [name, selector] of Object.entries(read)) one[name] = text(selector);
    one.alt = [...step.querySelectorAll("img")].map((image) => image.alt);
    seen.push(one);
    if (step.dataset.kind === "outcome") return seen;
    const field = document.querySelector("#entry");
    if (field) field.value = "1";
    const boxes = [...step.querySelectorAll("input[type=checkbox]")];
    if (boxes.length) boxes[0].click();
    document.querySelector(press).click();
    const limit = performance.now() + 5000;
    while (document.querySelector("#step").dataset.key === key) {
      if (performance.now() > limit) throw new Error(`stuck at ${key}`);
      await wait();
    }
  }
}
"""

READ_PAGES = """
async (addresses) => {
  const read = async (address) => {
    const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
    const text = (selector) => page.querySelector(selector).textContent;
    const isLive = (one) => /^(script|iframe|object|embed|base|style)$/i.test(one.tagName)
      || [...one.attributes].some(({name}) => name.startsWith("on") || name === "style");
    const live = [...page.querySelectorAll("*")].filter(isLive).map((one) => one.tagName.toUpperCase());
    return {heading: text("h1"), title: text("title"), summary: text("#path .prose"), live};
  };
  const pages = [];
  for (const address of addresses) pages.push(await read(address));
  return pages;
}
"""


def words(text: str) -> str:
    """Return the text with white space made one: what a reader of HTML sees."""
    return " ".join(text.split())


@pytest.fixture(params=range(PARTS))
def strings(shared_data: Path, request: pytest.FixtureRequest) -> list[str]:
    """One part of the naughty strings after the other: every fifth, so that each part has all sorts."""
    found: list[str] = json.loads((shared_data / "hostile" / "naughty-strings.json").read_text(encoding="utf-8"))
    return found[request.param :: PARTS]


@pytest.fixture(scope="module")
def patient_browser(browser: Browser) -> Iterator[Browser]:
    """Chromium without its brake on pages that change their address hundreds of times within seconds."""
    launched = launch_chromium(browser.browser_type, "--disable-ipc-flooding-protection")
    yield launched
    launched.close()


@pytest.fixture
def visitor(patient_browser: Browser) -> Iterator[Page]:
    """A page in that browser."""
    context = patient_browser.new_context()
    yield context.new_page()
    context.close()


def find_errors(root: Path) -> list[Diagnostic]:
    """Return what stops a build of the project."""
    return [d for d in check_project(load_project(root), TODAY) if d.severity is Severity.ERROR]


def build(root: Path) -> Path:
    """Build the project into ``build`` and give that folder; there must be no errors left."""
    result = build_project(load_project(root), root / "build", TODAY, maps=False, durable=False)
    assert result.written, find_errors(root)
    return root / "build"


def keep_accepted(root: Path, strings: Sequence[str], write: Callable[[Sequence[str]], Path]) -> list[str]:
    """Write the strings, and write them again without those that the checks refuse; give those that are left.

    Each refusal has to stand on the line of its own string. Few may be refused, so that the test tests something.
    """
    path = write(strings)
    errors = [d for d in find_errors(root) if d.path.endswith(path.name)]
    numbers = {naughty.find_string(path, d.span.line) for d in errors}
    assert None not in numbers, errors
    assert len(numbers) <= MOST_REFUSED, [strings[i] for i in numbers if i is not None]
    left = [text for i, text in enumerate(strings) if i not in numbers]
    if numbers:
        write(left)
    return left


def walk(visitor: Page, folder: Path, page: str, press: str, read: dict[str, str]) -> list[dict[str, list[str]]]:
    """Go through an aid to its end, and give what each screen showed. Nothing else may happen meanwhile."""
    with serve_folder(folder) as address:
        watcher = Watcher(visitor, address)
        visitor.goto(address + page, wait_until="networkidle")
        screens: list[dict[str, list[str]]] = visitor.evaluate(WALK, [press, read])
        assert watcher.incidents == []
    return screens


CHAIN_PARTS = {
    "ask": "#ask",
    "say": "#step > .say .prose",
    "why": "[data-help=why] .prose",
    "detail": "[data-help=detail] .prose",
    "tips": "[data-help=tips] .prose",
    "by": "[data-help=tips] cite",
    "link": "[data-help=links] li",
    "contact": "[data-help=contact] b",
    "hours": "[data-help=contact] .quiet",
    "chat": "[data-help=contact] li",
    "option": "[data-option=x] span",
    "carry": "#carry .prose",
}
PLAIN_PARTS = ("by", "link", "contact", "hours")


def test_each_string_is_shown_as_written_in_every_text_of_a_step(
    strings: list[str], visitor: Page, tmp_path: Path
) -> None:
    def write(some: Sequence[str]) -> Path:
        naughty.write_settings(tmp_path, some)
        return naughty.write_chain(tmp_path, some)

    left = keep_accepted(tmp_path, strings, write)
    screens = walk(visitor, build(tmp_path), "chain.html", "[data-option=x]", CHAIN_PARTS)
    assert len(screens) == len(left) + 1
    for text, screen in zip(left, screens, strict=False):
        for part in ("ask", "say", "why", "detail", "option", *PLAIN_PARTS):
            assert [words(one) for one in screen[part]] == [words(text)], part
        address = re.sub("^https?://|/+$", "", text) if re.match("https?://", text) else text
        assert [words(one) for one in screen["chat"]] == [words(address)]
        assert [words(one) for one in screen["tips"]] == [words(text), words(f"2 {text}")]
    for text, screen in zip(left, screens[1:], strict=True):
        assert [words(one) for one in screen["carry"]] == [words(text)]
    note = visitor.locator("#note-text").input_value()
    assert [text for text in left if words(text) not in words(note)] == []


def test_strings_that_are_not_escaped_run_nothing(strings: list[str], visitor: Page, tmp_path: Path) -> None:
    def write(some: Sequence[str]) -> Path:
        naughty.write_settings(tmp_path, some)
        return naughty.write_chain(tmp_path, some, prose=str)

    left = keep_accepted(tmp_path, strings, write)
    screens = walk(visitor, build(tmp_path), "chain.html", "[data-option=x]", {})
    assert len(screens) == len(left) + 1


def test_each_string_is_shown_as_written_in_lists(strings: list[str], visitor: Page, tmp_path: Path) -> None:
    def write(some: Sequence[str]) -> Path:
        naughty.write_settings(tmp_path, some)
        return naughty.write_chain(tmp_path, some)

    left = keep_accepted(tmp_path, strings, write)
    naughty.write_chain(tmp_path, left).unlink()
    naughty.write_lists(tmp_path, left)
    read = {"lines": ".checklist .prose", "values": "label.option span"}
    screens = walk(visitor, build(tmp_path), "lists.html", "#step button.go", read)
    shown = [words(text) for text in left]
    assert [words(one) for screen in screens for one in screen["lines"]] == shown
    assert [words(one) for screen in screens for one in screen["values"]] == shown


def test_each_string_is_shown_as_written_beside_a_field(strings: list[str], visitor: Page, tmp_path: Path) -> None:
    left = keep_accepted(tmp_path, strings, lambda some: naughty.write_inputs(tmp_path, some))
    screens = walk(visitor, build(tmp_path), "inputs.html", "#step button.go", {"label": "label[for=entry]"})
    for text, screen in zip(left, screens, strict=False):
        assert [words(one) for one in screen["label"]] == [words(text)]
        assert screen["alt"] == [text]


def test_each_string_may_name_a_tree(strings: list[str], visitor: Page, tmp_path: Path) -> None:
    naughty.write_small_trees(tmp_path, strings)
    refused = {d.path for d in find_errors(tmp_path)}
    assert len(refused) <= MOST_REFUSED
    for path in refused:
        (tmp_path / path).unlink()
    left = {i: s for i, s in enumerate(strings) if f"trees/naughty/t{i}.yaml" not in refused}
    folder = build(tmp_path)
    with serve_folder(folder) as address:
        watcher = Watcher(visitor, address)
        visitor.goto(address + "index.html")
        seen = words(visitor.locator("body").text_content() or "")
        assert [text for text in left.values() if words(text) not in seen] == []
        pages = visitor.evaluate(READ_PAGES, [f"t{number}.html" for number in left])
        for text, page in zip(left.values(), pages, strict=True):
            assert {words(page["heading"]), words(page["title"])} == {words(text)}
            assert words(page["summary"]) == words(text)
            assert page["live"] == ["SCRIPT", "SCRIPT"]
        for number in random.Random(SEED).sample(sorted(left), VISITS):
            visitor.goto(f"{address}t{number}.html")
            visitor.keyboard.press("1")
            visitor.locator("#step[data-kind=outcome]").wait_for()
            assert words(visitor.locator("#step > .say .prose").text_content() or "") == words(left[number])
        assert watcher.incidents == []
