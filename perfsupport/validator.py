"""Checks trees against all rules: everything is collected, sorted, and told once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from perfsupport.diagnostics import Diagnostic, sort_diagnostics
from perfsupport.rules.base import Context
from perfsupport.rules.catalogue import RULES
from perfsupport.settings import SETTINGS_FILE, Settings
from perfsupport.tree import Tree


def check_tree(context: Context) -> list[Diagnostic]:
    """Return what the rules find in the context's tree, in the order of the file."""
    return sort_diagnostics(_find(context))


def check_trees(
    trees: Iterable[Tree], settings: Settings, media: Iterable[str], unread: Iterable[str] = ()
) -> list[Diagnostic]:
    """Return what the rules find in all trees and in the settings, in the order of file and place.

    ``trees`` are all trees of the project, also two of one id; ``media`` the files below ``trees/media``, with ``/``;
    ``unread`` the ids of trees whose files could not be read at all, so that naming them is not called a mistake.
    """
    in_order = sorted(trees, key=lambda tree: tree.path)
    by_id: dict[str, Tree] = {}
    for tree in in_order:
        by_id.setdefault(tree.id, tree)
    files = frozenset(media)
    siblings: dict[str, Context] = {}
    contexts = [Context(tree, by_id, settings, files, frozenset(unread), siblings) for tree in in_order]
    for context in contexts:
        siblings.setdefault(context.tree.id, context)
    found = [diagnostic for context in contexts for diagnostic in _find(context)]
    return sort_diagnostics([*found, *_find_in_settings(settings, files)])


def _find(context: Context) -> Iterator[Diagnostic]:
    for rule in RULES:
        if rule.check is not None:
            for finding in rule.check(context):
                yield rule.report(finding, context.tree.path)


def _find_in_settings(settings: Settings, media: frozenset[str]) -> Iterator[Diagnostic]:
    for rule in RULES:
        if rule.check_settings is not None:
            for finding in rule.check_settings(settings, media):
                yield rule.report(finding, SETTINGS_FILE)
