"""What every kind of store promises, held to each of them."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from perfsupport.analytics.engines import open_reading
from perfsupport.analytics.queries import QUESTIONS, Period
from perfsupport.events import MODES
from perfsupport.store import Store
from perfsupport.store.keeping import Keeper, Selection, Tally
from perfsupport.store.opening import open_address, open_keeper
from perfsupport.store.schema import EVENT_COLUMNS
from tests.analytics.month import DAY, START, make_month
from tests.collector.sending import NOW, PUBLISHED, make_received
from tests.store.kinds import KINDS, Kind, make_kind


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kind:
    return make_kind(request.param, tmp_path, monkeypatch)


@pytest.fixture
def store(kind: Kind) -> Iterator[Store]:
    with closing(open_address(kind.address)) as store:
        yield store


@pytest.fixture
def keeper(kind: Kind, store: Store) -> Iterator[Keeper]:
    with closing(open_keeper(kind.address)) as keeper:
        yield keeper


def read(keeper: Keeper, **chosen: Any) -> list[dict[str, Any]]:
    return [dict(zip(EVENT_COLUMNS, row, strict=True)) for row in keeper.read(Selection(**chosen))]


def test_each_event_is_kept_once_and_as_it_came_first(store: Store, keeper: Keeper) -> None:
    first, second, third = (make_received() for _ in range(3))
    assert store.append([first, second]) == 2
    later = {**first, "option": "web", "received_at": NOW + 60 * DAY}
    assert store.append([later, second, third, third]) == 1
    assert store.append([]) == 0
    assert [event["id"] for event in read(keeper)] == [first["id"], second["id"], third["id"]]
    assert read(keeper)[0]["option"] == first["option"]
    assert keeper.tally(Selection()) == Tally(events=3, sessions=1, typed=0)


def test_every_field_comes_back_as_it_was(store: Store, keeper: Keeper) -> None:
    texts = ("naïve\n“quoted” 🙂'; DROP TABLE events", "", "\\N", "\t\r\x01", "%(id)s {x:String} ?")
    events = [make_received("feedback_given", step="channel", kind="wrong", text=text) for text in texts]
    store.append(events)
    found = [{name: value for name, value in event.items() if value is not None} for event in read(keeper)]
    assert found == events


def test_many_threads_share_a_store(store: Store, keeper: Keeper) -> None:
    events = [make_received() for _ in range(120)]
    with ThreadPoolExecutor(8) as pool:
        counts = list(
            pool.map(lambda event: store.append([event]), [each for event in events for each in (event, event)])
        )
    assert sum(counts) == len(events)
    assert len(read(keeper)) == len(events)


def test_counts_are_added_up(kind: Kind, store: Store) -> None:
    store.count("2026-11-22", "repeated", 2)
    store.count("2026-11-22", "repeated")
    store.count("2026-11-23", "refused.tree_unknown")
    expected = {("2026-11-22", "repeated"): 3, ("2026-11-23", "refused.tree_unknown"): 1}
    assert store.load_counts() == expected
    store.close()
    with open_reading(kind.address) as reading:
        assert reading.load_counts() == expected


def test_what_was_published_is_remembered(kind: Kind, store: Store) -> None:
    assert store.keep_published(PUBLISHED, NOW) == 2
    newer = {"till": {**PUBLISHED["till"], "version": "aaaaaaaaaaaa"}}
    assert store.keep_published(newer, NOW + 10) == 1
    assert store.keep_published({"till": PUBLISHED["till"]}, NOW + 20) == 0
    assert list(store.load_published()) == [
        ("identity", PUBLISHED["identity"]["version"]),
        ("till", "aaaaaaaaaaaa"),
        ("till", PUBLISHED["till"]["version"]),
    ]
    assert list(store.load_published(NOW + 15)) == [("till", PUBLISHED["till"]["version"])]
    with open_reading(kind.address) as reading:
        assert reading.load_published() == store.load_published()


@pytest.mark.parametrize(
    "chosen",
    [
        {"until": START + 10 * DAY},
        {"until": START + 20 * DAY, "tree": "aid-1"},
        {"version": "0123456789ab", "tree": "aid-0"},
        {"contact": "contact-7"},
        {"rep": "rep-3"},
        {"since": START + 5 * DAY, "until": START + 6 * DAY},
        {"contact": "' OR 1=1 --"},
    ],
)
def test_what_is_chosen_goes_and_all_else_stays(store: Store, keeper: Keeper, chosen: dict[str, Any]) -> None:
    events = list(make_month(60, seed=8, reps=1))
    events = [{**event, "rep": f"rep-{int(event['session'][:8], 16) % 5}"} for event in events]
    store.append(events)
    meant = {event["id"] for event in events if is_meant(event, events, chosen)}
    selection = Selection(**chosen)
    assert {event["id"] for event in read(keeper, **chosen)} == meant
    assert keeper.tally(selection).events == len(meant)
    keeper.delete(selection)
    keeper.compact()
    assert {event["id"] for event in read(keeper)} == {event["id"] for event in events} - meant
    assert keeper.tally(selection) == Tally()


def is_meant(event: dict[str, Any], events: list[dict[str, Any]], chosen: dict[str, Any]) -> bool:
    same = [each for each in events if each["session"] == event["session"]]
    return (
        chosen.get("since", 0) <= event["received_at"] < chosen.get("until", 10**15)
        and chosen.get("tree", event["tree"]) == event["tree"]
        and chosen.get("version", event["version"]) == event["version"]
        and all(any(each[name] == chosen[name] for each in same) for name in ("contact", "rep") if name in chosen)
    )


def test_what_people_typed_goes_by_itself(store: Store, keeper: Keeper) -> None:
    events = list(make_month(60, seed=9))
    store.append(events)
    until = START + 15 * DAY
    before = keeper.tally(Selection())
    old = keeper.tally(Selection(until=until))
    assert 0 < old.typed < before.typed
    keeper.blank(Selection(until=until))
    assert keeper.tally(Selection(until=until)) == Tally(events=old.events, sessions=old.sessions, typed=0)
    assert keeper.tally(Selection()).typed == before.typed - old.typed
    kept = {event["id"]: event for event in read(keeper)}
    for event in events:
        wanted = {name: event.get(name) for name in EVENT_COLUMNS}
        if event["received_at"] < until:
            wanted |= {"text": None, "words": None, "value": None}
        assert kept[event["id"]] == wanted


def test_a_session_is_anonymised_whole(store: Store, keeper: Keeper) -> None:
    mine = [make_received(session="session-mine", contact=contact, rep="r") for contact in ("Anna", None)]
    typed = make_received("searched", session="session-mine", words="Anna again", hits=0)
    other = make_received(session="session-other", contact="Berta", rep="r")
    store.append([*mine, typed, other])
    assert keeper.tally(Selection(contact="Anna")) == Tally(events=3, sessions=1, typed=1)
    keeper.anonymise(Selection(contact="Anna"))
    found = read(keeper)
    assert [(event["contact"], event["rep"], event["words"]) for event in found] == [
        *[(None, None, None)] * 3,
        ("Berta", "r", None),
    ]


def test_every_question_has_the_same_answer_in_every_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    events = list(make_month(400, seed=3))
    # What a mode leaves out is left out in the part that all questions build on.
    week = Period(START + 7 * DAY, START + 14 * DAY)
    asked = [(question, "live", None) for question in QUESTIONS] + [("steps", mode, None) for mode in MODES]
    asked += [(question, "live", week) for question in QUESTIONS]
    answers = []
    for name in KINDS:
        kind = make_kind(name, tmp_path, monkeypatch)
        with closing(open_address(kind.address)) as store:
            store.append(events)
            store.append(events[:100])
        with open_reading(kind.address) as reading:
            answers.append({each: reading.ask(*each) for each in asked})
    for key, rows in answers[0].items():
        assert rows == answers[1][key], key
        assert rows


def test_a_store_without_events_answers_alike_too(kind: Kind) -> None:
    """ClickHouse's least of nothing is 0, the others' is null: a report must not speak of 1970."""
    open_address(kind.address).close()
    with open_reading(kind.address) as reading:
        answers = {question: reading.ask(question, "live") for question in QUESTIONS}
    assert answers["period"] == [{"first_at": None, "last_at": None}]
    assert {question for question, rows in answers.items() if rows} == {"period", "quality"}
