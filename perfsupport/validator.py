"""Checks trees against all rules: everything is collected, sorted, and told once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from perfsupport.diagnostics import Diagnostic, sort_diagnostics
from perfsupport.rules.base import Context, Rule
from perfsupport.settings import SETTINGS_FILE, Settings
from perfsupport.settling import find_active
from perfsupport.tree import Tree


def check_tree(context: Context) -> list[Diagnostic]:
    """Return what the rules find in the context's tree, in the order of the file."""
    return sort_diagnostics(_find(context, find_active(context.settings.checks)))


def check_trees(
    trees: Iterable[Tree],
    settings: Settings,
    media: Iterable[str],
    unread: Iterable[str] = (),
    today: str | None = None,
) -> list[Diagnostic]:
    """Return what the rules find in all trees and in the settings, in the order of file and place.

    ``trees`` are all trees of the project, also two of one id; ``media`` the files below ``trees/media``, with ``/``;
    ``unread`` the ids of trees whose files could not be read at all, so that naming them is not called a mistake.
    ``today`` is the ISO date by which dates are judged; without one nothing is said of how fresh the trees are.
    Severities are those of the rules; what a project makes of them is for :mod:`perfsupport.settling`.
    """
    in_order = sorted(trees, key=lambda tree: tree.path)
    by_id: dict[str, Tree] = {}
    for tree in in_order:
        by_id.setdefault(tree.id, tree)
    files = frozenset(media)
    siblings: dict[str, Context] = {}
    contexts = [Context(tree, by_id, settings, files, frozenset(unread), siblings, today) for tree in in_order]
    for context in contexts:
        siblings.setdefault(context.tree.id, context)
    rules = find_active(settings.checks)
    found = [diagnostic for context in contexts for diagnostic in _find(context, rules)]
    return sort_diagnostics([*found, *_find_in_settings(settings, files, rules)])


def _find(context: Context, rules: Iterable[Rule]) -> Iterator[Diagnostic]:
    for rule in rules:
        if rule.check is not None:
            for finding in rule.check(context):
                yield rule.report(finding, context.tree.path)


def _find_in_settings(settings: Settings, media: frozenset[str], rules: Iterable[Rule]) -> Iterator[Diagnostic]:
    for rule in rules:
        if rule.check_settings is not None:
            for finding in rule.check_settings(settings, media):
                yield rule.report(finding, SETTINGS_FILE)
