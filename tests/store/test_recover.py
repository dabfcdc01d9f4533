"""What can be read of a damaged store is read, and nothing is made up."""

from __future__ import annotations

import os
import random
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from perfsupport.errors import PerfsupportError
from perfsupport.store import open_store, read_store
from perfsupport.store.outbox import Outbox
from perfsupport.store.recover import recover_store
from tests.cli.running import run
from tests.collector.sending import NOW, PUBLISHED, make_received, write_site

PAGE = 4096
LEAF = 10
DAMAGED = 3
INNER = 2
SEEDS = range(4)
SCATTERED = int(os.environ.get("PERFSUPPORT_DAMAGES", "12"))
"""1,000 and more where asked: ``PERFSUPPORT_DAMAGES=1000 pytest tests/store/test_recover.py -k takes_nothing``."""

ID = rb"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"


def make_store(path: Path, many: int = 1500, text: str = "") -> dict[str, dict[str, object]]:
    """Write a store in which an event comes each 700 ms, every tenth with a text; return its events by id."""
    events = {}
    for number in range(many):
        moment = f"{NOW + number * 700:012x}"
        event = make_received(step="channel") | {"id": f"{moment[:8]}-{moment[8:]}-7000-8000-{number:012x}"}
        if text and number % 10 == 0:
            more = {"kind": "other", "text": text, "host": f"https://{'h' * 200}.example"}
            event = {**make_received("feedback_given", step="channel", **more), "id": event["id"]}
        events[event["id"]] = event
    with closing(open_store(path)) as store:
        store.keep_published(PUBLISHED, NOW)
        store.count("2026-11-22", "field_wrong", 7)
        store.append(events.values())
    return events


def read_events(path: Path) -> dict[str, dict[str, object]]:
    with read_store(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        cursor = connection.execute("SELECT * FROM events")
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor]
    return {row["id"]: {name: value for name, value in row.items() if value is not None} for row in rows}


def damage(path: Path, seed: int) -> set[str]:
    """Write noise over some of the pages in which events are; return the ids that stood there."""
    chance = random.Random(seed)
    content = bytearray(path.read_bytes())
    leaves = [
        at
        for at in range(PAGE, len(content), PAGE)
        if content[at] == LEAF and b"option_chosen" in content[at : at + PAGE]
    ]
    gone = set()
    for at in chance.sample(leaves, DAMAGED):
        gone |= {id.decode() for id in re.findall(ID, content[at : at + PAGE])}
        content[at : at + PAGE] = chance.randbytes(PAGE)
    path.write_bytes(content)
    return gone


@pytest.mark.parametrize("seed", SEEDS)
def test_all_but_the_damaged_pages_comes_back(tmp_path: Path, seed: int) -> None:
    path, fresh = tmp_path / "events.sqlite3", tmp_path / "fresh.sqlite3"
    events = make_store(path)
    gone = damage(path, seed)
    before = path.read_bytes()
    told = run(tmp_path, "recover", path.name, "--into", fresh.name)
    kept = read_events(fresh)
    assert kept.items() <= events.items()
    assert gone
    assert events.keys() - gone <= kept.keys()
    assert told.returncode == 1
    assert told.stdout.startswith(f"{len(kept):,} events are in fresh.sqlite3.\n")
    assert "something cannot be read" in told.stdout
    assert path.read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir() if "recover" in each.name) == []


def scatter(path: Path, seed: int) -> set[str]:
    """Write noise, zeros or older content over any pages but the first; return the ids that stood there."""
    chance = random.Random(seed)
    content = bytearray(path.read_bytes())
    gone = set()
    for at in chance.sample(range(PAGE, len(content), PAGE), chance.randint(1, 6)):
        gone |= {id.decode() for id in re.findall(ID, content[at : at + PAGE])}
        start = chance.choice((0, 0, chance.randrange(PAGE)))
        noise = chance.choice((chance.randbytes(PAGE), bytes(PAGE), bytes(content[PAGE : 2 * PAGE])))
        content[at + start : at + PAGE] = noise[start:]
    path.write_bytes(content)
    return gone


