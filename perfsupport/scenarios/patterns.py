"""Texts made for a pattern: digits and letters enough to fit the plain patterns of account numbers and codes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfsupport.program import Value

ANY_TEXT = "Example"
PIECE = re.compile(
    r"\\(?P<escape>.)|\[(?P<class>\^?(?:\\.|[^\]\\])+)\]|\{(?P<least>[0-9]+)(?:,[0-9]*)?\}|(?P<sign>[*+?])|(?P<plain>.)",
    re.DOTALL,
)
KINDS = {"d": "1", "w": "a", "s": " ", "t": "\t", "n": "\n"}
LONGEST = 200


def make_text(pattern: str) -> str:
    """Return a text that a pattern matches, or any text where there is none or it is too clever to be read here.

    Whoever asks looks whether it fits. Of alternatives the first that fits is taken.
    """
    if not pattern:
        return ANY_TEXT
    for branch in pattern.split("|"):
        text = _make(branch)
        if _matches(pattern, text):
            return text
    return ANY_TEXT


def _make(pattern: str) -> str:
    pieces: list[str] = []
    for match in PIECE.finditer(pattern):
        if match["least"] is not None:
            if pieces:
                pieces[-1] *= min(int(match["least"]), LONGEST)
        elif match["sign"] is not None:
            if pieces and match["sign"] == "*":
                pieces[-1] = ""
        elif match["plain"] not in ("^", "$", "(", ")", "?", ":"):
            pieces.append(next(_offer(match), ""))
    return "".join(pieces)


def _offer(match: re.Match[str]) -> Iterator[str]:
    """Yield a character that a piece of a pattern stands for."""
    if match["escape"] is not None:
        yield KINDS.get(match["escape"], match["escape"])
    elif match["class"] is not None:
        compiled = re.compile(match[0], re.ASCII)
        yield from (character for character in "1aA -_.0bBzZ" if compiled.fullmatch(character))
    else:
        yield "a" if match["plain"] == "." else match["plain"]


def _matches(pattern: str, text: Value) -> bool:
    try:
        return re.fullmatch(pattern, str(text), re.ASCII) is not None
    except re.error:
        return False
