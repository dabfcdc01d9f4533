"""The versions of a tree side by side. A version that few people used is not shown at all."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias

from perfsupport.analytics.figures import Count, Solved, Spread, StepFigures, TreeReport, VersionFigures
from perfsupport.analytics.hiding import GROUND, Cell, Key, Ledger
from perfsupport.analytics.trees import SIGNS, make_spread

Find: TypeAlias = Callable[[str], list[dict[str, Any]]]
Cells: TypeAlias = dict[Hashable, Cell]

WORDS = ("yes", "partly", "no")
VERSION = "version"
GUARDED = 1
"""So many people stand behind a sum that is hidden in the tree: few enough that it must not follow from versions."""


def make_versions(tree: TreeReport, find: Find, about: Mapping[str, Any], ledger: Ledger) -> list[VersionFigures]:
    """Return the versions of one tree in the order of their first use.

    Where one is hidden the least of the others is too: what the tree has as a whole less what is shown would tell it.
    """
    rows, floor = find("versions"), ledger.floor
    hidden = {row["version"] for row in rows if _is_few(row, floor)}
    if len(hidden) == 1 and len(rows) > 1:
        least = min((row for row in rows if row["version"] not in hidden), key=lambda row: row["run_throughs"])
        hidden.add(least["version"])
    ends, answers = _count_ends(tree, find, hidden), _count_answers(tree, find, hidden)
    for cells in (ends, answers):
        ledger.hide(cells, (tree.tree,))
    times = {row["version"]: row for row in find("times")}
    made = []
    for row in rows:
        version = row["version"]
        whole = None if version in hidden else row["run_throughs"]
        ledger.note((tree.tree, VERSION, version, "run_throughs"), row["run_throughs"], whole, row["people"])
        figures = VersionFigures(
            version=version,
            is_current=version == about.get("version"),
            first_day=_write_day(row["first_at"]),
            last_day=_write_day(row["last_at"]),
        )
        if version not in hidden:
            figures.run_throughs, figures.completed = row["run_throughs"], _tell(ends, (VERSION, version, "completed"))
            figures.kinds = {
                each["outcome"]: _tell(ends, (VERSION, version, "kind", each["outcome"]))
                for each in find("version_outcomes")
                if each["version"] == version
            }
            figures.solved = _make_solved(answers, version)
            figures.time, figures.asked = (make_spread(times.get(version), what, floor) for what in ("time", "asked"))
        made.append(figures)
    return made


def _is_few(row: Mapping[str, Any], floor: int) -> bool:
    return bool(row["people"] < floor or 0 < row["completed_people"] < floor or 0 < row["open_people"] < floor)


def _count_ends(tree: TreeReport, find: Find, hidden: set[str]) -> Cells:
    """Return how many of each version were completed, and by outcomes of which kinds: together they are the tree's."""
    cells: Cells = {}
    for row in find("versions"):
        version, unsaid = row["version"], row["version"] in hidden
        at, ended = ("version", version), ("ended", version)
        left = row["run_throughs"] - row["completed"]
        cells[VERSION, version, "completed"] = Cell(row["completed"], row["completed_people"], ended, at, unsaid=unsaid)
        cells[VERSION, version, "open"] = Cell(left, row["open_people"], "open", at, unsaid=True)
        if unsaid:
            cells["used", version] = Cell(row["run_throughs"], 0, at, "all", unsaid=True)
        kinds = [each for each in find("version_outcomes") if each["version"] == version]
        for each in kinds:
            places = (("kind", each["outcome"]), ended)
            cells[VERSION, version, "kind", each["outcome"]] = Cell(
                each["run_throughs"], each["people"], *places, unsaid=unsaid
            )
        if rest := row["completed"] - sum(each["run_throughs"] for each in kinds):
            # In a tree that another one runs: there the case went on.
            cells["inside", version] = Cell(abs(rest), 0, "completed", ended, unsaid=True)
    for kind in {each["outcome"] for each in find("version_outcomes")}:
        if any(each.run_throughs is None for each in tree.outcomes if each.kind == kind):
            count = sum(each["run_throughs"] for each in find("version_outcomes") if each["outcome"] == kind)
            cells["all", kind] = Cell(count, GUARDED, "completed", ("kind", kind), unsaid=True)
    if tree.completed is None:
        completed = sum(row["completed"] for row in find("versions"))
        cells["all", "completed"] = Cell(completed, GUARDED, "all", "completed", unsaid=True)
        cells["all", "open"] = Cell((tree.run_throughs or 0) - completed, 0, "all", "open", unsaid=True)
    return cells


def _count_answers(tree: TreeReport, find: Find, hidden: set[str]) -> Cells:
    """Return what reps said at the end of each version; together it is what they said of the tree."""
    cells: Cells = {}
    for row in find("solved"):
        version, word = row["version"], row["solved"]
        cells[VERSION, version, "solved", word] = Cell(
            row["run_throughs"], row["people"], ("word", word), unsaid=version in hidden
        )
    for word in WORDS:
        if tree.solved is None or getattr(tree.solved, word) is None:
            count = sum(row["run_throughs"] for row in find("solved") if row["solved"] == word)
            cells["all", word] = Cell(count, GUARDED, GROUND, ("word", word), unsaid=True)
    return cells


def _make_solved(cells: Cells, version: str) -> Solved | None:
    """Return what reps said of a version; None where nobody said anything, or all of it is hidden."""
    told = {word: _tell(cells, (VERSION, version, "solved", word)) for word in WORDS}
    return Solved(**told) if any(told.values()) else None


def _tell(cells: Cells, key: Hashable) -> Count:
    cell = cells.get(key)
    return 0 if cell is None else cell.count if cell.is_shown else None


def hide_numbers(tree: TreeReport, find: Find, ledger: Ledger) -> None:
    """Hide of how many a median is where a count is hidden that it would tell: it is a count of the same."""
    told = [tree.completed, tree.inside, *(each.completed for each in tree.versions)]
    is_hidden = None in told or any(row["people"] < ledger.floor for row in find("times"))
    timed = {row["version"]: row for row in find("times")}
    for version, name in (("", (tree.tree, "timed")), *((each, (tree.tree, VERSION, each, "timed")) for each in timed)):
        if row := timed.get(version):
            ledger.note(name, row["number"], None, row["people"])
    _hide_number(ledger, (tree.tree, "timed"), [tree.time, tree.asked], is_hidden=is_hidden)
    for one in tree.versions:
        _hide_number(ledger, (tree.tree, VERSION, one.version, "timed"), [one.time, one.asked], is_hidden=is_hidden)
    few = {row["step"] for row in find("dwell") if row["people"] < ledger.floor}
    changes = {each.step: each for each in tree.comparison.steps} if tree.comparison is not None else {}
    for step in tree.steps:
        sides: list[tuple[Key, StepFigures]] = [((tree.tree,), step)]
        if (change := changes.get(step.step)) is not None and tree.comparison is not None:
            sides.append(((tree.tree, VERSION, tree.comparison.before), change.before))
            sides.append(((tree.tree, VERSION, tree.comparison.after), change.after))
        is_hidden = step.step in few or any(
            getattr(side, what) is None for _, side in sides for what in ("seen", "stopped", *SIGNS)
        )
        for place, side in sides:
            _hide_number(ledger, (*place, "visits", step.step), [side.dwell], is_hidden=is_hidden)


def _hide_number(ledger: Ledger, name: Key, spreads: list[Spread | None], *, is_hidden: bool) -> None:
    for spread in spreads:
        if spread is not None:
            spread.number = ledger.note(name, spread.number, None if is_hidden else spread.number)


def _write_day(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).date().isoformat()
