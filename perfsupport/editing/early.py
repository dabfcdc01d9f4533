"""What is told of a file before the slow rules and the scenarios have had their say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from perfsupport.diagnostics import Diagnostic, sort_diagnostics
from perfsupport.editing.knowing import SLOW
from perfsupport.editing.rechecking import move_lines
from perfsupport.project import Project
from perfsupport.proving import Proved
from perfsupport.settling import settle

OF_SCENARIOS = "PS9"
WAIVER_WITHOUT_NEED = "PS764"
"""Whether a waiver is needed is known when all is."""


def tell_early(
    project: Project, earlier: Proved | None, quick: Mapping[str, Sequence[Diagnostic]]
) -> dict[str, list[Diagnostic]]:
    """Return what is told by path: what was found quickly, and of all else what was told before, moved to its place.

    In lines that have changed since, nothing is told that was not found anew.
    """
    told = {}
    for path, found in quick.items():
        text = project.sources[path]
        own = [one for one in (*project.diagnostics, *found) if one.path == path]
        fresh = [one for one in settle(own, {path: text}, project.settings.checks) if not is_late(one.code)]
        kept: list[Diagnostic] = []
        if earlier is not None and path in earlier.project.sources:
            late = [one for one in earlier.diagnostics if one.path == path and is_late(one.code)]
            kept = move_lines(late, earlier.project.sources[path], text) if late else []
        told[path] = sort_diagnostics([*fresh, *kept])
    return told


def is_late(code: str) -> bool:
    """Tell whether a finding is known only when everything is."""
    return code in SLOW or code == WAIVER_WITHOUT_NEED or code.startswith(OF_SCENARIOS)
