"""Every place in a project where a step, a fact, a tree or a contact is named, and where it is written itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from perfsupport.compiler import find_run_trees
from perfsupport.diagnostics import TOP, Span
from perfsupport.expressions import WORDS
from perfsupport.expressions.types import FUNCTIONS
from perfsupport.folder import find_tree_path
from perfsupport.languageserver.places import Mention
from perfsupport.project import Project
from perfsupport.refactoring.written import find_steps
from perfsupport.settings import SETTINGS_FILE
from perfsupport.tree import (
    Action,
    Input,
    Outcome,
    Question,
    Route,
    Scenario,
    Step,
    Subtree,
    Text,
    Translation,
    Tree,
    find_placeholders,
    find_written,
    locate,
)

NAME_OR_TEXT = re.compile(r"""(?P<quoted>"[^"]*"|'[^']*')|(?P<name>[a-z_]\w*)""")
NO_NAMES = WORDS | FUNCTIONS.keys()


class Thing(NamedTuple):
    """What is named: its kind and id, and for a step or a fact the tree it belongs to (else empty)."""

    kind: Mention
    id: str
    tree: str = ""


class Place(NamedTuple):
    """Where a thing is named; ``is_home`` where it is written itself."""

    thing: Thing
    path: str
    span: Span
    is_home: bool = False


def find_places(project: Project) -> Iterator[Place]:
    """Yield all places of a project, file by file."""
    for tree in project.all_trees:
        yield from _find_around(project, tree)
    yield from _find_in_settings(project)


def find_places_of_file(project: Project, path: str) -> Iterator[Place]:
    """Yield all places in one file."""
    tree = find_tree_of(project, path)
    places = _find_in_settings(project) if tree is None else _find_around(project, tree)
    return (place for place in places if place.path == path)


def find_places_of_tree(project: Project, tree: Tree) -> Iterator[Place]:
    """Yield all places in the file of one tree."""
    return (place for place in _find_around(project, tree) if place.path == tree.path)


def find_tree_of(project: Project, path: str) -> Tree | None:
    """Return the tree that a file holds, or that it lies beside with scenarios or words; None where there is none."""
    home = find_tree_path(path)
    return next((tree for tree in project.all_trees if tree.path == home), None)


def _find_in_settings(project: Project) -> Iterator[Place]:
    """Yield all places in the settings, and in the files beside them that hold their words in other languages."""
    for id in project.settings.contacts:
        if isinstance(id, Text):
            yield Place(Thing(Mention.CONTACT, str(id)), SETTINGS_FILE, id.span, is_home=True)
    for translation in project.settings.translations:
        for group, id in _find_translated_ids(translation):
            if group == "contacts":
                yield Place(Thing(Mention.CONTACT, str(id)), translation.path, id.span)


def _find_around(project: Project, tree: Tree) -> Iterator[Place]:
    """Yield all places in the file of a tree, and in those beside it: scenarios, and words in other languages."""
    yield Place(Thing(Mention.TREE, tree.id), tree.path, TOP, is_home=True)
    for thing, span, is_home in _find_in_tree(tree, project.trees):
        yield Place(thing, tree.path, span, is_home)
    for path, scenario in find_written(tree):
        for thing, span, is_home in _find_in_scenario(tree, scenario, project.trees):
            yield Place(thing, path, span, is_home)
    for translation in tree.translations:
        for thing, span, is_home in _find_in_words(tree, translation):
            yield Place(thing, translation.path, span, is_home)


def find_at(places: Iterable[Place], line: int, column: int) -> Place | None:
    """Return the place that holds a position (line and column from 1), or None."""
    for place in places:
        first, start, last, end = place.span
        if first == last == line and start <= column <= end and place.span != TOP:
            return place
    return None


_Found = tuple[Thing, Span, bool]


def _find_in_tree(tree: Tree, trees: Mapping[str, Tree]) -> Iterator[_Found]:
    for id in (tree.start, tree.fallback):
        if id is not None:
            yield _step(tree, id)
    for text in (tree.title, tree.summary):
        yield from _shown(tree, text)
    for fact in tree.facts.values():
        yield Thing(Mention.FACT, str(fact.id), tree.id), fact.id.span, True
        yield from _named(tree, fact.calculated)
    for step in tree.steps.values():
        yield Thing(Mention.STEP, str(step.id), tree.id), step.id.span, True
        yield from _find_in_step(tree, step, trees)


