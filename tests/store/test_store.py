"""What a store promises: once, on disk, and in plain words when it cannot."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from perfsupport.errors import PerfsupportError
from perfsupport.events import FIELD_SHAPES, RECEIVED_FIELDS
from perfsupport.store import SqliteStore as Store
from perfsupport.store import StoreError, load_published, open_store, read_published, read_store
from perfsupport.store.schema import APPLICATION_ID, EVENT_COLUMNS, MIGRATIONS
from tests.collector.sending import NOW, PUBLISHED, make_received, wait_until, write_site


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "events.sqlite3"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    store = open_store(path)
    yield store
    store.close()


def read_ids(path: Path) -> list[str]:
    with read_store(path) as connection:
        return [row[0] for row in connection.execute("SELECT id FROM events ORDER BY id")]


def test_each_event_is_kept_once(store: Store, path: Path) -> None:
    first, second, third = (make_received() for _ in range(3))
    assert store.append([first, second]) == 2
    assert store.append([second, third, third]) == 1
    assert store.append([first]) == 0
    assert store.append([]) == 0
    assert read_ids(path) == [first["id"], second["id"], third["id"]]


def test_every_field_comes_back_as_it_was(store: Store, path: Path) -> None:
    event = make_received("feedback_given", step="channel", kind="wrong", text="naïve\n“quoted” 🙂; DROP TABLE events")
    store.append([event])
    with read_store(path) as connection:
        cursor = connection.execute("SELECT * FROM events")
        row = dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))
    assert {name: value for name, value in row.items() if value is not None} == event


def test_there_is_a_column_for_every_field(store: Store, path: Path) -> None:
    with read_store(path) as connection:
        columns = {row[1] for row in connection.execute("PRAGMA table_info(events)")}
    assert columns == {*FIELD_SHAPES, *RECEIVED_FIELDS}


def test_what_is_appended_is_synced_before_it_is_told(store: Store) -> None:
    # The pragmas belong to the connection that writes, and only it can tell.
    assert store._connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert store._connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_events_outlive_the_store(path: Path) -> None:
    event = make_received()
    first = open_store(path)
    first.append([event])
    first.close()
    second = open_store(path)
    assert second.append([event]) == 0
    second.close()


def test_many_threads_and_two_stores_share_one_file(store: Store, path: Path) -> None:
    other = open_store(path)
    events = [make_received() for _ in range(200)]
    with ThreadPoolExecutor(16) as pool:
        counts = pool.map(lambda pair: pair[0].append([pair[1]]), [(s, e) for e in events for s in (store, other)])
    assert sum(counts) == len(events)
    assert read_ids(path) == sorted(event["id"] for event in events)
    other.close()


def test_waiting_events_are_written_before_closing(path: Path) -> None:
    store = open_store(path)
    futures = [store.submit([make_received()]) for _ in range(50)]
    store.close()
    assert sum(future.result(0) for future in futures) == 50
    with pytest.raises(StoreError, match="was closed"):
        store.append([make_received()])
    store.close()


def test_a_sender_that_hangs_up_harms_nobody(store: Store) -> None:
    futures = [store.submit([make_received()]) for _ in range(50)]
    for future in futures[::2]:
        future.cancel()
    assert store.append([make_received()]) == 1
    assert all(future.result(5) == 1 for future in futures[1::2])


def test_a_full_disk_leaves_nothing_half_written_and_passes(store: Store, path: Path) -> None:
    kept = make_received()
    store.append([kept])
    store._connection.execute("PRAGMA max_page_count = 1")
    with pytest.raises(StoreError, match=r"is full\. Free some space") as raised:
        store.append([make_received(text="x" * 500) for _ in range(100)])
    assert raised.value.name == "store_full"
    assert read_ids(path) == [kept["id"]]
    store._connection.execute("PRAGMA max_page_count = 1000000")
    assert store.append([make_received()]) == 1


def test_a_locked_file_is_named_and_passes(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr("perfsupport.store.sqlite.LOCK_SECONDS", 0.05)
    store = open_store(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="Another program holds") as raised:
        store.append([make_received()])
    assert raised.value.name == "store_locked"
    other.execute("ROLLBACK")
    other.close()
    assert store.append([make_received()]) == 1
    store.close()


def test_a_damaged_file_is_named(path: Path) -> None:
    store = open_store(path)
    store.append([make_received() for _ in range(500)])
    store.close()
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    store = open_store(path)
    with pytest.raises(StoreError, match=r"is damaged\. Move it aside .* perfsupport recover") as raised:
        store.append([make_received()])
    assert raised.value.name == "store_damaged"
    store.close()


def test_another_program_s_files_are_left_alone(path: Path) -> None:
    path.write_text("this is a letter and no database\n" * 100)
    with pytest.raises(StoreError, match="is no database of perfsupport's"):
        open_store(path)
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE songs (name)")
    connection.close()
    with pytest.raises(StoreError, match="is no database of perfsupport's"):
        open_store(path)


def test_a_newer_database_is_refused_in_words(path: Path) -> None:
    open_store(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(
        StoreError, match=rf"newer perfsupport \(store version 99, this one knows {len(MIGRATIONS)}\)\. Update"
    ) as raised:
        open_store(path)
    assert raised.value.name == "store_newer"
    with pytest.raises(StoreError, match="newer perfsupport"), read_store(path):
        pass


def test_an_older_database_is_brought_up_to_date_with_all_that_is_in_it(path: Path) -> None:
    event = make_received()
    connection = sqlite3.connect(path)
    connection.executescript(MIGRATIONS[0])
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("PRAGMA user_version = 1")
    columns = ", ".join(f'"{name}"' for name in event)
    connection.execute(f"INSERT INTO events ({columns}) VALUES ({','.join('?' * len(event))})", list(event.values()))
    connection.execute("INSERT INTO published VALUES ('till', ?, ?, ?)", ["f" * 12, NOW, '{"version": "ffffffffffff"}'])
    connection.commit()
    connection.close()
    store = open_store(path)
    assert store.append([event, make_received()]) == 1
    assert list(store.load_published(since=NOW)) == [("till", "f" * 12)]
    store.count("2026-11-22", "field_wrong")
    store.close()
    with read_store(path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert len(connection.execute("SELECT * FROM events").description) == len(EVENT_COLUMNS)


def test_what_is_counted_outlives_the_store(path: Path) -> None:
    store = open_store(path)
    store.count("2026-11-22", "field_wrong", 3)
    store.count("2026-11-22", "field_wrong")
    store.append([make_received()])
    store.count("2026-11-23", "repeated")
    assert store.load_counts() == {("2026-11-22", "field_wrong"): 4, ("2026-11-23", "repeated"): 1}
    store.close()
    again = open_store(path)
    again.count("2026-11-23", "repeated")
    assert again.load_counts() == {("2026-11-22", "field_wrong"): 4, ("2026-11-23", "repeated"): 2}
    again.close()


def test_what_is_counted_is_written_without_any_event(store: Store, path: Path) -> None:
    store.count("2026-11-22", "field_wrong")

    def read() -> list[tuple[object, ...]]:
        with read_store(path) as connection:
            return connection.execute("SELECT * FROM counts").fetchall()

    wait_until(lambda: read() == [("2026-11-22", "field_wrong", 1)])


def test_nobody_waits_for_another_program_but_the_thread(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A busy machine may be slow, which is another reason to leave it to the thread.
    monkeypatch.setattr("perfsupport.store.sqlite.QUICK_SECONDS", 60.0)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    event = make_received()
    assert store.append_at_once([[event]]) is None
    other.execute("ROLLBACK")
    other.close()
    assert store.append_at_once([[event], [event]]) == [1, 0]
    assert read_ids(path) == [event["id"]]
    store.close()
    assert store.append_at_once([[make_received()]]) is None


def test_a_log_that_grew_while_somebody_read_is_cut(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("perfsupport.store.sqlite.LOG_BYTES", 100_000)
    store, log = open_store(path), Path(f"{path}-wal")
    store.append([make_received()])
    with read_store(path) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM events").fetchone()
        while log.stat().st_size < 6_000_000:
            store.append([make_received(text="x" * 500) for _ in range(2_000)])
    # The next commit empties the log, and the one after begins it anew.
    for _ in range(2):
        store.append([make_received()])
    assert log.stat().st_size <= 100_000
    store.close()


def test_counts_that_could_not_be_written_wait(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr("perfsupport.store.sqlite.LOCK_SECONDS", 0.05)
    store = open_store(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store.count("2026-11-22", "field_wrong")
    with pytest.raises(StoreError, match="Another program holds"):
        store.append([make_received()])
    other.execute("ROLLBACK")
    other.close()
    store.append([make_received()])
    assert store.load_counts() == {("2026-11-22", "field_wrong"): 1}
    store.close()


def test_nothing_is_acknowledged_into_a_file_that_was_moved_away(store: Store, path: Path) -> None:
    store.append([make_received()])
    path.rename(path.with_suffix(".moved"))
    with pytest.raises(StoreError, match="was moved, replaced or deleted while it was in use"):
        store.append([make_received()])
    path.with_suffix(".moved").rename(path)
    assert store.append([make_received()]) == 1
    assert len(read_ids(path)) == 2


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"There is no folder .*/missing\. Make it"):
        open_store(tmp_path / "missing" / "events.sqlite3")
    with pytest.raises(StoreError, match="is a folder"):
        open_store(tmp_path)
    with pytest.raises(StoreError, match="perfsupport collect makes it"), read_store(tmp_path / "none.sqlite3"):
        pass


def test_readers_cannot_write(store: Store, path: Path) -> None:
    with pytest.raises(StoreError, match="may not be written"), read_store(path) as connection:
        connection.execute("DELETE FROM events")


def test_meanings_are_kept_for_each_version(store: Store, path: Path) -> None:
    assert store.keep_published(PUBLISHED, NOW) == 2
    assert store.keep_published(PUBLISHED, NOW + 1) == 0
    newer = {"till": {**PUBLISHED["till"], "version": "f" * 12, "title": "Card refused"}}
    assert store.keep_published(newer, NOW + 2) == 1
    with read_store(path) as connection:
        meanings = read_published(connection)
    assert [(*key, about["title"]) for key, about in meanings.items()] == [
        ("identity", "ba9876543210", "Identity check"),
        ("till", "0123456789ab", "Card declined at a till"),
        ("till", "ffffffffffff", "Card refused"),
    ]


def test_versions_that_were_not_published_for_long_are_left_out(store: Store) -> None:
    store.keep_published(PUBLISHED, NOW)
    store.keep_published({"till": {**PUBLISHED["till"], "version": "f" * 12}}, NOW + 5)
    assert list(store.load_published(since=NOW + 5)) == [("till", "f" * 12)]
    # The older version is published again: what is newest by then is told last.
    store.keep_published({"till": {**PUBLISHED["till"], "title": "Card refused"}}, NOW + 9)
    assert [(*key, about["title"]) for key, about in store.load_published(since=NOW + 5).items()] == [
        ("till", "f" * 12, "Card declined at a till"),
        ("till", "0123456789ab", "Card refused"),
    ]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 1}', "null", b"\xff\xfe", '{"format": 1, "trees": '])
def test_a_folder_that_is_no_site_is_named(tmp_path: Path, content: str | bytes) -> None:
    (tmp_path / "events.json").write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(PerfsupportError, match="Name a folder made by perfsupport build"):
        load_published(tmp_path)


def test_a_newer_site_is_named(tmp_path: Path) -> None:
    (tmp_path / "events.json").write_text('{"format": 2, "trees": {}}')
    with pytest.raises(PerfsupportError, match="newer perfsupport"):
        load_published(tmp_path)
    assert load_published(write_site(tmp_path)) == PUBLISHED


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_a_new_store_is_secret_and_one_that_is_there_stays_as_open_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "events.sqlite3"
    for mode in (0o600, 0o640):
        with closing(open_store(path)) as store:
            store.append([make_received()])
            assert {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {mode}
            assert len([*tmp_path.iterdir()]) == 3
        path.chmod(0o640)


def test_words_that_can_no_longer_be_read_are_damage_and_not_repeated(store: Store, path: Path) -> None:
    store.append([make_received("feedback_given", step="channel", kind="other", text="somebody")])
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE events SET text = CAST(x'736f6d65626f6479ff' AS TEXT)")
        connection.commit()
    with pytest.raises(StoreError, match="is damaged") as told, read_store(path) as connection:
        connection.execute("SELECT text FROM events").fetchall()
    assert told.value.name == "store_damaged"
    assert "somebody" not in str(told.value)
