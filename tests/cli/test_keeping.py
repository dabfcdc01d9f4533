"""``perfsupport prune``, ``erase`` and ``export`` from the shell, beside a collector that goes on."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import click
import duckdb
import httpx
import pytest
from click.testing import CliRunner

from perfsupport.analytics.engines import open_reading
from perfsupport.cli.erase import erase
from perfsupport.cli.export import export
from perfsupport.cli.prune import prune
from perfsupport.cli.report import report
from perfsupport.cli.stores import read_day
from perfsupport.errors import PerfsupportError, UsageError
from perfsupport.store import StoreError, open_store, read_store
from perfsupport.store.address import FileAddress
from perfsupport.store.copies import name_columns
from perfsupport.store.schema import EVENT_COLUMNS
from tests.collector.sending import make_body, make_event, make_received, run_collector
from tests.conftest import ROOT
from tests.servers import QuietServer, running

DAY = 86_400_000
NOW = time.time_ns() // 1_000_000
SECRET = "Mustermann-4711"


def received(type_: str = "option_chosen", **fields: Any) -> dict[str, Any]:
    """Return an event as the store has it, also with what the collector adds."""
    return {**make_received(type_), **fields}


def run(command: click.Command, *arguments: object) -> tuple[int, str]:
    ended = CliRunner().invoke(command, list(map(str, arguments)), catch_exceptions=False, standalone_mode=False)
    return int(ended.return_value or 0), ended.output


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "events.sqlite3"
    open_store(path).close()
    return path


def fill(file: Path, *events: dict[str, Any]) -> None:
    with closing(open_store(file)) as store:
        store.append(events)


def count(file: Path) -> int:
    with read_store(file) as connection:
        found: int = connection.execute("SELECT count(*) FROM events").fetchone()[0]
        return found


def everything(file: Path) -> bytes:
    """Return all bytes of a store and what lies beside it.

    Another process reads them: with a file that this one closes, it would lose the locks that SQLite has on it here.
    """
    paths = sorted(file.parent.glob(f"{file.name}*"))
    return subprocess.run(["cat", *map(str, paths)], capture_output=True, check=True).stdout


def test_prune_deletes_what_came_long_ago(file: Path) -> None:
    fill(file, *(received(received_at=NOW - age * DAY, session=f"session-{age}") for age in (0, 10, 89, 95, 400)))
    assert run(prune, "--store", file, "--older-than", "90d", "--dry-run")[1].startswith("Would delete 2 events of 2")
    assert count(file) == 5
    code, told = run(prune, "--store", file, "--older-than", "90d")
    assert code == 0
    assert told.startswith("Deleted 2 events of 2 sessions that came before 20")
    assert count(file) == 3
    assert run(prune, "--store", file, "--older-than", "90d")[1].startswith("Deleted 0 events of 0 sessions")
    for age in ("99999y", "60y"):
        told = run(prune, "--store", file, "--older-than", age)[1]
        assert told == "Deleted 0 events of 0 sessions that came before 1970-01-01.\n"
    assert run(prune, "--store", file, "--older-than", "1d", "--tree", "other")[1].startswith("Deleted 0")


def test_prune_of_typed_words_keeps_the_clicks(file: Path) -> None:
    said = {"step": "channel", "kind": "wrong", "text": SECRET}
    fill(file, *(received("feedback_given", received_at=NOW - age * DAY, **said) for age in (1, 40)))
    told = run(prune, "--store", file, "--older-than", "30d", "--typed")[1]
    assert told.startswith("Deleted what people typed in 1 event that came before")
    with read_store(file) as connection:
        assert connection.execute("SELECT text FROM events ORDER BY received_at").fetchall() == [(None,), (SECRET,)]


@pytest.mark.parametrize("option", ["--contact", "--rep"])
@pytest.mark.parametrize("keep", [True, False])
def test_what_was_erased_is_in_no_file(file: Path, option: str, keep: bool) -> None:
    mine = [received(**{option[2:]: SECRET, "session": "session-mine"}) for _ in range(300)]
    typed = received("searched", session="session-mine", words=f"for {SECRET}", hits=0)
    others = [received(session=f"session-{number}", contact="someone") for number in range(500)]
    fill(file, *(event for three in zip(mine, others, others[200:], strict=False) for event in three), typed, *others)
    with open_reading(FileAddress(file)):
        assert name_columns(file).exists()
    assert SECRET.encode() in everything(file)
    code, told = run(erase, "--store", file, option, SECRET, *(["--keep-clicks"] if keep else []))
    assert code == 0
    assert f"301 events of 1 session; 1 of them held something typed.\nLeft in {file} with this reference: 0" in told
    assert count(file) == (801 if keep else 500)
    assert SECRET.encode() not in everything(file)
    assert not name_columns(file).exists()
    assert "session-1" in everything(file).decode(errors="replace")


def test_what_was_still_to_be_done_goes_too(file: Path) -> None:
    gone, kept = received(contact=SECRET), received(session="another-session")
    fill(file, gone, kept)
    with closing(open_store(file)) as store:
        for table in ("INSERT INTO outbox (id) VALUES (?)", "INSERT INTO dead_letters VALUES (?, 0, '')"):
            store.do(
                lambda connection, table=table: connection.executemany(table, [[gone["id"]], [kept["id"]]]).rowcount
            ).result()
    run(erase, "--store", file, "--contact", SECRET)
    with read_store(file) as connection:
        for table in ("outbox", "dead_letters"):
            assert connection.execute(f"SELECT id FROM {table}").fetchall() == [(kept["id"],)]


def test_erase_says_what_it_would_do_and_whose(file: Path) -> None:
    fill(file, received(contact=SECRET))
    assert run(erase, "--store", file, "--contact", SECRET, "--dry-run")[1] == (
        "Would delete 1 event of 1 session; 0 of them held something typed.\nNothing was deleted: this was a dry run.\n"
    )
    assert count(file) == 1
    # A variable of the shell that is not set is an empty reference: nobody's, and no receipt that all is gone.
    for arguments in ([], ["--contact", "a", "--rep", "b"], ["--contact", ""], ["--rep", " "]):
        with pytest.raises(UsageError, match="Say whose events"):
            run(erase, "--store", file, *arguments)


@pytest.mark.parametrize("option", ["--contact", "--rep"])
def test_an_export_of_nobody_is_refused(file: Path, tmp_path: Path, option: str) -> None:
    fill(file, received(contact=SECRET))
    with pytest.raises(UsageError, match="Say whose events"):
        run(export, "--store", file, tmp_path / "person.jsonl", option, "")
    assert not (tmp_path / "person.jsonl").exists()


@pytest.fixture
def sending(file: Path) -> Iterator[list[int]]:
    """A collector that takes events without a pause until the test ends; the statuses of its answers."""
    answers: list[int] = []
    ended = threading.Event()

    def send(url: str) -> None:
        with httpx.Client(timeout=60) as client:
            while not ended.is_set():
                answers.append(client.post(url, content=make_body([make_event()])).status_code)
                time.sleep(0.01)

    with run_collector(file) as running:
        thread = threading.Thread(target=send, args=[running.url])
        thread.start()
        yield answers
        ended.set()
        thread.join()


def test_a_collector_goes_on_while_the_store_is_looked_after(file: Path, sending: list[int], tmp_path: Path) -> None:
    old = [received(received_at=NOW - 50 * DAY, contact=SECRET, session=f"old-session-{n}") for n in range(3000)]
    fill(file, *old)
    assert run(export, tmp_path / "all.jsonl", "--store", file, "--contact", SECRET)[1].startswith("Wrote 3,000 events")
    assert "Deleted 3,000 events" in run(erase, "--store", file, "--contact", SECRET)[1]
    assert SECRET.encode() not in everything(file)
    assert run(prune, "--store", file, "--older-than", "30d")[0] == 0
    end = time.monotonic() + 30
    while len(sending) < 10 and time.monotonic() < end:
        time.sleep(0.05)
    assert len(sending) >= 10
    # Whoever had to wait too long was told so, and would have sent it again.
    assert set(sending) <= {200, 503}
    assert count(file) >= sending.count(200) > 0


FORMULAS = {
    **{text: f"'{text}" for text in ("=1+1", "+1", "-1", "@SUM(A1)", "\uff1d1", "\tx", " =1", "\u00a0@x")},
    "\t=1": "'\t'=1",
    "\r=1": "'\r'=1",
    "\n=1": "'\n'=1",
    # Where a comma is part of a number, spreadsheets begin a cell behind a semicolon, and a row behind each break.
    "a;=1+1;b": "a;'=1+1;b",
    'no;"=1': "no;'\"=1",
    "first\n+1": "first\n'+1",
    "a\t @x": "a\t' @x",
}
HOSTILE = {
    **FORMULAS,
    **{text: text for text in ('a"b,c', "a\nb", "\\N", "null", "", "é🙂", "'quoted", "\x01", "a=b; c-d, =e", "1-2")},
}


def test_exports_hold_every_event(file: Path, tmp_path: Path) -> None:
    said = {"step": "channel", "kind": "wrong"}
    events = [received("feedback_given", text=text, contact=text, **said) for text in HOSTILE]
    events.append(received(skew_ms=-5))
    fill(file, *events)
    for form in ("jsonl", "csv", "parquet"):
        assert run(export, tmp_path / f"e.{form}", "--store", file)[1] == (
            f"Wrote {len(events)} events into {tmp_path}/e.{form}.\n"
        )
    lines = (tmp_path / "e.jsonl").read_text(encoding="utf-8").split("\n")
    assert [json.loads(line) for line in lines[:-1]] == events
    with (tmp_path / "e.csv").open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.reader(opened))
    assert rows[0] == list(EVENT_COLUMNS)
    assert (tmp_path / "e.csv").read_bytes().startswith(b"\xef\xbb\xbfid,"), "Excel reads it as UTF-8"
    texts = [dict(zip(rows[0], row, strict=True))["text"] for row in rows[1:-1]]
    assert texts == [*HOSTILE.values()]
    assert dict(zip(rows[0], rows[-1], strict=True))["skew_ms"] == "-5"
    found = duckdb.read_parquet(str(tmp_path / "e.parquet"))
    assert found.columns == list(EVENT_COLUMNS)
    read = [dict(zip(EVENT_COLUMNS, row, strict=True)) for row in found.fetchall()]
    assert [{name: value for name, value in row.items() if value is not None} for row in read] == events


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_an_export_without_room_says_which_file_and_nothing_else(file: Path, tmp_path: Path, form: str) -> None:
    fill(file, *(received("feedback_given", step="channel", kind="wrong", text=f"{n:0400}") for n in range(400)))
    target = tmp_path / "out" / f"e.{form}"
    target.parent.mkdir()
    limited = ("sh", "-c", 'ulimit -f 200 && exec "$@"', "sh", sys.executable, "-m", "perfsupport")
    command = [*limited, "export", target, "--store", file]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert told.returncode == 3, told
    assert told.stderr.startswith("perfsupport: "), told.stderr
    assert told.stderr.count("\n") == 1, told.stderr
    assert f"{target} cannot be written" in told.stderr
    assert list(target.parent.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other pipes")
@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_an_export_leaves_devices_pipes_and_links_what_they_are(file: Path, tmp_path: Path, form: str) -> None:
    """Who runs it as root would else have a file in the place of /dev/stdout, or of /dev/null."""
    event = received(text="said", step="channel", kind="wrong", type="feedback_given")
    fill(file, event)
    pipe, link, target = tmp_path / f"pipe.{form}", tmp_path / f"link.{form}", tmp_path / "target"
    run(export, target, "--store", file, "--format", form)
    expected = target.read_bytes()
    target.write_bytes(b"the last one")
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE) as reader:
        command = [sys.executable, "-m", "perfsupport", "export", pipe, "--store", file]
        told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        if not pipe.is_fifo():
            reader.kill()
        assert reader.communicate()[0] == expected
    assert (told.returncode, told.stdout, told.stderr) == (0, "", f"Wrote 1 event into {pipe}.\n"), "no word among them"
    link.symlink_to(target)
    assert run(export, link, "--store", file)[0] == 0
    assert link.is_symlink()
    assert target.read_bytes() == expected


@pytest.mark.parametrize("name", ["rows.duckdb", "events.csv"])
def test_an_export_may_be_called_anything_and_is_secret(file: Path, tmp_path: Path, name: str) -> None:
    fill(file, received(), received())
    target = tmp_path / name
    assert run(export, target, "--store", file, "--format", "parquet")[0] == 0
    assert len(duckdb.read_parquet(str(target)).fetchall()) == 2
    assert target.stat().st_mode & 0o077 == 0


def test_a_period_and_a_tree_are_exported(file: Path, tmp_path: Path) -> None:
    days = [received(received_at=read_day("2026-11-01") + day * DAY) for day in range(5)]
    fill(file, *days, received(tree="identity", received_at=read_day("2026-11-02")))
    target = tmp_path / "e.jsonl"
    run(export, target, "--store", file, "--from", "2026-11-02", "--to", "2026-11-03", "--tree", "till")
    assert [json.loads(line)["id"] for line in target.read_text().splitlines()] == [event["id"] for event in days[1:3]]


def test_an_export_that_fails_leaves_the_last_one(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(file, received())
    target = tmp_path / "out" / "e.csv"
    target.parent.mkdir()
    target.write_text("the last one")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr("perfsupport.store.export.os.fsync", fail)
    with pytest.raises(PerfsupportError, match=r"out/e\.csv cannot be written: No space"):
        run(export, target, "--store", file)
    assert [(path.name, path.read_text()) for path in target.parent.iterdir()] == [("e.csv", "the last one")]


@pytest.mark.parametrize(
    ("command", "arguments", "message"),
    [
        (prune, ["--older-than", "soon"], "'soon' is no age"),
        (prune, ["--older-than", "0d"], "'0d' is no age"),
        (export, ["e.xlsx"], "does not say its format"),
        (export, ["e.csv", "--from", "yesterday"], "'yesterday' is no day"),
        (
            export,
            ["e.csv", "--from", "2026-11-03", "--to", "2026-11-02"],
            "--to 2026-11-02 lies before --from 2026-11-03",
        ),
        (export, ["none/e.csv"], "There is no folder none"),
        (report, ["--store", "postgres://host/db"], "There are no stores at postgres://"),
        (report, ["--store", "clickhouse://user:secret@host/db"], "A password does not belong into an address"),
        (report, ["--store", "clickhouse:///db"], "names no host"),
        (report, ["--store", "clickhouse://host:x/db"], "The port of clickhouse://host:x/db is no number"),
        (report, ["--store", "clickhouse://host/a;b"], "is no name of a database"),
        (report, ["--store", "clickhouse://host/db?tls=no"], "'tls' is no option"),
    ],
)
def test_wrong_usage_is_told_in_words(command: click.Command, arguments: list[str], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        run(command, *arguments)
    assert message in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_store_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    for command, arguments in (
        (prune, ["--older-than", "1d"]),
        (erase, ["--rep", "a"]),
        (export, [tmp_path / "e.csv"]),
    ):
        with pytest.raises(StoreError, match="There is no"):
            run(command, "--store", tmp_path / "none.sqlite3", *arguments)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("127.0.0.1:9/db?secure=no", "nothing answers on that port"),
        ("nowhere.invalid/db", "there is no host of this name"),
        ("{web}/db", "it does not speak HTTPS there"),
        ("{web}/db?secure=no", "what answers there is no ClickHouse"),
    ],
)
def test_a_server_that_does_not_answer_is_named(tmp_path: Path, place: str, reason: str) -> None:
    """Always in the same words: what is said again and again is logged once a minute."""
    pytest.importorskip("clickhouse_connect", reason="the client for ClickHouse is not installed: clickhouse-connect")
    with running(QuietServer(QuietWeb)) as web:
        store = f"clickhouse://desk@{place.format(web=f'127.0.0.1:{web.server_port}')}"
        command = [sys.executable, "-m", "perfsupport", "prune", "--store", store, "--older-than", "1d"]
        told = [subprocess.run(command, cwd=ROOT, capture_output=True, text=True) for _ in range(2)]
    assert [each.returncode for each in told] == [3, 3]
    assert told[0].stderr == told[1].stderr
    assert told[0].stderr.startswith("perfsupport: clickhouse://desk@"), told[0].stderr
    assert told[0].stderr.count("\n") == 1, told[0].stderr
    assert f"cannot be used as a store: {reason}" in told[0].stderr


class QuietWeb(BaseHTTPRequestHandler):
    """A web server of something else."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<html>hello</html>")

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        """Say nothing."""
