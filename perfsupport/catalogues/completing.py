"""Which words of the interface a language lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from perfsupport.catalogues.words import DOMAIN, LOCALES, OWN_FOLDER, find_bundled, is_english, load_words


class Lacking(NamedTuple):
    """The messages that a language has no words for: which, of how many, and the file that they belong in."""

    messages: list[str]
    total: int
    path: str
    is_there: bool


def find_lacking(languages: Iterable[str], own: Mapping[str, Path]) -> Iterator[tuple[str, Lacking]]:
    """Yield each language in which words of the interface stay English; ``own`` are the project's catalogues.

    English needs none, and the catalogues that come along have them all.
    """
    for language in languages:
        if is_english(language) or find_bundled(language) is not None:
            continue
        messages = read_messages()
        words = load_words(language, own)
        lacking = [message for message in messages if not words.has(message)]
        tag = next((tag for tag in (language, language.split("-")[0]) if tag in own), None)
        if lacking:
            path = f"{OWN_FOLDER}/{DOMAIN}.{tag or language}.po"
            yield language, Lacking(lacking, len(messages), path, tag is not None)


@lru_cache(maxsize=1)
def read_messages() -> tuple[str, ...]:
    """Return all messages of the interface, in the order of the alphabet."""
    from babel.messages.pofile import read_po

    with (LOCALES / f"{DOMAIN}.pot").open("rb") as stream:
        ids = [message.id for message in read_po(stream) if message.id]
    return tuple(id[0] if isinstance(id, list | tuple) else id for id in ids)
