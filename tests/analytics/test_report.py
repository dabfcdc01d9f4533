"""What the report makes of sessions, compared whole."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from perfsupport.analytics import FORMATS, Report, make_report
from perfsupport.analytics.queries import PARTS, QUESTIONS, REPLAYED, read_query
from perfsupport.events import MODES
from perfsupport.store import Store, read_store
from tests.analytics.month import DAY
from tests.analytics.stories import tell
from tests.collector.sending import NOW, PUBLISHED, make_received
from tests.conftest import ROOT

CASES = Path(__file__).parent / "cases"

STORIES = [
    *["channel=shop confirm=done paid!resolved"] * 6,
    *["channel=web amount=x identity/code=x paid!resolved"] * 7,
    *["channel=web amount=x"] * 6,
    *["channel"] * 2,
    *["channel? ask_supervisor!escalated"] * 5,
    *["channel=web amount=x identity/code=x <amount"] * 5,
    "channel=shop confirm=done paid!resolved restart channel=web amount restart",
    "where=shop confirm=done settled!resolved <confirm",
]


@pytest.fixture
def report(store: Store) -> Callable[..., Report]:
    def make(*stories: str, published: dict[str, Any] = PUBLISHED, **options: Any) -> Report:
        events = [event for story in stories for event in tell(story)]
        random.Random(1).shuffle(events)
        store.append(events)
        with read_store(store.path) as connection:
            return make_report(connection, published, **options)

    return make


@pytest.mark.parametrize(
    ("case", "options"),
    [
        ("desk.txt", {}),
        ("desk.json", {}),
        ("desk-floor-1.txt", {"floor": 1}),
        ("desk-untitled.txt", {"published": {}}),
    ],
)
def test_the_whole_report(report: Callable[..., Report], case: str, options: dict[str, Any]) -> None:
    form = FORMATS["json" if case.endswith("json") else "text"]
    assert form(report(*STORIES, **options), 100) == (CASES / case).read_text(encoding="utf-8")


def test_an_empty_store(report: Callable[..., Report], store: Store) -> None:
    made = report()
    assert FORMATS["text"](made, 100) == "No live events yet.\n"
    assert json.loads(FORMATS["json"](made, 100))["trees"] == []
    store.append(tell("channel", mode="preview") + tell("channel", mode="practice") + tell("channel", mode="preview"))
    assert FORMATS["text"](report(), 100) == (
        "No live events yet. Left out: 1 session of practice and 2 sessions of preview (see --mode).\n"
    )
    assert report(mode="preview", floor=1).trees[0].run_throughs == 2


def test_one_session_is_too_few_to_say(report: Callable[..., Report]) -> None:
    made = report("channel=shop confirm")
    assert FORMATS["text"](made, 100) == (
        "Use of 1 job aid on 2026-11-18 (live). – is not shown: fewer than 5 people, or it would tell such a figure.\n"
        "\n"
        "Card declined at a till (till)\n"
        "Too few to say: figures come from 5 people on. --floor 1 shows all.\n"
    )
    assert (made.trees[0].sessions, made.trees[0].completed, made.sessions) == (None, None, None)
    assert made.trees[0].steps == []


def test_a_clock_that_was_years_ahead_until_it_was_put_right(report: Callable[..., Report], store: Store) -> None:
    """What was clicked before was sent after, so that the batch tells nothing of the clock."""
    ahead = [{**event, "at": event["at"] + 5 * 365 * DAY} for event in tell("channel=shop confirm=done paid!resolved")]
    said = {**ahead[1], "id": ahead[1]["id"][:-4] + "eeee", "type": "feedback_given", "kind": "wrong", "sequence": 9}
    store.append([*ahead, said])
    made = report("channel=shop confirm=done paid!resolved", "channel", floor=1)
    assert [(day.day, day.sessions) for day in made.days] == [("2026-11-18", 3)]
    assert (made.first_at, made.last_at) == (NOW - NOW % DAY, NOW - NOW % DAY)
    (tree,) = made.trees
    assert (tree.versions[0].first_day, tree.versions[0].last_day) == ("2026-11-18", "2026-11-18")
    assert [one.day for one in made.feedback] == ["2026-11-18"]


def test_many_sessions_of_few_people_are_counted_nowhere(report: Callable[..., Report], store: Store) -> None:
    store.append([event for number in range(9) for event in tell("channel", rep=f"rep-{number % 4}")])
    made = report()
    assert (made.sessions, made.quality.sessions) == (None, None)


def open_identity(store: Store, times: int) -> None:
    version = PUBLISHED["identity"]["version"]
    store.append([event for _ in range(times) for event in tell("code", tree="identity", version=version)])


def test_sessions_of_all_are_told_unless_they_tell_how_often_a_tree_was_opened(
    report: Callable[..., Report], store: Store
) -> None:
    open_identity(store, 8)
    made = report(*["channel"] * 8)
    assert (made.sessions, made.sessions_at_least, made.quality.sessions) == (16, None, 16)
    open_identity(store, 6)
    made = report(*["channel=web amount=x identity/code=x paid!resolved"] * 2)
    assert [(tree.sessions, tree.opened) for tree in made.trees] == [(16, None), (10, 10)]
    assert [day.sessions for day in made.days] == [None]
    assert (made.sessions, made.sessions_at_least, made.quality.sessions) == (None, 10, None)


def search(store: Store, people: int, times: int, **fields: Any) -> None:
    """Add searches, so many of each of so many people."""
    told = {"tree": "-", "version": "-", **fields}
    sessions = [f"01a1f0a4-0000-7000-8000-{number:012x}" for number in range(people)]
    store.append([make_received("searched", session=each, **told) for each in sessions for _ in range(times)])


@pytest.mark.parametrize(
    ("found", "missed", "told"),
    [
        ((9, 2), (6, 1), (24, 6)),
        # Nine searches of three people stand among those of others, where nobody can tell them apart.
        ((9, 2), (3, 3), (27, None)),
        ((3, 3), (9, 2), (None, 18)),
        ((0, 0), (3, 3), (None, None)),
        ((9, 2), (0, 0), (18, 0)),
    ],
)
def test_searches_are_counted_by_people(
    report: Callable[..., Report], store: Store, found: tuple[int, int], missed: tuple[int, int], told: tuple[int, int]
) -> None:
    search(store, *found, hits=4)
    search(store, *missed, hits=0)
    searches = report(*["channel"] * 9).searches
    assert (searches.searches, searches.without_hit, searches.others) == (*told, told[1])


def figures(report: Report, tree: str = "till") -> dict[str, tuple[int | None, ...]]:
    found = next(each for each in report.trees if each.tree == tree)
    steps = {each.step: (each.seen, each.stopped, each.none_fitted) for each in found.steps if each.seen}
    outcomes = {each.step: (each.run_throughs,) for each in found.outcomes if each.run_throughs}
    return {"": (found.sessions, found.run_throughs, found.completed), **steps, **outcomes}


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ("channel", {"": (1, 1, 0), "channel": (1, 1, 0)}),
        (
            "channel=shop confirm=done paid!resolved",
            {"": (1, 1, 1), "channel": (1, 0, 0), "confirm": (1, 0, 0), "paid": (1,)},
        ),
        ("channel=shop confirm <channel", {"": (1, 1, 0), "channel": (1, 1, 0), "confirm": (1, 0, 0)}),
        ("channel? ask_supervisor!escalated", {"": (1, 1, 1), "channel": (1, 0, 1), "ask_supervisor": (1,)}),
        # A run-through that went back from one outcome to another counts for the last.
        (
            "channel=shop paid!resolved <channel=web ask_supervisor!escalated",
            {"": (1, 1, 1), "channel": (1, 0, 0), "ask_supervisor": (1,)},
        ),
        # The same step seen twice is one run-through that saw it.
        (
            "channel=shop confirm=done channel=web amount",
            {"": (1, 1, 0), "channel": (1, 0, 0), "confirm": (1, 0, 0), "amount": (1, 1, 0)},
        ),
        # A restart begins another run-through, a cleared screen does not.
        (
            "channel=shop confirm restart channel=web amount",
            {"": (1, 2, 0), "channel": (2, 0, 0), "confirm": (1, 1, 0), "amount": (1, 1, 0)},
        ),
        ("channel=shop paid!resolved restart channel", {"": (1, 1, 1), "channel": (1, 0, 0), "paid": (1,)}),
        # Who stops inside a subtree did not stop in the tree around it.
        ("channel=web amount=x identity/code", {"": (1, 1, 0), "channel": (1, 0, 0), "amount": (1, 0, 0)}),
    ],
)
def test_how_sessions_are_counted(report: Callable[..., Report], story: str, expected: dict[str, Any]) -> None:
    assert figures(report(story, floor=1)) == expected


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ("channel=web identity/code=x paid!resolved", {"": (1, 1, 1), "code": (1, 0, 0)}),
        ("channel=web identity/code", {"": (1, 1, 0), "code": (1, 1, 0)}),
        ("channel=web identity/code <channel", {"": (1, 1, 0), "code": (1, 0, 0)}),
    ],
)
def test_a_subtree_is_through_when_the_tree_around_it_goes_on(
    report: Callable[..., Report], story: str, expected: dict[str, Any]
) -> None:
    assert figures(report(story, floor=1), "identity") == expected


def test_small_counts_are_hidden_and_zero_is_not(report: Callable[..., Report]) -> None:
    made = report(*["channel=shop confirm=done paid!resolved"] * 8, *["channel=web amount"] * 4)
    # Eight of twelve would tell the four that did not get there.
    assert figures(made)[""] == (12, 12, None)
    assert {each.step: (each.seen, each.stopped) for each in made.trees[0].steps} == {
        "channel": (12, 0),
        "amount": (None, None),
        "confirm": (8, 0),
    }


def test_figures_are_those_of_a_plain_count(report: Callable[..., Report]) -> None:
    """Random sessions, counted once by SQL and once by hand."""
    chance = random.Random(11)
    words = [
        "channel=shop",
        "channel=web",
        "amount=x",
        "confirm=done",
        "channel?",
        "amount",
        "paid!resolved",
        "<channel",
    ]
    stories = [" ".join(chance.choices(words, k=chance.randint(1, 6))) for _ in range(200)]
    made = figures(report(*stories, floor=1))
    for step in ("channel", "amount", "confirm"):
        seen = [story for story in stories if any(bare(word) == step for word in story.split())]
        stopped = [story for story in seen if bare(story.split()[-1]) == step and "!" not in story]
        assert made[step][:2] == (len(seen), len(stopped))
    assert made[""] == (200, 200, sum("!" in story for story in stories))


def bare(word: str) -> str:
    return word.lstrip("<").partition("=")[0].partition("!")[0].rstrip("?")


def test_queries_say_what_they_answer_and_keep_their_order() -> None:
    for name in (*PARTS, *QUESTIONS, REPLAYED):
        text = read_query(name)
        assert text.startswith("-- "), name
        # What one of the databases reads differently, or only one reads at all.
        assert not any(word in text for word in ("IFNULL", "GROUP_CONCAT", "||", "FILTER", "USING", "LIMIT")), name
    for name in QUESTIONS:
        assert "ORDER BY" in read_query(name) or "GROUP BY" not in read_query(name), name


@pytest.mark.parametrize("mode", ["", "live' OR '1'='1", "LIVE"])
def test_only_modes_of_the_list_reach_the_queries(store: Store, mode: str) -> None:
    assert mode not in MODES
    with pytest.raises(ValueError), read_store(store.path) as connection:
        make_report(connection, {}, mode=mode)


def test_the_queries_are_in_the_wheel(tmp_path: Path) -> None:
    build = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", build, str(tmp_path)], cwd=ROOT, check=True, capture_output=True, timeout=180)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {f"perfsupport/analytics/sql/{name}.sql" for name in (*PARTS, *QUESTIONS, REPLAYED)} <= names
    assert "perfsupport/schemas/events.schema.json" in names


def test_a_report_reads_and_never_writes(report: Callable[..., Report], store: Store) -> None:
    report(*STORIES)
    with read_store(store.path) as connection:
        before = connection.execute("PRAGMA data_version").fetchone()
        make_report(connection, PUBLISHED)
        assert connection.execute("PRAGMA data_version").fetchone() == before
        assert isinstance(connection, sqlite3.Connection)


def test_sessions_that_cannot_be_trusted_are_held_to_people(store: Store) -> None:
    for number in range(8):
        events = tell("channel=shop confirm=done paid!resolved", rep=f"rep-{number}")
        # Two machines have a clock that is off, and lose something, again and again.
        for again in tell("channel=shop confirm=done paid!resolved", rep=f"rep-{number % 2}"):
            events.append({**again, "skew_ms": 600_000, "sequence": again["sequence"] + 1})
        store.append(events)
    with read_store(store.path) as connection:
        few, all_ = (make_report(connection, PUBLISHED, floor=floor).quality for floor in (5, 2))
    assert (few.sessions, few.sessions_with_gaps, few.skewed) == (16, None, None)
    assert (all_.sessions, all_.sessions_with_gaps, all_.skewed) == (16, 8, 8)
