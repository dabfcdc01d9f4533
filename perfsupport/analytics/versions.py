"""The versions of a tree side by side. A version is shown as a whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from perfsupport.analytics.figures import Count, VersionFigures
from perfsupport.analytics.trees import make_solved, make_spread


def make_versions(
    find: Callable[[str], list[dict[str, Any]]], about: Mapping[str, Any], floor: int
) -> list[VersionFigures]:
    """Return the versions of one tree in the order of their first use.

    Where one is hidden the least of the others is too: what the tree has as a whole less what is shown would tell it.
    """
    rows = find("versions")
    hidden = {row["version"] for row in rows if _is_few(row, floor)}
    if len(hidden) == 1 and len(rows) > 1:
        least = min((row for row in rows if row["version"] not in hidden), key=lambda row: row["run_throughs"])
        hidden.add(least["version"])
    return [_make_version(row, find, about, floor, row["version"] in hidden) for row in rows]


def _is_few(row: Mapping[str, Any], floor: int) -> bool:
    return bool(row["people"] < floor or 0 < row["completed_people"] < floor or 0 < row["open_people"] < floor)


def _make_version(
    row: Mapping[str, Any],
    find: Callable[[str], list[dict[str, Any]]],
    about: Mapping[str, Any],
    floor: int,
    is_hidden: bool,
) -> VersionFigures:
    version = row["version"]
    figures = VersionFigures(
        version=version,
        is_current=version == about.get("version"),
        first_day=_write_day(row["first_at"]),
        last_day=_write_day(row["last_at"]),
    )
    if is_hidden:
        return figures
    times = next((each for each in find("times") if each["version"] == version), None)
    figures.run_throughs, figures.completed = row["run_throughs"], row["completed"]
    figures.kinds = _make_kinds([each for each in find("version_outcomes") if each["version"] == version], floor)
    figures.solved = make_solved(find("solved"), floor, version)
    figures.time, figures.asked = make_spread(times, "time", floor), make_spread(times, "asked", floor)
    return figures


def _make_kinds(rows: list[dict[str, Any]], floor: int) -> dict[str, Count]:
    """Return how many run-throughs ended at outcomes of each kind; nothing where any kind was reached by few."""
    if any(row["people"] < floor for row in rows):
        return {row["outcome"]: None for row in rows}
    return {row["outcome"]: row["run_throughs"] for row in rows}


def _write_day(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).date().isoformat()
