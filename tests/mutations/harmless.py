"""Changes to a tree that leave it as right as it was: nothing may be said of them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from tests.mutations.samples import Sample
from tests.mutations.typing_slips import find_prose

Change = Callable[[Sample], str]


def quote_texts(sample: Sample) -> str:
    """Every text on one line in quotes."""
    lines = list(sample.lines)
    for entry in find_prose(sample):
        start, end = entry.value.start_mark.column, entry.value.end_mark.column
        line = lines[entry.line]
        lines[entry.line] = line[:start] + json.dumps(entry.text, ensure_ascii=False) + line[end:]
    return "".join(lines)


def fold_texts(sample: Sample) -> str:
    """Every text of a step on a line of its own below its key."""
    lines = list(sample.lines)
    for entry in find_prose(sample):
        if sample.begins_line(entry) and not sample.is_in_braces(entry):
            line, start = lines[entry.line], entry.value.start_mark.column
            lines[entry.line] = f"{line[:start]}>-\n{' ' * (entry.column + 2)}{line[start:]}"
    return "".join(lines)


def add_comments(sample: Sample) -> str:
    """A comment above each step and blank lines below it."""
    steps = {one.line for one in sample.find("steps.*")}
    lines = [f"\n  # step: {n} # not a key\n\n{one}" if n in steps else one for n, one in enumerate(sample.lines)]
    return "".join(lines)


def end_lines_as_windows_does(sample: Sample) -> str:
    return sample.text.replace("\n", "\r\n")


def leave_blanks_at_ends(sample: Sample) -> str:
    return sample.text.replace("\n", "  \n")


def write_yes_otherwise(sample: Sample) -> str:
    return re.sub(r"(exhaustive|sensitive|track|exclusive): yes", r"\1: true", sample.text)


CHANGES: dict[str, Change] = {
    "texts in quotes": quote_texts,
    "texts on lines of their own": fold_texts,
    "comments and blank lines": add_comments,
    "line ends of Windows": end_lines_as_windows_does,
    "blanks at the ends of lines": leave_blanks_at_ends,
    "true for yes": write_yes_otherwise,
}
