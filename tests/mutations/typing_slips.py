"""Slips of the hand at the keyboard: indentation, colons, quotes, brackets, signs that mean something to YAML."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from tests.mutations.samples import Entry, Planted, Sample, at

Kind = Callable[[Sample, Random], Planted | None]

PROSE = ("ask", "say", "do", "why", "title", "note")
INNER = ("steps.*.*", "facts.*.*", "steps.*.options.*", "scenarios.*.*", "steps.*.on.*")


def find_prose(sample: Sample, least: int = 3) -> list[Entry]:
    """Return the texts on one line, without quotes, of some words."""
    found = sample.find(*(f"steps.*.{key}" for key in PROSE))
    return [one for one in found if one.is_plain and len(one.text.split()) >= least]


def find_key_lines(sample: Sample) -> list[Entry]:
    """Return keys within the tree, each at the beginning of a line and below another of the same mapping."""
    return [one for one in sample.find(*INNER) if sample.begins_line(one) and sample.has_key_above(one)]


def indent(by: int) -> Kind:
    """Return the kind of mistake that one line is indented too much or too little."""

    def plant(sample: Sample, random: Random) -> Planted | None:
        entry = random.choice(find_key_lines(sample))
        line = sample.lines[entry.line]
        moved = " " * by + line if by > 0 else line[-by:]
        return at(sample.swap_lines(entry.line, entry.line, [moved]), entry.line)

    return plant


def indent_step(by: int) -> Kind:
    """Return the kind of mistake that a whole step stands too far to the left or right."""

    def plant(sample: Sample, random: Random) -> Planted | None:
        entry = random.choice(sample.find("steps.*")[1:])
        first, last = entry.line, sample.find_last_line(entry)
        lines = sample.lines[first : last + 1]
        moved = [" " * by + line if by > 0 else line[-by:] if line.strip() else line for line in lines]
        return at(sample.swap_lines(first, last, moved), first)

    return plant


def forget_colon(sample: Sample, random: Random) -> Planted | None:
    entry = random.choice(find_key_lines(sample))
    end = entry.key.end_mark.column
    return at(sample.replace(entry.line, end, end + 1, ""), entry.line)


def forget_space(sample: Sample, random: Random) -> Planted | None:
    entry = random.choice([one for one in find_key_lines(sample) if one.is_on_one_line])
    end = entry.key.end_mark.column
    return at(sample.replace(entry.line, end, end + 2, ":"), entry.line)


def put_semicolon(sample: Sample, random: Random) -> Planted | None:
    entry = random.choice([one for one in find_key_lines(sample) if one.is_on_one_line])
    end = entry.key.end_mark.column
    return at(sample.replace(entry.line, end, end + 1, random.choice(";=")), entry.line)


def open_quote(sample: Sample, random: Random) -> Planted | None:
    entry = random.choice(find_prose(sample))
    return at(sample.replace_value(entry, random.choice("\"'") + entry.text), entry.line)


def leave_quote_open(sample: Sample, random: Random) -> Planted | None:
    found = [one for one in sample.entries if one.is_on_one_line and getattr(one.value, "style", None) in ("'", '"')]
    if not found:
        return None
    entry = random.choice(found)
    end = entry.value.end_mark.column
    return at(sample.replace(entry.line, end - 1, end, ""), entry.line)


def leave_bracket_open(sample: Sample, random: Random) -> Planted | None:
    found = [n for n, line in enumerate(sample.lines) if re.search(r"[:-] [{\[].*[}\]]$", line.rstrip())]
    if not found:
        return None
    number = random.choice(found)
    end = len(sample.lines[number].rstrip())
    return at(sample.replace(number, end - 1, end, ""), number)


def forget_opening_bracket(sample: Sample, random: Random) -> Planted | None:
    found = [re.match(r"( +[\w ]+: )\{", line) for line in sample.lines]
    numbers = [n for n, match in enumerate(found) if match]
    if not numbers:
        return None
    number = random.choice(numbers)
    match = found[number]
    assert match is not None
    return at(sample.replace(number, match.end() - 1, match.end(), ""), number)


def put_tab(sample: Sample, random: Random) -> Planted | None:
    entry = random.choice(find_key_lines(sample))
    return at(sample.replace(entry.line, 0, entry.column, random.choice(["\t", "\t\t", "  \t"])), entry.line)


def begin_with_sign(sample: Sample, random: Random) -> Planted | None:
    """A text begins with a sign that has a meaning in YAML."""
    entry = random.choice(find_prose(sample))
    sign = random.choice(
        ['"Now" ', "**Now** ", "*Now* ", "@desk ", "% ", "[Desk] ", "`Save` ", "{name} ", "& ", "! ", "- "]
    )
    return at(sample.replace_value(entry, sign + entry.text), entry.line)


def put_colon_into_text(sample: Sample, random: Random) -> Planted | None:
    entry = random.choice(find_prose(sample))
    return at(sample.replace_value(entry, entry.text.replace(" ", ": ", 1)), entry.line)


def put_number_sign_into_text(sample: Sample, random: Random) -> Planted | None:
    entry = random.choice(find_prose(sample, least=4))
    words = entry.text.split()
    place = random.randrange(2, len(words))
    sign = random.choice(["#1", "#2 or #3", "#20418837"])
    return at(sample.replace_value(entry, " ".join([*words[:place], sign, *words[place:]])), entry.line)


def repeat_key(sample: Sample, random: Random) -> Planted | None:
    entry = random.choice([one for one in find_key_lines(sample) if one.is_on_one_line])
    line = sample.lines[entry.line]
    return at(sample.swap_lines(entry.line, entry.line, [line, line]), entry.line + 1)


def repeat_step(sample: Sample, random: Random) -> Planted | None:
    """A step is copied and the copy keeps its id."""
    entry = random.choice(sample.find("steps.*"))
    last = sample.find_last_line(entry)
    block = sample.lines[entry.line : last + 1]
    return at(sample.swap_lines(last, last, [sample.lines[last], "\n", *block]), last + 2)


def put_anchor(sample: Sample, random: Random) -> Planted | None:
    entry = random.choice(find_prose(sample))
    return at(sample.replace_value(entry, f"&words {entry.text}"), entry.line)


def put_alias(sample: Sample, random: Random) -> Planted | None:
    """A text is given an anchor and taken up again: both places are right."""
    first, second = random.sample(find_prose(sample), 2)
    if first.line > second.line:
        first, second = second, first
    text = sample.replace_value(first, f"&words {first.text}").splitlines(keepends=True)
    text[second.line] = text[second.line][: second.value.start_mark.column] + "*words\n"
    return at("".join(text), first.line, second.line)


def put_merge_key(sample: Sample, random: Random) -> Planted | None:
    entry = random.choice([one for one in sample.find("steps.*.*") if sample.begins_line(one)])
    added = " " * entry.column + "<<: {contact: supervisor}\n"
    return at(sample.swap_lines(entry.line, entry.line, [added, sample.lines[entry.line]]), entry.line)


def put_tag(sample: Sample, random: Random) -> Planted | None:
    entry = random.choice(find_prose(sample))
    return at(sample.replace_value(entry, f"!!str {entry.text}"), entry.line)


def begin_second_document(sample: Sample, random: Random) -> Planted | None:
    entry = random.choice([one for one in sample.find("facts", "steps", "scenarios") if one.line > 0])
    return at(sample.swap_lines(entry.line, entry.line, ["---\n", sample.lines[entry.line]]), entry.line)


def save_in_other_encoding(sample: Sample, random: Random) -> Planted | None:
    entry = random.choice(find_prose(sample))
    word = random.choice(["Café", "25 €", "Müller"])
    return at(sample.replace_value(entry, f"{entry.text} {word}").encode("cp1252"), entry.line)


def paste_control_character(sample: Sample, random: Random) -> Planted | None:
    entry = random.choice(find_prose(sample))
    return at(sample.replace_value(entry, entry.text.replace(" ", random.choice("\x0b\x0c\x00\x1b"), 1)), entry.line)


def put_dash_before_key(sample: Sample, random: Random) -> Planted | None:
    found = [one for one in find_key_lines(sample) if one.trail[0] == "steps" and len(one.trail) == 3]
    entry = random.choice(found)
    return at(sample.replace(entry.line, entry.column, entry.column, "- "), entry.line)


KINDS: dict[str, Kind] = {
    "line one blank too far right": indent(1),
    "line two blanks too far right": indent(2),
    "line one blank too far left": indent(-1),
    "line two blanks too far left": indent(-2),
    "step one blank too far right": indent_step(1),
    "step one blank too far left": indent_step(-1),
    "step two blanks too far right": indent_step(2),
    "step two blanks too far left": indent_step(-2),
    "colon forgotten": forget_colon,
    "blank behind the colon forgotten": forget_space,
    "semicolon or = for a colon": put_semicolon,
    "quote opened alone": open_quote,
    "quote not closed": leave_quote_open,
    "bracket not closed": leave_bracket_open,
    "opening bracket forgotten": forget_opening_bracket,
    "tab": put_tab,
    "text begins with a sign": begin_with_sign,
    "colon within a text": put_colon_into_text,
    "# within a text": put_number_sign_into_text,
    "key repeated": repeat_key,
    "step repeated": repeat_step,
    "anchor": put_anchor,
    "alias": put_alias,
    "merge key": put_merge_key,
    "tag": put_tag,
    "second document": begin_second_document,
    "saved in another encoding": save_in_other_encoding,
    "control character pasted": paste_control_character,
    "dash before a key": put_dash_before_key,
}
