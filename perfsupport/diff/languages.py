"""What has changed in the words of trees and settings in other languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from perfsupport.catalogues import message
from perfsupport.diff.matching import Match, match_options
from perfsupport.diff.model import Change
from perfsupport.diff.steps import NOTHING, REWORDED, WORDINGS, same_words
from perfsupport.expressions.words import label_facts
from perfsupport.outline.making import find_title
from perfsupport.outline.words import OutlineWords, write_line, write_prose
from perfsupport.settings import Settings
from perfsupport.translating.matching import match_texts
from perfsupport.translating.texts import LISTS, SourceText, find_texts
from perfsupport.tree import Fact, Question, Translation, Tree

Key = tuple[str, ...]

NAMES: Mapping[str, str] = {
    "summary": message("The summary"),
    "tips": message("A tip"),
    "media": message("What a picture or film shows"),
    "links": message("The words of a link"),
    **dict(WORDINGS),
}
IN_LANGUAGE = message("{language}: {sentence}")


class _Side:
    """A state of a tree, and what reps read of it in one language; None where that is the text of the tree."""

    def __init__(self, tree: Tree, language: str) -> None:
        self.tree, self.facts = tree, label_facts(tree)
        self.texts = find_texts(tree)
        translation = next((one for one in tree.translations if one.language == language), None)
        matched = () if translation is None else match_texts(self.texts, translation).texts
        found = {match.source.key: match.words for match in matched}
        self.words = {each.key: found.get(each.key) for each in self.texts}

    @property
    def done(self) -> int:
        """How many texts are translated."""
        return sum(words is not None for words in self.words.values())

    def count(self, key: Key) -> int:
        """Return how many entries the list has that a key speaks of."""
        return sum(each[:-1] == key[:-1] for each in self.words)


def compare_languages(old: Tree, new: Tree, match: Match, speech: OutlineWords) -> Iterator[Change]:
    """Yield for each language which words are others, and how much is translated where that has changed."""
    for language in sorted({one.language for tree in (old, new) for one in tree.translations}):
        before, after = _Side(old, language), _Side(new, language)
        name = speech.name_foreign(language)
        was, now = (before.done, len(before.texts)), (after.done, len(after.texts))
        if was != now and (was[0] < was[1] or now[0] < now[1]):
            text = message("{language}: {done} of {all} texts are translated; it was {old} of {before}.")
            counts = {"done": now[0], "all": now[1], "old": was[0], "before": was[1]}
            yield Change("changed", speech.say(text, language=name, **counts))
        earlier = {_find_heir(each, before, after, match): before.words[each.key] for each in before.texts}
        for each in after.texts:
            words, others = after.words[each.key], earlier.get(_find_place(each, before, after, match))
            if words is not None and others is not None and not same_words(others, words):
                yield _tell(each.key, others, words, (before, after), name, speech)


def _find_heir(text: SourceText, before: _Side, after: _Side, match: Match) -> Key:
    """Return where an old text stands now."""
    key = tuple(map(str, text.key))
    if key[0] != "steps" or len(key) < 3:
        return key
    id = match.steps.get(key[1], key[1])
    key = (key[0], id, *key[2:])
    if key[2] == "options":
        was, now = before.tree.steps[text.key[1]], after.tree.steps.get(id)
        options = match_options(was, now) if isinstance(was, Question) and isinstance(now, Question) else {}
        return (*key[:3], options.get(key[3], key[3]), *key[4:])
    if key[2] in LISTS and before.count(text.key) != after.count(key):
        return (*key[:3], " ".join(text.text.split()))
    return key


def _find_place(text: SourceText, before: _Side, after: _Side, match: Match) -> Key:
    """Return where a new text stands, as ``_find_heir`` says it of old ones."""
    key = tuple(map(str, text.key))
    if len(key) == 4 and key[2] in LISTS:
        id = next((was for was, now in match.steps.items() if now == key[1]), key[1])
        if before.count((key[0], id, *key[2:])) != after.count(text.key):
            return (*key[:3], " ".join(text.text.split()))
    return key


def _tell(key: Key, old: str, new: str, sides: tuple[_Side, _Side], language: str, speech: OutlineWords) -> Change:
    before, after = sides
    sentence = speech.say(REWORDED, what=_name(key, after, speech))
    told = speech.say(IN_LANGUAGE, language=language, sentence=sentence)
    was, now = write_prose(old, before.facts), write_prose(new, after.facts)
    if key[0] != "steps":
        return Change("changed", told, old=was, new=now)
    step = after.tree.steps[key[1]]
    return Change("changed", told, str(step.id), find_title(step, after.tree), was, now, step.id.span.line)


def _name(key: Key, side: _Side, speech: OutlineWords) -> str:
    """Return what a text is called."""
    if key[0] == "facts":
        return speech.say("The fact `{fact}`", fact=str(key[1]))
    if key[0] != "steps":
        return speech.tell(NAMES[key[0]])
    if key[2] == "do":
        many = side.count(key) > 1
        return speech.say("Item {number} to do", number=int(key[3])) if many else speech.tell("What to do")
    if key[2] != "options":
        return speech.tell(NAMES[key[2]])
    option = speech.say("The option {option}", option=_quote_option(key, side.tree, side.facts, speech))
    part = {"note": message("The case note"), "say": message("What to say")}.get(key[4])
    return option if part is None else f"{option}{speech.tell(',')} {speech.tell(part)}"


def _quote_option(key: Key, tree: Tree, facts: Mapping[str, Fact], speech: OutlineWords) -> str:
    step = tree.steps[key[1]]
    options = step.options if isinstance(step, Question) else ()
    label = next((option.label for option in options if option.id == key[3]), key[3])
    return speech.say("“{text}”", text=write_line(label, facts))


def compare_settings_languages(old: Settings, new: Settings, speech: OutlineWords) -> Iterator[Change]:
    """Yield which words of the settings are others."""
    before, after = ({one.language: one for one in each.translations} for each in (old, new))
    for language in sorted({*before, *after}):
        was, now = (_list_words(each.get(language)) for each in (before, after))
        for key in dict.fromkeys((*was, *now)):
            words, others = now.get(key), was.get(key)
            if not same_words(others, words):
                told = [one or speech.tell(NOTHING) for one in (others, words)]
                name = ": ".join(key)
                sentence = speech.say("Setting {name}: {new}; it was {old}.", name=name, new=told[1], old=told[0])
                language_name = speech.name_foreign(language)
                yield Change("changed", speech.say(IN_LANGUAGE, language=language_name, sentence=sentence))


def _list_words(translation: Translation | None) -> dict[Key, str]:
    texts = translation.texts if translation is not None else ()
    return {tuple(map(str, each.key)): str(each.text) for each in texts if each.text is not None}
