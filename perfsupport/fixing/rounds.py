"""Carries out remedies in rounds: what is in another's way waits, and what makes nothing better is taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from perfsupport.diagnostics import Diagnostic, Fix, Severity
from perfsupport.fixing.edits import apply_to_bytes, choose_fixes, decode
from perfsupport.fixing.gaps import find_fix
from perfsupport.project import Project, change_project
from perfsupport.proving import Proved, prove_project

MOST_ROUNDS = 30
MOST_TRIES = 200
"""Of checking the project: enough for any mistake of an author, and an end for a file that is none."""

ENCODING = ("PS101", "PS102", "PS103")
"""Only the first of these in a line and the first lines with any are told of, so that mending one shows the next."""

Files: TypeAlias = Mapping[str, bytes]
Accept: TypeAlias = Callable[[str], bool]


class Done(NamedTuple):
    """A remedy that was carried out: the file, the line before it, what was found, and what was done."""

    path: str
    line: int
    code: str
    title: str


class Candidate(NamedTuple):
    """A finding with its remedy."""

    diagnostic: Diagnostic
    fix: Fix

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What tells it apart when lines have moved."""
        return (self.diagnostic.path, self.diagnostic.code, self.diagnostic.cause, self.fix.title)


@dataclass(frozen=True, kw_only=True)
class Fixed:
    """What came of fixing: the files that changed, what was done, and what is left."""

    files: Mapping[str, bytes]
    done: Sequence[Done]
    left: Sequence[Diagnostic]
    project: Project


def fix_project(
    project: Project,
    files: Files,
    today: str,
    *,
    unsafe: bool = False,
    accept: Accept = lambda _path: True,
    earlier: Proved | None = None,
) -> Fixed:
    """Return a project with its mechanical remedies carried out, in memory.

    ``files`` are the bytes of the project's files by path; ``accept`` says which of them may change, and ``unsafe``
    that gaps may be marked which only the author can fill; ``earlier`` spares proving again what was proved. A remedy
    is kept only where its finding is gone, nothing new is found on the lines it touched, and there are no more errors
    than before.
    """
    work = _Work(project, dict(files), prove_project(project, today, words=False, earlier=earlier), today)
    for _ in range(MOST_ROUNDS):
        candidates = [each for each in work.find_candidates(unsafe) if accept(each.diagnostic.path)]
        chosen = _choose(candidates)
        if not chosen or not work.carry_out(chosen):
            break
    changed = {path: data for path, data in work.files.items() if data != files.get(path)}
    return Fixed(files=changed, done=sorted(work.done), left=work.found, project=work.project)


def _choose(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return those that can be carried out together: in each file the first of those that overlap.

    A damaged file is mended first: what else is said of it may follow from that.
    """
    chosen: list[Candidate] = []
    for path in dict.fromkeys(each.diagnostic.path for each in candidates):
        own = [each for each in candidates if each.diagnostic.path == path]
        for family in (ENCODING, ("PS104",), ("PS1",), ("PS",)):
            first = [each for each in own if each.diagnostic.code.startswith(family)]
            if first:
                kept = {id(fix) for fix in choose_fixes(each.fix for each in first)}
                chosen += [each for each in first if id(each.fix) in kept]
                break
    return chosen


@dataclass
class _Work:
    """The project as it is now, and what has been done and refused."""

    project: Project
    files: dict[str, bytes]
    proved: Proved
    today: str
    done: list[Done] = field(default_factory=list)
    refused: set[tuple[str, str, str, str]] = field(default_factory=set)
    tries: int = 0

    @property
    def found(self) -> Sequence[Diagnostic]:
        return self.proved.diagnostics

    def find_candidates(self, unsafe: bool) -> Iterator[Candidate]:
        for diagnostic in self.found:
            data = self.files.get(diagnostic.path)
            fix = find_fix(diagnostic, decode(data)) if data is not None else None
            if fix is not None and (fix.safe or unsafe):
                candidate = Candidate(diagnostic, fix)
                if candidate.key not in self.refused:
                    yield candidate

    def carry_out(self, chosen: Sequence[Candidate]) -> bool:
        """Carry out remedies together, or, where that makes nothing better, each half of them for itself."""
        if self.tries == MOST_TRIES:
            return False
        self.tries += 1
        files = dict(self.files)
        for path in {each.diagnostic.path for each in chosen}:
            edits = [edit for each in chosen if each.diagnostic.path == path for edit in each.fix.edits]
            files[path] = apply_to_bytes(files[path], edits)
        changed = {path: data for path, data in files.items() if data != self.files[path]}
        project = change_project(self.project, changed)
        proved = prove_project(project, self.today, words=False, earlier=self.proved)
        if changed and is_better(self.found, proved.diagnostics, chosen):
            self.project, self.files, self.proved = project, files, proved
            self.done += [
                Done(c.diagnostic.path, c.diagnostic.span.line, c.diagnostic.code, c.fix.title) for c in chosen
            ]
            return True
        if len(chosen) == 1:
            self.refused.add(chosen[0].key)
            return True
        middle = len(chosen) // 2
        # Where the first half changed a file, places in it have moved: the rest waits for the next round.
        if not self.carry_out(chosen[:middle]):
            return False
        touched = {each.diagnostic.path for each in chosen[:middle]}
        rest = [each for each in chosen[middle:] if each.diagnostic.path not in touched]
        return self.carry_out(rest) if rest else True


def is_better(before: Sequence[Diagnostic], after: Sequence[Diagnostic], done: Sequence[Candidate]) -> bool:
    """Tell whether remedies did what they are for."""
    if _count_errors(after) > _count_errors(before):
        return False
    if all(each.diagnostic.code in ENCODING for each in done):
        return True
    old, new = Counter(map(_tell, before)), Counter(map(_tell, after))
    touched = {(each.diagnostic.path, line) for each in done for line in _find_lines(each)}
    if any(
        (one.path, one.span.line) in touched and new[_tell(one)] > old[_tell(one)] and _matters(one) for one in after
    ):
        return False
    fixed = Counter(_tell(each.diagnostic) for each in done)
    return all(new[key] <= old[key] - count for key, count in fixed.items())


def _tell(one: Diagnostic) -> tuple[str, str, str]:
    return one.path, one.code, one.cause


def _matters(one: Diagnostic) -> bool:
    """A condition that can be read now may hold a wrong name that was there before; a broken line was broken by us."""
    return one.severity is Severity.ERROR and one.code.startswith(("PS1", "PS2"))


def _count_errors(found: Sequence[Diagnostic]) -> int:
    return sum(one.severity is Severity.ERROR for one in found)


def _find_lines(candidate: Candidate) -> Iterator[int]:
    yield candidate.diagnostic.span.line
    for edit in candidate.fix.edits:
        yield from range(edit.span.line, edit.span.end_line + 1)
