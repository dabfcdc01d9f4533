"""``store`` and ``heads`` in ``perfsupport.yaml``: one place for all commands, and no guess where it is wrong."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from perfsupport.cli.usage_settings import choose_heads, choose_store
from perfsupport.errors import PerfsupportError
from perfsupport.parsing import parse_settings
from perfsupport.store import open_store
from perfsupport.store.address import FileAddress, ServerAddress, parse_address
from tests.cli.running import run, serving
from tests.collector.sending import make_body, make_event, make_received

ADDRESS = "clickhouse://desk@ch.example:9000/usage?secure=no"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "trees").mkdir()
    monkeypatch.chdir(tmp_path / "trees")
    monkeypatch.delenv("PERFSUPPORT_STORE_PASSWORD", raising=False)
    return tmp_path


def write(project: Path, text: str) -> None:
    (project / "perfsupport.yaml").write_text(text)


def test_a_file_is_relative_to_the_settings(project: Path) -> None:
    assert choose_store(None) == FileAddress(Path("perfsupport-events.sqlite3"))
    write(project, "store: data/events.sqlite3\nheads: 120\n")
    assert choose_store(None) == FileAddress(project / "data/events.sqlite3")
    assert choose_heads(None) == 120
    assert choose_store("other.sqlite3") == FileAddress(Path("other.sqlite3"))
    assert choose_heads(7) == 7
    write(project, "store: /srv/events.sqlite3\n")
    assert choose_store(None) == FileAddress(Path("/srv/events.sqlite3"))
    assert choose_heads(None) is None


def test_a_server_gets_its_password_from_the_environment_alone(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERFSUPPORT_STORE_PASSWORD", "geheim")
    write(project, f"store: {ADDRESS}\n")
    address = choose_store(None)
    assert address == parse_address(ADDRESS, "geheim")
    assert isinstance(address, ServerAddress)
    assert (address.password, "geheim" in f"{address} {address!r}") == ("geheim", False)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("store: clickhouse://desk:geheim@ch.example/usage", "1:8: `store` cannot be used as it is. Write a file's"),
        ("title: Desk\nstore: mysql://desk@ch.example/usage", "2:8: `store` cannot be used as it is. Write a file's"),
        (
            "store: clickhouse://ch.example:99999/usage",
            "1:8: The port of clickhouse://ch.example:99999/usage is no",
        ),
        ("stor: events.sqlite3", "1:1: "),
        ("store: [events.sqlite3]", "1:8: "),
        ("title: 'Desk", "1:8: "),
    ],
)
def test_what_is_wrong_stops_and_is_told_with_its_place(project: Path, text: str, told: str) -> None:
    write(project, f"{text}\n")
    with pytest.raises(PerfsupportError) as raised:
        choose_store(None)
    assert f"perfsupport.yaml:{told}" in str(raised.value)
    assert "geheim" not in str(raised.value)
    assert choose_store("here.sqlite3") == FileAddress(Path("here.sqlite3"))


def test_heads_that_are_no_number_are_told(project: Path) -> None:
    write(project, "heads: many\n")
    with pytest.raises(PerfsupportError, match=r"perfsupport\.yaml:1:8: `heads` is `many`, which is not a"):
        choose_heads(None)


def test_check_refuses_what_the_commands_refuse(project: Path) -> None:
    """The form in the schema and the parser of addresses agree on what an address is."""
    right = [
        "events.sqlite3",
        "a b/c.db",
        "sqlite:///srv/x",
        ADDRESS,
        "clickhouse://h",
        "clickhouse://[::1]:1/d?cluster=c",
    ]
    wrong = [
        "postgres://h/d",
        "clickhouse://",
        "clickhouse://u:p@h",
        "clickhouse://h/d?x=1",
        "clickhouse://h/d?secure=1",
    ]
    for text in right:
        assert parse_settings(f"store: '{text}'".encode(), "perfsupport.yaml")[1] == []
        parse_address(text)
    for text in wrong:
        assert [each.code for each in parse_settings(f"store: '{text}'".encode(), "perfsupport.yaml")[1]] == ["PS204"]
        with pytest.raises(PerfsupportError):
            parse_address(text)


def test_every_command_goes_by_the_setting(project: Path) -> None:
    write(project, "store: kept.sqlite3\nheads: 10\n")
    with serving(project, "collect") as (_, address):
        import httpx

        assert httpx.post(f"{address}/events", content=make_body([make_event()]), timeout=30).json()["new"] == 1
    assert (project / "kept.sqlite3").exists()
    with closing(open_store(project / "kept.sqlite3")) as store:
        store.append([make_received(contact="C-1")])
    assert run(project, "report", "--floor", "1").returncode == 0
    assert run(project, "outbox").stdout == "0 waiting, 0 refused by the record store.\n"
    assert run(project, "export", "all.jsonl").stdout == "Wrote 2 events into all.jsonl.\n"
    assert run(project, "erase", "--contact", "C-1").stdout.startswith("Deleted 2 events")
    assert run(project, "prune", "--older-than", "90d").stdout.startswith("Deleted 0 events")
    assert run(project, "recover", "--into", "fresh.sqlite3").stdout == "0 events are in fresh.sqlite3.\n"
    with closing(sqlite3.connect(project / "fresh.sqlite3")) as fresh:
        assert fresh.execute("SELECT count(*) FROM events").fetchone() == (0,)
    assert not (project / "perfsupport-events.sqlite3").exists()
    write(project, "store: kept.sqlite3\nheads: -1\n")
    stopped = run(project, "report")
    assert (stopped.returncode, "perfsupport.yaml:2:8:" in stopped.stderr) == (3, True)


def test_replay_goes_by_the_setting(project: Path) -> None:
    write(project, "store: kept.sqlite3\n")
    (project / "trees" / "desk").mkdir()
    ends = "paid: {end: resolved, do: Go on.}, open: {end: escalated, do: Ask.}"
    steps = f"channel: {{ask: Where?, options: {{Shop: paid, Web: open}}}}, {ends}"
    (project / "trees" / "desk" / "till.yaml").write_text(f"title: Till\nfallback: open\nsteps: {{{steps}}}\n")
    stopped = run(project, "replay", "--against", ".")
    assert (stopped.returncode, "kept.sqlite3" in stopped.stderr) == (3, True), stopped.stderr
