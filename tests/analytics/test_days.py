"""Sessions by the day: what they leave open where it is hidden how often a tree was opened."""

from __future__ import annotations

from typing import Any

from perfsupport.analytics.days import DAY, fill_days
from perfsupport.analytics.figures import Report, TreeReport
from perfsupport.analytics.hiding import Ledger

SESSIONS = {"till": [7, 9, 8], "refund": [6, 6, 5], "parcel": [30, 40, 50]}


def fill(hidden: set[str]) -> Report:
    """Return a report over three days, of which it is hidden how often some trees were opened."""
    trees = [
        TreeReport(tree=id, title=id, sessions=200, run_throughs=200, inside=None if id in hidden else 200 - sum(days))
        for id, days in SESSIONS.items()
    ]
    rows = {
        id: [{"day_at": day * DAY, "sessions": count, "people": count} for day, count in enumerate(days)]
        for id, days in SESSIONS.items()
    }
    everyone = [{"day_at": day * DAY, "people": 40} for day in range(3)]
    report = Report(mode="live", floor=5, first_at=0, last_at=0, left_out={}, trees=trees)
    fill_days(report, rows, everyone, Ledger(report.floor))
    return report


def list_days(found: Any) -> list[int | None]:
    return [day.sessions for day in found.days]


def test_all_is_told_where_nothing_is_hidden() -> None:
    made = fill(set())
    assert (made.sessions, made.sessions_at_least, list_days(made)) == (161, None, [43, 55, 63])


def test_how_often_one_tree_was_opened_follows_neither_from_its_days_nor_from_those_of_all() -> None:
    made = fill({"refund"})
    assert [tree.opened for tree in made.trees] == [24, None, 120]
    assert list_days(made.trees[1]) == [None, 6, 5]
    assert (made.sessions, list_days(made)) == (None, [None, 55, 63])
    # What the other trees tell is more than what the days do.
    assert made.sessions_at_least == 144


def test_two_hidden_trees_hide_each_other_and_all_sessions_are_told() -> None:
    made = fill({"till", "refund"})
    assert [tree.opened for tree in made.trees] == [None, None, 120]
    assert [list_days(tree) for tree in made.trees] == [[7, 9, None], [6, 6, None], [30, 40, 50]]
    assert (made.sessions, list_days(made)) == (161, [43, 55, 63])


def test_people_of_a_tree_that_is_not_told_make_no_day_of_the_others() -> None:
    trees = [
        TreeReport(tree="till", title="Till", sessions=30, run_throughs=30, inside=0),
        TreeReport(tree="rare", title="Rare", sessions=None, run_throughs=None, inside=None),
    ]
    rows = {
        "till": [
            {"day_at": 0, "sessions": 3, "people": 3},
            {"day_at": DAY, "sessions": 20, "people": 9},
            {"day_at": 2 * DAY, "sessions": 7, "people": 7},
        ],
        "rare": [{"day_at": 0, "sessions": 4, "people": 4}],
    }
    everyone = [{"day_at": day * DAY, "people": people} for day, people in enumerate((7, 9, 7))]
    report = Report(mode="live", floor=5, first_at=0, last_at=0, left_out={}, trees=trees)
    fill_days(report, rows, everyone, Ledger(report.floor))
    assert (list_days(report), report.sessions) == ([None, 20, None], 30)
