"""The languages of a site: which there are, what they are called, and the site in each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

from perfsupport.catalogues import Words, load_words
from perfsupport.ondemand import OnDemand
from perfsupport.settings import Settings
from perfsupport.site.plan import SiteSource
from perfsupport.site.translated import translate_source
from perfsupport.site.ways import Way, find_ways


class Language(TypedDict):
    """A language of the site: its tag, its name in itself, the way it is written, and what its addresses have."""

    tag: str
    name: str
    direction: str
    ending: str


def load_source_words(source: SiteSource) -> Words:
    """Return the words of the interface for the pages of a source."""
    return load_words(str(source.settings.language), source.catalogues).with_outcomes(source.outcomes)


def find_languages(settings: Settings, written_in: str) -> list[str]:
    """Return the languages that trees are translated to."""
    return [one for one in dict.fromkeys(map(str, settings.languages)) if one != written_in]


def name_languages(source: SiteSource) -> list[Language]:
    """Return all languages of a site, that of the trees first; none where there is only that one."""
    written_in = source.written_in or str(source.settings.language)
    others = find_languages(source.settings, written_in)
    if not others:
        return []
    return [_name(written_in, ""), *(_name(language, language) for language in others)]


def _name(language: str, ending: str) -> Language:
    words = Words(language, {})
    name = words.name_language(language)
    return {"tag": language, "name": name, "direction": words.direction, "ending": ending}


def translate_to_all(source: SiteSource) -> Sequence[SiteSource]:
    """Return the source in each of the other languages; one that is in another language already has none."""
    if source.language:
        return []
    others = find_languages(source.settings, str(source.settings.language))
    return [translate_source(source, language) for language in others]


def find_all_ways(source: SiteSource) -> Mapping[str, Mapping[str, Sequence[Way]]]:
    """Return the ways out of each step, by tree and step, in the source's words."""
    words = load_source_words(source)
    ids = {id: id for id in source.programs}
    return OnDemand(ids, lambda id: find_ways(source.trees[id], source.programs[id]["trees"], words))
