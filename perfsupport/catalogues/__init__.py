"""The words of the interface in several languages: catalogues of gettext, for templates and the player alike."""

from perfsupport.catalogues.words import (
    ENGLISH_WORDS,
    Words,
    find_own_catalogues,
    load_makers_words,
    load_words,
    message,
)

__all__ = ["ENGLISH_WORDS", "Words", "find_own_catalogues", "load_makers_words", "load_words", "message"]
