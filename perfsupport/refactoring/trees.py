"""Gives a tree another id: its file moves, and every step that runs it follows."""

from __future__ import annotations

from perfsupport.folder import TREES, find_scenarios_path, find_translation_path, is_category
from perfsupport.parsing.files import LONGEST_ID, SITE_NAMES, TREE_ID, WINDOWS_NAMES
from perfsupport.project import Project
from perfsupport.refactoring.change import Change, Edits, RefusedError, find_tree, require_readable, swap
from perfsupport.refactoring.steps import find_runs
from perfsupport.tree import Tree
from perfsupport.wording import quote


def rename_tree(project: Project, old: str, new: str) -> Change:
    """Return the change that gives a tree another id, or with ``category/id`` also another category."""
    tree = find_tree(project, old)
    category, _, new_id = new.rpartition("/")
    return move_tree(project, tree, category or tree.category, new_id)


def move_tree(project: Project, tree: Tree, category: str, new_id: str) -> Change:
    """Return the change that gives a tree another place, with the files beside it."""
    path = make_path(category, new_id)
    if new_id != tree.id:
        check_tree_id(project, new_id)
    if path == tree.path:
        raise RefusedError(f"The tree is called {quote(new_id)} already.")
    edits = Edits()
    for other in project.trees.values():
        edits.add(other.path, (swap(run.run, new_id) for run in find_runs(other, tree.id) if new_id != tree.id))
    require_readable(project, edits.by_path)
    notes = [] if new_id == tree.id else [f"The page {tree.id}.html becomes {new_id}.html: links to it have to follow."]
    moves = {tree.path: path}
    if (beside := find_scenarios_path(tree.path)) in project.sources:
        moves[beside] = find_scenarios_path(path)
    moves |= {one.path: find_translation_path(path, one.language) for one in tree.translations}
    return Change(edits=edits.by_path, moves=moves, notes=notes)


def make_path(category: str, tree_id: str) -> str:
    """Return the path of a tree's file; raises RefusedError where no tree would be found."""
    if not is_category(category):
        raise RefusedError(f"{quote(category)} cannot be a category. Name one folder and an id: cards/card-lost.")
    return "/".join(part for part in (TREES, category, f"{tree_id}.yaml") if part)


def check_tree_id(project: Project, tree_id: str) -> None:
    """Raise RefusedError where a tree cannot be called so."""
    if not TREE_ID.fullmatch(tree_id) or len(tree_id) > LONGEST_ID:
        raise RefusedError(f"{quote(tree_id)} cannot be the id of a tree. Use small letters and digits, joined by -.")
    if tree_id in SITE_NAMES or tree_id in WINDOWS_NAMES:
        raise RefusedError(f"A tree cannot be called {quote(tree_id)}: that name is needed for something else.")
    if tree_id in project.trees or tree_id in project.unread:
        raise RefusedError(f"There is a tree {quote(tree_id)} already.")
