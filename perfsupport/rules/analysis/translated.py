"""The translations of a tree, and of the settings, matched with their sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from perfsupport.settings import SETTINGS_FILE, Settings
from perfsupport.translating.matching import Match, Matches, State, match_texts
from perfsupport.translating.texts import SourceText, find_settings_texts, find_texts
from perfsupport.tree import Text, Translation, Tree


class Translated(NamedTuple):
    """A file of translations, the path of its source, and what belongs together."""

    source_path: str
    translation: Translation
    matches: Matches

    def find_pairs(self) -> Iterator[tuple[SourceText, Text]]:
        """Yield each text whose words still fit, with these words."""
        for match in self.matches.find(State.CURRENT):
            if match.translated is not None and match.translated.text is not None:
                yield match.source, match.translated.text


def read_translated(tree: Tree, settings: Settings) -> list[Translated]:
    """Return the translations of a tree to languages of the project."""
    shown = [one for one in tree.translations if one.language in settings.languages]
    return list(_match(tree.path, find_texts(tree), shown)) if shown else []


def read_translated_settings(settings: Settings) -> list[Translated]:
    """Return the translations of the settings. Which categories there are is not for the settings to know."""
    found: list[Translated] = []
    for translation in settings.translations:
        categories = [str(one.key[1]) for one in translation.texts if one.key[0] == "categories"]
        if translation.language in settings.languages:
            found += _match(SETTINGS_FILE, find_settings_texts(settings, categories), [translation])
    return found


def _match(path: str, texts: Sequence[SourceText], translations: Iterable[Translation]) -> Iterator[Translated]:
    for translation in translations:
        yield Translated(path, translation, match_texts(texts, translation))


def tell_key(match: Match) -> str:
    """Return which text is meant: ``steps.pay.do.1``."""
    return ".".join(match.source.key)
