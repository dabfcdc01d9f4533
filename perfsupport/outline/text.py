"""An outline as plain text of 80 columns."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence

from perfsupport.outline.model import Entry, Outline, Part, Way

WIDTH = 80
INDENT = " " * 5
LABEL_WIDTH = 15

_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1|(?<![\w*])\*(?=\S)([^*]+?)(?<=\S)\*(?![\w*])")
_SPACE = re.compile("[ \t\r\n\f\v]+")
"""Where a line may break; spaces that hold words together stay, as French has them before its colons."""

_KEPT = re.compile(r"\s*(\||[-*+] |\d+[.)] |>|    )")
"""A line of a table, a list, a quotation or code keeps its place."""


def write_text(outline: Outline) -> str:
    """Return the whole outline as text."""
    return "\n".join(_find_lines(outline)) + "\n"


def _find_lines(outline: Outline) -> Iterator[str]:
    yield from _rule(outline.title, "=")
    if outline.summary:
        yield from ("", *_wrap_prose(outline.summary, "", ""))
    yield ""
    say = outline.words
    labels = [outline.mark(label) for label, _ in outline.about]
    wide = max([LABEL_WIDTH, *(len(label) + 1 for label in labels)])
    for label, (_, value) in zip(labels, outline.about, strict=True):
        yield from _wrap(value, f"{label:<{wide}}", " " * wide)
    if outline.left:
        yield from ("", *_wrap(outline.left, "", ""))
    yield from ("", *_rule(say.tell("Steps"), "-"))
    if outline.start is not None:
        yield from ("", *_wrap(outline.tell_beginning(str(outline.start)), "", ""))
    for entry in outline.entries:
        yield from ("", *_write_entry(outline, entry))
    yield from ("", *_rule(say.tell("Outcomes"), "-"))
    for kind, ends in outline.outcomes.items():
        yield from ("", kind)
        for number, title in ends:
            yield from _wrap(title, f"{number:>5}  ", " " * 7)
    if outline.facts:
        yield from ("", *_rule(say.tell("What is asked or known"), "-"), "")
        for label, about in outline.facts:
            yield from _wrap(f"{outline.mark(label)} {about}", "- ", "  ")


def _rule(title: str, sign: str) -> list[str]:
    lines = textwrap.wrap(title, WIDTH) or [""]
    return [*lines, sign * max(map(len, lines))]


def _write_entry(outline: Outline, entry: Entry) -> Iterator[str]:
    yield from _wrap(entry.title, f"{entry.number:>3}. ", INDENT)
    earlier = outline.tell_earlier(entry, [*map(str, entry.earlier)])
    yield from _wrap(f"[{outline.words.join([outline.tell_heading(entry), earlier])}]", INDENT, INDENT + " ")
    for part in entry.parts:
        yield from _write_part(part, outline.mark(part.label))
    for way in entry.ways:
        yield from _write_way(way)


def _write_part(part: Part, label: str) -> Iterator[str]:
    if not part.items:
        yield from _wrap_prose(part.text, f"{INDENT}{label} ", INDENT + "  ")
        return
    yield f"{INDENT}{label}"
    for item in part.items:
        yield from _wrap_prose(
            item, INDENT + ("  [ ] " if part.ticks else "  - "), INDENT + ("      " if part.ticks else "    ")
        )


def _write_way(way: Way) -> Iterator[str]:
    target = f"→ {way.number} {way.title}" if way.number else f"→ {way.title}"
    yield from _wrap(f"{way.label} {target}" if way.label else target, INDENT + "* ", INDENT + "    ")
    for remark in way.remarks:
        yield from _wrap(f"({remark})", INDENT + "    ", INDENT + "     ")


def _wrap(text: str, first: str, rest: str) -> list[str]:
    flat = _SPACE.sub(" ", text).strip()
    wrapped = textwrap.wrap(
        flat, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )
    return wrapped or [first.rstrip()]


def _wrap_prose(text: str, first: str, rest: str) -> Iterator[str]:
    """Yield prose wrapped paragraph by paragraph, without marks of emphasis; tables and lists stay as they are."""
    blocks = re.split(r"\n\s*\n", _STRONG.sub(lambda mark: mark[2] or mark[3], text))
    for number, block in enumerate(blocks):
        lines = block.split("\n")
        if any(map(_KEPT.match, lines)):
            yield from _keep(lines, first if number == 0 else rest, rest)
        else:
            yield from _wrap(block, first if number == 0 else rest, rest)


def _keep(lines: Sequence[str], first: str, rest: str) -> Iterator[str]:
    """Yield lines that keep their place; a table's row of dashes says nothing in plain text."""
    if first.strip():
        yield first.rstrip()
    for line in lines:
        if _KEPT.match(line):
            yield from [rest + line] if line.lstrip().startswith("|") else _wrap(line, rest, rest + "  ")
        else:
            yield from _wrap(line, rest, rest)
