"""A comparison as plain text, with colour where somebody looks at a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby

from perfsupport.diff.model import SEARCHED, Change, ProjectDiff, TreeDiff
from perfsupport.diff.summary import SIGNS, summarise, tell_example, tell_kind, tell_way
from perfsupport.diff.wording import compare_words
from perfsupport.outline.words import ENGLISH_OUTLINE, OutlineWords

WIDTH = 80
SHOWN_ENDINGS = 20
COLOURS = {"+": "\x1b[32m", "-": "\x1b[31m", "~": "\x1b[33m", "→": "\x1b[36m", "✗": "\x1b[31m", "bold": "\x1b[1m"}
PLAIN = "\x1b[0m"


def write_text(diff: ProjectDiff, colour: bool = False, speech: OutlineWords = ENGLISH_OUTLINE) -> str:
    """Return the whole comparison as text."""
    return "\n".join(_Writer(colour, speech).find_lines(diff)) + "\n"


class _Writer:
    """Writes lines, coloured or not."""

    def __init__(self, colour: bool, speech: OutlineWords) -> None:
        self._colour, self._speech = colour, speech

    def find_lines(self, diff: ProjectDiff) -> Iterator[str]:
        for trouble in diff.troubles:
            yield from _wrap(trouble, "! ", "  ")
        yield from _wrap(summarise(diff, self._speech), "", "")
        for tree in diff.trees:
            yield ""
            yield from self._write_tree(tree)
        if diff.changes:
            yield from ("", self._paint(self._speech.tell("Settings and media"), "bold"))
            for change in diff.changes:
                yield from self._write_change(change, "  ")

    def _write_tree(self, tree: TreeDiff) -> Iterator[str]:
        speech = self._speech
        yield self._paint(f"{tree.title}{tell_kind(tree, speech)}", "bold")
        yield f"  {tree.path}"
        if tree.endings:
            yield from _wrap(" ".join((speech.tell("Now ends differently."), speech.tell(SEARCHED))), "  ", "  ")
            before: Sequence[tuple[str, str]] = ()
            for ending in tree.endings[:SHOWN_ENDINGS]:
                when = f"{speech.tell(',')} {ending.when}" if ending.when else ""
                yield from _wrap(f"{tell_way(ending, speech)}{when}", "    ", "      ")
                told = tell_example(ending.example, before, speech)
                yield from _wrap(speech.say("for example: {example}", example=told), "      ", "        ")
                before = ending.example.responses
            if len(tree.endings) > SHOWN_ENDINGS:
                left = len(tree.endings) - SHOWN_ENDINGS
                yield "    " + speech.say("… and {number} more, all of them in --format json", number=left)
        if tree.scenarios:
            yield "  " + speech.tell("Scenarios")
            for one in tree.scenarios:
                yield from self._colour_lines(
                    _wrap(
                        f"{speech.say('“{text}”', text=one.name)} {one.sentence}",
                        f"    {'✗' if one.breaks else '✓'} ",
                        "      ",
                    )
                )
        for title, changes in groupby(tree.changes, lambda change: change.title):
            yield from self._write_step(title, list(changes))
        if tree.note:
            yield from _wrap(tree.note, "  ", "  ")

    def _write_step(self, title: str, changes: Sequence[Change]) -> Iterator[str]:
        indent = "  "
        if title:
            yield f"  {title}"
            indent = "    "
        for change in changes:
            yield from self._write_change(change, indent)

    def _write_change(self, change: Change, indent: str) -> Iterator[str]:
        sentence = change.sentence
        if change.old or change.new:
            sentence = f"{self._speech.say('{label}:', label=sentence)} {self._tell_words(change)}"
        sign = SIGNS[change.kind]
        lines = _wrap(sentence, f"{indent}{sign} ", f"{indent}  ")
        yield from [self._paint_sign(lines[0], sign), *lines[1:]]

    def _tell_words(self, change: Change) -> str:
        if not change.old or not change.new:
            flat = " ".join((change.old or change.new).split())
            return self._speech.say("“{text}”", text=flat)
        signs = {"same": ("", ""), "old": ("[-", "-]"), "new": ("{+", "+}")}
        return "".join(
            f"{signs[kind][0]}{text}{signs[kind][1]}" for kind, text in compare_words(change.old, change.new)
        )

    def _colour_lines(self, lines: Sequence[str]) -> Iterator[str]:
        yield self._paint_sign(lines[0], "✗") if "✗" in lines[0] else lines[0]
        yield from lines[1:]

    def _paint_sign(self, line: str, sign: str) -> str:
        return line.replace(sign, self._paint(sign, sign), 1)

    def _paint(self, text: str, colour: str) -> str:
        return f"{COLOURS[colour]}{text}{PLAIN}" if self._colour else text


def _wrap(text: str, first: str, rest: str) -> list[str]:
    flat = " ".join(text.split())
    wrapped = textwrap.wrap(
        flat, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )
    return wrapped or [first.rstrip()]
