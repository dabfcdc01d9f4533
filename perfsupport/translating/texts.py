"""The texts of a tree, and of the settings, that are translated: each with the key by which a translation names it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from perfsupport.ondemand import compile_late
from perfsupport.settings import Settings
from perfsupport.tree import OUTCOME_KINDS, Action, Fact, Input, Option, Outcome, Question, Step, Text, Tree

LISTS = ("do", "tips", "media", "links")
"""What is a list, or may be: its entries are told apart by their source, since authors put new ones between."""

_CURRENCY = compile_late(r"[A-Z]{3}")


class SourceText(NamedTuple):
    """A text to be translated, and its key: ``steps``, ``pay``, ``options``, ``in-a-shop``, ``label``."""

    key: tuple[str, ...]
    text: Text


def find_texts(tree: Tree) -> list[SourceText]:
    """Return all that reps read of a tree in the order of the file, but what has no letter in it.

    What a rep sees of an id is a text too: the title of a step that has none, and the label of a fact.
    """
    found = [SourceText(("title",), tree.title)]
    if tree.summary:
        found.append(SourceText(("summary",), tree.summary))
    for fact in tree.facts.values():
        found += _find_in_fact(("facts", str(fact.id)), fact)
    for step in tree.steps.values():
        found += _find_in_step(("steps", str(step.id)), step)
    return [one for one in found if any(map(str.isalpha, one.text))]


def find_settings_texts(settings: Settings, categories: Iterable[str]) -> list[SourceText]:
    """Return all that reps read of the settings; ``categories`` are the folders that trees lie in."""
    found = [SourceText(("title",), settings.title)]
    own = [kind for kind in settings.outcomes if kind not in OUTCOME_KINDS]
    found += [SourceText(("outcomes", str(kind)), kind.reword(in_words(kind))) for kind in own]
    found += [SourceText(("categories", name), Text(in_words(name))) for name in sorted(set(categories) - {""})]
    for id, contact in settings.contacts.items():
        for field in ("name", "chat", "hours"):
            text = getattr(contact, field)
            if text and "://" not in text:
                found.append(SourceText(("contacts", str(id), field), text))
    return [one for one in found if any(map(str.isalpha, one.text))]


def in_words(id: str) -> str:
    """Return an id as people read it: ``ask_supervisor`` is "Ask supervisor"."""
    words = id.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]


def _find_in_fact(key: tuple[str, ...], fact: Fact) -> Iterator[SourceText]:
    yield SourceText((*key, "label"), fact.label or fact.id.reword(fact.id.replace("_", " ")))
    if fact.unit and not _CURRENCY.fullmatch(fact.unit):
        yield SourceText((*key, "unit"), fact.unit)
    for option in fact.options:
        if str(option.label) != str(option.value) or " " in option.label or option.label.islower():
            yield SourceText((*key, "options", str(option.value)), option.label)


def _find_in_step(key: tuple[str, ...], step: Step) -> Iterator[SourceText]:
    asks = isinstance(step, Question | Input)
    if step.title is not None:
        yield SourceText((*key, "title"), step.title)
    elif not asks:
        yield SourceText((*key, "title"), step.id.reword(in_words(step.id)))
    if isinstance(step, Question | Input) and step.ask:
        yield SourceText((*key, "ask"), step.ask)
    if isinstance(step, Question):
        for option in step.options:
            yield from _find_in_option((*key, "options", str(option.id)), option)
    if isinstance(step, Action | Outcome):
        yield from _number(key, "do", step.do)
    for name, text in (("say", step.say), ("why", step.why), ("detail", step.detail)):
        if text:
            yield SourceText((*key, name), text)
    if isinstance(step, Outcome) and step.note:
        yield SourceText((*key, "note"), step.note)
    yield from _number(key, "tips", [tip.text for tip in step.tips])
    yield from _number(key, "media", [media.alt for media in step.media])
    yield from _number(key, "links", [link.text for link in step.links])


def _find_in_option(key: tuple[str, ...], option: Option) -> Iterator[SourceText]:
    for name, text in (("label", option.label), ("note", option.note), ("say", option.say)):
        if text:
            yield SourceText((*key, name), text)


def _number(key: tuple[str, ...], name: str, texts: Sequence[Text | None]) -> Iterator[SourceText]:
    for number, text in enumerate(texts, start=1):
        if text:
            yield SourceText((*key, name, str(number)), text)
