"""A comparison as a comment on a pull request: what matters first, details folded, never longer than forges allow."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from perfsupport.diff.model import SEARCHED, Change, ProjectDiff, TreeDiff
from perfsupport.diff.summary import summarise, tell_example
from perfsupport.diff.wording import compare_words

MOST_CHARACTERS = 60_000
"""GitHub takes 65,536 for a comment; the rest is for what a workflow puts around it."""

ROOM_FOR_SETTINGS = 6000
LEAST_ROOM = 1500
ROOM_FOR_END = 200
SEE_ALL = "See all of them with: `perfsupport diff`"

SHOWN_ENDINGS = 12
LONGEST_WORDING = 1500

_SPECIAL = re.compile(r"[\\`*_\[\]<>|#~@&$]|^\s*(?:[-+]|\d+[.)])|:(?=\w+:)")


def write_markdown(diff: ProjectDiff) -> str:
    """Return the comparison; where it would be too long, with a part of the changes of each tree, and saying so."""
    head = _write_head(diff)
    last = ["#### Settings and media", "", *_fold(diff.changes, ROOM_FOR_SETTINGS)] if diff.changes else []
    kept, left = [head], MOST_CHARACTERS - ROOM_FOR_SETTINGS - len(head)
    for number, tree in enumerate(diff.trees):
        part = _write_tree(tree, max(left // (len(diff.trees) - number), LEAST_ROOM))
        if len(part) > left:
            kept.append(f"{len(diff.trees) - number} more job aids do not fit into a comment. {SEE_ALL}")
            break
        kept.append(part)
        left -= len(part) + 2
    return "\n\n".join([*kept, *(["\n".join(last)] if last else [])]) + "\n"


def escape(text: str) -> str:
    """Return an author's words in which nothing is markup, a mention of a person, or a reference to an issue."""
    flat = " ".join(text.split())
    return _SPECIAL.sub(lambda found: "".join(f"&#{ord(s)};" if not s.isalnum() else s for s in found[0]), flat)


def _write_head(diff: ProjectDiff) -> str:
    lines = ["### What changes for reps", "", escape(summarise(diff))]
    lines += [line for trouble in diff.troubles for line in ("", f"> {escape(trouble)}")]
    return "\n".join(lines)


def _write_tree(tree: TreeDiff, room: int) -> str:
    before = "\n".join(_find_lines(tree))
    if not tree.changes:
        return before
    return "\n".join([before, "", *_fold(tree.changes, room - len(before))])


def _find_lines(tree: TreeDiff) -> Iterator[str]:
    kind = "" if tree.kind == "changed" else f" ({tree.kind})"
    yield f"#### {escape(tree.title)}{kind}"
    yield from ("", f"<code>{escape(tree.path)}</code>")
    if tree.endings:
        yield from ("", f"**Now ends differently.** {SEARCHED}", "")
        before: Sequence[tuple[str, str]] = ()
        for ending in tree.endings[:SHOWN_ENDINGS]:
            when = f", {escape(ending.when)}" if ending.when else ""
            yield f"- {escape(ending.old)} → **{escape(ending.new)}**{when}"
            yield f"  <br>For example: {escape(tell_example(ending.example, before))}"
            before = ending.example.responses
        if len(tree.endings) > SHOWN_ENDINGS:
            yield f"- … and {len(tree.endings) - SHOWN_ENDINGS} more"
    if tree.scenarios:
        yield from ("", "**Scenarios**", "")
        for one in tree.scenarios:
            yield f"- {'❌' if one.breaks else '✅'} “{escape(one.name)}” {escape(one.sentence)}"
    if tree.note:
        yield from ("", escape(tree.note))


def _fold(changes: Sequence[Change], room: int) -> Iterator[str]:
    """Yield the changes behind a line to press, as many as there is room for."""
    yield f"<details><summary>{len(changes)} change{'' if len(changes) == 1 else 's'}</summary>"
    yield ""
    title = ""
    for number, change in enumerate(changes):
        lines = [*(["", f"**{escape(change.title)}**", ""] if change.title != title else []), _write_change(change)]
        room -= sum(map(len, lines)) + len(lines)
        if room < ROOM_FOR_END:
            yield f"\n{len(changes) - number} more changes do not fit into a comment. {SEE_ALL}"
            break
        yield from lines
        title = change.title
    yield from ("", "</details>")


def _write_change(change: Change) -> str:
    sign = {"added": "➕", "removed": "➖", "renamed": "↪️", "changed": "✏️"}[change.kind]
    wording = f": {_tell_words(change)}" if change.old or change.new else ""
    return f"- {sign} {escape(change.sentence)}{wording}"


def _tell_words(change: Change) -> str:
    old, new = change.old[:LONGEST_WORDING], change.new[:LONGEST_WORDING]
    marks = {"same": ("", ""), "old": ("<del>", "</del>"), "new": ("<ins>", "</ins>")}
    return "".join(f"{marks[kind][0]}{_keep_blanks(text)}{marks[kind][1]}" for kind, text in compare_words(old, new))


def _keep_blanks(text: str) -> str:
    """Return escaped words with a blank at either end kept as one."""
    begin, end = (" " if text[:1].isspace() else ""), (" " if text[-1:].isspace() and text.strip() else "")
    return f"{begin}{escape(text)}{end}"
