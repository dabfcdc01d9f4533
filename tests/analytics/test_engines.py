"""Every question has one answer, whichever database is asked, and the copy by columns holds what the store holds."""

from __future__ import annotations

import json
from hashlib import md5, sha256
from pathlib import Path
from typing import Any

import duckdb
import pytest

from perfsupport.analytics.copying import COLUMNS
from perfsupport.analytics.engines import open_reading
from perfsupport.analytics.queries import PARTS, QUESTIONS, Period, ask, find_parts, read_query
from perfsupport.events import MODES
from perfsupport.store import SqliteStore, StoreError, read_store
from perfsupport.store.address import FileAddress
from perfsupport.store.copies import name_columns
from tests.analytics.month import DAY, START, make_month
from tests.collector.sending import NOW, PUBLISHED, make_received

HOSTILE = [
    "",
    "null",
    'a"b',
    "a\\b",
    "a\nb\r\nc",
    "\r",
    ",",
    "\t",
    "\x01\x1f\x7f",
    "é🙂\u2028",
    '"',
    '","',
    "\\n",
    " '",
]


def fingerprint(rows: list[dict[str, Any]]) -> str:
    return sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def ask_all(path: Path, mode: str) -> dict[str, str]:
    with open_reading(FileAddress(path)) as reading:
        return {question: fingerprint(reading.ask(question, mode)) for question in QUESTIONS}


def number(session: str) -> int:
    """Return the number that stands for a session in the copy."""
    return int.from_bytes(md5(session.encode(), usedforsecurity=False).digest()[8:], "little") >> 1


def read_all(path: Path) -> list[tuple[Any, ...]]:
    """Return what the copy holds, brought up to date."""
    with open_reading(FileAddress(path)):
        pass
    names = ", ".join(f'"{name}"' for name in COLUMNS if name != "id")
    with duckdb.connect(name_columns(path), read_only=True) as database:
        return database.execute(f"SELECT CAST(id AS VARCHAR), {names} FROM events ORDER BY 1").fetchall()


def read_kept(path: Path) -> list[tuple[Any, ...]]:
    """Return what of the store belongs into the copy."""
    names = ", ".join(f'"{name}"' for name in COLUMNS if name not in ("id", "session"))
    with read_store(path) as connection:
        rows = connection.execute(f"SELECT id, session, {names} FROM events ORDER BY id").fetchall()
    return [(id, number(session), *rest) for id, session, *rest in rows]


def test_duckdb_and_sqlite_give_the_same_rows(store: SqliteStore) -> None:
    store.append(make_month(400, seed=3))
    for mode in MODES:
        found = ask_all(store.path, mode)
        with read_store(store.path) as connection:
            assert found == {question: fingerprint(ask(connection, question, mode)) for question in QUESTIONS}
    with open_reading(FileAddress(store.path)) as reading:
        assert all(reading.ask(question, "live") for question in QUESTIONS), "a question without rows compares nothing"


PERIODS = [None, Period(START + 6 * DAY, START + 13 * DAY), Period(START + 25 * DAY), Period(until=START + 2 * DAY)]


def test_duckdb_and_sqlite_give_the_same_rows_of_a_period(store: SqliteStore) -> None:
    store.append(make_month(300, seed=4))
    answers = []
    # One reading is asked for one after the other, and keeps nothing of what was asked before.
    with open_reading(FileAddress(store.path)) as reading, read_store(store.path) as connection:
        for period in (*PERIODS, *PERIODS[:2]):
            for mode in ("live", "practice", "live"):
                for question in QUESTIONS:
                    found = reading.ask(question, mode, period)
                    assert found == ask(connection, question, mode, period), (question, mode, period)
                    answers.append(fingerprint(found))
    assert len(set(answers)) > 3 * len(QUESTIONS)


def test_an_empty_store_has_an_answer_to_every_question(store: SqliteStore) -> None:
    with read_store(store.path) as connection:
        expected = {question: fingerprint(ask(connection, question, "live")) for question in QUESTIONS}
    assert ask_all(store.path, "live") == expected


def test_the_copy_holds_every_letter(store: SqliteStore) -> None:
    assert read_all(store.path) == []
    store.append(
        make_received("feedback_given", step="channel", kind="wrong", text=text, contact=text, host=text)
        for text in HOSTILE
    )
    longest = [text * 500 for text in '\n"\\é🙂\x01']
    store.append(make_received("feedback_given", step="channel", kind="wrong", text=text) for text in longest)
    assert read_all(store.path) == read_kept(store.path)
    assert len(read_kept(store.path)) == len(HOSTILE) + 6


