"""What is old and still used: trees and steps past their review, and versions that were replaced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from perfsupport.analytics.figures import Report, Stale, TreeReport


def find_stale(report: Report, published: Mapping[str, Mapping[str, Any]]) -> list[Stale]:
    """Return what was used although it is old, the oldest first. Reviews are judged by the report's ``today``."""
    found: list[Stale] = []
    for tree in report.trees:
        if tree.is_told:
            found += _find_overdue(tree, published.get(tree.tree, {}), report)
            found += _find_replaced(tree)
    return sorted(found, key=lambda one: (one.since, one.tree, one.step or ""))


def _find_overdue(tree: TreeReport, about: Mapping[str, Any], report: Report) -> Iterator[Stale]:
    if report.today is None:
        return
    if tree.review_by and tree.review_by < report.today:
        after = [day.sessions for day in tree.days if day.day > str(tree.review_by)]
        sessions = None if None in after else sum(count or 0 for count in after)
        if sessions != 0:
            yield Stale(
                tree=tree.tree,
                title=tree.title,
                step=None,
                why="review overdue",
                since=tree.review_by,
                sessions=sessions,
            )
    for step in tree.steps:
        due = about.get("steps", {}).get(step.step, {}).get("review_by")
        if due and due < report.today and step.seen != 0:
            yield Stale(
                tree=tree.tree, title=step.title, step=step.step, why="review overdue", since=due, sessions=step.seen
            )


def _find_replaced(tree: TreeReport) -> Iterator[Stale]:
    """Yield versions that were used on a day after the one on which the current version was first used."""
    current = next((each for each in tree.versions if each.is_current), None)
    for each in tree.versions:
        if current is not None and each is not current and each.last_day > current.first_day:
            yield Stale(
                tree=tree.tree,
                title=tree.title,
                step=None,
                why=f"version {each.version} still used",
                since=current.first_day,
                sessions=each.run_throughs,
            )
