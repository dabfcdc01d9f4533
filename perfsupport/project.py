"""The project: ``perfsupport.yaml`` and ``trees/``. One way to load it, for check, build and serve alike."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from perfsupport.beside import ALONE, ALONE_IN_ANOTHER_LANGUAGE, attach_beside, find_alone
from perfsupport.diagnostics import TOP, Diagnostic, Severity, has_errors, sort_diagnostics
from perfsupport.errors import PerfsupportError
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
from perfsupport.parsing import (
    parse_scenarios,
    parse_settings,
    parse_settings_translation,
    parse_translation,
    parse_tree,
)
from perfsupport.settings import SETTINGS_FILE, Settings
from perfsupport.sources import Parse, Source, Sources, read_source
from perfsupport.tree import Scenario, Subtree, Translation, Tree

if TYPE_CHECKING:
    from perfsupport.program import Program, ProgramTree
    from perfsupport.site.plan import SiteSource
    from perfsupport.validator import Checks, Find

T = TypeVar("T")

LACKING = "PS857"


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


@dataclass(frozen=True, kw_only=True)
class Proved:
    """What checking gives: all diagnostics, and the programs of the trees without errors, by id.

    ``checks`` and ``proofs`` are what was found tree by tree, ``runs`` the trees that each runs itself, and ``project``
    and ``today`` what all this was found on, for proving the project again.
    """

    diagnostics: list[Diagnostic]
    compiled: Mapping[str, ProgramTree]
    programs: Mapping[str, Program]
    checks: Checks = field(repr=False)
    proofs: Mapping[str, Sequence[Diagnostic]] = field(repr=False)
    project: Project = field(repr=False)
    runs: Mapping[str, Set[str]] = field(repr=False)
    today: str


@dataclass(frozen=True, kw_only=True)
class BuildResult:
    """What building gives. Where ``written`` is False the last site is untouched, and the diagnostics say why."""

    diagnostics: Sequence[Diagnostic]
    warnings: Sequence[str] = ()
    written: bool = False


def load_project(root: Path, earlier: Project | None = None) -> Project:
    """Return the project in ``root``. What is wrong in its files is in the diagnostics and stops nothing.

    ``earlier`` is the same project as it was loaded before: what is parsed from files that have not changed since is
    taken over, the very objects.
    """
    with _without_collector():
        known: Sources = earlier.files if earlier is not None and earlier.root == root else {}
        files: dict[str, Source[Any]] = {}
        trees: list[Tree] = []
        unread: set[str] = set()
        found: list[Diagnostic] = []
        settings = _load_settings(root, known, files, found)
        above = len((root / TREES).as_posix()) - len(TREES)
        beside: dict[str, Sequence[Scenario]] = {}
        translations: dict[str, Translation] = {}
        for file in find_written_files(root, found):
            path = file.as_posix()[above:]
            if is_scenarios_path(path):
                beside[path] = _load(file, path, parse_scenarios, known, files, found) or ()
                continue
            if find_language(path):
                if translation := _load(file, path, parse_translation, known, files, found):
                    translations[path] = translation
                continue
            tree = _load(file, path, parse_tree, known, files, found)
            if tree is None:
                unread.add(file.stem)
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


def check_project(project: Project, today: str) -> list[Diagnostic]:
    """Return everything that is wrong in the project, sorted. Scenarios are proved on the ISO date ``today``."""
    return prove_project(project, today, words=False).diagnostics


def prove_project(
    project: Project, today: str, *, words: bool = True, earlier: Proved | None = None, find: Find | None = None
) -> Proved:
    """Return what reading, rules and scenarios found, with the programs that the scenarios were proved on.

    Without ``words`` only the trees that scenarios walk are compiled, and without what only a page shows. ``earlier``
    is what was proved before, with ``words`` alike, of a project that this one was loaded after: what cannot have
    changed is taken over. ``find`` asks the rules, where somebody knows a quicker way to come to the same.
    """
    from perfsupport.compiler import compile_program, compile_tree, find_run_trees
    from perfsupport.scenarios.proofs import prove_scenarios
    from perfsupport.settling import is_guarding, settle
    from perfsupport.validator import check_changed

    with _without_collector():
        known = earlier.checks.by_path if earlier is not None else {}
        checks = check_changed(project.all_trees, project.settings, project.media, project.unread, today, known, find)
        found = [*project.diagnostics, *checks.diagnostics]
        runs = _find_runs(project, earlier)
        sound = _find_sound(project.trees, runs, {find_tree_path(one.path) for one in found if is_guarding(one)})
        played = sound if words else {id: tree for id, tree in sound.items() if tree.scenarios}
        kept = _find_kept(sound, played, project.settings, earlier)
        compiled = {id: part for program in kept.values() for id, part in program["trees"].items()}
        programs: dict[str, Program] = {}
        proofs: dict[str, Sequence[Diagnostic]] = {}
        for id, tree in played.items():
            if id not in kept:
                for each in find_run_trees(tree, sound):
                    if each.id not in compiled:
                        compiled[each.id] = compile_tree(each, words=words)
            programs[id] = kept[id] if id in kept else compile_program(tree, sound, project.settings, compiled)
            if earlier is not None and id in kept and earlier.today == today:
                proofs[id] = earlier.proofs[id]
            else:
                proofs[id] = prove_scenarios(tree, programs[id], today)
        found += [one for each in proofs.values() for one in each]
        found += _find_lacking_words(project)
        return Proved(
            diagnostics=settle(found, project.sources, project.settings.checks),
            compiled=compiled,
            programs=programs,
            checks=checks,
            proofs=proofs,
            project=project,
            runs=runs,
            today=today,
        )


def _find_lacking_words(project: Project) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each language in which words of the interface are missing."""
    from perfsupport.catalogues.completing import find_lacking
    from perfsupport.catalogues.words import DOMAIN, find_own_catalogues

    settings = project.settings
    spans = {str(one): getattr(one, "span", TOP) for one in (*settings.languages, settings.language)}
    for language, lacking in find_lacking(spans, find_own_catalogues(project.root)):
        remedy = f"They stay English. Write them into {lacking.path}"
        if lacking.is_there:
            number, first = len(lacking.messages), lacking.messages[0]
            verb = "word of the interface is" if number == 1 else "words of the interface are"
            cause = f"{number} {verb} missing in the language `{language}`, first “{first}”."
            remedy = f"{remedy}, as they stand in perfsupport/locales/{DOMAIN}.pot."
        else:
            cause = f"The words of the interface are missing in the language `{language}`."
            remedy = f"{remedy}, a copy of perfsupport/locales/{DOMAIN}.pot."
        yield Diagnostic(LACKING, Severity.ADVICE, SETTINGS_FILE, spans[language], cause, remedy)


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
    offline: bool = True,
    durable: bool = True,
) -> BuildResult:
    """Build the site into ``out`` where nothing is wrong (with ``strict``, no warning either); say what came of it.

    ``collector`` stands in for the one in the settings; without ``offline`` browsers keep no copy of the site, whatever
    the settings say. Raises PerfsupportError where the site cannot be written.
    """
    from perfsupport.site.build import build_site

    if (project.root / TREES).resolve() in (out.resolve(), *out.resolve().parents):
        raise PerfsupportError(f"{out} lies in the folder of the trees. Choose another folder with --out.")
    proved = prove_project(project, today)
    if has_errors(proved.diagnostics, strict=strict):
        return BuildResult(diagnostics=proved.diagnostics)
    source = replace(
        make_source(project, proved),
        collector=collector or project.settings.tracking.collector,
        mode=mode,
        offline=offline and project.settings.offline and mode == "live",
    )
    with _without_collector():
        warnings = build_site(source, out, maps=maps, draw_new=draw_new, durable=durable)
    return BuildResult(diagnostics=proved.diagnostics, warnings=warnings, written=True)


