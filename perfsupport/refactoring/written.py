"""Scenarios as they are written: each, and each row of its table, with the file that it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from perfsupport.refactoring.parts import PART
from perfsupport.tree import Subtree, Text, Tree, find_written


class Named(NamedTuple):
    """A text of a scenario, its file, and where in the text an id begins."""

    path: str
    text: Text
    start: int = 0


def find_ends(tree: Tree, step_id: str) -> Iterator[Named]:
    """Yield the ends of scenarios that name a step."""
    yield from (Named(path, each.ends) for path, each in find_written(tree) if each.ends == step_id)


class Step(NamedTuple):
    """A step that a key names: the tree it is of, its id, and where that begins in the key."""

    tree: Tree
    id: str
    start: int


def find_steps(key: Text, tree: Tree, trees: Mapping[str, Tree]) -> Iterator[Step]:
    """Yield the steps that a key such as ``run_step/step~2`` of a tree's scenario names, as far as they can be told."""
    inner: Tree | None = tree
    for part in PART.finditer(key):
        if inner is None:
            return
        yield Step(inner, part[1], part.start())
        inner = enter(inner, trees, part[1])


def find_in_keys(tree: Tree, trees: Mapping[str, Tree], tree_id: str, step_id: str) -> Iterator[Named]:
    """Yield the keys that name a step of a tree, with the place of its id in the key."""
    for path, scenario in find_written(tree):
        for key in (*scenario.responses, *scenario.passes):
            for step in find_steps(key, tree, trees):
                if step.tree.id == tree_id and step.id == step_id:
                    yield Named(path, key, step.start)


def find_responses(tree: Tree, trees: Mapping[str, Tree], tree_id: str, step_id: str) -> Iterator[Named]:
    """Yield what scenarios respond to a step."""
    for path, scenario in find_written(tree):
        for key, response in scenario.responses.items():
            inner: Tree | None = tree
            *outer, last = (part[1] for part in PART.finditer(key))
            for each in outer:
                inner = enter(inner, trees, each)
            if inner is not None and inner.id == tree_id and last == step_id:
                for text in [response] if isinstance(response, Text) else response:
                    yield Named(path, text)


def find_given(tree: Tree, fact: str) -> Iterator[Named]:
    """Yield where scenarios give a fact."""
    for path, scenario in find_written(tree):
        yield from (Named(path, given) for given in scenario.given if given == fact)


def enter(tree: Tree | None, trees: Mapping[str, Tree], step_id: str) -> Tree | None:
    """Return the tree that a step runs, or None."""
    run = tree.steps.get(step_id) if tree is not None else None
    return trees.get(run.run) if isinstance(run, Subtree) else None
