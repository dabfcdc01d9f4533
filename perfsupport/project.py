"""The project: ``perfsupport.yaml`` and ``trees/``. One way to load it, for check, build and serve alike."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from perfsupport.beside import ALONE, ALONE_IN_ANOTHER_LANGUAGE, attach_beside, find_alone
from perfsupport.diagnostics import Diagnostic, sort_diagnostics
from perfsupport.folder import (
    MEDIA,
    TREES,
    find_language,
    find_media,
    find_settings_translations,
    find_tree_path,
    find_written_files,
    is_scenarios_path,
)
from perfsupport.garbage import without_collector
from perfsupport.parsing import (
    parse_scenarios,
    parse_settings,
    parse_settings_translation,
    parse_translation,
    parse_tree,
)
from perfsupport.settings import SETTINGS_FILE, Settings
from perfsupport.sources import Parse, Source, Sources, read_source
from perfsupport.tree import Scenario, Translation, Tree

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Project:
    """All that was read. ``trees`` are by id, the first of two that share one; ``all_trees`` holds both.

    ``sources`` is the text of every file read, by its path below the root; ``media`` the files below ``trees/media``;
    ``unread`` the ids of trees in whose files nothing tree-like could be read; ``diagnostics`` what reading found;
    ``files`` all files as they were read, for loading the project again.
    """

    root: Path
    settings: Settings
    trees: Mapping[str, Tree]
    all_trees: Sequence[Tree]
    sources: Mapping[str, str]
    media: frozenset[str]
    unread: frozenset[str]
    diagnostics: Sequence[Diagnostic]
    files: Sources = field(default_factory=dict, repr=False)


def load_project(root: Path, earlier: Project | None = None, only: Set[str] | None = None) -> Project:
    """Return the project in ``root``. What is wrong in its files is in the diagnostics and stops nothing.

    ``earlier`` is the same project as it was loaded before: what is parsed from files that have not changed since is
    taken over, the very objects. Of trees but ``only`` those with these ids are read, where such are given.
    """
    with without_collector():
        known: Sources = earlier.files if earlier is not None and earlier.root == root else {}
        files: dict[str, Source[Any]] = {}
        trees: list[Tree] = []
        unread: set[str] = set()
        found: list[Diagnostic] = []
        settings = _load_settings(root, known, files, found)
        above = len(str(root / TREES)) - len(TREES)
        beside: dict[str, Sequence[Scenario]] = {}
        translations: dict[str, Translation] = {}
        for file in find_written_files(root, found):
            path = file[above:].replace(os.sep, "/")
            if only is not None and Path(find_tree_path(path)).stem not in only:
                unread.add(Path(find_tree_path(path)).stem)
                continue
            if is_scenarios_path(path):
                beside[path] = _load(file, path, parse_scenarios, known, files, found) or ()
                continue
            if find_language(path):
                if translation := _load(file, path, parse_translation, known, files, found):
                    translations[path] = translation
                continue
            tree = _load(file, path, parse_tree, known, files, found)
            if tree is None:
                unread.add(Path(path).stem)
            else:
                trees.append(tree)
        found += find_alone(beside, translations, files)
        before = {tree.path: tree for tree in earlier.all_trees} if earlier else {}
        trees = attach_beside(trees, beside, translations, before)
        by_id: dict[str, Tree] = {}
        for tree in trees:
            by_id.setdefault(tree.id, tree)
        return Project(
            root=root,
            settings=settings,
            trees=by_id,
            all_trees=trees,
            sources={path: source.text for path, source in files.items()},
            media=frozenset(find_media(root / TREES / MEDIA)),
            unread=frozenset(unread - by_id.keys()),
            diagnostics=sort_diagnostics(found),
            files=files,
        )


def change_project(
    project: Project, changes: Mapping[str, bytes | None], read_tree: Parse[Tree | None] = parse_tree
) -> Project:
    """Return the project as it would be read with other bytes in some of its files, by path; None takes a file away.

    Nothing is read from the disk, and only the files that change are parsed anew, trees by ``read_tree``.
    """
    trees = {tree.path: tree for tree in project.all_trees if tree.path not in changes}
    sources = {path: text for path, text in project.sources.items() if path not in changes}
    found = [one for one in project.diagnostics if one.path not in changes]
    unread = set(project.unread) - {Path(path).stem for path in changes}
    settings = Settings() if SETTINGS_FILE in changes else project.settings
    words = {one.path: one for one in project.settings.translations if one.path not in changes}
    translations = {path: one for path, one in _find_translations(project).items() if path not in changes}
    beside = {path: scenarios for path, scenarios in _find_beside(project).items() if path not in changes}
    for path, data in changes.items():
        if data is None:
            continue
        sources[path] = data.decode("utf-8-sig", errors="replace")
        if path == SETTINGS_FILE:
            settings, diagnostics = parse_settings(data, path)
        elif is_scenarios_path(path):
            beside[path], diagnostics = parse_scenarios(data, path)
        elif find_language(path):
            in_settings = find_tree_path(path) == SETTINGS_FILE
            translation, diagnostics = (parse_settings_translation if in_settings else parse_translation)(data, path)
            (words if in_settings else translations)[path] = translation
        else:
            tree, diagnostics = read_tree(data, path)
            if tree is None:
                unread.add(Path(path).stem)
            else:
                trees[path] = tree
        found += diagnostics
    found = [one for one in found if one.code not in (ALONE, ALONE_IN_ANOTHER_LANGUAGE)]
    found += find_alone(beside, translations, sources)
    in_order = attach_beside(sorted(trees.values(), key=lambda tree: tree.path.split("/")), beside, translations, {})
    by_id: dict[str, Tree] = {}
    for tree in in_order:
        by_id.setdefault(tree.id, tree)
    return replace(
        project,
        settings=replace(settings, translations=tuple(words[path] for path in sorted(words))),
        trees=by_id,
        all_trees=in_order,
        sources=sources,
        unread=frozenset(unread - by_id.keys()),
        diagnostics=sort_diagnostics(found),
    )


def _find_beside(project: Project) -> dict[str, Sequence[Scenario]]:
    """Return the scenarios of each file of scenarios; such a file may hold none, and may have no tree."""
    beside: dict[str, list[Scenario]] = {path: [] for path in project.sources if is_scenarios_path(path)}
    for tree in project.all_trees:
        for scenario in tree.scenarios:
            if scenario.path:
                beside[scenario.path].append(scenario)
    return dict(beside)


def _find_translations(project: Project) -> dict[str, Translation]:
    """Return the words of trees in other languages by the file that holds them; such a file may have no tree."""
    loaded = {path: source.value for path, source in project.files.items() if find_language(path)}
    attached = {one.path: one for tree in project.all_trees for one in tree.translations}
    of_settings = {one.path for one in project.settings.translations}
    return {path: one for path, one in {**loaded, **attached}.items() if path in project.sources.keys() - of_settings}


def _load_settings(root: Path, known: Sources, files: dict[str, Source[Any]], found: list[Diagnostic]) -> Settings:
    file = root / SETTINGS_FILE
    settings = (
        _load(file, SETTINGS_FILE, parse_settings, known, files, found) if file.exists() or file.is_symlink() else None
    )
    words = (
        _load(file, file.name, parse_settings_translation, known, files, found)
        for file in find_settings_translations(root)
    )
    translations = tuple(one for one in words if one is not None)
    settings = Settings() if settings is None else settings
    return replace(settings, translations=translations) if translations else settings


def _load(
    file: Path | str, path: str, parse: Parse[T], known: Sources, files: dict[str, Source[Any]], found: list[Diagnostic]
) -> T | None:
    """Return what a file holds, and note the file and what is wrong in it; None where it cannot be read."""
    source: Source[T] | Diagnostic = read_source(file, path, parse, known.get(path))
    if isinstance(source, Diagnostic):
        found.append(source)
        return None
    files[path] = source
    found += source.diagnostics
    return source.value
