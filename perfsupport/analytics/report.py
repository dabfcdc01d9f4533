"""The report: what the rows of all questions say, as values.

A run-through is a session (a page load), or the part of one up to a restart. Abandonment is computed, since no browser
tells it reliably: the last step seen of a run-through that reached no outcome.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias

from perfsupport.analytics.comparing import make_comparison
from perfsupport.analytics.days import DAY, fill_days
from perfsupport.analytics.deducing import find_telling
from perfsupport.analytics.figures import (
    REPORT_FORMAT,
    Feedback,
    Quality,
    Report,
    SearchFigures,
    SearchWords,
    TreeReport,
    Worth,
)
from perfsupport.analytics.hiding import Key, Ledger
from perfsupport.analytics.queries import NO_END, QUESTIONS, Engine, Period, ask
from perfsupport.analytics.returning import settle_returns
from perfsupport.analytics.stale import find_stale
from perfsupport.analytics.trees import Meaning, make_tree_report
from perfsupport.analytics.versions import hide_numbers, make_versions

__all__ = ["REPORT_FORMAT", "Published", "Report", "make_report"]

Published: TypeAlias = Mapping[str, Mapping[str, Any]]
Rows: TypeAlias = list[dict[str, Any]]


def make_report(
    engine: Engine | sqlite3.Connection,
    published: Published,
    *,
    mode: str = "live",
    floor: int = 5,
    today: str | None = None,
    heads: int | None = None,
    note: str | None = None,
    intake: Mapping[str, Any] | None = None,
    compare: tuple[str, str] | None = None,
    period: Period | None = None,
) -> Report:
    """Return the report over a store that ``engine`` asks.

    ``published`` says what ids mean (``trees`` of events.json); a tree that is missing there shows its ids. No figure
    is given for fewer people than ``floor``: the rep references where there are any, else sessions. ``today`` is an ISO
    date, for what is past its review; ``heads`` the number of people that a course would have been for; ``note`` stands
    above all; ``intake`` is what the collector counted: ``repeated``, and ``refused`` by reason. ``compare`` names two
    versions (their beginnings) to be compared where a tree has both; elsewhere it is the last two. ``period`` is whole
    days (UTC): all figures are of the sessions that began in it.
    """
    since, until = period or Period()
    rows = {question: ask(engine, question, mode, period) for question in QUESTIONS}
    rows |= settle_returns(rows["returned"], published)._asdict()
    by_tree = {question: _group(found) for question, found in rows.items() if found and "tree" in found[0]}

    def find(question: str, tree: str) -> Rows:
        return by_tree.get(question, {}).get(tree, [])

    report = Report(
        mode=mode,
        floor=floor,
        today=today,
        from_day=None if since == -NO_END else write_day(since),
        to_day=None if until == NO_END else write_day(until - 1),
        first_at=_round_to_day(rows["period"][0]["first_at"]),
        last_at=_round_to_day(rows["period"][0]["last_at"]),
        left_out={row["mode"]: row["sessions"] for row in rows["modes"] if row["mode"] != mode},
        unused={id: str(about["title"]) for id, about in published.items() if id not in by_tree.get("overview", {})},
        searches=_make_searches(rows["searches"], floor),
        feedback=[_make_feedback(row, published) for row in rows["feedback"]],
        quality=_make_quality(rows["quality"][0], floor, intake or {}),
        note=note,
    )
    withheld: set[Key] = set()
    while True:
        ledger = Ledger(floor, withheld)
        trees = [_make_tree(row, published, find, ledger, heads, compare) for row in rows["overview"]]
        report.trees = sorted(trees, key=lambda tree: (-(tree.run_throughs or 0), tree.tree))
        fill_days(report, by_tree.get("days", {}), rows["all_days"], ledger)
        telling = find_telling(ledger, published)
        if not telling:
            break
        # The figures are made anew: what is drawn, compared and ranked is of what may be told.
        withheld |= telling
    if report.sessions is None or not all(tree.is_told for tree in trees):
        report.quality.sessions = None
    report.stale = find_stale(report, published)
    return report


def _group(rows: Iterable[dict[str, Any]]) -> dict[str, Rows]:
    grouped: dict[str, Rows] = {}
    for row in rows:
        grouped.setdefault(row["tree"], []).append(row)
    return grouped


def _make_tree(
    row: Mapping[str, Any],
    published: Published,
    find: Callable[[str, str], Rows],
    ledger: Ledger,
    heads: int | None,
    compare: tuple[str, str] | None,
) -> TreeReport:
    id = str(row["tree"])
    about = published.get(id, {})
    if row["people"] < ledger.floor:
        # What other trees say of one that they run must not tell how often this one did.
        for each in find("entered", id):
            ledger.note((id, "seen", each["step"]), each.get("passes", 0), None, each.get("passes_people", 0))
        tree = TreeReport(tree=id, title=about.get("title", id), sessions=None, run_throughs=None, inside=None)
        tree.opened = tree.completed = tree.other_paths = None
    else:
        meaning = Meaning(id, about)

        def find_own(question: str) -> Rows:
            return find(question, id)

        tree = make_tree_report(row, meaning, find_own, ledger)
        tree.versions = make_versions(tree, find_own, about, ledger)
        tree.comparison = make_comparison(tree, meaning, find_own, ledger, compare)
        hide_numbers(tree, find_own, ledger)
    for key in ("category", "path", "source_url", "version", "owner", "review_by"):
        if key in about:
            setattr(tree, key, str(about[key]))
    if replaces := about.get("replaces"):
        saved = replaces["hours"] * heads if heads is not None else None
        tree.worth = Worth(course=replaces["course"], hours=replaces["hours"], heads=heads, saved=saved)
    return tree


def _make_searches(rows: Rows, floor: int) -> SearchFigures:
    """Return the searches. Words that few people searched for may name a customer, and are only counted."""
    missed = [row for row in rows if not row["found"] and not row["over_all"]]
    people = {bool(row["found"]): row["people"] for row in rows if row["over_all"]}
    few_missed, few_found = (0 < people.get(found, 0) < floor for found in (False, True))
    told = [row for row in missed if row["words"] and row["people"] >= floor]
    without_hit = sum(row["searches"] for row in missed)
    others = without_hit - sum(row["searches"] for row in told)
    if told and 0 < others < floor:
        # Two rows at least that are not told, else the one would follow from the rest.
        others += told.pop()["searches"]
    return SearchFigures(
        # What found something follows from all of them.
        searches=None
        if few_found or (few_missed and not people.get(True))
        else sum(row["searches"] for row in rows if row["over_all"]),
        without_hit=None if few_missed else without_hit,
        words=[SearchWords(words=row["words"], searches=row["searches"]) for row in told],
        others=None if few_missed else others,
    )


def _make_feedback(row: Mapping[str, Any], published: Published) -> Feedback:
    meaning = Meaning(row["tree"], published.get(row["tree"], {}))
    step = meaning.live(row["step"])
    line = meaning.step(step).get("line")
    return Feedback(
        tree=row["tree"],
        tree_title=meaning.title,
        step=step,
        step_title=meaning.step_title(step),
        kind=row["kind"],
        text=row["text"],
        day=write_day(row["day_at"]),
        path=meaning.about.get("path"),
        line=line,
        source=meaning.source(line),
    )


def _make_quality(row: Mapping[str, Any], floor: int, intake: Mapping[str, Any]) -> Quality:
    few = row["people"] < floor

    def hide(count: int, people: int) -> int | None:
        return None if few or 0 < people < floor else count

    return Quality(
        events=row["events"],
        sessions=None if few else row["sessions"],
        missing=row["missing"],
        sessions_with_gaps=hide(row["sessions_with_gaps"], row["people_with_gaps"]),
        doubled=row["doubled"],
        skewed=hide(row["skewed"], row["people_skewed"]),
        late=row["late"],
        repeated=intake.get("repeated"),
        refused=intake.get("refused"),
    )


def _round_to_day(at: int | None) -> int | None:
    """Return when the day (UTC) began: the moment itself is somebody's click."""
    return None if at is None else at - at % DAY


def write_day(at: int) -> str:
    """Return the ISO date (UTC) of Unix milliseconds."""
    return datetime.fromtimestamp(at / 1000, UTC).date().isoformat()