def test_words_of_enumerations_may_be_anything(store: SqliteStore) -> None:
    names = ["it's", "',''", 'a"b', "a,b", "null", "NULL", "\\n", "é🙂", "ENUM('x')", "[0", "{mode}", "$1", "''"]
    store.keep_published(PUBLISHED, NOW)
    store.append(make_received("option_chosen", step="channel", option=name, target=name, rep=name) for name in names)
    assert read_all(store.path) == read_kept(store.path)
    # What comes later has words that nobody foresaw.
    later = [
        {**make_received("option_chosen", step="channel", option=f"{name}2"), "received_at": NOW} for name in names
    ]
    store.append(later)
    assert read_all(store.path) == read_kept(store.path)


def test_the_copy_follows_the_store(store: SqliteStore) -> None:
    store.append(make_month(30, seed=5))
    assert read_all(store.path) == read_kept(store.path)
    written = name_columns(store.path).stat().st_ino
    newest = max(row[-2] for row in read_kept(store.path))
    # Late by the rep's clock, then of the same moment and a little before, then of a day later.
    for came in ([newest + 5], [newest + 5, newest - 1000], [newest + DAY, newest]):
        store.append({**make_received(at=NOW - 10**9), "received_at": at} for at in came)
        assert read_all(store.path) == read_kept(store.path)
    # What came is added; the copy is not made anew.
    assert name_columns(store.path).stat().st_ino == written
    # Behind the back of perfsupport: the sums no longer agree.
    store.do(lambda connection: connection.execute("DELETE FROM events WHERE rep IS NOT NULL").rowcount).result()
    assert read_all(store.path) == read_kept(store.path)
    # A clock that was set back: what comes then is older than what the copy has seen.
    store.append([{**make_received(), "received_at": newest - 9 * DAY}])
    assert read_all(store.path) == read_kept(store.path)


def test_a_copy_that_is_no_copy_is_made_anew(store: SqliteStore) -> None:
    store.append(make_month(5))
    copy = name_columns(store.path)
    copy.write_text("hello " * 9000)
    assert read_all(store.path) == read_kept(store.path)
    copy.unlink()
    with duckdb.connect(copy) as database:
        database.execute("CREATE TABLE events (id VARCHAR)")
    assert read_all(store.path) == read_kept(store.path)


def test_a_copy_in_use_keeps_nobody_from_a_report(store: SqliteStore) -> None:
    store.append(make_month(5))
    expected = ask_all(store.path, "live")
    with open_reading(FileAddress(store.path)) as first:
        assert ask_all(store.path, "live") == expected
        assert fingerprint(first.ask("overview", "live")) == expected["overview"]


def test_a_place_where_nothing_can_be_written(store: SqliteStore) -> None:
    store.append(make_month(5))
    name_columns(store.path).mkdir()
    with read_store(store.path) as connection:
        assert ask_all(store.path, "live")["steps"] == fingerprint(ask(connection, "steps", "live"))


def test_the_copy_is_as_secret_as_the_store(store: SqliteStore) -> None:
    store.path.chmod(0o640)
    store.append(make_month(2))
    read_all(store.path)
    assert name_columns(store.path).stat().st_mode & 0o777 == 0o640


def test_a_reading_knows_what_the_collector_was_told(store: SqliteStore, tmp_path: Path) -> None:
    store.keep_published(PUBLISHED, NOW)
    store.count("2026-11-22", "repeated", 3)
    store.append([make_received()])
    with open_reading(FileAddress(store.path)) as reading:
        assert {tree for tree, _ in reading.load_published()} == set(PUBLISHED)
        assert reading.load_counts() == {("2026-11-22", "repeated"): 3}
    with pytest.raises(StoreError, match="There is no"), open_reading(FileAddress(tmp_path / "none")):
        pass


def test_a_part_comes_after_those_it_builds_on() -> None:
    assert list(find_parts("SELECT * FROM timed -- FROM visits")) == ["pages", "numbered", "scoped", "ends", "timed"]
    for place, part in enumerate(PARTS):
        assert set(find_parts(read_query(part))) <= set(PARTS[:place])