def make_source(project: Project, proved: Proved) -> SiteSource:
    """Return what the project's site is made from."""
    from perfsupport.catalogues import find_own_catalogues
    from perfsupport.site.plan import SiteSource
    from perfsupport.site.templates import find_templates

    media = project.root / TREES / MEDIA
    return SiteSource(
        settings=project.settings,
        trees=project.trees,
        compiled=proved.compiled,
        programs=proved.programs,
        media={name: media / name for name in project.media},
        templates=find_templates(project.root),
        catalogues=find_own_catalogues(project.root),
        collector=project.settings.tracking.collector,
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


def _find_runs(project: Project, earlier: Proved | None) -> dict[str, Set[str]]:
    """Return for each tree those that it runs itself."""
    known = {} if earlier is None else {id: (tree, earlier.runs[id]) for id, tree in earlier.project.trees.items()}
    return {
        id: known[id][1]
        if id in known and known[id][0] is tree
        else frozenset(str(step.run) for step in tree.steps.values() if isinstance(step, Subtree))
        for id, tree in project.trees.items()
    }


def _find_sound(trees: Mapping[str, Tree], runs: Mapping[str, Set[str]], faulty: set[str]) -> dict[str, Tree]:
    """Return the trees without errors that also run none with errors, directly or not."""
    sound = {id: tree for id, tree in trees.items() if tree.path not in faulty}
    while lost := [id for id in sound if not runs[id] <= sound.keys()]:
        for id in lost:
            del sound[id]
    return sound


def _find_kept(
    sound: Mapping[str, Tree], played: Mapping[str, Tree], settings: Settings, earlier: Proved | None
) -> dict[str, Program]:
    """Return the programs that can be taken over: of trees that are the very same, and run none that is not."""
    if earlier is None or earlier.project.settings != settings:
        return {}
    same = {id for id, tree in sound.items() if earlier.project.trees.get(id) is tree}
    programs = ((id, earlier.programs.get(id)) for id in played)
    return {id: program for id, program in programs if program is not None and program["trees"].keys() <= same}


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
    file: Path, path: str, parse: Parse[T], known: Sources, files: dict[str, Source[Any]], found: list[Diagnostic]
) -> T | None:
    """Return what a file holds, and note the file and what is wrong in it; None where it cannot be read."""
    source: Source[T] | Diagnostic = read_source(file, path, parse, known.get(path))
    if isinstance(source, Diagnostic):
        found.append(source)
        return None
    files[path] = source
    found += source.diagnostics
    return source.value


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
