"""One walk over a tree that notes what rules look for, so that no rule walks over all steps again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from perfsupport.diagnostics import Span
from perfsupport.tree import (
    Action,
    Input,
    Media,
    Option,
    Outcome,
    Question,
    Route,
    Step,
    Subtree,
    Text,
    Tree,
    find_placeholders,
)

Given: TypeAlias = tuple[Text, Text | Sequence[Text]]


class Shown(NamedTuple):
    """A fact shown by ``((fact))``. ``part`` says where: title, ask, label, note, url, or prose for all the rest."""

    fact: str
    span: Span
    part: str


class Prose(NamedTuple):
    """A text in which two opening brackets stand, and the part of the tree it belongs to."""

    text: Text
    part: str


@dataclass(slots=True)
class Inventory:
    """What stands in a tree, by kind, in the order written."""

    questions: list[Question] = field(default_factory=list)
    inputs: list[Input] = field(default_factory=list)
    routes: list[Route] = field(default_factory=list)
    subtrees: list[Subtree] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    dated: list[Step] = field(default_factory=list)
    renamed: list[Step] = field(default_factory=list)
    conditional: list[Option] = field(default_factory=list)
    given: list[Given] = field(default_factory=list)
    contacts: list[Text] = field(default_factory=list)
    media: list[Media] = field(default_factory=list)
    prose: list[Prose] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    shown_by_step: dict[str, list[Shown]] = field(default_factory=dict)
    asks_openly: bool = False

    @property
    def asking(self) -> list[Question | Input]:
        """The questions, and behind them the inputs."""
        return [*self.questions, *self.inputs]

    def note(self, text: Text | None, part: str) -> None:
        """Keep a text for the rules on ``((fact))`` where it may show one."""
        if text is not None and "((" in text:
            self.prose.append(Prose(text, part))
            self.shown.extend(Shown(fact, span, part) for fact, span in find_placeholders(text))

    def note_all(self, texts: Iterable[Text], part: str) -> None:
        """Keep each of several texts."""
        for text in texts:
            if "((" in text:
                self.note(text, part)


def take_inventory(tree: Tree) -> Inventory:
    """Return what stands in a tree."""
    found = Inventory()
    found.note(tree.title, "title")
    found.note(tree.summary, "prose")
    for step in tree.steps.values():
        before = len(found.shown)
        _add_step(found, step)
        if len(found.shown) > before:
            found.shown_by_step[step.id] = found.shown[before:]
    return found


def _add_step(found: Inventory, step: Step) -> None:
    """Note what stands in a step."""
    _add_words(found, step)
    if step.set:
        found.given.extend(step.set.items())
    if step.contact is not None:
        found.contacts.append(step.contact)
    if step.was:
        found.renamed.append(step)
    if step.effective_from is not None or step.effective_until is not None:
        found.dated.append(step)
    match step:
        case Question():
            found.questions.append(step)
            found.asks_openly = found.asks_openly or not step.exhaustive
            found.note(step.ask, "ask")
            for option in step.options:
                _add_option(found, option)
        case Input():
            found.inputs.append(step)
            found.asks_openly = found.asks_openly or not step.exhaustive
            found.note(step.ask, "ask")
        case Action():
            found.note_all(step.do, "prose")
        case Outcome():
            found.outcomes.append(step)
            found.note_all(step.do, "prose")
            found.note(step.note, "note")
        case Route():
            found.routes.append(step)
        case Subtree():
            found.subtrees.append(step)


def _add_words(found: Inventory, step: Step) -> None:
    # Next to no text shows a fact, so that it is asked here, and not in a call for each.
    if step.title is not None and "((" in step.title:
        found.note(step.title, "title")
    for text in (step.say, step.why, step.detail):
        if text is not None and "((" in text:
            found.note(text, "prose")
    for tip in step.tips:
        found.note(tip.text, "prose")
    if step.media:
        found.media.extend(step.media)
        for media in step.media:
            found.note(media.alt, "prose")
    for link in step.links:
        found.note(link.text, "prose")
        found.note(link.url, "url")


def _add_option(found: Inventory, option: Option) -> None:
    label = option.label
    if "((" in label:
        found.note(label, "label")
    if option.note is not None:
        found.note(option.note, "note")
    if option.say is not None:
        found.note(option.say, "prose")
    if option.when is not None:
        found.conditional.append(option)
    if option.set:
        found.given.extend(option.set.items())


def find_values(given: Mapping[Text, Text | Sequence[Text]]) -> Iterator[tuple[Text, Text]]:
    """Yield each fact with each value that it is given."""
    for fact, value in given.items():
        for one in [value] if isinstance(value, Text) else value:
            yield fact, one
