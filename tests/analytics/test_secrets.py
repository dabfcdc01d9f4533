"""No count of few people follows from a whole report, by whatever the manual tells of its figures."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Hashable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfsupport.analytics import make_report
from perfsupport.analytics.text import render_json
from perfsupport.store import open_store, read_store
from tests.analytics.reader import list_sums, read_counts, work_out
from tests.collector.sending import NOW, make_received
from tests.sampling import times

FLOOR = 3
DAY = 86_400_000
VERSIONS = ("0123456789ab", "ba9876543210")
KINDS = {"paid": "resolved", "sent": "resolved", "ask": "escalated"}


def make_question(**targets: str) -> dict[str, Any]:
    options = {option: {"label": option, "target": target} for option, target in targets.items()}
    return {"kind": "question", "title": "?", "options": options, "targets": [*dict.fromkeys(targets.values()), "ask"]}


TREE = {
    "title": "Card declined",
    "start": "where",
    "fallback": "ask",
    "version": VERSIONS[1],
    "steps": {
        "where": make_question(shop="card", web="sum", post="sent"),
        "card": make_question(old="paid", new="sum"),
        "sum": make_question(little="paid", much="sent", more="ask"),
        **{id: {"kind": "outcome", "title": id, "end": end, "targets": []} for id, end in KINDS.items()},
    },
}
PUBLISHED: dict[str, Any] = {"till": TREE, "parcel": TREE}


class Told(NamedTuple):
    """So many sessions that went alike: by options, ``?`` for none of them, ``<`` for back; ``solved`` at the end."""

    path: str
    number: int
    version: int = 1
    day: int = 0
    solved: str = ""
    tree: str = "till"


def make_month(stories: list[Told]) -> Iterator[dict[str, Any]]:
    for story in stories:
        for _ in range(story.number):
            yield from _make_session(story)


_sessions = iter(range(1, 10**9))


def _make_session(story: Told) -> Iterator[dict[str, Any]]:
    common = {
        "session": f"01a1f0a4-b000-7000-8000-{next(_sessions):012x}",
        "tree": story.tree,
        "version": VERSIONS[story.version],
        "received_at": NOW + story.day * DAY,
    }
    for number, (type_, details) in enumerate(_walk(story), start=1):
        yield make_received(type_, **common, **details, sequence=number, at=NOW + story.day * DAY)


def _walk(story: Told) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "session_started", {"entry": "start"}
    steps: Any = TREE["steps"]
    way = ["where"]
    yield "step_viewed", {"step": "where", "direction": "forward"}
    for word in story.path.split():
        step, options = way[-1], steps[way[-1]].get("options", {})
        if word == "<" and len(way) > 1 and options:
            yield "stepped_back", {"step": step}
            way.pop()
            yield "step_viewed", {"step": way[-1], "direction": "back"}
            continue
        if word == "?" and options:
            yield "none_fitted", {"step": step, "target": "ask"}
            way.append("ask")
        elif word in options:
            yield "option_chosen", {"step": step, "option": word, "target": options[word]["target"]}
            way.append(options[word]["target"])
        else:
            continue
        yield "step_viewed", {"step": way[-1], "direction": "forward"}
        if way[-1] in KINDS:
            yield "outcome_reached", {"step": way[-1], "outcome": KINDS[way[-1]]}
    if story.solved and way[-1] in KINDS:
        yield "solved_answered", {"step": way[-1], "solved": story.solved}


def find_known(stories: list[Told]) -> dict[Hashable, int]:
    """Return the counts of few people that a reader of the report can work out."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "events.sqlite3"
        store = open_store(file)
        store.append(list(make_month(stories)))
        store.close()
        with read_store(file) as connection:
            shown, whole = (
                json.loads(render_json(make_report(connection, PUBLISHED, floor=floor))) for floor in (FLOOR, 1)
            )
    truth, told = read_counts(whole), read_counts(shown)
    # The sums over all trees leave those out of which nothing is told.
    trees = [tree["tree"] for tree in shown["trees"] if tree["run_throughs"]]
    truth["sessions",] = sum(truth[tree, "opened"] or 0 for tree in trees)
    for day in shown["days"]:
        truth["day", day["day"]] = sum(truth.get((tree, "day", day["day"])) or 0 for tree in trees)
    sums = list(list_sums(shown, truth, PUBLISHED))
    for each in sums:
        if all(key in truth or key == "one" for key in each):
            assert not sum(times * (truth.get(key) or 0 if key != "one" else 1) for key, times in each.items()), each
    known = work_out(told, sums) | {key: count for key, count in told.items() if count is not None}
    few = [key for key, count in truth.items() if count and count < FLOOR and "visits" not in key]
    return {key: known[key] for key in few if key in known}


@pytest.mark.parametrize(
    "stories",
    [
        pytest.param([Told("shop old", 7), Told("post", 2)], id="the other option, and who came to its target"),
        pytest.param([Told("shop old", 7), Told("shop", 2)], id="who went on, and of how many the median is"),
        pytest.param(
            [Told("shop old", 9), Told("shop", 2), Told("web", 3), Told("web much", 4)], id="the only version"
        ),
        pytest.param(
            [Told("shop old", 9), Told("? ", 2), Told("shop old", 9, version=0), Told("?", 4, version=0)],
            id="kinds of outcomes by version",
        ),
        pytest.param(
            [
                *(Told("shop old", 6, version=version, solved="yes") for version in (0, 1)),
                *(Told("post", number, version=version, solved="no") for version, number in ((0, 2), (1, 5))),
            ],
            id="what reps said by version",
        ),
        pytest.param(
            [Told("post", 6), Told("web", 6), Told("web much", 1), Told("post", 1), Told("shop", 4)],
            id="paths that hold so many at least",
        ),
    ],
)
def test_what_was_told_in_a_roundabout_way(stories: list[Told]) -> None:
    assert find_known(stories) == {}


paths = st.lists(st.sampled_from(["shop", "web", "post", "old", "new", "little", "much", "more", "?", "<"]), max_size=4)
stories = st.builds(
    Told,
    paths.map(" ".join),
    st.integers(1, 6),
    st.integers(0, 1),
    st.integers(0, 1),
    st.sampled_from(["", "", "yes", "no"]),
    st.sampled_from(["till", "till", "parcel"]),
)


@settings(max_examples=times(15), deadline=None, derandomize=True)
@given(st.lists(stories, min_size=2, max_size=7))
def test_no_count_of_few_people_can_be_worked_out(stories: list[Told]) -> None:
    assert find_known(stories) == {}
