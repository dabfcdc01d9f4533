"""No count of few people follows from a whole report, by whatever the manual tells of its figures."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.desk.reps import Session, Template
from benchmarks.simulator import Edition, load_editions
from perfsupport.analytics import make_report
from perfsupport.analytics.text import render_json
from perfsupport.store import open_store, read_store
from tests.analytics.reader import Key, list_paths, list_sums, read_counts, read_session, settle, work_out
from tests.collector.sending import NOW, make_event
from tests.sampling import times

FLOOR = 3
DAY = 86_400_000
RECEIVED = {"mode": "live", "skew_ms": 0, "browser": "Chrome"}
TODAY = "2026-12-01"
VERSIONS = ("0123456789ab", "ba9876543210")
KINDS = {"paid": "resolved", "sent": "resolved", "ask": "escalated"}
NESTED = Path(__file__).parent / "nested"
"""Trees that run one another, two deep, with routes, a sensitive step and options that lead to one target."""
EDITS = {"call": [("Does the link work?", "Does the new link work?")], "check": [("Does it fit?", "Does it all fit?")]}


@dataclass(frozen=True)
class Visit:
    """A session: the fields of its events, the day on which it was (the first is 0), and who it was."""

    events: tuple[Mapping[str, Any], ...]
    versions: Mapping[str, str]
    day: int
    rep: str | None = None
    paths: tuple[tuple[Hashable, ...], ...] = ()


def make_events(visits: list[Visit]) -> Iterator[dict[str, Any]]:
    for number, visit in enumerate(visits, start=1):
        at = NOW + visit.day * DAY
        common = {"session": f"01a1f0a4-b000-7000-8000-{number:012x}", "rep": visit.rep}
        for sequence, fields in enumerate(visit.events, start=1):
            yield {**make_event(**fields), **common, **RECEIVED, "sequence": sequence, "at": at, "received_at": at}


def report(visits: list[Visit], published: Mapping[str, Any], floor: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "events.sqlite3"
        store = open_store(file)
        store.append(list(make_events(visits)))
        store.close()
        with read_store(file) as connection:
            told: dict[str, Any] = json.loads(render_json(make_report(connection, published, floor=floor, today=TODAY)))
            return told


_known: dict[int, tuple[Any, Counter[Key]]] = {}


def read_alone(visit: Visit, published: Mapping[str, Any]) -> Counter[Key]:
    """Return what a session adds to all counts, but for its day."""
    if id(visit.events) not in _known:
        alone = report([Visit(visit.events, visit.versions, 0)], published, 1)
        _known[id(visit.events)] = visit.events, read_session(alone, visit.versions)
    return _known[id(visit.events)][1]


def find_known(visits: list[Visit], published: Mapping[str, Any]) -> dict[Key, tuple[int, int | None]]:
    """Return the counts of few people that a reader of the report can work out."""
    shown = report(visits, published, FLOOR)
    told = read_counts(shown)
    trees = {tree["tree"] for tree in shown["trees"] if tree["run_throughs"]}
    truth: Counter[Key] = Counter()
    people: dict[Key, set[Hashable]] = {}
    for number, visit in enumerate(visits):
        counts = read_alone(visit, published) + Counter(_count_day(visit, trees))
        for tree in trees:
            paths = [path[1:] for path in visit.paths if path[0] == tree]
            counts[tree, "other_paths"] = sum(path not in list_paths(shown, tree) for path in paths)
        truth.update(counts)
        for key in +counts:
            people.setdefault(key, set()).add(visit.rep or number)
    for key, count in told.items():
        # What a step took is told where enough people stand behind it alone; paths, where it is known who took them.
        assert count is None or count == truth[key] or key[1:] == ("other_paths",), (key, count, truth[key])
    names = {*told, *(key for key in truth if key[0] in {"day", *trees})}
    bounds = work_out(told, settle(list_sums(shown, names, published), truth))
    few = [key for key in people if len(people[key]) < FLOOR and _is_figure(key, told, trees)]
    assert not [key for key in few if told.get(key) is not None], "shown"
    return {key: bounds[key] for key in few if key in bounds and _is_found(*bounds[key])}


def _count_day(visit: Visit, trees: set[str]) -> Iterator[Key]:
    root = str(visit.events[0]["tree"])
    day = f"2026-11-{18 + visit.day:02}"
    yield root, "day", day
    if root in trees:
        yield from (("sessions",), ("day", day))


def _is_figure(key: Key, told: Mapping[Key, Any], trees: set[str]) -> bool:
    """Tell whether a count is one that the report has, or could: of how many values a median is tells of nobody."""
    return key[0] in trees and "visits" not in key and (key in told or key[1:] in (("own",), ("open",)))


def _is_found(low: int, high: int | None) -> bool:
    return high is not None and (low == high or (low > 0 and high < FLOOR))


# One tree, and sessions that are told in a line each


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


def make_visits(stories: list[Told]) -> list[Visit]:
    visits = []
    for story in stories:
        events, way = walk(story.path, story.version, story.solved, story.tree)
        versions = dict.fromkeys(PUBLISHED, VERSIONS[story.version])
        path = (story.tree, len(way), *way)
        visits += [Visit(events, versions, story.day, None, (path,))] * story.number
    return visits


@cache
def walk(path: str, version: int, solved: str, tree: str) -> tuple[tuple[dict[str, Any], ...], tuple[str, ...]]:
    common = {"tree": tree, "version": VERSIONS[version]}
    events = tuple({"type_": type_, **common, **details} for type_, details in _walk(path, solved))
    return events, tuple(event["step"] for event in events if event["type_"] == "step_viewed")


def _walk(path: str, solved: str) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "session_started", {"entry": "start"}
    steps: Any = TREE["steps"]
    way = ["where"]
    yield "step_viewed", {"step": "where", "direction": "forward"}
    for word in path.split():
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
    if solved and way[-1] in KINDS:
        yield "solved_answered", {"step": way[-1], "solved": solved}


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
    assert find_known(make_visits(stories), PUBLISHED) == {}


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
    assert find_known(make_visits(stories), PUBLISHED) == {}


# Trees that run one another, and reps who are known


@cache
def load_desk() -> tuple[list[Edition], list[Visit], list[Visit]]:
    """Return the desk before and after an edit, and sessions at it: all kinds, and those of reps who went straight."""
    editions, chance = load_editions(NESTED, EDITS), Random(1)
    visits = []
    for edition in editions:
        versions = {id: str(about["version"]) for id, about in edition.published.items()}
        for _, program in sorted(edition.programs.items()):
            played = [Session(program, chance, "new", "2026-11-02").play() for _ in range(SESSIONS)]
            visits += [make_visit(each, versions) for each in played]
    turned = {"stepped_back", "response_changed", "restarted"}
    straight = [visit for visit in visits if not turned & {event["type_"] for event in visit.events}]
    return editions, visits, straight


def make_visit(played: Template, versions: Mapping[str, str]) -> Visit:
    events = tuple({"type_": fields["type"], **fields} for _, fields in played.events)
    paths = tuple(key[1:] for key in played.keys if key[0] == "path")
    return Visit(events, versions, 0, None, paths)


SESSIONS = 10


def draw_visits(chance: Random) -> list[Visit]:
    """Return a month: a few sessions that came again and again, by few reps or by as many people."""
    _, visits, straight = load_desk()
    of = straight if chance.random() < 0.5 else visits
    if chance.random() < 0.5:
        of = of[len(of) // 2 :]
    reps = [f"rep-{number}" for number in range(chance.randint(3, 9))] if chance.random() < 0.5 else []
    month = []
    for _ in range(chance.randint(2, 10)):
        one, some = chance.choice(of), chance.sample(reps, min(len(reps), chance.randint(1, 6)))
        is_spread = chance.random() < 0.5
        for number in range(chance.choice((1, 1, 2, 2, 3, 4, 6, 9))):
            day, rep = chance.randrange(3) if is_spread else 0, some[number % len(some)] if some else None
            month.append(Visit(one.events, one.versions, day, rep, one.paths))
    return month


@pytest.mark.parametrize("seed", range(times(30)))
def test_nothing_follows_from_trees_that_run_one_another(seed: int) -> None:
    assert find_known(draw_visits(Random(seed)), load_desk()[0][-1].published) == {}
