"""Gives a fact another id, wherever it is named: in steps, conditions, prose, and scenarios."""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfsupport.diagnostics import Edit
from perfsupport.expressions import WORDS, parse_expression
from perfsupport.expressions.nodes import Name, Node, find_children
from perfsupport.parsing.shape import SNAKE_ID
from perfsupport.project import Project
from perfsupport.refactoring.change import Change, Edits, RefusedError, find_tree, require_readable, swap
from perfsupport.refactoring.source import SourceFile, find_texts
from perfsupport.refactoring.steps import find_runs
from perfsupport.refactoring.written import Named, find_given
from perfsupport.rules.base import Context
from perfsupport.tree import PLACEHOLDER, Question, Route, Subtree, Text, Tree
from perfsupport.wording import quote, suggest


def rename_fact(project: Project, tree_id: str, old: str, new: str) -> Change:
    """Return the edits that give a fact another id, in every file that names it. Raises RefusedError in words."""
    tree = find_tree(project, tree_id)
    _check(tree, old, new)
    edits = Edits()
    edits.add(tree.path, find_own_edits(SourceFile(project, tree.path), tree, old, new))
    for translation in tree.translations:
        edits.add(translation.path, _find_in_words(SourceFile(project, translation.path), old, new))
    for other in project.trees.values():
        for run in find_runs(other, tree.id):
            edits.add(other.path, (swap(fact, new) for fact in run.passed if fact == old))
        for path, fact, _ in _find_given(project, other, tree, old, new):
            edits.add(path, swap(fact, new))
    require_readable(project, edits.by_path)
    return Change(edits=edits.by_path, notes=_make_notes(tree, old, new))


def find_own_edits(own: SourceFile, tree: Tree, old: str, new: str) -> Iterator[Edit]:
    """Yield the edits that give a fact another id in the tree's own file."""
    yield from (swap(text, new) for text in _find_names(tree) if text == old)
    for condition in _find_conditions(tree):
        node, _ = parse_expression(condition)
        starts = sorted({name.start for name in _find_fact_nodes(node) if name.name == old} if node is not None else ())
        yield from (Edit(span, new) for span in own.find_words(condition, old, starts) if starts)
    for text in find_texts(own.root):
        starts = [match.start(1) for match in PLACEHOLDER.finditer(text) if match[1] == old]
        if starts:
            yield from (Edit(span, new) for span in own.find_words(text, old, starts))


def _find_in_words(file: SourceFile, old: str, new: str) -> Iterator[Edit]:
    """Yield the edits that give a fact another id in words of another language, and in the words they belong to."""
    for match in PLACEHOLDER.finditer(file.text):
        if match[1] == old:
            yield Edit(file.places.make_span(match.start(1), match.end(1)), new)


def _check(tree: Tree, old: str, new: str) -> None:
    if old not in tree.facts:
        raise RefusedError(f"{quote(old)} is not a fact of {quote(tree.id)}. {suggest(old, tree.facts)}")
    if not re.fullmatch(SNAKE_ID.pattern, new):
        raise RefusedError(f"{quote(new)} cannot be the id of a fact. {SNAKE_ID.advice}")
    if new in WORDS:
        raise RefusedError(f"{quote(new)} is a word of conditions, so a fact cannot be called so.")
    if new in tree.facts:
        raise RefusedError(f"{quote(tree.id)} has a fact {quote(new)} already.")
    refuse_ids_that_show(tree, old)


def refuse_ids_that_show(tree: Tree, old: str) -> None:
    """Raise RefusedError where the id of an option is made from a label that shows a fact: it would change, too."""
    for step in tree.steps.values():
        for option in step.options if isinstance(step, Question) else ():
            made_from_label = option.id.span == option.label.span
            if made_from_label and any(match[1] == old for match in PLACEHOLDER.finditer(option.label)):
                where = f"{tree.path}:{option.label.span.line}"
                raise RefusedError(f"{where}: the option's id is made from a label that shows the fact. Give it an id.")


def _make_notes(tree: Tree, old: str, new: str) -> list[str]:
    notes = []
    if sources := tree.facts[old].sources:
        said = " and ".join(sources)
        notes.append(f"The {said} must say {new} from now on: a fact's earlier name is not understood.")
    if tree.facts[old].label is None:
        notes.append(f"The fact has no label, so reps see its new name: {new.replace('_', ' ')}.")
    return notes


def _find_names(tree: Tree) -> Iterator[Text]:
    yield from (fact.id for fact in tree.facts.values())
    for step in tree.steps.values():
        if (fact := getattr(step, "fact", None)) is not None:
            yield fact
        yield from step.set
        for option in step.options if isinstance(step, Question) else ():
            yield from option.set


def _find_conditions(tree: Tree) -> Iterator[Text]:
    yield from (fact.calculated for fact in tree.facts.values() if fact.calculated)
    for step in tree.steps.values():
        match step:
            case Question():
                yield from (option.when for option in step.options if option.when)
            case Route():
                yield from (branch.when for branch in step.branches if branch.when)
            case Subtree():
                yield from step.passed.values()


def _find_fact_nodes(node: Node) -> Iterator[Name]:
    if isinstance(node, Name):
        yield node
    for child in find_children(node):
        yield from _find_fact_nodes(child)


def _find_given(project: Project, other: Tree, tree: Tree, old: str, new: str) -> Iterator[Named]:
    """Yield the facts given in a tree's scenarios that are this one: of all trees that are run the first counts."""
    if not any(True for _ in find_given(other, old)):
        return
    run_trees = Context(other, project.trees, project.settings).run_trees
    owner = next((each for each in run_trees if old in each.facts), None)
    if owner is None or owner.id != tree.id:
        return
    for earlier in run_trees[: run_trees.index(tree)]:
        if new in earlier.facts:
            raise RefusedError(f"Scenarios of {quote(other.id)} give {old}, and {quote(earlier.id)} has a fact {new}.")
    yield from find_given(other, old)
