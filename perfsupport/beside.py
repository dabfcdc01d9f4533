"""What lies beside a tree: its scenarios in ``card.scenarios.yaml``, its words in German in ``card.de.yaml``.

Scenarios count as if they stood in ``card.yaml`` itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from perfsupport.diagnostics import TOP, Diagnostic, Severity
from perfsupport.folder import find_language, find_tree_path
from perfsupport.tree import Scenario, Translation, Tree

Beside = Mapping[str, Sequence[Scenario]]
"""The scenarios of each file of scenarios, by the file's path."""

ALONE = "PS903"
ALONE_IN_ANOTHER_LANGUAGE = "PS856"


def attach_beside(
    trees: Iterable[Tree], beside: Beside, translations: Mapping[str, Translation], earlier: Mapping[str, Tree]
) -> list[Tree]:
    """Return the trees with the scenarios and words that lie beside them in place of those they had from there before.

    ``translations`` are by path. ``earlier`` are trees by path as they were given back before: the very object comes
    back where nothing has changed.
    """
    by_tree = {find_tree_path(path): scenarios for path, scenarios in beside.items()}
    words: dict[str, list[Translation]] = {}
    for path, translation in translations.items():
        words.setdefault(find_tree_path(path), []).append(translation)
    return [
        _attach(tree, by_tree.get(tree.path, ()), words.get(tree.path, []), earlier.get(tree.path)) for tree in trees
    ]


def _attach(tree: Tree, beside: Sequence[Scenario], translations: Sequence[Translation], earlier: Tree | None) -> Tree:
    if not (beside or translations or tree.translations or any(one.path for one in tree.scenarios)):
        return tree
    scenarios = [*(own for own in tree.scenarios if not own.path), *beside]
    for same in (tree, earlier):
        if (
            same is not None
            and same.steps is tree.steps
            and _are_same(scenarios, same.scenarios)
            and _are_same(translations, same.translations)
        ):
            return same
    return replace(tree, scenarios=scenarios, translations=translations)


def _are_same(some: Sequence[object], others: Sequence[object]) -> bool:
    return len(some) == len(others) and all(one is other for one, other in zip(some, others, strict=True))


def find_alone(beside: Beside, translations: Iterable[str], trees: Iterable[str]) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each file without the tree that it belongs to; ``trees`` are the paths of tree files."""
    there = set(trees)
    for path in beside:
        tree_path = find_tree_path(path)
        if tree_path not in there:
            name = tree_path.rpartition("/")[2]
            cause = f"These scenarios have no tree: there is no {name} beside them."
            remedy = f"Give the file the name of its tree, followed by .scenarios.yaml, or put {name} here."
            yield Diagnostic(ALONE, Severity.ERROR, path, TOP, cause, remedy)
    for path in translations:
        tree_path = find_tree_path(path)
        if tree_path not in there:
            name, language = tree_path.rpartition("/")[2], find_language(path)
            cause = f"These words have no tree: there is no {name} beside them."
            remedy = f"Give the file the name of its tree, followed by .{language}.yaml, or put {name} here."
            yield Diagnostic(ALONE_IN_ANOTHER_LANGUAGE, Severity.ERROR, path, TOP, cause, remedy)
