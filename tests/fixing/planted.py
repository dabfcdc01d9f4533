"""Mistakes as authors make them, planted in a right tree: what is planted, and where."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from tests.parsing.test_recovery import MISTAKES as UNREADABLE
from tests.parsing.test_recovery import find_places, plant

Plant = Callable[[list[str], Random], int | None]
"""Spoils the lines, and returns the number of the spoilt one, or None where there is no place for it."""


def misspell(word: str, random: Random) -> str:
    """Return a word with two letters swapped, one missing or one doubled."""
    place = random.randrange(1, len(word) - 1)
    match random.randrange(3):
        case 0:
            return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        case 1:
            return word[:place] + word[place + 1 :]
    return word[:place] + word[place] + word[place:]


def _swap(pattern: str, make: Callable[[re.Match[str], Random], str]) -> Plant:
    found = re.compile(pattern)

    def spoil(lines: list[str], random: Random) -> int | None:
        places = [number for number, line in enumerate(lines) if found.search(line)]
        if not places:
            return None
        number = random.choice(places)
        match = random.choice(list(found.finditer(lines[number])))
        new = make(match, random)
        lines[number] = lines[number][: match.start()] + new + lines[number][match.end() :]
        return number

    return spoil


def _misspelt(pattern: str) -> Plant:
    return _swap(pattern, lambda match, random: match[1] + misspell(match[2], random))


def _instead(pattern: str, new: str) -> Plant:
    return _swap(pattern, lambda match, _random: match.expand(new))


def _unreadable(name: str) -> Plant:
    def spoil(lines: list[str], random: Random) -> int | None:
        places = find_places(lines)
        if not places:
            return None
        number = random.choice(places)
        plant(lines, number, name)
        return number

    return spoil


REMEDIED: dict[str, Plant] = {
    "misspelt target": _misspelt(r"((?:then|go|otherwise|fallback): )([a-z_]{5,})\b"),
    "misspelt fact": _misspelt(r"(    fact: )([a-z_]{5,})\b"),
    "misspelt fact in prose": _misspelt(r"(\(\()([a-z_]{5,})(?=\)\))"),
    "misspelt fact in a condition": _misspelt(r"(when: )([a-z_]{5,})\b"),
    "misspelt tree": _misspelt(r"(    run: )([a-z-]{5,})\b"),
    "misspelt contact": _misspelt(r"(contact: )([a-z-]{5,})\b"),
    "misspelt outcome": _misspelt(r"(      )(verified|general_only|photo_needed|meter_exchanged)(?=:)"),
    "misspelt kind of outcome": _misspelt(r"(    end: )([a-z]{6,})"),
    "misspelt key": _misspelt(r"^(    )(options|title|route|exhaustive|contact|detail)(?=:)"),
    "key with a capital": _swap(r"^    (ask|say|then|title|note|why)(?=:)", lambda m, _: f"    {m[1].capitalize()}"),
    "misspelt type": _misspelt(r"(type: )(number|choice|yes_no)\b(?!.* is: )"),
    "one = in a condition": _instead(r"(when: [^#\n]*) == ", r"\1 = "),
    "&& in a condition": _instead(r"(when: [^#\n]*) and ", r"\1 && "),
    "OR in a condition": _instead(r"(when: [^#\n]*) or ", r"\1 OR "),
    "! in a condition": _instead(r"(when: (?:[^#\n]* )?)not (?!in)", r"\1!"),
    "curly quotes in a condition": _instead(r'(when: [a-z_]+ == )"(\w+)"', r"\1“\2”"),
    "choice without quotes": _instead(r'(when: [a-z_]+ == )"([a-z]+)"', r"\1\2"),
    "≥ in a condition": _instead(r"(when: [^#\n]*) >= ", r"\1 ≥ "),
    "date with points": _instead(r"^(review_by: )(\d+)-(\d\d)-(\d\d)", r"\1\4.\3.\2"),
    "Yes for yes": _instead(r"^(    exhaustive: )yes$", r"\1Yes"),
    **{
        f"{name} (reading)": _unreadable(name)
        for name in (
            "tab",
            "quote not closed",
            "single quote not closed",
            "space too many",
            "space too few",
            "no space behind the colon",
            "no colon",
        )
    },
}
"""Planted mistakes after whose remedy the tree is what it was."""

QUOTED: dict[str, Plant] = {
    name: _unreadable(name)
    for name in UNREADABLE
    if name
    not in (
        "tab",
        "brace not closed",
        "bracket too many",
        "space too many",
        "space too few",
        "no space behind the colon",
        "no colon",
    )
}
"""Planted mistakes after whose remedy the tree is right, with what was planted in its texts."""
