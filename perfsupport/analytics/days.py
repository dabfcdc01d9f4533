"""Sessions by the day, for all trees together and for each."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import UTC, datetime
from typing import Any

from perfsupport.analytics.figures import DayFigures, Report
from perfsupport.analytics.hiding import GROUND, Cell, hide

DAY = 86_400_000
MOST_DAYS = 400


def fill_days(report: Report, rows: Mapping[str, list[dict[str, Any]]], everyone: list[dict[str, Any]]) -> None:
    """Fill in the days of the report and of its trees, each from the first day to the last: those that were asked for.

    A tree that is not told is left out of the days of all, so that nothing of it follows from them.
    """
    told = {tree.tree: tree for tree in report.trees if tree.is_told and rows.get(tree.tree)}
    cells: dict[Hashable, Cell] = {}
    for id in told:
        for row in rows[id]:
            cells[id, row["day_at"]] = Cell(row["sessions"], row["people"], ("tree", id), ("day", row["day_at"]))
    days = sorted({row["day_at"] for id in told for row in rows[id]})
    people = {row["day_at"]: row["people"] for row in everyone}
    for day in days:
        count = sum(cells[id, day].count for id in told if (id, day) in cells)
        cells[GROUND, day] = Cell(count, people[day], ("day", day))
    hide(cells, report.floor)
    whole = list(_list_days(report, days[0], days[-1]))[-MOST_DAYS:] if days else []

    def tell(id: str, day: int) -> DayFigures:
        cell = cells.get((id, day))
        count = 0 if cell is None else cell.count if cell.is_shown else None
        return DayFigures(day=datetime.fromtimestamp(day / 1000, UTC).date().isoformat(), sessions=count)

    report.days = [tell(GROUND, day) for day in whole]
    for id, tree in told.items():
        tree.days = [tell(id, day) for day in whole]
        opened = sum(row["sessions"] for row in rows[id])
        few = max(row["people"] for row in rows[id]) > 0 and tree.inside is None
        tree.opened = None if few else opened


def _list_days(report: Report, first: int, last: int) -> range:
    """Return the days between two, or up to those that the report was asked for; none is still to come."""
    if report.from_day is not None:
        first = _read_day(report.from_day)
    if report.to_day is not None:
        last = max(last, _read_day(min(report.to_day, report.today or report.to_day)))
    return range(first, last + 1, DAY)


def _read_day(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()) * 1000
