"""What a page of the preview is told after a save, as plain data for JSON."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from perfsupport.diagnostics import TOP, Diagnostic, Severity
from perfsupport.errors import PerfsupportError
from perfsupport.formatters.report import Report
from perfsupport.formatters.text import show_line
from perfsupport.preview.editions import Edition, find_stem
from perfsupport.settings import SETTINGS_FILE
from perfsupport.site.plan import INDEX
from perfsupport.tree import Subtree

LONGEST_LIST = 50
"""Of findings told in full; a wrecked project has thousands, and nobody reads on."""


class Told(NamedTuple):
    """A page as the preview has it.

    ``token`` changes when it has to be loaded again. ``status`` is shown, kept (the last good one), missing (nothing
    can be shown yet), gone or broken.
    """

    token: str
    status: str
    failure: str = ""


def look_at(edition: Edition, address: str) -> Told:
    """Return how a page of the site stands."""
    tree = find_tree(address)
    try:
        page = edition.find_page(address)
    except PerfsupportError as error:
        return Told("", "broken", str(error))
    if page is None:
        return Told("", "missing" if tree in _find_stems(edition) else "gone")
    content = page if isinstance(page, bytes) else str(page).encode()
    token = hashlib.sha256(content + edition.stamp.encode()).hexdigest()[:16]
    kept = tree in edition.good and edition.proved.programs.get(tree) is not edition.good[tree].program
    return Told(token, "kept" if kept else "shown")


def find_tree(address: str) -> str:
    """Return the id of the tree that a page belongs to."""
    return address.partition(".")[0]


def tell(edition: Edition, address: str) -> dict[str, Any]:
    """Return what the page at an address is told: how it stands, what is wrong in its trees, and how many elsewhere.

    ``files`` changes whenever a file that it is made of does.
    """
    told = look_at(edition, address)
    found = edition.proved.diagnostics
    report = Report(diagnostics=found, sources=edition.project.sources, files=0)
    own = find_own_paths(edition, find_tree(address))
    if address == INDEX and not edition.good:
        own |= {one.path for one in found}
    mine = [one for one in found if one.path in own]
    errors = [one for one in mine if one.severity is Severity.ERROR]
    others = [one for one in found if one.path not in own and one.severity is Severity.ERROR]
    files = [edition.project.files[path].digest for path in sorted(own & edition.project.files.keys())]
    return {
        **told._asdict(),
        "files": hashlib.sha256(b"".join(files)).hexdigest()[:16],
        "errors": [describe(one, report) for one in errors[:LONGEST_LIST]],
        "more": max(0, len(errors) - LONGEST_LIST),
        "advice": [describe(one, report) for one in mine if one.severity is not Severity.ERROR][:LONGEST_LIST],
        "others": _count_by_file(edition, others),
    }


def find_own_paths(edition: Edition, id: str) -> set[str]:
    """Return the files that a tree's page is made of: the settings, the tree, and the trees that it runs."""
    paths, stems = {SETTINGS_FILE}, _find_stems(edition)
    waiting: list[str] = [id]
    seen: set[str] = set()
    while waiting:
        tree_id = waiting.pop()
        if tree_id in seen:
            continue
        seen.add(tree_id)
        tree = edition.project.trees.get(tree_id)
        paths |= stems.get(tree_id, set())
        good = edition.good.get(tree_id)
        for each in (tree, good.tree if good else None):
            if each is not None:
                waiting += [str(step.run) for step in each.steps.values() if isinstance(step, Subtree)]
    return paths


def _find_stems(edition: Edition) -> Mapping[str, set[str]]:
    """Return the paths of the files that are there, by the id that their names give."""
    stems: dict[str, set[str]] = {}
    for path in [*edition.project.sources, *(one.path for one in edition.project.diagnostics)]:
        if path != SETTINGS_FILE:
            stems.setdefault(find_stem(path), set()).add(path)
    return stems


def describe(diagnostic: Diagnostic, report: Report) -> dict[str, Any]:
    """Return a finding with the author's line and the carets below it."""
    span = diagnostic.span
    line = report.find_line(diagnostic.path, span.line)
    shown = show_line(line, span) if line.strip() and span != TOP else None
    return {
        "code": diagnostic.code,
        "severity": str(diagnostic.severity),
        "path": diagnostic.path,
        "line": span.line,
        "column": span.column,
        "text": shown.text if shown else "",
        "carets": shown.indent + shown.carets if shown else "",
        "cause": diagnostic.cause,
        "remedy": diagnostic.remedy,
    }


def _count_by_file(edition: Edition, errors: Iterable[Diagnostic]) -> Sequence[dict[str, Any]]:
    counts: dict[str, dict[str, Any]] = {}
    for one in errors:
        id = find_stem(one.path)
        page = f"{id}.html" if id in edition.good else ""
        entry = counts.setdefault(
            one.path, {"path": one.path, "line": one.span.line, "page": page, "count": 0, "cause": one.cause}
        )
        entry["count"] += 1
    return list(counts.values())[:LONGEST_LIST]
