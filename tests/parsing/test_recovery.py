"""Mistakes planted in the sample trees: each is found where it stands, and nothing else is said."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from perfsupport.parsing import parse_tree
from tests.conftest import SAMPLE_TREES

PROSE = re.compile(r"^( +)(say|why|detail|title|ask|note|story|do): ([A-Z][\w ,.?]*)$")
"""A line with a plain text behind a key."""

MISTAKES: dict[str, tuple[str, Callable[[str, str, str], str]]] = {
    "colon in text": ("PS118", lambda start, key, text: f"{start}{key}: {text}: more"),
    "sign at the start": ("PS118", lambda start, key, text: f"{start}{key}: @{text}"),
    "percent at the start": ("PS118", lambda start, key, text: f"{start}{key}: %{text}"),
    "bracket at the start": ("PS118", lambda start, key, text: f"{start}{key}: [x] {text}"),
    "star at the start": ("PS118", lambda start, key, text: f"{start}{key}: **{text}**"),
    "apostrophe in quotes": ("PS118", lambda start, key, text: f"{start}{key}: 'Don't {text}'"),
    "quote in quotes": ("PS118", lambda start, key, text: f'{start}{key}: "The "x" {text}"'),
    "backslash": ("PS118", lambda start, key, text: f'{start}{key}: "\\d {text}"'),
    "quote not closed": ("PS106", lambda start, key, text: f'{start}{key}: "{text}'),
    "single quote not closed": ("PS106", lambda start, key, text: f"{start}{key}: '{text}"),
    "bracket not closed": ("PS107", lambda start, key, text: f"{start}{key}: [{text}"),
    "brace not closed": ("PS107", lambda start, key, text: f"{start}{key}: {{x: {text}"),
    "bracket too many": ("PS107", lambda start, key, text: f"{start}{key}: ]"),
    "tab": ("PS104", lambda start, key, text: f"{start[:-1]}\t{key}: {text}"),
    "space too many": ("PS105", lambda start, key, text: f"{start} {key}: {text}"),
    "space too few": ("PS105", lambda start, key, text: f"{start[:-1]}{key}: {text}"),
    "no space behind the colon": ("PS105", lambda start, key, text: f"{start}{key}:{text}"),
    "no colon": ("PS105", lambda start, key, text: f"{start}{key} {text}"),
    "anchor": ("PS108", lambda start, key, text: f"{start}{key}: &a {text}"),
    "tag": ("PS109", lambda start, key, text: f"{start}{key}: !a {text}"),
}


def find_places(lines: list[str]) -> list[int]:
    return [number for number, line in enumerate(lines) if PROSE.match(line)]


def plant(lines: list[str], number: int, name: str) -> None:
    match = PROSE.match(lines[number])
    assert match is not None
    lines[number] = MISTAKES[name][1](*match.groups())


def read(lines: list[str]) -> list[tuple[str, int]]:
    tree, found = parse_tree("\n".join(lines).encode(), "trees/x/tree.yaml")
    assert tree is not None
    return [(one.code, one.span.line) for one in found]


@pytest.mark.parametrize("name", MISTAKES)
@pytest.mark.parametrize("sample", SAMPLE_TREES, ids=lambda sample: sample.stem)
def test_one_mistake_is_one_diagnostic(sample: Path, name: str) -> None:
    lines = sample.read_text(encoding="utf-8").split("\n")
    random = Random(f"{sample.stem} {name}")
    places = find_places(lines)
    for number in random.sample(places, min(len(places), 6)):
        spoiled = list(lines)
        plant(spoiled, number, name)
        assert read(spoiled) == [(MISTAKES[name][0], number + 1)], spoiled[number - 2 : number + 3]


@pytest.mark.parametrize("seed", range(30))
def test_one_run_shows_all_mistakes(seed: int) -> None:
    random = Random(seed)
    lines = random.choice(SAMPLE_TREES).read_text(encoding="utf-8").split("\n")
    # Tabs are told once a file, and far from each other mistakes are mistakes of their own.
    places = [place for index, place in enumerate(find_places(lines)) if index % 4 == 0]
    names = [name for name in MISTAKES if name != "tab"]
    expected = []
    for number in random.sample(places, min(5, len(places))):
        name = random.choice(names)
        plant(lines, number, name)
        expected.append((MISTAKES[name][0], number + 1))
    assert sorted(read(lines), key=lambda one: one[1]) == sorted(expected, key=lambda one: one[1])
