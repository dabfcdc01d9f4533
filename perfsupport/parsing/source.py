"""The text being read, and what is done to it so that reading can go on behind a mistake.

Columns are kept wherever possible: a character that YAML trips over is covered by a stand-in from the private use area,
which becomes the author's character again in every value. Lines that cannot be saved are blanked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from perfsupport.ondemand import compile_late

PRIVATE_USE = (range(0xF0000, 0xFFFFE), range(0x100000, 0x10FFFE))
BLANK_WITH_TAB = compile_late(r"^ *\t[ \t]*$", re.MULTILINE)
"""Nobody sees a tab there, and libyaml stumbles over it."""

RARE_LINE_ENDS = "\x85\u2028\u2029"
"""Line ends to YAML 1.1, but characters like any other to editors: covered from the start, so that they stay and no
line is counted that nobody sees."""


class Source:
    """The lines of a text, the stand-ins in it, and which lines are damaged (numbered from 0)."""

    def __init__(self, text: str) -> None:
        self.stand_ins: dict[int, str] = {}
        self.damaged: set[int] = set()
        self._free: Iterator[int] | None = None
        self._text = self._written = text
        self._lines: list[str] | None = None
        if "\t" in text:
            self._text = BLANK_WITH_TAB.sub("", text)
        for character in RARE_LINE_ENDS:
            if character in text:
                self._text = self._text.replace(character, self._stand_in(character))

    @property
    def text(self) -> str:
        """The text as it is to be parsed now."""
        if self._lines is not None:
            self._text = "\n".join(self._lines)
        return self._text

    @property
    def lines(self) -> list[str]:
        """The lines as they are now."""
        if self._lines is None:
            self._lines = self._text.split("\n")
        return self._lines

    @cached_property
    def written(self) -> list[str]:
        """The lines as the author wrote them."""
        return self._written.split("\n")

    def show(self, line: int) -> str:
        """Return a line as the author wrote it, as far as it has not been blanked."""
        return self.lines[line].translate(self.stand_ins)

    def find_moved(self) -> dict[int, tuple[int, int]]:
        """Return the lines (from 1) that were mended: by how much what stands there moved, and how long they were."""
        if self._lines is None:
            return {}
        moved = {}
        for number, (now, written) in enumerate(zip(self._lines, self.written, strict=False), 1):
            if now.strip() and len(now) != len(written):
                same = written.endswith(now.strip().translate(self.stand_ins))
                moved[number] = (len(written) - len(now) if same else 0, len(written))
        return moved

    def cover(self, line: int, column: int) -> None:
        """Put a stand-in in place of one character."""
        text = self.lines[line]
        self.lines[line] = text[:column] + self._stand_in(text[column]) + text[column + 1 :]

    def replace(self, line: int, text: str) -> None:
        """Put another text in place of a line, which counts as damaged."""
        self.lines[line] = text
        self.damaged.add(line)

    def blank(self, line: int) -> bool:
        """Empty a line and the deeper lines below it; tell whether there was anything."""
        something = False
        for number in range(line, self.find_end(line)):
            something = something or bool(self.lines[number].strip())
            self.replace(number, "")
        return something

    def find_end(self, line: int) -> int:
        """Return the first line below that is not blank and not indented deeper than this one."""
        depth = indent(self.lines[line])
        for number in range(line + 1, len(self.lines)):
            text = self.lines[number]
            if text.strip() and indent(text) <= depth:
                return number
        return len(self.lines)

    def _stand_in(self, character: str) -> str:
        for code, meant in self.stand_ins.items():
            if meant == character:
                return chr(code)
        if self._free is None:
            used = set(map(ord, self._text))
            self._free = (code for codes in PRIVATE_USE for code in codes if code not in used)
        code = next(self._free, 0xFFFD)
        self.stand_ins[code] = character
        return chr(code)


def indent(line: str) -> int:
    """Return how many spaces a line begins with."""
    return len(line) - len(line.lstrip(" "))
