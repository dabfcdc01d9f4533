"""Scenarios beside a tree: the file ``card.scenarios.yaml`` counts as if its scenarios stood in ``card.yaml``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from perfsupport.diagnostics import TOP, Diagnostic, Severity
from perfsupport.folder import find_tree_path
from perfsupport.tree import Scenario, Tree

Beside = Mapping[str, Sequence[Scenario]]
"""The scenarios of each file of scenarios, by the file's path."""

ALONE = "PS903"


def attach_scenarios(trees: Iterable[Tree], beside: Beside, earlier: Mapping[str, Tree]) -> list[Tree]:
    """Return the trees with the scenarios that lie beside them in place of those they had from there before.

    ``earlier`` are trees by path as they were given back before: the very object comes back where nothing has changed.
    """
    by_tree = {find_tree_path(path): scenarios for path, scenarios in beside.items()}
    return [_attach(tree, by_tree.get(tree.path, ()), earlier.get(tree.path)) for tree in trees]


def _attach(tree: Tree, beside: Sequence[Scenario], earlier: Tree | None) -> Tree:
    scenarios = [*(own for own in tree.scenarios if not own.path), *beside]
    if _are_same(scenarios, tree.scenarios):
        return tree
    if earlier is not None and earlier.steps is tree.steps and _are_same(scenarios, earlier.scenarios):
        return earlier
    return replace(tree, scenarios=scenarios)


def _are_same(some: Sequence[Scenario], others: Sequence[Scenario]) -> bool:
    return len(some) == len(others) and all(one is other for one, other in zip(some, others, strict=True))


def find_alone(beside: Beside, trees: Iterable[str]) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each file of scenarios without a tree beside it; ``trees`` are the paths of tree files."""
    there = set(trees)
    for path in beside:
        tree_path = find_tree_path(path)
        if tree_path not in there:
            name = tree_path.rpartition("/")[2]
            cause = f"These scenarios have no tree: there is no {name} beside them."
            remedy = f"Give the file the name of its tree, followed by .scenarios.yaml, or put {name} here."
            yield Diagnostic(ALONE, Severity.ERROR, path, TOP, cause, remedy)
