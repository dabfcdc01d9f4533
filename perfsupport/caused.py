"""What a change is to blame for: findings in the files it touched, and those elsewhere that were not there before."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from perfsupport.diagnostics import Diagnostic
from perfsupport.formatters.report import Report
from perfsupport.project import Project, load_project
from perfsupport.proving import check_project
from perfsupport.revisions import export_revision
from perfsupport.working import working_folder


def find_caused(
    project: Project, found: Sequence[Diagnostic], changed: Collection[str], revision: str, today: str
) -> list[Diagnostic]:
    """Return those of the project's findings that a change since a git revision is to blame for.

    ``changed`` are the files that differ from the revision, as ``find_changed`` gives them. Of the other files the new
    findings count: a tree that runs a changed one, a contact that went from the settings. To know them, the project is
    checked as it was; where nothing else was found, that is spared.
    """
    if all(diagnostic.path in changed for diagnostic in found):
        return list(found)
    earlier = _find_earlier(project.root, revision, today)
    marks = _mark(found, project)
    return [
        one
        for one, mark in zip(found, marks, strict=True)
        # A link is not written out with its revision, so that nothing was found there.
        if one.path in changed or (mark not in earlier and not (project.root / one.path).is_symlink())
    ]


def _find_earlier(root: Path, revision: str, today: str) -> frozenset[str]:
    """Return the marks of what would have been found in a revision."""
    with working_folder() as folder:
        export_revision(root, revision, folder)
        project = load_project(folder)
        return frozenset(_mark(check_project(project, today), project))


def _mark(found: Sequence[Diagnostic], project: Project) -> Sequence[str]:
    return Report(diagnostics=found, sources=project.sources, files=len(project.sources)).fingerprints
