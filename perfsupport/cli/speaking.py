"""In which language a command writes what people read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from perfsupport.errors import UsageError

if TYPE_CHECKING:
    from perfsupport.catalogues import Words


def choose_words(named: str | None, usual: str, root: Path | None) -> Words:
    """Return the words of the language that the command line names, else of the usual one, else English.

    ``root`` is the project's folder, which may bring words of its own. Raise UsageError where there are none in the
    language that was named; the project's own language may well be one that nobody has translated outlines to.
    """
    from perfsupport.catalogues import ENGLISH_WORDS, load_makers_words
    from perfsupport.catalogues.words import MAKERS, OWN_FOLDER, is_english, list_bundled
    from perfsupport.wording import join_words

    words = load_makers_words(named or usual, root)
    if is_english(words.language) or words.messages:
        return words
    if named is None:
        return ENGLISH_WORDS
    raise UsageError(
        f"There are no words in the language {named}. Use one of {join_words(list_bundled())}, "
        f"or write {OWN_FOLDER}/{MAKERS}.{named}.po."
    )
