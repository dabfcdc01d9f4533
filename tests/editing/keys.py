"""What an author's keys do to a text: letters, lines, whole steps; and the texts they are pressed in."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.conftest import ROOT

SIGNS = [*"aeiou,.:#-\"'{}[]|>&*()", " ", "\n", "\n    ", "((", " #", "é", "\U0001f4b6"]
PIECES = (
    "  stray: {end: resolved, say: Stray.}\n",
    "    then: nowhere\n",
    "    # a remark\n",
    "    # perfsupport: allow PS731 because I say so\n",
    "    owner: me\n",
    "    say: TODO write (( amount ))\n",
    "    when: amount > 5\n",
    "  - Do not forget it, and divide the sum by 12.\n",
    "\n",
    "...\n",
    "\tx\n",
)
WORDS = ("not", "TODO", "yes", "Divide the bill by 12", "click here", "“quoted”", "and", "((amount))", "x")
HEAD = re.compile(r"^  [a-z_0-9]+:", re.MULTILINE)

SAMPLES = sorted(file for file in ROOT.glob("trees/*/*.yaml") if file.name.count(".") == 1)
CASES = sorted(file for file in (ROOT / "tests/cases/bad").glob("*/trees/*/*.yaml"))


def press(text: str, random: Random) -> str:
    """Return a text after some keys were pressed somewhere in it."""
    return random.choice(KEYS)(text, random)


def _type_sign(text: str, random: Random) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + random.choice(SIGNS) + text[at:]


def _delete(text: str, random: Random) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + text[at + random.choice((1, 1, 1, 5, 40)) :]


def _type_word(text: str, random: Random) -> str:
    blanks = [match.start() for match in re.finditer(r"(?<=\w) (?=\w)", text)]
    at = random.choice(blanks or [0])
    return f"{text[:at]} {random.choice(WORDS)}{text[at:]}"


def _swap_vowel(text: str, random: Random) -> str:
    vowels = [match.start() for match in re.finditer("[aeiou]", text)]
    at = random.choice(vowels or [0])
    return text[:at] + random.choice("aeiou") + text[at + 1 :]


def _change_line(text: str, random: Random) -> str:
    lines = text.splitlines(keepends=True) or [""]
    at = random.randrange(len(lines))
    change: Callable[[], list[str]] = random.choice(
        (
            list,
            lambda: [lines[at], lines[at]],
            lambda: [random.choice(PIECES), lines[at]],
            lambda: [lines[random.randrange(len(lines))]],
            lambda: [f"  {lines[at]}"],
            lambda: [lines[at].removeprefix("  ")],
        )
    )
    lines[at : at + 1] = change()
    return "".join(lines)


def _change_step(text: str, random: Random) -> str:
    heads = [match.start() for match in HEAD.finditer(text)]
    if len(heads) < 3:
        return text
    at = random.randrange(len(heads) - 1)
    start, end = heads[at], heads[at + 1]
    step = text[start:end]
    copy = step.replace(":", "_too:", 1)
    return text[:start] + random.choice(("", step + copy, step + step)) + text[end:]


def _swap_word(text: str, random: Random) -> str:
    """Put one word of the text in place of another: names lead elsewhere, values become others."""
    words = list(re.finditer(r"\w+", text))
    if not words:
        return text
    old, new = random.choice(words), random.choice(words)
    return text[: old.start()] + new[0] + text[old.end() :]


CONDITION = re.compile(r"(?<=when: )[^\n}\]]+")
TARGET = re.compile(r"(?<=go: |en: |se: )[\w-]+")


def change_logic(text: str, random: Random) -> str:
    """Change a number, a word or a sign of a condition, or where something leads."""
    places = list(random.choice((CONDITION, CONDITION, TARGET)).finditer(text))
    if not places:
        return text
    place, other = random.choice(places), random.choice(places)
    change: Callable[[str], str] = random.choice(
        (
            lambda old: re.sub(r"\d+", lambda _: str(random.choice((0, 7, 50, 400, 9000))), old, count=1),
            lambda old: old.replace(">", "<") if ">" in old else old.replace("<", ">"),
            lambda old: old.replace(" and ", " or ", 1) if " and " in old else old.replace(" or ", " and ", 1),
            lambda old: f"x{old}",
            lambda _: other[0],
        )
    )
    return text[: place.start()] + change(place[0]) + text[place.end() :]


OUTSIDE = re.compile(r"^(?!steps:)[a-z_]+:.*\n(?:(?:[ #-].*)?\n)*", re.MULTILINE)
LABEL = re.compile(r"(?<=label: |title: |owner: |story: )[^\n,}]+")
ADDED = (
    "  spare: {type: number}\n",
    "  spare:\n    type: choice\n    options: [one, two]\n    label: What else\n",
    "  spare: text\n",
    "owner: desk\n",
    "summary: What it helps with.\n",
    "keywords: [card, pay]\n",
    "review_by: 2020-01-31\n",
    "urgent: yes\n",
    "# a remark\n",
    "  # a remark\n",
    "\n",
)


def change_outside(text: str, random: Random) -> str:
    """Change something in the heading of a tree, its facts or its scenarios."""
    parts = list(OUTSIDE.finditer(text))
    if not parts:
        return press(text, random)
    part = random.choice(parts)
    change: Callable[[str], str] = random.choice(
        (
            lambda old: press(old, random),
            lambda old: press(old, random),
            lambda old: LABEL.sub(lambda match: f"{match[0]} too", old),
            lambda old: LABEL.sub(lambda match: match[0][:-1], old, count=1),
            lambda old: re.sub(r"\d+", lambda _: str(random.choice((0, 7, 50, 400, 9000))), old, count=1),
            lambda old: _swap_word(old, random),
            lambda old: "".join([*(line := old.splitlines(keepends=True))[:1], random.choice(ADDED), *line[1:]]),
            lambda old: random.choice(ADDED) + old,
            lambda _: "",
        )
    )
    return text[: part.start()] + change(part[0]) + text[part.end() :]


STARTS = re.compile(r"(?<=: )(?=\S)|^ *(?=\S)", re.MULTILINE)


def damage(text: str, random: Random) -> str:
    """Write something that YAML stumbles over: a quote or bracket that is not closed, an indent that is off."""
    places = [match.end() for match in STARTS.finditer(text)]
    at = random.choice(places or [0])
    sign = random.choice(('"', "'", "[", "{", " ", "   ", "- ", "x ", "]", "&", "@", '"x" '))
    return text[:at] + sign + text[at:]


KEYS = (_type_sign, _type_sign, _delete, _type_word, _type_word, _swap_vowel, _swap_vowel, _change_line, _change_line)
KEYS = (*KEYS, _change_step, _swap_word)


def type_on(text: str, before: list[str], random: Random) -> str:
    """Return the text after the next keys; now and then all of late is undone."""
    return random.choice(before) if random.random() < 0.25 else press(text, random)


def read(file: Path) -> str:
    """Return a file's text with its line ends as they are."""
    return file.read_bytes().decode("utf-8")