@pytest.mark.parametrize("seed", range(SCATTERED))
def test_a_damaged_page_takes_nothing_along_but_what_stands_on_it(tmp_path: Path, seed: int) -> None:
    """Pages that lead to others are among them, and pages of long rows that overflow."""
    path, fresh = tmp_path / "events.sqlite3", tmp_path / "fresh.sqlite3"
    events = make_store(path, 400, text="ü" * 400 + "x" * (seed % 90))
    gone = scatter(path, seed)
    recovered = recover_store(path, fresh)
    kept = read_events(fresh)
    assert recovered.events == len(kept)
    assert kept.keys() <= events.keys()
    # A row that is half noise may read like another: nothing in a page tells what it should be.
    assert [id for id in kept if kept[id] != events[id] and id not in gone] == []
    lost = events.keys() - gone - kept.keys()
    # A row that goes on over other pages is lost with the part of it that was damaged.
    assert len(lost) <= 6
    assert {events[id]["type"] for id in lost} <= {"feedback_given"}


def test_rows_below_a_damaged_page_come_back(tmp_path: Path) -> None:
    path, fresh = tmp_path / "events.sqlite3", tmp_path / "fresh.sqlite3"
    events = make_store(path, 3000)
    content = bytearray(path.read_bytes())
    inner = [at for at in range(PAGE, len(content), PAGE) if content[at] == INNER]
    gone = set()
    for at in inner:
        gone |= {id.decode() for id in re.findall(ID, content[at : at + PAGE])}
        content[at : at + PAGE] = bytes(PAGE)
    path.write_bytes(content)
    recovered = recover_store(path, fresh)
    assert events.keys() - gone <= read_events(fresh).keys()
    assert recovered.unreadable == len(inner) > 0


def test_a_store_without_its_beginning_comes_back(tmp_path: Path) -> None:
    path, fresh = tmp_path / "events.sqlite3", tmp_path / "fresh.sqlite3"
    events = make_store(path, 300)
    path.write_bytes(b"\xff" * PAGE + path.read_bytes()[PAGE:])
    assert recover_store(path, fresh).unreadable == 1
    assert read_events(fresh) == events
    with closing(open_store(fresh)) as store:
        assert store.load_counts() == {("2026-11-22", "field_wrong"): 7}
        assert store.load_published().keys() == {("till", PUBLISHED["till"]["version"]), ("identity", "ba9876543210")}


