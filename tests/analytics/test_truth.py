"""A simulated month: what the report says is what the reps did, to the last count."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from benchmarks.simulator import DAY, EDITS, START, Month, load_editions, simulate
from perfsupport.analytics import Report, make_report
from perfsupport.analytics.figures import Spread, TreeReport
from perfsupport.analytics.intervals import find_interval
from perfsupport.analytics.meaning import Meaning
from perfsupport.analytics.queries import Period
from perfsupport.store import open_store, read_store
from tests.conftest import ROOT

SESSIONS = 500
SOME_DAYS = range(8, 24)


@pytest.fixture(scope="module", params=[range(30), SOME_DAYS], ids=["the month", "some days of it"])
def month(request: pytest.FixtureRequest) -> Month:
    editions = load_editions(ROOT, EDITS)
    return simulate(editions, reps=40, sessions=SESSIONS, seed=7, variety=8, counted=request.param)


@pytest.fixture(scope="module")
def store(month: Month, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    file = tmp_path_factory.mktemp("month") / "events.sqlite3"
    store = open_store(file)
    sent = [event for batch in month.batches() for event in batch]
    store.append(sent)
    assert len(sent) > len({event["id"] for event in sent}), "no batch came twice"
    store.close()
    yield file


@pytest.fixture(scope="module")
def report(month: Month, store: Path) -> Report:
    with read_store(store) as connection:
        return make_report(
            connection, month.published, floor=1, today="2026-12-01", heads=40, period=find_period(month)
        )


def find_period(month: Month) -> Period | None:
    """Return the days of which the truth is told, where these are not all."""
    first, last = month.counted[0], month.counted[-1]
    return None if len(month.counted) == month.days else Period(START + first * DAY, START + (last + 1) * DAY)


def by_tree(report: Report, month: Month) -> Iterator[tuple[TreeReport, Meaning]]:
    for tree in report.trees:
        yield tree, Meaning(tree.tree, month.published[tree.tree])


def spread(figures: Spread | None) -> tuple[int, float, float]:
    return (figures.number, figures.median, figures.p90) if figures is not None else (0, 0, 0)


def test_the_month_has_all_that_may_befall_a_desk(month: Month, report: Report) -> None:
    truth = month.truth
    assert report.left_out.keys() == {"practice"}
    assert report.quality.late > 0 and (report.quality.skewed or 0) > 0
    for sign in ("none_fitted", "went_back", "changed", "helped", "feedback", "stopped", "solved", "search"):
        assert any(key[0] == sign for key in truth.counts), sign
    assert len(next(tree for tree in report.trees if tree.tree == "no-power").versions) == 2


def test_the_days_are_those_that_were_asked_for(month: Month, report: Report) -> None:
    told = [day.day for day in report.days]
    assert len(told) == len(set(told)) and {"2026-11-09", "2026-11-24"} <= set(told)
    if len(month.counted) < month.days:
        assert (told[0], told[-1], len(told)) == ("2026-11-09", "2026-11-24", len(SOME_DAYS))


def test_use_and_completion(month: Month, report: Report) -> None:
    truth = month.truth
    assert {tree.tree for tree in report.trees} == {key[1] for key in truth.counts if key[0] == "runs"}
    for tree in report.trees:
        told = (tree.sessions, tree.opened, tree.run_throughs, tree.inside, tree.completed)
        wanted = [truth.count(what, tree.tree) for what in ("sessions", "opened", "runs", "inside", "completed")]
        assert told == tuple(wanted), tree.tree


def test_outcomes(month: Month, report: Report) -> None:
    for tree, meaning in by_tree(report, month):
        wanted: dict[str, int] = {}
        for key, count in month.truth.counts.items():
            if key[:2] == ("outcome", tree.tree):
                step = meaning.live(str(key[2]))
                wanted[step] = wanted.get(step, 0) + count
        assert {each.step: each.run_throughs for each in tree.outcomes if each.run_throughs} == wanted


def test_how_trees_inside_others_were_left(month: Month, report: Report) -> None:
    told_of = 0
    for tree, meaning in by_tree(report, month):
        wanted: dict[str, int] = {}
        for key, count in month.truth.counts.items():
            if key[:2] == ("returned", tree.tree):
                step = meaning.live(str(key[2]))
                wanted[step] = wanted.get(step, 0) + count
        assert {each.step: each.run_throughs for each in tree.returned if each.run_throughs} == wanted, tree.tree
        assert tree.unreturned == month.truth.count("unreturned", tree.tree)
        assert sum(wanted.values()) + (tree.unreturned or 0) == tree.inside
        told_of += len(wanted)
        for step in tree.subtrees:
            assert step.seen == month.truth.count("passes", tree.tree, step.step)
            assert step.stopped == month.truth.count("stopped_inside", tree.tree, step.step)
    assert told_of > 4
    assert sum(step.stopped or 0 for tree in report.trees for step in tree.subtrees)


@pytest.mark.parametrize("sign", ["seen", "stopped", "none_fitted", "went_back", "changed", "helped", "feedback"])
def test_what_was_done_at_steps(month: Month, report: Report, sign: str) -> None:
    for tree, meaning in by_tree(report, month):
        wanted: dict[str, int] = {}
        for key, count in month.truth.counts.items():
            if key[:2] == (sign, tree.tree) and meaning.kind(meaning.live(str(key[2]))) != "outcome":
                step = meaning.live(str(key[2]))
                wanted[step] = wanted.get(step, 0) + count
        assert {each.step: getattr(each, sign) for each in tree.steps if getattr(each, sign)} == wanted, tree.tree


def test_where_run_throughs_went(month: Month, report: Report) -> None:
    for tree, meaning in by_tree(report, month):
        wanted: dict[tuple[str, str], int] = {}
        for key, count in month.truth.counts.items():
            if key[:2] == ("left", tree.tree) and key[3] != "~none":
                line = (meaning.live(str(key[2])), meaning.live(str(key[4])))
                wanted[line] = wanted.get(line, 0) + count
        told: dict[tuple[str, str], int] = {}
        for move in tree.moves:
            if move.run_throughs:
                told[move.step, move.target] = told.get((move.step, move.target), 0) + move.run_throughs
        assert told == wanted, tree.tree
        lines = {(edge.source, edge.target): edge.run_throughs for edge in tree.edges}
        assert wanted.items() <= lines.items()


def test_no_line_that_somebody_took_is_said_to_be_unused(month: Month, report: Report) -> None:
    for tree, meaning in by_tree(report, month):
        # Where run-throughs ended, they came to by a way that they did not take back.
        ended = {step.step for step in [*tree.steps, *tree.subtrees] if step.stopped}
        ended |= {one.step for one in tree.outcomes if one.run_throughs}
        for step in ended - {meaning.about["start"], meaning.about["fallback"]}:
            assert any(edge.run_throughs != 0 for edge in tree.edges if edge.target == step), (tree.tree, step)


def test_lines_behind_what_no_event_tells_are_not_told(report: Report) -> None:
    tree = next(tree for tree in report.trees if tree.tree == "cannot-pay")
    lines = {(edge.source, edge.target): edge.run_throughs for edge in tree.edges}
    # The tree begins with a route, and what is owed is sensitive: so is where the route behind it leads.
    behind = [("by_check", "identity"), ("by_check", "risks"), ("by_debt", "what_helps")]
    assert [lines[line] for line in behind] == [None] * len(behind)
    # Which outcome of the tree inside it was is known by what was seen next.
    advised = next(one.run_throughs for one in tree.outcomes if one.step == "advice_only")
    assert 0 < (advised or 0) <= (lines["identity", "advice_only"] or 0)
    unseen = {step.step for step in tree.steps if not step.seen}
    assert unseen and all(not count for (_, target), count in lines.items() if target in unseen)


def test_times(month: Month, report: Report) -> None:
    for tree, meaning in by_tree(report, month):
        assert spread(tree.time) == month.truth.spread("time", tree.tree, "")
        assert spread(tree.asked) == month.truth.spread("asked", tree.tree, "")
        for step in tree.steps:
            if not any(meaning.live(was) == step.step for was in meaning.about.get("was", {})):
                assert spread(step.dwell) == month.truth.spread("dwell", tree.tree, step.step), (tree.tree, step.step)


def test_paths(month: Month, report: Report) -> None:
    for tree, meaning in by_tree(report, month):
        wanted: dict[tuple[int, tuple[str, ...]], int] = {}
        for key, count in month.truth.counts.items():
            if key[:2] == ("path", tree.tree):
                path = (int(str(key[2])), tuple(meaning.live(str(step)) for step in key[3:]))
                wanted[path] = wanted.get(path, 0) + count
        for path in tree.variants:
            assert wanted[len(path.steps) + path.longer, tuple(path.steps)] >= path.run_throughs
        told = sum(path.run_throughs for path in tree.variants)
        assert told + (tree.other_paths or 0) == month.truth.count("own", tree.tree)
        if tree.variants and tree.tree != "no-power":
            assert tree.variants[0].run_throughs == max(wanted.values())


def test_versions(month: Month, report: Report) -> None:
    truth = month.truth
    for tree in report.trees:
        for each in tree.versions:
            key = (tree.tree, each.version)
            assert each.run_throughs == truth.count("version_runs", *key)
            assert each.completed == truth.count("version_completed", *key)
            assert all(count == truth.count("version_outcome", *key, kind) for kind, count in each.kinds.items())
            assert spread(each.time) == truth.spread("time", *key)
        current = [each.version for each in tree.versions if each.is_current]
        assert current in ([], [month.published[tree.tree]["version"]])


def test_days_solved_searches_and_feedback(month: Month, report: Report) -> None:
    truth = month.truth
    opened = sum(count for key, count in truth.counts.items() if key[0] == "opened")
    assert sum(day.sessions or 0 for day in report.days) == report.sessions == opened
    for tree in report.trees:
        days = sorted(count for key, count in truth.counts.items() if key[:2] == ("day", tree.tree))
        assert sorted(day.sessions for day in tree.days if day.sessions) == days
        said = [truth.count("solved", tree.tree, word) for word in ("yes", "partly", "no")]
        told = [tree.solved.yes, tree.solved.partly, tree.solved.no] if tree.solved is not None else [0, 0, 0]
        assert told == said
    searches = {str(key[1]): count for key, count in truth.counts.items() if key[0] == "search"}
    assert report.searches.searches == sum(searches.values())
    assert {each.words: each.searches for each in report.searches.words} == {w: n for w, n in searches.items() if w}
    assert len(report.feedback) == truth.count("feedback")


def test_data_quality(month: Month, report: Report) -> None:
    assert report.quality.missing == month.truth.count("missing")
    assert report.quality.doubled == 0


def test_worth_is_the_course_for_everybody(report: Report) -> None:
    tree = next(tree for tree in report.trees if tree.tree == "no-power")
    assert tree.worth is not None and (tree.worth.hours, tree.worth.saved) == (8, 320)


def test_nothing_is_shown_of_few_people(month: Month, store: Path) -> None:
    with read_store(store) as connection:
        made = make_report(connection, month.published, floor=5, period=find_period(month))
    truth = month.truth
    hidden = 0
    for tree, meaning in by_tree(made, month):
        for step in tree.steps:
            for sign in ("seen", "stopped", "none_fitted", "went_back", "changed", "helped", "feedback"):
                count = getattr(step, sign)
                ids = {step.step, *(was for was, now in meaning.about.get("was", {}).items() if now == step.step)}
                people = set().union(*(truth.people.get((sign, tree.tree, id), set()) for id in ids))
                assert not count or len(people) >= 5, (tree.tree, step.step, sign)
                hidden += count is None
        for outcome in tree.outcomes:
            assert not outcome.run_throughs or truth.people_of("outcome", tree.tree, outcome.step, outcome.kind) >= 5
        for path in tree.variants:
            assert path.run_throughs >= 5
    assert hidden > 20


@pytest.mark.parametrize(
    ("count", "whole", "low", "high"),
    # From Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_intervals_are_wilsons(count: int, whole: int, low: float, high: float) -> None:
    assert find_interval(count, whole) == pytest.approx((low, high), abs=5e-5)


def test_intervals_hold_the_true_share_19_times_in_20() -> None:
    chance, held = Random(5), 0
    for _ in range(1000):
        share = chance.random()
        count = sum(chance.random() < share for _ in range(60))
        low, high = find_interval(count, 60)
        held += low <= share <= high
    assert 930 <= held <= 970
