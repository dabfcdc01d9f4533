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
    "+    say: What a patch adds.\n",
    "-    say: What a patch takes away.\n",
    "@@ -7,2 +7,3 @@ steps:\n",
    "<<<<<<< HEAD\n",
    "=======\n",
    ">>>>>>> other\n",
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


LINES = (
    "    title: What it is\n",
    "    say: Tell them ((amount)).\n",
    "    say: Tell them.\n",
    "    why: They ask.\n",
    "    detail: |\n      One line.\n      Another.\n",
    "    note: Said.\n",
    "    urgent: yes\n",
    "    was: [earlier]\n",
    "    exhaustive: yes\n",
    "    do: Hand over.\n",
    "    then: stray\n",
    "    from: 2026-01-01\n",
    "    tips:\n      - {text: Ask twice., by: Kim}\n",
    "    contact: desk\n",
    "    set: {amount: 5}\n",
)
"""What a step may have, and may not go with what it has."""

OPTIONS = (
    "Other: {go: STEP, when: amount > 5}",
    "Other: STEP",
    "Other: {go: STEP, set: {amount: 7}}",
    "Shop: {go: STEP}",
)


def change_steps(text: str, random: Random) -> str:
    """Copy a step, take one away, swap two, lead somewhere else, or write or take away a line or an option of one."""
    top = text.find("\nsteps:\n") + 1
    heads = [match.start() for match in HEAD.finditer(text, top)]
    if len(heads) < 4:
        return text
    at = random.randrange(len(heads) - 2)
    start, end, last = heads[at : at + 3]
    if random.random() < 0.1:
        return text[:start] + text[end:last] + text[start:end] + text[last:]
    step, names = text[start:end], re.findall(r"^  (\w+):", text[top:], re.MULTILINE)
    name = random.choice(names)
    option = random.choice(OPTIONS).replace("STEP", name)
    lines = list(re.finditer(r"^    [ -]*\w[^\n]*\n", step, re.MULTILINE))
    line = random.choice(lines) if lines else None
    change: Callable[[], str] = random.choice(
        (
            lambda: step + step.replace(":", f"_{random.choice('xyz')}:", 1),
            lambda: step + step.replace(":", f"_{random.choice('xyz')}:", 1),
            lambda: "",
            lambda: TARGET.sub(name, step, count=1),
            lambda: TARGET.sub(name, step, count=1),
            lambda: step.replace("    options:\n", f"    options:\n      {option}\n"),
            lambda: step.rstrip("\n") + "\n" + random.choice(LINES),
            lambda: step.rstrip("\n") + "\n" + random.choice(LINES),
            lambda: step if line is None else step[: line.start()] + step[line.end() :],
            lambda: re.sub(r"(?m)^    do:\n", "    do:\n      - Ask again ((amount)).\n", step),
        )
    )
    return text[:start] + change() + text[end:]


def shift(text: str, random: Random) -> str:
    """Write, or take away, lines that mean little, so that what stands below them moves."""
    heads = [match.start() for match in HEAD.finditer(text)]
    lines = list(re.finditer(r"^ +(?:owner|say|why|note|title): .*\n", text, re.MULTILINE))
    if lines and random.random() < 0.3:
        return "".join((text[: (line := random.choice(lines)).start()], text[line.end() :]))
    at = random.choice(heads or [0])
    return text[:at] + random.choice(("\n", "  # a remark\n", "    owner: me\n", "  # one\n  # two\n")) + text[at:]


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
    "summary:\n",
    "facts:\n",
    "title: Another\n",
    "owner: desk\nkeywords: [card]\n\n",
    "summary: |\n  One line.\n\n",
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


FACTS = re.compile(r"^\"?facts\"?:\n(?:[ #].*\n)+", re.MULTILINE)
FACT = re.compile(r'^( +)("?)([a-z_]\w*)\2:.*\n(?:\1 +.*\n)*', re.MULTILINE)
NAME = re.compile(r"[a-z_]\w+")
FACT_TYPES = ("number", "text", "yes_no", "date", "number, from: host", "number, min: 5", "text, sensitive: yes")
PROPERTIES = (", from: host}", ", from: [link]}", ", min: 7}", ", max: 90}", ", sensitive: yes}", ", track: yes}", "}")


def change_facts(text: str, random: Random) -> str:
    """Add a fact, take one away, call it something else, or give it another type, limit or source."""
    section = FACTS.search(text)
    if section is None:
        return f"{text.rstrip()}\nfacts:\n  spare: {{type: number}}\n"
    facts = list(FACT.finditer(text, section.start() + len("facts:\n"), section.end()))
    if not facts:
        return press(text, random)
    fact, other = random.choice(facts), random.choice(facts)
    names = [each[3] for each in facts]
    named = [match[1] for match in re.finditer(r"when: .*?([a-z_]\w+)", text)] or ["spare"]
    name = random.choice(("spare", f"x{random.choice(names)}", random.choice(named), random.choice(names)))
    column, old = fact[1], fact[0]
    new = f"{column}{name}: {{type: {random.choice(FACT_TYPES)}}}\n"
    change: Callable[[], str] = random.choice(
        (
            lambda: new + old,
            lambda: new + old,
            lambda: "",
            lambda: old.replace(fact[3], name, 1),
            lambda: re.sub(r"type: \w+", f"type: {random.choice(FACT_TYPES)}", old),
            lambda: old.replace("}\n", f"{random.choice(PROPERTIES)}\n"),
            lambda: old.replace(fact[3], other[3]),
            lambda: f"{column}{name}:\n{column}  type: number\n{column}  is: {random.choice(names)} + 1\n{old}",
        )
    )
    return text[: fact.start()] + change() + text[fact.end() :]


def rename_in_conditions(text: str, random: Random) -> str:
    """Name another fact in a condition, as if it were to be declared next."""
    spans = [each.span() for each in CONDITION.finditer(text)]
    names = [match for start, end in spans for match in NAME.finditer(text, start, end)]
    if not names:
        return text
    place = random.choice(names)
    return text[: place.start()] + random.choice(("spare", f"x{place[0]}", place[0][:-1])) + text[place.end() :]


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
