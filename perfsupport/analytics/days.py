"""Sessions by the day, for all trees together and for each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from perfsupport.analytics.figures import DayFigures, Report
from perfsupport.analytics.hiding import GROUND, Cell, Key, Ledger

DAY = 86_400_000
MOST_DAYS = 400


def fill_days(
    report: Report, rows: Mapping[str, list[dict[str, Any]]], everyone: list[dict[str, Any]], ledger: Ledger
) -> None:
    """Fill in the days of the report and of its trees, each from the first day to the last: those that were asked for.

    With them come the sessions of all and how often each tree was opened. A tree that is not told is left out of the
    days of all, so that nothing of it follows from them.
    """
    told = {tree.tree: tree for tree in report.trees if tree.is_told and rows.get(tree.tree)}
    cells = _make_cells(report, {id: rows[id] for id in told}, _count_people(rows, told, everyone), ledger)
    ledger.hide(dict(cells.items()))
    days = sorted({row["day_at"] for id in told for row in rows[id]})
    whole = list(_list_days(report, days[0], days[-1]))[-MOST_DAYS:] if days else []

    def tell(id: str, day: int | None) -> int | None:
        cell = cells.get(_name(id, day))
        return 0 if cell is None else cell.count if cell.is_shown else None

    def tell_day(id: str, day: int) -> DayFigures:
        return DayFigures(day=datetime.fromtimestamp(day / 1000, UTC).date().isoformat(), sessions=tell(id, day))

    report.days = [tell_day(GROUND, day) for day in whole]
    for id, tree in told.items():
        tree.days = [tell_day(id, day) for day in whole]
        opened = sum(row["sessions"] for row in rows[id])
        ledger.note((id, "seen inside"), (tree.sessions or 0) - opened, None)
        hidden = _name(id, None) in cells
        tree.opened = tell(id, None) if hidden else ledger.note(_name(id, None), opened, opened)
    # A tree that is not told may have been opened: then nought would be wrong.
    report.sessions = tell(GROUND, None) if told or not report.trees else None
    if told and report.sessions is None:
        by_tree = sum(tree.opened or 0 for tree in told.values())
        report.sessions_at_least = max(by_tree, sum(day.sessions or 0 for day in report.days)) or None


def _count_people(
    rows: Mapping[str, list[dict[str, Any]]], told: Collection[str], everyone: list[dict[str, Any]]
) -> dict[int, int]:
    """Return how many people at least opened a tree that is told, by the day: who opened another may be among all."""
    people = {row["day_at"]: row["people"] for row in everyone}
    least: dict[int, int] = {}
    for id, days in rows.items():
        for row in days:
            if id in told:
                least[row["day_at"]] = max(least.get(row["day_at"], 0), row["people"])
            else:
                people[row["day_at"]] -= row["people"]
    return {day: max(least[day], people[day]) for day in least}


def _make_cells(
    report: Report, rows: Mapping[str, list[dict[str, Any]]], people: Mapping[int, int], ledger: Ledger
) -> dict[Key, Cell]:
    """Return the sessions by the tree and the day, each by its name.

    All sessions of a tree are told: so where it is hidden how many saw it inside others, so must be how many opened it.
    """
    cells: dict[Key, Cell] = {}
    guarded = {tree.tree for tree in report.trees if tree.inside is None or _name(tree.tree, None) in ledger.withheld}
    for id, days in rows.items():
        if id in guarded:
            cells[_name(id, None)] = Cell(sum(row["sessions"] for row in days), 0, "trees", ("tree", id))
        for row in days:
            ends = ("tree", id), ("day", row["day_at"])
            cells[_name(id, row["day_at"])] = Cell(row["sessions"], row["people"], *ends)
    for day in sorted({row["day_at"] for days in rows.values() for row in days}):
        count = sum(cells[_name(id, day)].count for id in rows if _name(id, day) in cells)
        cells[_name(GROUND, day)] = Cell(count, people[day], ("day", day))
    count = sum(row["sessions"] for days in rows.values() for row in days)
    cells[_name(GROUND, None)] = Cell(count, report.floor, GROUND, "trees")
    return cells


def _name(id: str, day: int | None) -> Key:
    """Return the name of a count of sessions: those of a tree or of all (``GROUND``), on a day or on all (None)."""
    if day is not None:
        return (id, "day", day) if id else ("day", day)
    return (id, "opened") if id else ("sessions",)


def _list_days(report: Report, first: int, last: int) -> range:
    """Return the days between two, or up to those that the report was asked for; none is still to come."""
    if report.from_day is not None:
        first = _read_day(report.from_day)
    if report.to_day is not None:
        last = max(last, _read_day(min(report.to_day, report.today or report.to_day)))
    return range(first, last + 1, DAY)


def _read_day(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()) * 1000
