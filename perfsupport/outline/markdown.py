"""An outline as Markdown: headings, lists, and a link wherever a number names a step."""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfsupport.outline.model import Entry, Outline, Part, Way

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")


def write_markdown(outline: Outline) -> str:
    """Return the whole outline as Markdown."""
    text = "\n".join(_find_lines(outline)) + "\n"
    return re.sub(r"\n{3,}", "\n\n", text)


def escape(text: str) -> str:
    """Return plain text in which nothing is read as Markdown."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _find_lines(outline: Outline) -> Iterator[str]:
    say = outline.words
    yield from (f"# {escape(outline.title)}", "", outline.summary, "")
    yield from (f"- **{outline.mark(label)}** {escape(value)}" for label, value in outline.about)
    if outline.left:
        yield from ("", outline.left)
    yield from ("", f"## {say.tell('Steps')}", "")
    if outline.start is not None:
        yield outline.tell_beginning(_link(outline.start))
    for entry in outline.entries:
        yield from ("", *_write_entry(outline, entry))
    yield from ("", f"## {say.tell('Outcomes')}", "")
    for kind, ends in outline.outcomes.items():
        yield f"- {escape(kind)}"
        yield from (f"  - {_link(number)} {escape(title)}" for number, title in ends)
    if outline.facts:
        yield from ("", f"## {say.tell('What is asked or known')}", "", "| | |", "|---|---|")
        yield from (f"| {escape(label)} | {escape(about)} |" for label, about in outline.facts)


def _link(number: int) -> str:
    return f"[{number}](#step-{number})"


def _write_entry(outline: Outline, entry: Entry) -> Iterator[str]:
    yield f'<a id="step-{entry.number}"></a>'
    yield ""
    yield f"### {entry.number}. {escape(entry.title)}"
    yield ""
    yield outline.words.join(
        [f"*{outline.tell_heading(entry)}*", outline.tell_earlier(entry, [*map(_link, entry.earlier)])]
    )
    for part in entry.parts:
        yield from ("", *_write_part(part, outline.mark(part.label)))
    if entry.ways:
        yield ""
    for way in entry.ways:
        yield from _write_way(way)


def _write_part(part: Part, label: str) -> Iterator[str]:
    if part.items:
        yield from (f"**{label}**", "")
        mark = "- [ ] " if part.ticks else "- "
        for item in part.items:
            yield mark + item.replace("\n", "\n" + " " * len(mark))
    elif "\n" in part.text or re.match(r"[|>#+*-]|\d+[.)] ", part.text):
        yield from (f"**{label}**", "", part.text)
    else:
        yield f"**{label}** {part.text}"


def _write_way(way: Way) -> Iterator[str]:
    target = f"→ {_link(way.number)} {escape(way.title)}" if way.number else f"→ {escape(way.title)}"
    # Another sign than lists have: two lists that follow each other would be read as one.
    yield f"* {escape(way.label)} {target}"
    yield from (f"  - {escape(remark)}" for remark in way.remarks)