def _find_in_step(tree: Tree, step: Step, trees: Mapping[str, Tree]) -> Iterator[_Found]:
    if step.contact is not None:
        yield Thing(Mention.CONTACT, str(step.contact)), step.contact.span, False
    yield from (_fact(tree, fact) for fact in step.set)
    texts = [step.title, step.say, step.why, step.detail, *(tip.text for tip in step.tips)]
    texts += [text for media in step.media for text in (media.alt,)]
    texts += [text for link in step.links for text in (link.text, link.url)]
    match step:
        case Question():
            texts.append(step.ask)
            yield from (_fact(tree, fact) for fact in (step.fact,) if fact is not None)
            yield from (_step(tree, target) for target in (step.then,) if target is not None)
            for option in step.options:
                texts += [option.label, option.note, option.say]
                yield from (_step(tree, target) for target in (option.go,) if target is not None)
                yield from (_fact(tree, fact) for fact in option.set)
                yield from _named(tree, option.when)
        case Input():
            texts.append(step.ask)
            yield _fact(tree, step.fact)
            yield from (_step(tree, target) for target in (step.then,) if target is not None)
        case Action():
            texts += step.do
            yield from (_step(tree, target) for target in (step.then,) if target is not None)
        case Route():
            for branch in step.branches:
                yield from _named(tree, branch.when)
                yield _step(tree, branch.go)
            yield from (_step(tree, target) for target in (step.otherwise,) if target is not None)
        case Subtree():
            yield from _find_in_subtree(tree, step, trees)
        case Outcome():
            texts += [*step.do, step.note]
    for text in texts:
        yield from _shown(tree, text)


def _find_in_subtree(tree: Tree, step: Subtree, trees: Mapping[str, Tree]) -> Iterator[_Found]:
    yield Thing(Mention.TREE, str(step.run)), step.run.span, False
    other = trees.get(step.run)
    for outcome, target in step.on.items():
        if other is not None:
            yield _step(other, outcome)
        yield _step(tree, target)
    for fact, value in step.passed.items():
        if other is not None:
            yield _fact(other, fact)
        yield from _named(tree, value)


def _find_in_scenario(tree: Tree, scenario: Scenario, trees: Mapping[str, Tree]) -> Iterator[_Found]:
    yield _step(tree, scenario.ends)
    for fact in scenario.given:
        # Of all trees that are run the first that has it counts.
        owner = next((each for each in find_run_trees(tree, trees) if fact in each.facts), tree)
        yield _fact(owner, fact)
    for key in (*scenario.responses, *scenario.passes):
        for step in find_steps(key, tree, trees):
            span = locate(key, step.start, step.start + len(step.id))
            yield Thing(Mention.STEP, step.id, step.tree.id), span, False


def _find_in_words(tree: Tree, translation: Translation) -> Iterator[_Found]:
    """Yield what a file of words in another language names: steps and facts, as keys and in texts."""
    for group, id in _find_translated_ids(translation):
        if group == "steps":
            yield _step(tree, id)
        elif group == "facts":
            yield _fact(tree, id)
    for translated in translation.texts:
        for text in (translated.source, translated.text, translated.was):
            yield from _shown(tree, text)


def _find_translated_ids(translation: Translation) -> Iterator[tuple[str, Text]]:
    """Yield the ids below the keys of a file of translations, each once, with the key that they stand below."""
    seen: set[tuple[str, str]] = set()
    for translated in translation.texts:
        group, *below = translated.key
        if below and isinstance(below[0], Text) and (group, str(below[0])) not in seen:
            seen.add((group, str(below[0])))
            yield group, below[0]


def _step(tree: Tree, id: Text) -> _Found:
    return Thing(Mention.STEP, str(id), tree.id), id.span, False


def _fact(tree: Tree, id: Text) -> _Found:
    return Thing(Mention.FACT, str(id), tree.id), id.span, False


def _shown(tree: Tree, text: Text | None) -> Iterator[_Found]:
    if text is not None and "((" in text:
        for fact, span in find_placeholders(text):
            yield Thing(Mention.FACT, fact, tree.id), span, False


def _named(tree: Tree, expression: Text | None) -> Iterator[_Found]:
    """Yield the facts in a condition; what stands in quotes is a value."""
    if expression is None:
        return
    for match in NAME_OR_TEXT.finditer(expression):
        name = match["name"]
        if name and name not in NO_NAMES:
            yield Thing(Mention.FACT, name, tree.id), locate(expression, *match.span("name")), False


def find_home(places: Iterable[Place], thing: Thing) -> Place | None:
    """Return the place where a thing is written itself, or None where there is no such thing."""
    return next((place for place in places if place.is_home and place.thing == thing), None)


def find_all(places: Iterable[Place], thing: Thing) -> Sequence[Place]:
    """Return every place where a thing is named, its own included."""
    return [place for place in places if place.thing == thing]
