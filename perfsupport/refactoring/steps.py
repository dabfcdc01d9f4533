"""Gives a step another id, wherever it is named."""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfsupport.diagnostics import Edit
from perfsupport.edges import find_edges
from perfsupport.parsing.shape import SNAKE_ID
from perfsupport.project import Project
from perfsupport.refactoring.change import Change, Edits, RefusedError, find_tree, require_readable, swap
from perfsupport.refactoring.source import SourceFile
from perfsupport.refactoring.written import find_ends, find_in_keys
from perfsupport.tree import Action, Outcome, Step, Subtree, Text, Tree
from perfsupport.wording import quote, suggest


def rename_step(project: Project, tree_id: str, old: str, new: str) -> Change:
    """Return the edits that give a step another id, in every file that names it.

    ``was`` keeps the old id, so that old links, saved places and statistics follow. Raises RefusedError in words.
    """
    tree = find_tree(project, tree_id)
    step = find_step(tree, old)
    check_new_id(tree, step, new)
    edits = Edits()
    for text in find_step_names(tree, old):
        edits.add(tree.path, swap(text, new))
    own = SourceFile(project, tree.path)
    edits.add(tree.path, own.write_earlier(own.find_map("steps", old), old, new))
    for other in project.trees.values():
        for run in find_runs(other, tree.id):
            edits.add(other.path, (swap(outcome, new) for outcome in run.on if outcome == old))
        for named in find_in_keys(other, project.trees, tree.id, old):
            source = own if named.path == tree.path else SourceFile(project, named.path)
            edits.add(named.path, (Edit(span, new) for span in source.find_words(named.text, old, [named.start])))
    for named in find_ends(tree, old):
        edits.add(named.path, swap(named.text, new))
    require_readable(project, edits.by_path)
    notes = [] if step.title is not None else _make_notes(step, new)
    return Change(edits=edits.by_path, notes=notes)


def _make_notes(step: Step, new: str) -> list[str]:
    shown = isinstance(step, Action | Outcome | Subtree)
    return [f"The step has no title, so reps may see its new name: {new.replace('_', ' ')}."] if shown else []


def find_step(tree: Tree, step_id: str) -> Step:
    """Return a step; raises RefusedError where there is none."""
    step = tree.steps.get(step_id)
    if step is None:
        raise RefusedError(f"{quote(step_id)} is not a step of {quote(tree.id)}. {suggest(step_id, tree.steps)}")
    return step


def check_new_id(tree: Tree, step: Step | None, new: str) -> None:
    """Raise RefusedError where a step cannot be called so; a name it had itself before is no hindrance."""
    if not re.fullmatch(SNAKE_ID.pattern, new):
        raise RefusedError(f"{quote(new)} cannot be the id of a step. {SNAKE_ID.advice}")
    if new in tree.steps:
        raise RefusedError(f"{quote(tree.id)} has a step {quote(new)} already.")
    for other in tree.steps.values():
        if new in other.was and other is not step:
            raise RefusedError(f"{quote(other.id)} was called {quote(new)} once; old links would lead astray.")


def find_step_names(tree: Tree, step_id: str | None) -> Iterator[Text]:
    """Yield every place in the tree's own file that names a step, or any step, but for scenarios."""
    targets = [tree.start, tree.fallback]
    for step in tree.steps.values():
        targets += [step.id, getattr(step, "then", None), *(edge.target for edge in find_edges(step, None))]
    yield from (target for target in targets if target is not None and step_id in (None, target))


def find_runs(tree: Tree, run: str) -> Iterator[Subtree]:
    """Yield the steps that run a tree."""
    yield from (step for step in tree.steps.values() if isinstance(step, Subtree) and step.run == run)
