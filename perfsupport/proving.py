"""Proving a project: what is wrong in it, and the programs of the trees in which nothing is.

Rules look at the trees, scenarios walk the programs of those that are sound, and the settings say what is told of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from perfsupport.diagnostics import TOP, Diagnostic, Severity
from perfsupport.folder import find_tree_path
from perfsupport.garbage import without_collector
from perfsupport.project import Project
from perfsupport.settings import SETTINGS_FILE, Settings
from perfsupport.tree import Fact, Subtree, Tree

if TYPE_CHECKING:
    from perfsupport.program import Program, ProgramFact, ProgramTree
    from perfsupport.validator import Checks, Find

LACKING = "PS857"


@dataclass(frozen=True, kw_only=True)
class Proved:
    """What checking gives: all diagnostics, and the programs of the trees without errors, by id.

    ``checks`` and ``proofs`` are what was found tree by tree, ``runs`` the trees that each runs itself, ``facts`` what
    each tree declares and what that was compiled to, and ``project`` and ``today`` what all this was found on, for
    proving the project again.
    """

    diagnostics: list[Diagnostic]
    compiled: Mapping[str, ProgramTree]
    programs: Mapping[str, Program]
    checks: Checks = field(repr=False)
    proofs: Mapping[str, Sequence[Diagnostic]] = field(repr=False)
    project: Project = field(repr=False)
    runs: Mapping[str, Set[str]] = field(repr=False)
    facts: Mapping[str, tuple[Mapping[str, Fact], dict[str, ProgramFact]]] = field(repr=False)
    today: str


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
    from perfsupport.compiler import compile_facts, compile_program, compile_tree, find_run_trees
    from perfsupport.scenarios.proofs import prove_scenarios
    from perfsupport.settling import is_guarding, settle
    from perfsupport.validator import check_changed

    with without_collector():
        known = earlier.checks.by_path if earlier is not None else {}
        checks = check_changed(project.all_trees, project.settings, project.media, project.unread, today, known, find)
        found = [*project.diagnostics, *checks.diagnostics]
        runs = _find_runs(project, earlier)
        sound = _find_sound(project.trees, runs, {find_tree_path(one.path) for one in found if is_guarding(one)})
        played = sound if words else {id: tree for id, tree in sound.items() if tree.scenarios}
        kept = _find_kept(sound, played, project.settings, earlier)
        compiled = {id: part for program in kept.values() for id, part in program["trees"].items()}
        known_facts = earlier.facts if earlier is not None else {}
        facts = {id: one for id, one in known_facts.items() if id in project.trees}
        programs: dict[str, Program] = {}
        proofs: dict[str, Sequence[Diagnostic]] = {}
        for id, tree in played.items():
            if id not in kept:
                for each in find_run_trees(tree, sound):
                    if each.id not in compiled:
                        if each.id not in facts or facts[each.id][0] is not each.facts:
                            facts[each.id] = each.facts, compile_facts(each.facts)
                        compiled[each.id] = compile_tree(each, words=words, facts=facts[each.id][1])
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
            facts=facts,
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
