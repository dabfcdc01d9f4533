"""Checks trees against all rules: everything is collected, sorted, and told once.

What a rule looks up beyond its own tree is noted, so that after a change only those trees are checked again for which
something may come out differently.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, fields
from typing import TypeAlias

from perfsupport.diagnostics import Diagnostic, sort_diagnostics
from perfsupport.rules.base import Context, Rule
from perfsupport.rules.lookups import WatchedMapping, WatchedSet
from perfsupport.settings import SETTINGS_FILE, Settings
from perfsupport.settling import find_active
from perfsupport.tree import Subtree, Tree

Runs: TypeAlias = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Checked:
    """What the rules found in a tree, and all that this depends on besides the tree itself.

    ``others`` are the trees that were looked up by their ids, None where there was none; ``files`` and ``unread`` tell
    what was looked up there; ``surroundings`` is all else that a context holds. Where all of a kind were looked at,
    ``listed`` holds them. ``runs`` are the trees that it runs, each with the facts that it gives them.
    """

    tree: Tree
    diagnostics: Sequence[Diagnostic]
    others: Mapping[str, Tree | None]
    files: Mapping[str, bool]
    unread: Mapping[str, bool]
    listed: Mapping[str, Set[str]]
    surroundings: Sequence[object]
    runs: Runs


@dataclass(frozen=True, slots=True)
class Checks:
    """What the rules found in a project, and tree by tree by the path of the file."""

    diagnostics: list[Diagnostic]
    by_path: Mapping[str, Checked]


Find: TypeAlias = Callable[[Mapping[str, Context], Sequence[Rule]], Mapping[str, Sequence[Diagnostic]]]
"""Takes the contexts of trees by path and the rules; returns what the rules find in each tree."""


class Superseded(Exception):
    """The project has changed again before all of it was checked."""


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
    return check_changed(trees, settings, media, unread, today, {}).diagnostics


def check_changed(
    trees: Iterable[Tree],
    settings: Settings,
    media: Iterable[str],
    unread: Iterable[str],
    today: str | None,
    earlier: Mapping[str, Checked],
    find: Find | None = None,
) -> Checks:
    """Return what ``check_trees`` finds. ``earlier`` are the checks before, by path.

    Of trees that are the very same objects, and for which nothing else has changed that was looked at, the findings are
    taken over. ``find`` asks the rules, where somebody knows a quicker way to come to the same.
    """
    in_order = sorted(trees, key=lambda tree: tree.path)
    by_id: dict[str, Tree] = {}
    for tree in in_order:
        by_id.setdefault(tree.id, tree)
    files, lost = frozenset(media), frozenset(unread)
    runs = {tree.path: _find_runs(tree, earlier.get(tree.path)) for tree in in_order}
    run = _join_runs(runs.values())
    contexts: dict[str, Context] = {}

    def make_context(tree: Tree) -> Context:
        if tree.path not in contexts:
            watched = WatchedMapping(by_id), settings, WatchedSet(files), WatchedSet(lost)
            about = tree.id in run, run.get(tree.id, frozenset())
            contexts[tree.path] = Context(tree, *watched, siblings, today, *about)
        return contexts[tree.path]

    siblings = Siblings(by_id, make_context)
    try:
        kept = _find_kept(in_order, earlier, by_id, files, lost, Surroundings(run, make_context))
        rules = find_active(settings.checks)
        changed = {tree.path: make_context(tree) for tree in in_order if tree.path not in kept}
        found = {path: sort_diagnostics(each) for path, each in (find or _find_all)(changed, rules).items()}
        by_path = {
            path: _note(contexts[path], kept.get(path), found.get(path, []), each) if path in contexts else kept[path]
            for path, each in runs.items()
        }
    finally:
        # They know one another, so that they would stay until somebody collects garbage, and all trees with them.
        contexts.clear()
        siblings.forget()
    all_found = [one for checked in by_path.values() for one in checked.diagnostics]
    return Checks(sort_diagnostics([*all_found, *_find_in_settings(settings, files, rules)]), by_path)


class Siblings(dict[str, Context]):
    """The contexts of all trees by id, each made when it is first asked for: after a change that is a handful."""

    def __init__(self, trees: Mapping[str, Tree], make: Callable[[Tree], Context]) -> None:
        super().__init__()
        self._trees, self._make = trees, make

    def forget(self) -> None:
        """Let go of all contexts, and of what makes them."""
        self.clear()
        self.__dict__.clear()

    def __contains__(self, id: object) -> bool:
        return id in self._trees

    def __missing__(self, id: str) -> Context:
        self[id] = self._make(self._trees[id])
        return self[id]


class Surroundings:
    """What surrounds each tree, worked out once for all of which the others say the same."""

    def __init__(self, run: Runs, make: Callable[[Tree], Context]) -> None:
        self._run, self._make = run, make
        self._known: dict[frozenset[str] | None, list[object]] = {}

    def find(self, tree: Tree) -> list[object]:
        """Return what surrounds a tree."""
        passed = self._run.get(tree.id)
        if passed not in self._known:
            self._known[passed] = find_surroundings(self._make(tree))
        return self._known[passed]


def _find_runs(tree: Tree, earlier: Checked | None) -> Runs:
    """Return the trees that a tree runs, each with the facts that it gives it."""
    if earlier is not None and earlier.tree is tree:
        return earlier.runs
    found: dict[str, frozenset[str]] = {}
    for step in tree.steps.values():
        if type(step) is Subtree:
            found[step.run] = found.get(step.run, frozenset()).union(map(str, step.passed))
    return found


def _join_runs(found: Iterable[Runs]) -> Runs:
    """Return the trees that others run, each with the facts that they give it."""
    run: dict[str, frozenset[str]] = {}
    for runs in found:
        for id, passed in runs.items():
            run[id] = run.get(id, frozenset()) | passed
    return run


WATCHED = ("tree", "trees", "media", "unread", "siblings")
"""What of a context is followed one by one; of all else any change means that every tree is checked again."""


def find_surroundings(context: Context) -> list[object]:
    """Return all that a context holds besides what is followed one by one."""
    return [getattr(context, field.name) for field in fields(context) if field.init and field.name not in WATCHED]


def _find_kept(
    in_order: Iterable[Tree],
    earlier: Mapping[str, Checked],
    trees: Mapping[str, Tree],
    media: frozenset[str],
    unread: frozenset[str],
    surroundings: Surroundings,
) -> dict[str, Checked]:
    """Return the checks whose findings still hold, by path.

    What a rule finds in one tree may hang on what it asked the context of another, and so on what was looked up for
    that: where one does not hold, those that looked it up do not either.
    """
    there = {"trees": trees.keys(), "media": media, "unread": unread}
    kept = {
        tree.path: one
        for tree in in_order
        if (one := earlier.get(tree.path)) is not None
        and one.tree is tree
        and (not one.others or all(trees.get(id) is other for id, other in one.others.items()))
        and (not one.files or all((file in media) is found for file, found in one.files.items()))
        and (not one.unread or all((id in unread) is found for id, found in one.unread.items()))
        and (not one.listed or all(there[name] == listed for name, listed in one.listed.items()))
        and one.surroundings == surroundings.find(tree)
    }
    users: dict[str, list[str]] = {}
    for path, one in kept.items():
        for other in one.others.values():
            if other is not None and other.path != path:
                users.setdefault(other.path, []).append(path)
    gone = [path for path in users if path not in kept]
    for path in gone:
        lost = [user for user in users.get(path, ()) if kept.pop(user, None) is not None]
        gone += lost
    return kept


def _note(context: Context, kept: Checked | None, found: list[Diagnostic], runs: Runs) -> Checked:
    """Return the findings with what they depend on; what other trees asked this one's context for counts as well."""
    trees, media, unread = context.trees, context.media, context.unread
    assert isinstance(trees, WatchedMapping) and isinstance(media, WatchedSet) and isinstance(unread, WatchedSet)
    if kept is not None and not (trees.seen or media.seen or unread.seen):
        return kept
    watched: dict[str, WatchedMapping[Tree] | WatchedSet] = {"trees": trees, "media": media, "unread": unread}
    listed: dict[str, Set[str]] = {name: frozenset(one) for name, one in watched.items() if one.listed}
    return Checked(
        tree=context.tree,
        diagnostics=found if kept is None else kept.diagnostics,
        others=trees.seen if kept is None else {**kept.others, **trees.seen},
        files=media.seen if kept is None else {**kept.files, **media.seen},
        unread=unread.seen if kept is None else {**kept.unread, **unread.seen},
        listed=listed if kept is None else {**kept.listed, **listed},
        surroundings=find_surroundings(context),
        runs=runs,
    )


def find_until(is_stale: Callable[[], bool]) -> Find:
    """Return what asks the rules tree by tree, and raises Superseded once nobody waits for their findings any more."""

    def find(contexts: Mapping[str, Context], rules: Sequence[Rule]) -> dict[str, list[Diagnostic]]:
        found = {}
        for path, context in contexts.items():
            if is_stale():
                raise Superseded
            found[path] = list(_find(context, rules))
        return found

    return find


_find_all = find_until(lambda: False)


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
