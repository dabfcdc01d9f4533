"""A change over several files: what it edits, and whether the project is as good after it as before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from perfsupport.diagnostics import Diagnostic, Edit, Severity, Span
from perfsupport.errors import UsageError
from perfsupport.fixing import apply_to_bytes
from perfsupport.project import Project, change_project
from perfsupport.proving import Proved, prove_project
from perfsupport.translating.files import extract, find_sources, update
from perfsupport.translating.writing import Memory, lend
from perfsupport.tree import Text, Tree
from perfsupport.wording import quote, suggest

STALE = "PS851"
"""A translation that its source has moved away from: another label is what the author wants; `check` tells of it."""

LOGIC = frozenset({"PS401", "PS510", "PS511", "PS517", "PS518"})
"""What paths decide beforehand. Steps that come into a tree know more there than they did alone, which is worth telling
and no reason to leave them where they are."""


class RefusedError(UsageError):
    """A change cannot be made. The message says why, and what to do first."""


class Lent(NamedTuple):
    """The tree that steps come from, and what its facts are called where they come to."""

    tree_id: str
    names: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Change:
    """Edits by path, files that are new or move, and what a person has to know.

    ``moves`` is the new path of a file by its old one; its edits stand under the old one. ``written`` are whole files.
    Warnings of the rules in ``tolerated`` are told and do not stop it. ``lent`` says, by the path of a tree, where what
    comes into it was translated.
    """

    edits: Mapping[str, Sequence[Edit]]
    moves: Mapping[str, str] = field(default_factory=dict)
    written: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[str] = ()
    tolerated: Set[str] = frozenset()
    lent: Mapping[str, Lent] = field(default_factory=dict)


class Edits:
    """Collects edits by path, each once."""

    def __init__(self) -> None:
        self._found: dict[str, dict[Edit, None]] = {}

    def add(self, path: str, edits: Edit | Iterable[Edit]) -> None:
        """Keep edits of a file."""
        for edit in [edits] if isinstance(edits, Edit) else edits:
            self._found.setdefault(path, {})[edit] = None

    @property
    def by_path(self) -> dict[str, list[Edit]]:
        """All edits, in the order of each file."""
        return {path: sorted(edits) for path, edits in sorted(self._found.items())}


def swap(text: Text, new: str) -> Edit:
    """Return the edit that writes an id in place of another; quotes around it stay."""
    line, column, end_line, end_column = text.span
    quoted = line == end_line and end_column - column == len(text) + 2
    return Edit(Span(line, column + quoted, end_line, end_column - quoted), new) if quoted else put(text, new)


def put(text: Text, new: str) -> Edit:
    """Return the edit that writes something in place of a text, quotes included."""
    return Edit(text.span, f"{new}\n" if takes_line_end(text) else new)


def takes_line_end(text: Text) -> bool:
    """Tell whether the end of its last line belongs to a text, as it does to one written behind `|` or `>`."""
    line, _, end_line, end_column = text.span
    return line < end_line and end_column == 1


def apply_change(change: Change, files: Mapping[str, bytes]) -> dict[str, bytes | None]:
    """Return the new bytes of every file that a change touches; None is a file that goes."""
    new: dict[str, bytes | None] = {path: apply_to_bytes(files[path], edits) for path, edits in change.edits.items()}
    for old, place in change.moves.items():
        new[place] = new.get(old) or files[old]
        new[old] = None
    return new | {path: text.encode() for path, text in change.written.items()}


def follow_change(project: Project, change: Change, files: Mapping[str, bytes]) -> dict[str, bytes | None]:
    """Return the files after a change, and the words in other languages that follow it; None is a file that goes."""
    new = apply_change(change, files)
    return new | _follow(project, change, change_project(project, new), new)


def check_change(
    project: Project,
    change: Change,
    files: Mapping[str, bytes],
    today: str,
    earlier: Proved | None = None,
    notes: list[str] | None = None,
) -> dict[str, bytes | None]:
    """Return the files after a change; raises RefusedError where something would be found that is not found now.

    ``earlier`` spares proving again what was proved. ``notes`` gets what the change tolerates.
    """
    new = follow_change(project, change, files)
    before = prove_project(project, today, words=False, earlier=earlier)
    after = prove_project(change_project(project, new), today, words=False, earlier=before).diagnostics
    # What was found in a step goes with it into another file.
    known = Counter((one.code, "" if one.path in new else one.path) for one in before.diagnostics)
    for one in after:
        key = one.code, "" if one.path in new else one.path
        known[key] -= 1
        if known[key] >= 0 or one.severity is Severity.ADVICE or one.code == STALE:
            continue
        if one.code in change.tolerated and one.severity is Severity.WARNING:
            if notes is not None:
                notes.append(f"{one.path}:{one.span.line}: {one.cause} {one.remedy}")
        else:
            raise RefusedError(f"Nothing was changed: afterwards {_tell(one)}")
    return new


def _follow(
    project: Project, change: Change, changed: Project, new: Mapping[str, bytes | None]
) -> dict[str, bytes | None]:
    """Return the files of words in other languages that trees have moved away from, as they should be now."""
    touched = [tree for tree in changed.trees.values() if tree.path in new]
    sources = {source.path: source for source in find_sources(touched, changed.settings, with_settings=False)}
    lent: dict[tuple[str, str], Memory] = {}
    written: dict[str, str] = {}
    for path, (tree_id, names) in change.lent.items():
        for translation in project.trees[tree_id].translations if path in sources else ():
            lent[path, translation.language] = lend(translation, names)
            if path in change.written:
                written |= extract([sources[path]], translation.language, lent[path, translation.language])
    written |= update(sources.values(), (), changed.sources, lent)
    return {path: text.encode() for path, text in written.items()}


def _tell(one: Diagnostic) -> str:
    return f"{one.path} would have: {one.cause} {one.remedy}"


def find_tree(project: Project, tree_id: str) -> Tree:
    """Return a tree by its id or by its path; raises RefusedError where there is none or it cannot be read."""
    tree = project.trees.get(tree_id.rpartition("/")[2].removesuffix(".yaml"))
    if tree is None:
        raise RefusedError(f"There is no tree {quote(tree_id)}. {suggest(tree_id, project.trees)}")
    return tree


def require_readable(project: Project, paths: Iterable[str]) -> None:
    """Raise RefusedError where a file has lines that cannot be read: what stands there cannot be followed."""
    touched = set(paths)
    for one in project.diagnostics:
        if one.path in touched and one.severity is Severity.ERROR and one.code.startswith("PS1"):
            where = f"{one.path}:{one.span.line}"
            raise RefusedError(f"{where} cannot be read, so what stands there cannot be followed. Mend it first.")
