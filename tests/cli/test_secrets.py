"""A password that stands where none belongs is in nothing that is shown: messages, lines, logs, tracebacks."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest
from click.testing import CliRunner

from perfsupport.cli.main import perfsupport
from perfsupport.errors import PerfsupportError
from perfsupport.fixing import show_difference
from perfsupport.formatters import FORMATTERS, Report
from perfsupport.forwarding import RecordStore
from perfsupport.forwarding.recordstore import Later
from perfsupport.passwords import hide_password, hide_passwords
from perfsupport.project import load_project
from perfsupport.proving import check_project
from perfsupport.store import StoreError
from perfsupport.store.address import ServerAddress, parse_address
from perfsupport.store.clickhouse import explained
from tests.forwarding.conftest import record_store
from tests.forwarding.recordstore import FakeRecordStore

__all__ = ["record_store"]

SECRET = "gehe1m"
WRONG = [
    f"clickhouse://desk:{SECRET}@ch.example:9000/usage",
    f"clickhouse://desk:a/{SECRET}@ch.example/usage",
    f"clickhouse://desk:1/{SECRET}@ch.example/usage",
    f"clickhouse://desk:1?{SECRET}@ch.example/usage",
    f"clickhouse://desk:1#{SECRET}@ch.example/usage",
    f"clickhouse://desk:a@{SECRET}@ch.example/usage",
    f"clickhouse://:{SECRET}@ch.example/usage",
    f"clickhouse://desk:my {SECRET}@ch.example/usage",
    f"clickhouse://ch.example/usage?password={SECRET}",
    f"postgres://desk:{SECRET}@db.example/usage",
    f"desk:{SECRET}@ch.example/usage",
]
COMMANDS = [
    ("report",),
    ("outbox",),
    ("export", "out.csv"),
    ("prune", "--older-than", "90d"),
    ("erase", "--contact", "Anna"),
    ("recover", "--into", "fresh.sqlite3"),
    ("collect", "--port", "0"),
    ("replay", "--against", "."),
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    trees = tmp_path / "trees" / "desk"
    trees.mkdir(parents=True)
    trees.joinpath("till.yaml").write_text("title: Till\nsteps:\n  paid: {end: resolved, do: Go on.}\n")
    return tmp_path


@pytest.mark.parametrize("address", WRONG)
def test_an_address_is_refused_without_its_password(address: str) -> None:
    with pytest.raises(PerfsupportError) as refused:
        parse_address(address)
    assert SECRET not in str(refused.value)
    assert SECRET not in hide_password(address)


@pytest.mark.parametrize("key", ["store", "stor"])
@pytest.mark.parametrize("address", WRONG)
def test_check_shows_no_password(project: Path, address: str, key: str) -> None:
    project.joinpath("perfsupport.yaml").write_text(f"title: Desk\n{key}: '{address}'\n")
    loaded = load_project(project)
    found = check_project(loaded, "2026-11-22")
    assert {one.code for one in found} & {"PS204", "PS201"}
    report = Report(diagnostics=found, sources=loaded.sources, files=2)
    if key == "store" or "://" in address:
        assert [name for name, write in FORMATTERS.items() if SECRET in write(report)] == []


def test_no_command_shows_the_password(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    project.joinpath("perfsupport.yaml").write_text(f"title: Desk\nstore: {WRONG[0]}\n")
    for command in COMMANDS:
        told = fail(*command)
        assert "perfsupport.yaml:2:8" in told, command
        if command[0] not in ("recover", "replay"):
            assert "PERFSUPPORT_STORE_PASSWORD" in fail(*command, "--store", WRONG[2])


def fail(*arguments: str) -> str:
    """Run a command that cannot run; return all that is told of it, the traceback that nobody sees among it."""
    ended = CliRunner().invoke(perfsupport, arguments, standalone_mode=False)
    assert isinstance(ended.exception, PerfsupportError), ended.output
    told = ended.output + "".join(traceback.format_exception(ended.exception))
    assert SECRET not in told
    return told


def test_lines_keep_their_width_and_other_words() -> None:
    line = f"store: clickhouse://desk:{SECRET}@ch.example/usage  # why"
    assert hide_passwords(line) == line.replace(SECRET, "*" * len(SECRET))
    for text in (
        "see https://a.example:8080/x and bob@x.org",
        "mail: a@b.c",
        "clickhouse://desk@ch.example/usage",
        "a=b",
    ):
        assert hide_passwords(text) == text


def test_what_would_be_changed_shows_no_password() -> None:
    before = f"titel: Desk\nstore: {WRONG[0]}\n"
    shown = show_difference(
        {"perfsupport.yaml": before.encode()}, {"perfsupport.yaml": before.replace("titel", "title").encode()}
    )
    assert "+title: Desk\n store: clickhouse://desk:******@ch.example" in shown


@pytest.mark.parametrize(
    "address",
    [
        f"https://user:{SECRET}@lrs.example/xapi",
        f"https://user:a/{SECRET}@lrs.example/xapi",
        f"https://:{SECRET}@lrs.example/xapi",
        f"https://{SECRET}@lrs.example/xapi",
        f"https://lrs.example/xapi?token={SECRET}",
    ],
)
def test_a_record_store_is_not_told_with_its_password(address: str) -> None:
    with pytest.raises(PerfsupportError, match="put user:password into PERFSUPPORT_XAPI_CREDENTIALS") as refused:
        RecordStore(address)
    assert SECRET not in str(refused.value)


def test_where_a_redirect_leads_is_told_without_what_may_be_secret(
    record_store: FakeRecordStore, caplog: pytest.LogCaptureFixture
) -> None:
    record_store.judge = lambda _statements: (
        302,
        {"location": f"https://u:{SECRET}@sso.example/in?state={SECRET}"},
        "",
    )
    with pytest.raises(Later) as later:
        RecordStore(record_store.address).send([])
    assert (SECRET in str(later.value), "sso.example/in" in str(later.value)) == (False, True)


def test_a_server_that_repeats_the_password_is_not_quoted() -> None:
    class Refusing(OSError):
        pass

    address = ServerAddress(scheme="clickhouse", host="h", port=1, user="desk", database="d", password=SECRET)
    with pytest.raises(StoreError, match="cannot be used as a store") as refused, explained(address):
        raise Refusing(f"no route to http://desk:{SECRET}@h:1")
    assert SECRET not in str(refused.value)
