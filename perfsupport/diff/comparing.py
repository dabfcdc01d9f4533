"""From two projects to what has changed between them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from perfsupport.compiler import compile_program, find_run_trees
from perfsupport.diagnostics import Severity
from perfsupport.diff.cases import compare_scenarios
from perfsupport.diff.dated import Dated, find_over_days
from perfsupport.diff.days import tell_stretches
from perfsupport.diff.endings import Sides, tell_end
from perfsupport.diff.matching import Match, match_steps, match_trees
from perfsupport.diff.model import Change, Ending, Example, Kind, ProjectDiff, ScenarioChange, TreeDiff
from perfsupport.diff.trees import compare_trees
from perfsupport.diff.wording import tell_given, tell_responses
from perfsupport.folder import MEDIA, TREES
from perfsupport.outline.making import find_title
from perfsupport.outline.words import tell_kind
from perfsupport.program import Program, ProgramTree
from perfsupport.project import Project
from perfsupport.proving import prove_project
from perfsupport.settings import Settings
from perfsupport.tree import Tree

LFS = b"version https://git-lfs.github.com/spec/"
TROUBLES = {"circle": "goes round in a circle", "nowhere": "finds no way on"}


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


def compare(old: Side, new: Side, today: str) -> ProjectDiff:
    """Return what has changed; runs are walked on a day (ISO text)."""
    renamed = match_trees(old.project.trees, new.project.trees)
    matches = {now: match_steps(old.project.trees[was], new.project.trees[now]) for was, now in renamed.items()}
    comparer = _Comparer(old, new, renamed, matches, today)
    trees = [tree for tree in comparer.compare() if not tree.is_empty]
    changes = [*_compare_settings(old.project.settings, new.project.settings), *_compare_media(old, new)]
    return ProjectDiff(
        old=old.name, new=new.name, trees=trees, changes=changes, troubles=[*_find_troubles(old), *_find_troubles(new)]
    )


class _Comparer:
    """Compares the trees of two projects."""

    def __init__(
        self, old: Side, new: Side, renamed: Mapping[str, str], matches: Mapping[str, Match], today: str
    ) -> None:
        self.old, self.new, self.renamed, self.matches, self.today = old, new, renamed, matches, today

    def compare(self) -> Iterator[TreeDiff]:
        """Yield every tree in the order of the new files, those that are gone last."""
        earlier = {now: was for was, now in self.renamed.items()}
        for tree in sorted(self.new.project.trees.values(), key=lambda tree: tree.path):
            if tree.id in earlier:
                yield self._compare_tree(self.old.project.trees[earlier[tree.id]], tree)
            else:
                yield TreeDiff(id=tree.id, title=tree.title, path=tree.path, kind="added", note=_count_steps(tree))
        for tree in self.old.project.trees.values():
            if tree.id not in self.renamed:
                yield TreeDiff(id=tree.id, title=tree.title, path=tree.path, kind="removed", note=_count_steps(tree))

    def _compare_tree(self, old: Tree, new: Tree) -> TreeDiff:
        changes = compare_trees(old, new, self.matches[new.id])
        if old.path != new.path:
            changes = [Change("renamed", f"The file was `{old.path}` and is `{new.path}`."), *changes]
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

    def _find_unproved(self, old: Tree, new: Tree) -> Iterator[Change]:
        """Yield that scenarios have changed where they cannot be run."""
        broken = [side.name for tree, side in ((old, self.old), (new, self.new)) if tree.id not in side.compiled]
        if broken and list(old.scenarios) != list(new.scenarios):
            why = f"the tree, or one that it runs, has errors in {' and in '.join(broken)}"
            yield Change("changed", f"Scenarios have changed, and were not run: {why}.")

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
        return compare_scenarios(old, new, *programs, self.matches[new.id], self.today)

    def _find_endings(self, old: Tree, new: Tree) -> tuple[list[Ending], str]:
        """Return the situations that end differently, and what to say of the search."""
        for tree, side in ((old, self.old), (new, self.new)):
            if tree.id not in side.compiled:
                return (
                    [],
                    f"How situations end was not compared: the tree, or one that it runs, has errors in {side.name}.",
                )
        sides = Sides(self.old.program(old.id), self.new.program(new.id), self.matches, self.renamed, self.today)
        result = find_over_days(sides)
        return [self._make_ending(dated, sides, old, new) for dated in result.found], result.note

    def _make_ending(self, dated: Dated, sides: Sides, old: Tree, new: Tree) -> Ending:
        found = dated.found
        old_end, new_end = tell_end(found.old_run, sides.old), tell_end(found.new_run, sides.new)
        example = Example(
            tell_given(found, sides),
            tell_responses(found, sides),
            found.given,
            found.old_responses,
            found.new_responses,
        )
        return Ending(
            old=_tell_end(old_end, old),
            new=_tell_end(new_end, new),
            old_step=old_end[0],
            new_step=new_end[0],
            example=example,
            when=tell_stretches(dated.days),
            days=dated.days,
        )


def _tell_end(end: tuple[str, str], tree: Tree) -> str:
    step, kind = end
    if not step:
        return TROUBLES.get(kind, kind)
    return f"“{find_title(tree.steps[step], tree)}” ({tell_kind(kind).lower()})"


def _count_steps(tree: Tree) -> str:
    return f"{len(tree.steps)} step{'' if len(tree.steps) == 1 else 's'}"


def _find_troubles(side: Side) -> Iterator[str]:
    for id in sorted(side.project.unread):
        yield f"{id} cannot be read in {side.name}, so that it was not compared."
    errors = {d.path for d in side.project.diagnostics if d.severity is Severity.ERROR}
    for tree in side.project.trees.values():
        if tree.path in errors:
            yield f"{tree.path} has mistakes in {side.name}; it was compared as far as it can be read."


def _compare_settings(old: Settings, new: Settings) -> Iterator[Change]:
    for field in fields(Settings):
        was, now = getattr(old, field.name), getattr(new, field.name)
        if _plain(was) == _plain(now):
            continue
        name = field.name.replace("_", " ")
        if isinstance(was, str | None) and isinstance(now, str | None):
            yield Change("changed", f"Setting {name}: {now or 'nothing'}; it was {was or 'nothing'}.")
        elif isinstance(was, Mapping) and isinstance(now, Mapping):
            yield from _compare_entries(name, was, now)
        else:
            yield Change("changed", f"Setting {name} has changed.")


def _compare_entries(name: str, old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[Change]:
    for key in dict.fromkeys((*old, *new)):
        if key not in old:
            yield Change("added", f"Setting {name}: `{key}` is new.")
        elif key not in new:
            yield Change("removed", f"Setting {name}: `{key}` was removed.")
        elif _plain(old[key]) != _plain(new[key]):
            yield Change("changed", f"Setting {name}: `{key}` has changed.")


def _plain(value: object) -> object:
    """Return a setting without the places it stands at."""
    if isinstance(value, str) or value is None:
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(each) for each in value]
    if hasattr(value, "__dataclass_fields__"):
        return {
            name: _plain(getattr(value, name)) for name in value.__dataclass_fields__ if name not in ("span", "place")
        }
    return value


def _compare_media(old: Side, new: Side) -> Iterator[Change]:
    was, now = old.project.media, new.project.media
    yield from (Change("added", f"The file `{name}` is new in trees/media.") for name in sorted(now - was))
    yield from (Change("removed", f"The file `{name}` was removed from trees/media.") for name in sorted(was - now))
    for name in sorted(was & now):
        before, after = (_hash(side.project.root / TREES / MEDIA / name) for side in (old, new))
        if before != after:
            yield Change("changed", f"The file `{name}` in trees/media is another one.")


def _hash(file: Path) -> str:
    """Return the SHA-256 of a file; of one that Git LFS keeps elsewhere the one that its pointer names."""
    with file.open("rb") as stream:
        begin = stream.read(1024)
        if begin.startswith(LFS) and b"oid sha256:" in begin:
            return begin.partition(b"oid sha256:")[2].split()[0].decode()
        stream.seek(0)
        return hashlib.file_digest(stream, "sha256").hexdigest()
