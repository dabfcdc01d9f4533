"""From two projects to what has changed between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from perfsupport.catalogues import message
from perfsupport.compiler import compile_program, find_run_trees
from perfsupport.diagnostics import Severity
from perfsupport.diff.beside import Beside
from perfsupport.diff.cases import compare_scenarios
from perfsupport.diff.dated import Dated, find_over_days
from perfsupport.diff.days import tell_stretches
from perfsupport.diff.endings import Sides, tell_end
from perfsupport.diff.languages import compare_languages, compare_settings_languages
from perfsupport.diff.matching import Match, match_steps, match_trees
from perfsupport.diff.model import Change, Ending, Example, Kind, ProjectDiff, ScenarioChange, TreeDiff
from perfsupport.diff.summary import name_side
from perfsupport.diff.trees import compare_trees
from perfsupport.diff.wording import tell_given, tell_responses
from perfsupport.outline.making import find_title
from perfsupport.outline.words import ENGLISH_OUTLINE, OutlineWords
from perfsupport.program import Program, ProgramTree
from perfsupport.project import Project
from perfsupport.proving import prove_project
from perfsupport.settings import SETTINGS_FILE
from perfsupport.tree import Tree

TROUBLES = {"circle": message("goes round in a circle"), "nowhere": message("finds no way on")}


@dataclass(frozen=True)
class Side:
    """One of the two states: its name for people, the project, and what of it could be compiled."""

    name: str
    project: Project
    compiled: Mapping[str, ProgramTree]

    def program(self, id: str) -> Program:
        """Return the program of a tree that is in ``compiled``."""
        return compile_program(self.project.trees[id], self.project.trees, self.project.settings, self.compiled)


def make_side(name: str, project: Project, today: str) -> Side:
    """Return a state to be compared."""
    return Side(name, project, prove_project(project, today).compiled)


def compare(old: Side, new: Side, today: str, speech: OutlineWords = ENGLISH_OUTLINE) -> ProjectDiff:
    """Return what has changed, in the words of a language; runs are walked on a day (ISO text)."""
    renamed = match_trees(old.project.trees, new.project.trees)
    matches = {now: match_steps(old.project.trees[was], new.project.trees[now]) for was, now in renamed.items()}
    comparer = _Comparer(old, new, renamed, matches, today, speech)
    trees = [tree for tree in comparer.compare() if not tree.is_empty]
    beside = Beside(speech)
    changes = [
        *beside.compare_settings(old.project.settings, new.project.settings),
        *compare_settings_languages(old.project.settings, new.project.settings, speech),
        *beside.compare_media((old.project.root, old.project.media), (new.project.root, new.project.media)),
    ]
    troubles = [*_find_troubles(old, speech), *_find_troubles(new, speech)]
    return ProjectDiff(old=old.name, new=new.name, trees=trees, changes=changes, troubles=troubles)


class _Comparer:
    """Compares the trees of two projects."""

    def __init__(
        self,
        old: Side,
        new: Side,
        renamed: Mapping[str, str],
        matches: Mapping[str, Match],
        today: str,
        speech: OutlineWords,
    ) -> None:
        self.old, self.new, self.renamed, self.matches, self.today = old, new, renamed, matches, today
        self.speech = speech

    def compare(self) -> Iterator[TreeDiff]:
        """Yield every tree in the order of the new files, those that are gone last."""
        earlier = {now: was for was, now in self.renamed.items()}
        for tree in sorted(self.new.project.trees.values(), key=lambda tree: tree.path):
            if tree.id in earlier:
                yield self._compare_tree(self.old.project.trees[earlier[tree.id]], tree)
            else:
                yield self._tell_whole(tree, "added")
        for tree in self.old.project.trees.values():
            if tree.id not in self.renamed:
                yield self._tell_whole(tree, "removed")

    def _tell_whole(self, tree: Tree, kind: Kind) -> TreeDiff:
        note = self.speech.say_number_of("{count} step", "{count} steps", len(tree.steps))
        return TreeDiff(id=tree.id, title=tree.title, path=tree.path, kind=kind, note=note)

    def _compare_tree(self, old: Tree, new: Tree) -> TreeDiff:
        changes = compare_trees(old, new, self.matches[new.id], self.speech)
        if old.path != new.path:
            sentence = self.speech.say("The file was `{old}` and is `{new}`.", old=old.path, new=new.path)
            page = self._tell_page(old, new) if old.id != new.id else []
            changes = [Change("renamed", sentence), *page, *changes]
        changes += compare_languages(old, new, self.matches[new.id], self.speech)
        changes += self._find_unproved(old, new)
        endings, note = self._find_endings(old, new)
        scenarios = [] if self._is_alike(old, new) else self._compare_scenarios(old, new)
        kind: Kind = "changed" if old.id == new.id else "renamed"
        if not changes and not endings and not scenarios:
            note = ""
        return TreeDiff(
            id=new.id,
            title=new.title,
            path=new.path,
            kind=kind,
            changes=changes,
            endings=endings,
            scenarios=scenarios,
            note=note,
        )

    def _tell_page(self, old: Tree, new: Tree) -> list[Change]:
        text = message("Its page was `{old}` and is `{new}`: links to the old one lead nowhere.")
        return [Change("renamed", self.speech.say(text, old=f"{old.id}.html", new=f"{new.id}.html"))]

    def _find_unproved(self, old: Tree, new: Tree) -> Iterator[Change]:
        """Yield that scenarios have changed where they cannot be run."""
        sides = ((old, self.old), (new, self.new))
        broken = [name_side(side.name, self.speech) for tree, side in sides if tree.id not in side.compiled]
        if broken and list(old.scenarios) != list(new.scenarios):
            one = message(
                "Scenarios have changed, and were not run: the tree, or one that it runs, has errors in {one}."
            )
            both = message(
                "Scenarios have changed, and were not run: the tree, or one that it runs, has errors in {one} and in "
                "{other}."
            )
            sentence = self.speech.say(one if len(broken) == 1 else both, one=broken[0], other=broken[-1])
            yield Change("changed", sentence)

    def _is_alike(self, old: Tree, new: Tree) -> bool:
        """Tell whether scenarios cannot go otherwise: they, and all that a rep meets on their way, are the same."""
        versions = [
            {each.id: side.compiled[each.id]["version"] if each.id in side.compiled else "" for each in trees}
            for side, trees in (
                (self.old, find_run_trees(old, self.old.project.trees)),
                (self.new, find_run_trees(new, self.new.project.trees)),
            )
        ]
        return versions[0] == versions[1] and list(old.scenarios) == list(new.scenarios)

    def _compare_scenarios(self, old: Tree, new: Tree) -> list[ScenarioChange]:
        if old.id not in self.old.compiled or new.id not in self.new.compiled:
            return []
        programs = self.old.program(old.id), self.new.program(new.id)
        return compare_scenarios((old, new), programs, self.matches[new.id], self.today, self.speech)

    def _find_endings(self, old: Tree, new: Tree) -> tuple[list[Ending], str]:
        """Return the situations that end differently, and what to say of the search."""
        for tree, side in ((old, self.old), (new, self.new)):
            if tree.id not in side.compiled:
                text = message(
                    "How situations end was not compared: the tree, or one that it runs, has errors in {side}."
                )
                return [], self.speech.say(text, side=name_side(side.name, self.speech))
        sides = Sides(self.old.program(old.id), self.new.program(new.id), self.matches, self.renamed, self.today)
        result = find_over_days(sides, speech=self.speech)
        return [self._make_ending(dated, sides, old, new) for dated in result.found], result.note

    def _make_ending(self, dated: Dated, sides: Sides, old: Tree, new: Tree) -> Ending:
        found = dated.found
        old_end, new_end = tell_end(found.old_run, sides.old), tell_end(found.new_run, sides.new)
        example = Example(
            tell_given(found, sides),
            tell_responses(found, sides, self.speech),
            found.given,
            found.old_responses,
            found.new_responses,
        )
        return Ending(
            old=self._tell_end(old_end, old),
            new=self._tell_end(new_end, new),
            old_step=old_end[0],
            new_step=new_end[0],
            example=example,
            when=tell_stretches(dated.days, self.speech),
            days=dated.days,
        )

    def _tell_end(self, end: tuple[str, str], tree: Tree) -> str:
        step, kind = end
        if not step:
            return self.speech.tell(TROUBLES.get(kind, kind))
        name = self.speech.name_end(kind)
        if self.speech.is_english:
            name = name.lower()
        return self.speech.say("“{title}” ({kind})", title=find_title(tree.steps[step], tree), kind=name)


def _find_troubles(side: Side, speech: OutlineWords) -> Iterator[str]:
    name = name_side(side.name, speech)
    for id in sorted(side.project.unread):
        yield speech.say("{tree} cannot be read in {side}, so that it was not compared.", tree=id, side=name)
    errors = {d.path for d in side.project.diagnostics if d.severity is Severity.ERROR}
    for path in (SETTINGS_FILE, *(tree.path for tree in side.project.trees.values())):
        if path in errors:
            text = message("{file} has mistakes in {side}; it was compared as far as it can be read.")
            yield speech.say(text, file=path, side=name)
