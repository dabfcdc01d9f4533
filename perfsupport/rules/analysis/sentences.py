"""Sentences of a prose text, in any language that ends them with a sign and parts words by blanks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

BREAK = re.compile(r"[.!?…。！？]+[\"'”’»)\]]*(?=\s)|\n[ \t]*(?=\n|[-*+•>#|]|[0-9]+[.)]\s)|\n(?=[ \t]*\|)|\|")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
MARKER = re.compile(r"\s*(?:(?:[-*+•>#]+|[0-9]+[.)])\s+)?")
NO_WORD = re.compile(r"^[\W_]+$")


class Sentence(NamedTuple):
    """Where a sentence stands within its text, and how many words it has."""

    start: int
    end: int
    words: int


def find_longest(text: str) -> Sentence:
    """Return the sentence with the most words. Entries of lists and cells of tables are sentences of their own."""
    return max(find_sentences(text), key=lambda sentence: sentence.words)


def find_sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences of a text, without blocks of code; an empty text is one of no words."""
    if "```" in text:
        text = FENCE.sub(lambda match: " " * len(match[0]), text)
    start = 0
    for match in BREAK.finditer(text):
        yield _measure(text, start, match.end())
        start = match.end()
    yield _measure(text, start, len(text))


def _measure(text: str, start: int, end: int) -> Sentence:
    words = [word for word in text[start:end].split() if not NO_WORD.match(word)]
    marker = MARKER.match(text, start, end)
    begin = marker.end() if marker else start
    return Sentence(begin, max(begin, start + len(text[start:end].rstrip())), len(words))
