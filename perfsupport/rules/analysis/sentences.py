"""Sentences of a prose text, in any language that ends them with a sign and parts words by blanks."""

from __future__ import annotations

import re
from typing import NamedTuple

from perfsupport.ondemand import compile_late

BREAK = compile_late(
    r"(?<![.!?…。！？])[.!?…。！？]+[\"'”’»)\]]*(?=\s)|\n[ \t]*(?=\n|[-*+•>#|]|[0-9]+[.)]\s)|\n(?=[ \t]*\|)|\|"
)
FENCE = compile_late(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
MARKER = compile_late(r"\s*(?:(?:[-*+•>#]+|[0-9]+[.)])\s+)?")
NO_WORD = compile_late(r"^[\W_]+$")


class Sentence(NamedTuple):
    """Where a sentence stands within its text, and how many words it has."""

    start: int
    end: int
    words: int


def find_longest(text: str, most: int) -> Sentence | None:
    """Return the sentence with the most words if it has more than ``most``, else None.

    Entries of lists and cells of tables are sentences of their own; blocks of code are left out.
    """
    if "```" in text:
        text = FENCE.sub(lambda match: " " * len(match[0]), text)
    ends = [match.end() for match in BREAK.finditer(text)]
    longest: Sentence | None = None
    for start, end in zip([0, *ends], [*ends, len(text)], strict=True):
        if end - start > 2 * most:
            sentence = _measure(text, start, end)
            if sentence.words > (longest.words if longest else most):
                longest = sentence
    return longest


def _measure(text: str, start: int, end: int) -> Sentence:
    words = text[start:end].split()
    if not all(map(str.isalnum, words)):
        words = [word for word in words if not NO_WORD.match(word)]
    marker = MARKER.match(text, start, end)
    begin = marker.end() if marker else start
    return Sentence(begin, max(begin, start + len(text[start:end].rstrip())), len(words))
