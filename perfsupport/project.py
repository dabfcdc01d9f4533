"""The project: ``perfsupport.yaml`` and ``trees/``. One way to load it, for check, build and serve alike."""

from __future__ import annotations

import errno
import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from perfsupport.diagnostics import Diagnostic, has_errors, sort_diagnostics
from perfsupport.errors import PerfsupportError
from perfsupport.folder import MEDIA, TREES, find_media, find_tree_files, misplaced
from perfsupport.parsing import parse_settings, parse_tree
from perfsupport.settings import SETTINGS_FILE, Settings
from perfsupport.tree import Subtree, Tree

if TYPE_CHECKING:
    from perfsupport.program import Program, ProgramTree

MOST_BYTES = 64 * 2**20
"""Read of one file: far more than the parser takes, far less than there may be."""


@dataclass(frozen=True, kw_only=True)
class Project:
    """All that was read. ``trees`` are by id, the first of two that share one; ``all_trees`` holds both.

    ``sources`` is the text of every file read, by its path below the root; ``media`` the files below ``trees/media``;
    ``unread`` the ids of trees in whose files nothing tree-like could be read; ``diagnostics`` what reading found.
    """

    root: Path
    settings: Settings
    trees: Mapping[str, Tree]
    all_trees: Sequence[Tree]
    sources: Mapping[str, str]
    media: frozenset[str]
    unread: frozenset[str]
    diagnostics: Sequence[Diagnostic]


@dataclass(frozen=True, kw_only=True)
class Proved:
    """What checking gives: all diagnostics, and the programs of the trees without errors, by id."""

    diagnostics: list[Diagnostic]
    compiled: Mapping[str, ProgramTree]
    programs: Mapping[str, Program]


@dataclass(frozen=True, kw_only=True)
class BuildResult:
    """What building gives. Where ``written`` is False the last site is untouched, and the diagnostics say why."""

    diagnostics: Sequence[Diagnostic]
    warnings: Sequence[str] = ()
    written: bool = False


def load_project(root: Path) -> Project:
    """Return the project in ``root``. What is wrong in its files is in the diagnostics and stops nothing."""
    with _without_collector():
        trees: list[Tree] = []
        sources: dict[str, str] = {}
        unread: set[str] = set()
        found: list[Diagnostic] = []
        settings = _load_settings(root, sources, found)
        for file in find_tree_files(root, found):
            path = file.relative_to(root).as_posix()
            data = _read(file, path, sources, found)
            tree, diagnostics = parse_tree(data, path) if data is not None else (None, [])
            found += diagnostics
            if tree is None:
                unread.add(file.stem)
            else:
                trees.append(tree)
        by_id: dict[str, Tree] = {}
        for tree in trees:
            by_id.setdefault(tree.id, tree)
        return Project(
            root=root,
            settings=settings,
            trees=by_id,
            all_trees=trees,
            sources=sources,
            media=frozenset(find_media(root / TREES / MEDIA)),
            unread=frozenset(unread - by_id.keys()),
            diagnostics=sort_diagnostics(found),
        )


def change_project(project: Project, changes: Mapping[str, bytes | None]) -> Project:
    """Return the project as it would be read with other bytes in some of its files, by path; None takes a file away.

    Nothing is read from the disk, and only the files that change are parsed anew.
    """
    trees = {tree.path: tree for tree in project.all_trees if tree.path not in changes}
    sources = {path: text for path, text in project.sources.items() if path not in changes}
    found = [one for one in project.diagnostics if one.path not in changes]
    unread = set(project.unread) - {Path(path).stem for path in changes}
    settings = Settings() if SETTINGS_FILE in changes else project.settings
    for path, data in changes.items():
        if data is None:
            continue
        sources[path] = data.decode("utf-8-sig", errors="replace")
        if path == SETTINGS_FILE:
            settings, diagnostics = parse_settings(data, path)
        else:
            tree, diagnostics = parse_tree(data, path)
            if tree is None:
                unread.add(Path(path).stem)
            else:
                trees[path] = tree
        found += diagnostics
    in_order = sorted(trees.values(), key=lambda tree: tree.path.split("/"))
    by_id: dict[str, Tree] = {}
    for tree in in_order:
        by_id.setdefault(tree.id, tree)
    return replace(
        project,
        settings=settings,
        trees=by_id,
        all_trees=in_order,
        sources=sources,
        unread=frozenset(unread - by_id.keys()),
        diagnostics=sort_diagnostics(found),
    )


