"""What people do to the text of a tree, as changes that an editor tells of: benchmark and tests type them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from random import Random
from typing import NamedTuple, TypeAlias


class Change(NamedTuple):
    """Some characters of a text, and what is written in their place."""

    at: int
    length: int
    new: str

    def write(self, text: str) -> str:
        """Return the text as it is then."""
        return text[: self.at] + self.new + text[self.at + self.length :]


Kind: TypeAlias = Callable[[str, Random], Change]

STEP = re.compile(r"^  (?P<id>\w+):\n(?:    .*\n)+", re.MULTILINE)


def _behind(pattern: str, new: str) -> Kind:
    """Write something behind one of the places that a pattern finds."""

    def find(text: str, random: Random) -> Change:
        return Change(random.choice(list(re.finditer(pattern, text, re.MULTILINE))).end(), 0, new)

    return find


def _replace(pattern: str, new: Callable[[str], str]) -> Kind:
    """Write something in place of what a pattern finds."""

    def find(text: str, random: Random) -> Change:
        match = random.choice(list(re.finditer(pattern, text, re.MULTILINE)))
        return Change(match.start(), len(match[0]), new(match[0]))

    return find


def _find_steps(text: str) -> list[re.Match[str]]:
    return list(STEP.finditer(text, text.index("\nsteps:\n") + len("\nsteps:\n")))


def _behind_step(new: Callable[[re.Match[str], str], str], begins: str = "") -> Kind:
    """Write something behind a step, made of this step and of the id of another."""

    def find(text: str, random: Random) -> Change:
        steps = _find_steps(text)
        step = random.choice([each for each in steps if each["id"].startswith(begins)])
        return Change(step.end(), 0, new(step, random.choice(steps)["id"]))

    return find


def _at_step(start: Callable[[re.Match[str]], int], length: Callable[[re.Match[str]], int], new: str) -> Kind:
    def find(text: str, random: Random) -> Change:
        step = random.choice(_find_steps(text))
        return Change(start(step), length(step), new)

    return find


def _swap_steps(text: str, random: Random) -> Change:
    steps = _find_steps(text)
    place = random.randrange(1, len(steps) - 1)
    one, other = steps[place], steps[place + 1]
    between = text[one.end() : other.start()]
    return Change(one.start(), other.end() - one.start(), f"{other[0]}{between}{one[0]}")


def _comment(line: str) -> str:
    return re.sub(r"^( *)", r"\1# ", line)


TEN_LINES = "    detail: |\n" + "".join(f"      Line {number} of what was copied.\n" for number in range(9))
WHOLE_STEP = "  pasted:\n    title: Pasted\n    do:\n" + "".join(
    f"      - Do this as number {each}.\n" for each in range(6)
)

KINDS: Mapping[str, Kind] = {
    # The heading, facts and scenarios
    "heading": _behind(r"^title: ", "x"),
    "summary": _behind(r"^summary: ", "x"),
    "word to search for": _behind(r"^keywords: \[", "more, "),
    "owner taken away": _replace(r"^owner: .*\n", lambda _: ""),
    "empty line in the heading": _behind(r"^owner: .*\n", "\n"),
    "remark at the top": _behind(r"\A", "# What it is about\n"),
    "label of a fact": _behind(r"^facts:\n  country: \{type: choice, label: ", "x"),
    "new fact": _behind(r"^facts:\n", "  spare: {type: number}\n"),
    "scenario": _behind(r"^  - name: ", "x"),
    "end of a scenario": _behind(r"^    ends: ", "x"),
    # Letters and lines in steps
    "words": _behind(r"^    ask: ", "x"),
    "condition": _behind(r"when: ", "x"),
    "target": _behind(r"^    then: ", "x"),
    "target of an option": _behind(r"^        go: ", "x"),
    "kind of an outcome": _behind(r"^    end: ", "x"),
    "label of an option": _behind(r"^      [A-Z][\w ,]*(?=: \w+$)", "x"),
    "fact of a step": _behind(r"^    fact: ", "x"),
    "fact shown": _behind(r"^    say: ", "((half)) "),
    "value in set": _replace(r"set: \{urgent: yes\}", lambda _: "set: {urgent: no}"),
    "name in set": _behind(r"set: \{urgent", "x"),
    "line": _behind(r"^    ask: .*\n", "    owner: me\n"),
    "line taken away": _replace(r"^    (?:why|say): .*\n", lambda _: ""),
    "entry of a list": _behind(r"^    do:\n", "      - Ask for the card too.\n"),
    "option": _behind(r"^    options:\n", "      Another way out of this: end_0\n"),
    "empty line": _behind_step(lambda *_: "\n"),
    "remark": _behind_step(lambda *_: "  # A remark\n"),
    "line commented out": _replace(r"^    ask: .*$", _comment),
    "target commented out": _replace(r"^    then: .*$", _comment),
    # Half of something
    "open quote": _behind(r"^    ask: ", '"'),
    "open bracket": _behind(r"^    ask: ", "["),
    "indent": _behind(r"^    (?=ask: )", " "),
    "half a key": _behind(r"^    ask: .*\n", "    ow\n"),
    "key without a value": _behind_step(lambda *_: "    detail:\n", "end_"),
    "colon taken away": _replace(r"^    ask:", lambda _: "    ask"),
    "colon in words": _behind(r"^    ask: \w+", ":"),
    "half a step": _behind_step(lambda *_: "  ne\n"),
    "step without anything": _behind_step(lambda *_: "  new_one:\n"),
    # Several lines at once
    "ten lines": _behind_step(lambda *_: TEN_LINES, "end_"),
    "pasted step": _behind_step(lambda _, target: f"{WHOLE_STEP}    then: {target}\n"),
    "step taken away": _at_step(lambda step: step.start(), lambda step: len(step[0]), ""),
    "step twice": _behind_step(lambda step, _: step[0]),
    "step copied": _behind_step(lambda step, _: step[0].replace(":", "_copy:", 1)),
    "step renamed by hand": _at_step(lambda step: step.end("id"), lambda _: 0, "x"),
    "steps that change places": _swap_steps,
}
"""What is done, by name; each is taken back again afterwards."""
