"""Two versions of a tree side by side: the figures are the reps' own, and what is called more than chance is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.simulator import EDITS, Month, load_editions, simulate
from perfsupport.analytics import Report, make_report
from perfsupport.analytics.figures import Comparison
from perfsupport.analytics.intervals import find_difference
from perfsupport.analytics.meaning import Meaning
from perfsupport.store import open_store, read_store
from tests.analytics.stories import tell
from tests.collector.sending import PUBLISHED
from tests.conftest import ROOT

OLD, NEW = "000000000001", "000000000002"


def report(folder: Path, stories: dict[str, list[str]], **options: Any) -> Report:
    """Return the report on the stories of each version."""
    store = open_store(folder / "events.sqlite3")
    days = {version: day * 86_400_000 for day, version in enumerate(stories)}
    for version, told in stories.items():
        for story in told:
            store.append({**event, "version": version, "at": event["at"] + days[version]} for event in tell(story))
    store.close()
    with read_store(folder / "events.sqlite3") as connection:
        return make_report(connection, PUBLISHED, **options)


def compare(folder: Path, stories: dict[str, list[str]], **options: Any) -> Comparison:
    found = report(folder, stories, **options).trees[0].comparison
    assert found is not None
    return found


def find(comparison: Comparison, step: str) -> dict[str, Any]:
    change = next(each for each in comparison.steps if each.step == step)
    return {
        what: (getattr(change.before, what), getattr(change.after, what), found.says if found else None)
        for what, found in change.differences.items()
        if what != "dwell"
    }


def test_an_edit_that_helped(tmp_path: Path) -> None:
    stopped, through = "channel=shop confirm", "channel=shop confirm=done paid!resolved"
    found = compare(tmp_path, {OLD: [stopped] * 20 + [through] * 40, NEW: [stopped] * 6 + [through] * 60})
    assert (found.before, found.after) == (OLD, NEW)
    assert find(found, "confirm") == {
        "seen": (60, 66, "chance"),
        "stopped": (20, 6, "less"),
        "none_fitted": (0, 0, "chance"),
        "went_back": (0, 0, "chance"),
        "feedback": (0, 0, "chance"),
    }
    assert find(found, "amount")["stopped"] == (0, 0, None)


def test_few_sessions_say_nothing(tmp_path: Path) -> None:
    stopped, through = "channel=shop confirm", "channel=shop confirm=done paid!resolved"
    found = compare(tmp_path, {OLD: [stopped] * 3 + [through] * 3, NEW: [stopped] * 2 + [through] * 4}, floor=1)
    assert find(found, "confirm")["stopped"] == (3, 2, "few")


def test_what_few_people_did_is_hidden_in_both_versions(tmp_path: Path) -> None:
    """All versions together show 22 that stopped: less the 20 of one version, that would tell the 2 of the other."""
    stopped, through = "channel=shop confirm", "channel=shop confirm=done paid!resolved"
    elsewhere = ["channel=web amount"] * 8
    stories = {OLD: [stopped] * 20 + [through] * 40 + elsewhere, NEW: [stopped] * 2 + [through] * 60 + elsewhere}
    made = report(tmp_path, stories)
    whole = next(each for each in made.trees[0].steps if each.step == "confirm")
    comparison = made.trees[0].comparison
    assert comparison is not None and whole.stopped == 22
    assert find(comparison, "confirm")["stopped"] == (None, None, None)
    # Those that stopped make up all that were not completed: the other step is hidden too.
    assert find(comparison, "amount")["stopped"] == (None, None, None)


def test_the_last_two_versions_or_those_that_are_wanted(tmp_path: Path) -> None:
    stories = {version: ["channel=shop confirm=done paid!resolved"] * 8 for version in ("a" * 12, "b" * 12, "c" * 12)}
    made = report(tmp_path, stories)
    chosen = made.trees[0].comparison
    assert chosen is not None and (chosen.before[0], chosen.after[0]) == ("b", "c")
    with read_store(tmp_path / "events.sqlite3") as connection:
        wanted = make_report(connection, PUBLISHED, compare=("aaaa", "cccc")).trees[0].comparison
        other = make_report(connection, PUBLISHED, compare=("aaaa", "dddd")).trees[0].comparison
    assert wanted is not None and (wanted.before[0], wanted.after[0]) == ("a", "c")
    assert other is not None and (other.before[0], other.after[0]) == ("b", "c")


def test_one_version_is_compared_with_nothing(tmp_path: Path) -> None:
    assert report(tmp_path, {OLD: ["channel=shop"] * 9}).trees[0].comparison is None


@pytest.fixture(scope="module")
def month() -> Month:
    return simulate(load_editions(ROOT, EDITS), reps=40, sessions=500, seed=7, variety=8)


@pytest.fixture(scope="module")
def told(month: Month, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Comparison]:
    store = open_store(tmp_path_factory.mktemp("month") / "events.sqlite3")
    store.append([event for batch in month.batches() for event in batch])
    store.close()
    with read_store(store.path) as connection:
        made = make_report(connection, month.published, floor=1)
    found = next(tree for tree in made.trees if tree.tree == "no-power").comparison
    assert found is not None
    yield found


def test_figures_of_each_version_are_those_of_the_reps(month: Month, told: Comparison) -> None:
    meaning = Meaning("no-power", month.published["no-power"])
    counted = 0
    for change in told.steps:
        ids = {change.step, *(was for was, now in meaning.about["was"].items() if now == change.step)}
        for version, step in ((told.before, change.before), (told.after, change.after)):
            for sign in ("seen", "stopped", "none_fitted", "went_back", "changed", "helped", "feedback"):
                wanted = sum(month.truth.count("version_step", sign, "no-power", version, id) for id in ids)
                assert getattr(step, sign) == wanted, (change.step, version, sign)
                counted += wanted
            dwell = [month.truth.spread("version_dwell", "no-power", version, id) for id in ids]
            number, median, p90 = max(dwell)
            assert (
                (step.dwell.number, step.dwell.median, step.dwell.p90) == (number, median, p90)
                if step.dwell
                else not number
            )
    assert counted > 100


@pytest.mark.parametrize(
    ("before", "after", "low", "high"),
    # From Newcombe (1998), "Interval estimation for the difference between independent proportions", table II.
    [
        ((48, 80), (56, 70), 0.0524, 0.3339),
        ((3, 10), (9, 10), 0.1705, 0.8090),
        ((2, 7), (6, 7), 0.0582, 0.8062),
        ((0, 29), (5, 56), -0.0381, 0.1926),
        ((0, 20), (0, 10), -0.1611, 0.2775),
        ((0, 10), (10, 10), 0.6075, 1.0),
    ],
)
def test_differences_are_newcombes(before: tuple[int, int], after: tuple[int, int], low: float, high: float) -> None:
    assert find_difference(before, after) == pytest.approx((low, high), abs=5e-5)
