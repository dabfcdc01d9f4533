"""What can be read of a damaged store is read, and nothing is made up."""

from __future__ import annotations

import random
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from perfsupport.errors import PerfsupportError
from perfsupport.store import open_store, read_store
from perfsupport.store.recover import recover_store
from tests.cli.running import run
from tests.collector.sending import NOW, PUBLISHED, make_received

PAGE = 4096
LEAF = 10
DAMAGED = 3
SEEDS = range(4)
ID = rb"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"


def make_store(path: Path, many: int = 1500) -> dict[str, dict[str, object]]:
    """Write a store in which an event comes each 700 ms, and return its events by id."""
    events = {}
    for number in range(many):
        moment = f"{NOW + number * 700:012x}"
        event = make_received(text="", step="channel") | {"id": f"{moment[:8]}-{moment[8:]}-7000-8000-{number:012x}"}
        events[event["id"]] = {name: value for name, value in event.items() if name != "text"}
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
    # A page takes the row on either side of it along where that stands in the page above.
    assert len(events.keys() - kept.keys() - gone) <= 2 * DAMAGED
    assert told.returncode == 1
    assert told.stdout.startswith(f"{len(kept):,} events are in fresh.sqlite3.\n")
    assert "something cannot be read" in told.stdout
    assert path.read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir() if "recover" in each.name) == []


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
