"""A comparison as a comment on a pull request: what matters first, details folded, never longer than forges allow."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from perfsupport.catalogues import message
from perfsupport.diff.model import SEARCHED, Change, ProjectDiff, TreeDiff
from perfsupport.diff.summary import summarise, tell_example, tell_kind
from perfsupport.diff.wording import compare_words
from perfsupport.outline.words import ENGLISH_OUTLINE, OutlineWords

MOST_CHARACTERS = 60_000
"""GitHub takes 65,536 for a comment; the rest is for what a workflow puts around it."""

ROOM_FOR_SETTINGS = 6000
LEAST_ROOM = 1500
ROOM_FOR_END = 200
SEE_ALL = message("See all of them with: `perfsupport diff`")

SHOWN_ENDINGS = 12
LONGEST_WORDING = 1500

_SPECIAL = re.compile(r"[\\`*_\[\]<>|#~@&$]|^\s*(?:[-+]|\d+[.)])|:(?=\w+:)")


def write_markdown(diff: ProjectDiff, speech: OutlineWords = ENGLISH_OUTLINE) -> str:
    """Return the comparison; where it would be too long, with a part of the changes of each tree, and saying so."""
    head = _write_head(diff, speech)
    title = "#### " + speech.tell("Settings and media")
    last = [title, "", *_fold(diff.changes, ROOM_FOR_SETTINGS, speech)] if diff.changes else []
    kept, left = [head], MOST_CHARACTERS - ROOM_FOR_SETTINGS - len(head)
    for number, tree in enumerate(diff.trees):
        part = _write_tree(tree, max(left // (len(diff.trees) - number), LEAST_ROOM), speech)
        if len(part) > left:
            kept.append(
                _tell_left(
                    message("{number} more job aids do not fit into a comment."), len(diff.trees) - number, speech
                )
            )
            break
        kept.append(part)
        left -= len(part) + 2
    whole = "\n\n".join([*kept, *(["\n".join(last)] if last else [])])
    return f'<div dir="rtl">\n\n{whole}\n\n</div>\n' if speech.direction == "rtl" else f"{whole}\n"


def escape(text: str) -> str:
    """Return an author's words in which nothing is markup, a mention of a person, or a reference to an issue."""
    flat = " ".join(text.split())
    return _SPECIAL.sub(lambda found: "".join(f"&#{ord(s)};" if not s.isalnum() else s for s in found[0]), flat)


def _tell_left(text: str, number: int, speech: OutlineWords) -> str:
    return f"{speech.say(text, number=number)} {speech.tell(SEE_ALL)}"


def _write_head(diff: ProjectDiff, speech: OutlineWords) -> str:
    lines = ["### " + speech.tell("What changes for reps"), "", escape(summarise(diff, speech))]
    lines += [line for trouble in diff.troubles for line in ("", f"> {escape(trouble)}")]
    return "\n".join(lines)


def _write_tree(tree: TreeDiff, room: int, speech: OutlineWords) -> str:
    before = "\n".join(_find_lines(tree, speech))
    if not tree.changes:
        return before
    return "\n".join([before, "", *_fold(tree.changes, room - len(before), speech)])


def _find_lines(tree: TreeDiff, speech: OutlineWords) -> Iterator[str]:
    yield f"#### {escape(tree.title)}{tell_kind(tree, speech)}"
    yield from ("", f"<code>{escape(tree.path)}</code>")
    if tree.endings:
        yield from ("", _bold(speech.tell("Now ends differently.")) + " " + speech.tell(SEARCHED), "")
        before: Sequence[tuple[str, str]] = ()
        for ending in tree.endings[:SHOWN_ENDINGS]:
            when = f"{speech.tell(',')} {escape(ending.when)}" if ending.when else ""
            way = speech.say("{old} → {new}", old=escape(ending.old), new=f"**{escape(ending.new)}**")
            yield f"- {way}{when}"
            told = escape(tell_example(ending.example, before, speech))
            yield "  <br>" + speech.say("For example: {example}", example=told)
            before = ending.example.responses
        if len(tree.endings) > SHOWN_ENDINGS:
            yield "- " + speech.say("… and {number} more", number=len(tree.endings) - SHOWN_ENDINGS)
    if tree.scenarios:
        yield from ("", _bold(speech.tell("Scenarios")), "")
        for one in tree.scenarios:
            name = speech.say("“{text}”", text=escape(one.name))
            yield f"- {'❌' if one.breaks else '✅'} {name} {escape(one.sentence)}"
    if tree.note:
        yield from ("", escape(tree.note))


def _bold(text: str) -> str:
    return f"**{text}**"


def _fold(changes: Sequence[Change], room: int, speech: OutlineWords) -> Iterator[str]:
    """Yield the changes behind a line to press, as many as there is room for."""
    count = speech.say_number_of("{count} change", "{count} changes", len(changes))
    yield f"<details><summary>{count}</summary>"
    yield ""
    title = ""
    for number, change in enumerate(changes):
        lines = [
            *(["", f"**{escape(change.title)}**", ""] if change.title != title else []),
            _write_change(change, speech),
        ]
        room -= sum(map(len, lines)) + len(lines)
        if room < ROOM_FOR_END:
            text = message("{number} more changes do not fit into a comment.")
            yield f"\n{_tell_left(text, len(changes) - number, speech)}"
            break
        yield from lines
        title = change.title
    yield from ("", "</details>")


def _write_change(change: Change, speech: OutlineWords) -> str:
    sign = {"added": "➕", "removed": "➖", "renamed": "↪️", "changed": "✏️"}[change.kind]
    sentence = escape(change.sentence)
    if change.old or change.new:
        sentence = f"{speech.say('{label}:', label=sentence)} {_tell_words(change)}"
    return f"- {sign} {sentence}"


def _tell_words(change: Change) -> str:
    old, new = change.old[:LONGEST_WORDING], change.new[:LONGEST_WORDING]
    marks = {"same": ("", ""), "old": ("<del>", "</del>"), "new": ("<ins>", "</ins>")}
    return "".join(f"{marks[kind][0]}{_keep_blanks(text)}{marks[kind][1]}" for kind, text in compare_words(old, new))


def _keep_blanks(text: str) -> str:
    """Return escaped words with a blank at either end kept as one."""
    begin, end = (" " if text[:1].isspace() else ""), (" " if text[-1:].isspace() and text.strip() else "")
    return f"{begin}{escape(text)}{end}"