def test_half_of_a_file_is_better_than_none(tmp_path: Path) -> None:
    path, fresh = tmp_path / "events.sqlite3", tmp_path / "fresh.sqlite3"
    events = make_store(path, 1000)
    content = path.read_bytes()
    half = content[: len(content) // 2 // PAGE * PAGE]
    path.write_bytes(half)
    gone = {id.decode() for id in re.findall(ID, content[len(half) :])}
    assert recover_store(path, fresh).unreadable == (len(content) - len(half)) // PAGE
    assert events.keys() - gone <= read_events(fresh).keys()


def test_a_damaged_log_loses_only_what_stood_there(tmp_path: Path) -> None:
    """SQLite forgets everything in a log behind a damaged place, and says nothing: all of it was acknowledged."""
    path, fresh = tmp_path / "events.sqlite3", tmp_path / "fresh.sqlite3"
    store = open_store(path)
    events = [make_received() for _ in range(60)]
    for event in events:
        store.append([event])
    log = Path(f"{path}-wal")
    content = bytearray(log.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 500] = bytes(500)
    copy = tmp_path / "copy.sqlite3"
    copy.write_bytes(path.read_bytes())
    Path(f"{copy}-wal").write_bytes(content)
    store.close()
    recovered = recover_store(copy, fresh)
    assert recovered.unreadable >= 1
    assert [event["id"] for event in events] == sorted(read_events(fresh))


def test_what_waits_and_what_was_refused_comes_back_too(tmp_path: Path) -> None:
    path, fresh = tmp_path / "events.sqlite3", tmp_path / "fresh.sqlite3"
    events = list(make_store(path, 1500))
    with closing(open_store(path)) as store:
        outbox = Outbox(store)
        outbox.fill()
        outbox.bury(events[7], "400 no such verb", NOW)
        outbox.settle(events[:5])
    gone = damage(path, 3)
    recover_store(path, fresh)
    with read_store(fresh) as connection:
        waiting = [id for (id,) in connection.execute("SELECT id FROM outbox ORDER BY place")]
        assert connection.execute("SELECT * FROM dead_letters").fetchall() == [(events[7], NOW, "400 no such verb")]
    assert waiting == [id for id in events[5:] if id != events[7]]
    assert gone


def test_what_was_deleted_stays_deleted(tmp_path: Path) -> None:
    path, fresh = tmp_path / "events.sqlite3", tmp_path / "fresh.sqlite3"
    events = list(make_store(path, 900).values())
    connection = sqlite3.connect(path)
    connection.execute("DELETE FROM events WHERE id < ?", [events[600]["id"]])
    connection.commit()
    assert connection.execute("PRAGMA freelist_count").fetchone()[0] > 10
    connection.close()
    damage(path, 1)
    recover_store(path, fresh)
    assert read_events(fresh).keys() <= {event["id"] for event in events[600:]}


def test_a_whole_store_comes_back_whole(tmp_path: Path) -> None:
    path, fresh = tmp_path / "events.sqlite3", tmp_path / "fresh.sqlite3"
    events = make_store(path, 50)
    told = run(tmp_path, "recover", path.name, "--into", fresh.name)
    assert (told.returncode, told.stdout) == (0, "50 events are in fresh.sqlite3.\n")
    assert read_events(fresh) == events
    with closing(open_store(fresh)) as store:
        assert store.load_counts() == {("2026-11-22", "field_wrong"): 7}
        assert len(store.load_published()) == 2
        assert store.append(events.values()) == 0


def test_what_was_only_in_the_log_comes_back_too(tmp_path: Path) -> None:
    path = tmp_path / "events.sqlite3"
    store = open_store(path)
    event = make_received()
    store.append([event])
    assert recover_store(path, tmp_path / "fresh.sqlite3").events == 1
    store.close()


def test_rows_that_mean_nothing_any_more_are_left_out(tmp_path: Path) -> None:
    path, fresh = tmp_path / "events.sqlite3", tmp_path / "fresh.sqlite3"
    events = make_store(path, 10)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE events SET tree = 'Not An Id' WHERE sequence % 2")
    connection.commit()
    odd = connection.execute("SELECT count(*) FROM events WHERE sequence % 2").fetchone()[0]
    connection.close()
    recovered = recover_store(path, fresh)
    assert (recovered.events, recovered.nonsense, recovered.unreadable) == (len(events) - odd, odd, 0)


@pytest.mark.parametrize("value", ["substr(meaning, 1, 60)", "CAST(x'7b224d757374ff' AS TEXT)"])
def test_a_version_whose_meaning_cannot_be_read_is_damage_and_is_left_out(tmp_path: Path, value: str) -> None:
    """SQLite finds such a store whole. What stands there is not repeated: it may be what somebody typed."""
    path, fresh = tmp_path / "events.sqlite3", tmp_path / "fresh.sqlite3"
    make_store(path, 10)
    connection = sqlite3.connect(path)
    connection.execute(f"UPDATE published SET meaning = {value} WHERE tree = 'identity'")
    connection.commit()
    connection.close()
    site = write_site(tmp_path / "site", {"till": PUBLISHED["till"]})
    for command in (["report"], ["collect", "--port", "0", "--site", str(site)]):
        told = run(tmp_path, *command, "--store", path.name)
        assert (told.returncode, told.stderr.count("\n")) == (3, 1), told.stderr
        assert f"{path.name} is damaged." in told.stderr
        assert "perfsupport recover" in told.stderr
        assert "{" not in told.stderr
    told = run(tmp_path, "recover", path.name, "--into", fresh.name)
    assert (told.returncode, told.stderr) == (1, "")
    assert told.stdout.startswith("10 events are in fresh.sqlite3.\n1 other row")
    with closing(open_store(fresh)) as store:
        assert store.load_published() == {("till", PUBLISHED["till"]["version"]): PUBLISHED["till"]}


def test_nothing_is_written_over_and_nothing_at_all_is_said(tmp_path: Path) -> None:
    path, fresh = tmp_path / "events.sqlite3", tmp_path / "fresh.sqlite3"
    make_store(path, 5)
    make_store(fresh, 5)
    before = fresh.read_bytes()
    with pytest.raises(PerfsupportError, match="exists already"):
        recover_store(path, fresh)
    assert fresh.read_bytes() == before
    with pytest.raises(PerfsupportError, match="There is no"):
        recover_store(tmp_path / "missing", tmp_path / "other")
    path.write_bytes(b"\xff" * 8192)
    told = run(tmp_path, "recover", path.name, "--into", "other.sqlite3")
    assert (told.returncode, "Nothing of events.sqlite3 can be read" in told.stderr) == (3, True)
    assert not (tmp_path / "other.sqlite3").exists()
