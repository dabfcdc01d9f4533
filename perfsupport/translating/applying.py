"""A tree in the words of another language, as its author would have written it there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from perfsupport.settings import Settings
from perfsupport.translating.matching import match_texts
from perfsupport.translating.texts import SourceText, find_settings_texts, find_texts
from perfsupport.tree import Fact, Question, Step, Text, Translation, Tree

Key = tuple[str, ...]
Found = Mapping[Key, Text | None]
"""The words of each text that can be translated; None where they are missing or stale."""


class InWords(NamedTuple):
    """A tree in another language, and its texts that are not translated, which it has as they were."""

    tree: Tree
    left: Sequence[Text]


def translate_whole_tree(tree: Tree, language: str) -> InWords:
    """Return a tree in another language by the file beside it. Ids, targets, conditions and positions stay."""
    texts = find_texts(tree)
    found = find_words(texts, tree.translations, language)
    translation = _find(tree.translations, language)
    put = _Putter(found)
    translated = replace(
        tree,
        title=put.one(tree.title, ("title",)),
        summary=put.one(tree.summary, ("summary",)),
        keywords=translation.keywords if translation is not None and translation.keywords else tree.keywords,
        facts={id: put.fact(fact, ("facts", str(id))) for id, fact in tree.facts.items()},
        steps={id: put.step(step, ("steps", str(id))) for id, step in tree.steps.items()},
    )
    return InWords(translated, [each.text for each in texts if found[each.key] is None])


def translate_settings(settings: Settings, language: str) -> Settings:
    """Return the settings with title, kinds of outcome and contacts in another language."""
    found = find_words(find_settings_texts(settings, ()), settings.translations, language)
    put = _Putter(found)
    contacts = {
        id: replace(
            contact,
            **{
                name: put.one(getattr(contact, name), ("contacts", str(id), name)) for name in ("name", "chat", "hours")
            },
        )
        for id, contact in settings.contacts.items()
    }
    return replace(settings, title=put.one(settings.title, ("title",)), contacts=contacts)


def name_outcomes(settings: Settings, language: str) -> dict[str, str]:
    """Return what the project calls its own kinds of outcome in a language."""
    found = find_words(find_settings_texts(settings, ()), settings.translations, language)
    return {key[1]: str(words) for key, words in found.items() if key[0] == "outcomes" and words is not None}


def find_words(texts: Sequence[SourceText], translations: Sequence[Translation], language: str) -> Found:
    """Return the words of texts in a language, each for the place that its source has."""
    translation = _find(translations, language)
    if translation is None:
        return {each.key: None for each in texts}
    return {
        match.source.key: None if match.words is None else match.source.text.reword(match.words)
        for match in match_texts(texts, translation).texts
    }


def _find(translations: Sequence[Translation], language: str) -> Translation | None:
    return next((one for one in translations if one.language == language), None)


class _Putter:
    """Puts words where their sources stand."""

    def __init__(self, found: Found) -> None:
        self._found = found

    def one(self, text: Any, key: Key) -> Any:
        """Return the words of a text, the text itself where there are none."""
        words = self._found.get(key)
        return text if words is None else words

    def fact(self, fact: Fact, key: Key) -> Fact:
        options = [
            replace(option, label=self.one(option.label, (*key, "options", str(option.value))))
            for option in fact.options
        ]
        label, unit = self.one(fact.label, (*key, "label")), self.one(fact.unit, (*key, "unit"))
        return replace(fact, label=label, unit=unit, options=options)

    def step(self, step: Step, key: Key) -> Step:
        words: dict[str, Any] = {
            name: self.one(getattr(step, name), (*key, name))
            for name in ("title", "say", "why", "detail", "ask", "note")
            if hasattr(step, name)
        }
        if hasattr(step, "do"):
            words["do"] = [self.one(text, (*key, "do", str(n))) for n, text in enumerate(step.do, start=1)]
        for name, field in (("tips", "text"), ("media", "alt"), ("links", "text")):
            words[name] = self._each(getattr(step, name), field, (*key, name))
        if isinstance(step, Question):
            words["options"] = [
                replace(
                    option,
                    **{
                        name: self.one(getattr(option, name), (*key, "options", str(option.id), name))
                        for name in ("label", "note", "say")
                    },
                )
                for option in step.options
            ]
        return replace(step, **words)

    def _each(self, values: Sequence[Any], field: str, key: Key) -> list[Any]:
        return [
            replace(value, **{field: self.one(getattr(value, field), (*key, str(n)))})
            for n, value in enumerate(values, start=1)
        ]
