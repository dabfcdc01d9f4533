"""The words of the interface in several languages: catalogues of gettext, for templates and the player alike."""

from perfsupport.catalogues.words import ENGLISH_WORDS, Words, find_own_catalogues, load_words

__all__ = ["ENGLISH_WORDS", "Words", "find_own_catalogues", "load_words"]