def check_project(project: Project, today: str) -> list[Diagnostic]:
    """Return everything that is wrong in the project, sorted. Scenarios are proved on the ISO date ``today``."""
    return prove_project(project, today, words=False).diagnostics


def prove_project(project: Project, today: str, *, words: bool = True) -> Proved:
    """Return what reading, rules and scenarios found, with the programs that the scenarios were proved on.

    Without ``words`` only the trees that scenarios walk are compiled, and without what only a page shows.
    """
    from perfsupport.compiler import compile_program, compile_tree, find_run_trees
    from perfsupport.scenarios.proofs import prove_scenarios
    from perfsupport.settling import is_guarding, settle
    from perfsupport.validator import check_trees

    with _without_collector():
        found = list(project.diagnostics)
        found += check_trees(project.all_trees, project.settings, project.media, project.unread, today)
        sound = _find_sound(project.trees, {one.path for one in found if is_guarding(one)})
        played = sound.values() if words else [tree for tree in sound.values() if tree.scenarios]
        needed = {each.id: each for tree in played for each in find_run_trees(tree, sound)}
        compiled = {id: compile_tree(tree, words=words) for id, tree in needed.items()}
        programs = {tree.id: compile_program(tree, sound, project.settings, compiled) for tree in played}
        for tree in played:
            found += prove_scenarios(tree, programs[tree.id], today)
        settled = settle(found, project.sources, project.settings.checks)
        return Proved(diagnostics=settled, compiled=compiled, programs=programs)


def build_project(
    project: Project,
    out: Path,
    today: str,
    *,
    strict: bool = False,
    maps: bool = True,
    draw_new: bool = True,
    mode: Literal["live", "preview"] = "live",
    collector: str | None = None,
    durable: bool = True,
) -> BuildResult:
    """Build the site into ``out`` where nothing is wrong (with ``strict``, no warning either); say what came of it.

    ``collector`` stands in for the one in the settings. Raises PerfsupportError where the site cannot be written.
    """
    from perfsupport.site.build import build_site
    from perfsupport.site.plan import SiteSource
    from perfsupport.site.templates import find_templates

    if (project.root / TREES).resolve() in (out.resolve(), *out.resolve().parents):
        raise PerfsupportError(f"{out} lies in the folder of the trees. Choose another folder with --out.")
    proved = prove_project(project, today)
    if has_errors(proved.diagnostics, strict=strict):
        return BuildResult(diagnostics=proved.diagnostics)
    media = project.root / TREES / MEDIA
    source = SiteSource(
        settings=project.settings,
        trees=project.trees,
        compiled=proved.compiled,
        programs=proved.programs,
        media={name: media / name for name in project.media},
        templates=find_templates(project.root),
        collector=collector or project.settings.tracking.collector,
        mode=mode,
    )
    with _without_collector():
        warnings = build_site(source, out, maps=maps, draw_new=draw_new, durable=durable)
    return BuildResult(diagnostics=proved.diagnostics, warnings=warnings, written=True)


def _find_sound(trees: Mapping[str, Tree], faulty: set[str]) -> dict[str, Tree]:
    """Return the trees without errors that also run none with errors, directly or not."""
    sound = {id: tree for id, tree in trees.items() if tree.path not in faulty}
    while True:
        runnable = {
            id: tree
            for id, tree in sound.items()
            if all(step.run in sound for step in tree.steps.values() if isinstance(step, Subtree))
        }
        if len(runnable) == len(sound):
            return sound
        sound = runnable


def _load_settings(root: Path, sources: dict[str, str], found: list[Diagnostic]) -> Settings:
    file = root / SETTINGS_FILE
    data = _read(file, SETTINGS_FILE, sources, found) if file.exists() or file.is_symlink() else None
    if data is None:
        return Settings()
    settings, diagnostics = parse_settings(data, SETTINGS_FILE)
    found += diagnostics
    return settings


def _read(file: Path, path: str, sources: dict[str, str], found: list[Diagnostic]) -> bytes | None:
    """Return a file's bytes and keep its text for messages; a file that cannot be read becomes a diagnostic."""
    try:
        # A pipe would keep us waiting.
        if not file.is_file():
            raise OSError(errno.EINVAL, "It is no plain file")
        with file.open("rb") as stream:
            data = stream.read(MOST_BYTES)
    except OSError as error:
        found.append(
            misplaced(path, f"The file cannot be read: {error.strerror}.", "Let yourself read it, or remove it.")
        )
        return None
    sources[path] = data.decode("utf-8-sig", errors="replace")
    return data


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keep the garbage collector off: it would walk a growing heap of values again and again, and find no garbage."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
