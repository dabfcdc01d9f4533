"""However a command is ended, nothing of what it was working on is left; after a SIGKILL the next one sees to that."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from perfsupport.store import SqliteStore
from perfsupport.store.copies import hold_columns, name_columns
from perfsupport.working import working_folder
from tests.analytics.month import make_month
from tests.cli.running import PERFSUPPORT
from tests.collector.sending import wait_until
from tests.conftest import ROOT

SECONDS = 180


@contextmanager
def running(command: list[str], folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Run a command with a folder for its temporary files, and give it once it works in one of its own there."""
    folder.mkdir(exist_ok=True)
    environment = {**os.environ, "TMPDIR": str(folder), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=folder.parent
    ) as child:
        try:
            # Python tries a file out first, of which nothing is left unless it is killed there.
            wait_until(lambda: any(map(Path.is_dir, folder.iterdir())) or child.poll() is not None, SECONDS)
            yield child
        finally:
            child.kill()


def run_script(script: str) -> list[str]:
    """Return the command that does within the command line's care what a script says."""
    lines = ["from perfsupport.cli.ending import clearing_up", "with clearing_up():"]
    return [sys.executable, "-c", "\n".join([*lines, *(f"    {line}" for line in script.splitlines())])]


@pytest.mark.parametrize("command", [["check"], ["--help"], ["schema"]])
def test_a_reader_that_has_gone_is_no_finding(command: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [*PERFSUPPORT, *command], cwd=ROOT, stdout=writer, stderr=subprocess.PIPE, text=True, timeout=SECONDS
        )
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (128 + signal.SIGPIPE, "")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_report_that_waits_is_ended(store: SqliteStore, tmp_path: Path, number: signal.Signals) -> None:
    store.append(make_month(3))
    work = tmp_path / "work"
    with (
        hold_columns(name_columns(store.path), 5),
        running([*PERFSUPPORT, "report", "--store", str(store.path)], work) as child,
    ):
        child.send_signal(number)
        told = child.communicate(timeout=SECONDS)[1]
    assert (child.returncode, list(work.iterdir())) == (128 + number, [])
    assert "Traceback" not in told


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_question_to_duckdb_is_ended(tmp_path: Path, number: signal.Signals) -> None:
    script = (
        "import duckdb\nfrom perfsupport.working import working_folder\nwith working_folder() as folder:\n"
        "    numbers = 'range(100000000)'\n"
        "    duckdb.execute(f'SELECT count(*) FROM {numbers} AS a, {numbers} AS b WHERE a.range <> b.range')"
    )
    with running(run_script(script), tmp_path / "work") as child:
        # It may be at the question already, or just before: both have to end it.
        child.send_signal(number)
        told = child.communicate(timeout=SECONDS)[1]
    assert list((tmp_path / "work").iterdir()) == []
    assert (child.returncode, "Traceback" in told) in {(128 + number, False), (-signal.SIGINT, True)}


def test_an_export_that_is_ended_leaves_the_old_file_alone(tmp_path: Path) -> None:
    target = tmp_path / "work" / "events.jsonl"
    target.parent.mkdir()
    script = (
        "import itertools, time\nfrom pathlib import Path\nfrom perfsupport.store.export import export_events\n"
        "rows = (time.sleep(0.01) or ('x',) * 32 for _ in itertools.count())\n"
        f"export_events(rows, Path({str(target)!r}), 'jsonl')"
    )
    with running(run_script(script), target.parent) as child:
        target.write_text("old")
        wait_until(lambda: len(list(target.parent.iterdir())) == 2)
        child.send_signal(signal.SIGTERM)
        child.communicate(timeout=SECONDS)
    assert child.returncode == 128 + signal.SIGTERM
    assert [(path.name, path.read_text()) for path in target.parent.iterdir()] == [("events.jsonl", "old")]


def test_what_a_killed_process_left_goes_with_the_next(store: SqliteStore, tmp_path: Path) -> None:
    store.append(make_month(3))
    work = tmp_path / "work"
    command = [*PERFSUPPORT, "report", "--store", str(store.path)]
    with hold_columns(name_columns(store.path), 5), running(command, work) as first:
        first.kill()
        first.communicate(timeout=SECONDS)
        left = list(work.iterdir())
        assert len(left) == 1
        # One that is still at work keeps its folder; so does one of another name.
        with running(command, work) as second:
            wait_until(lambda: len(found := list(work.iterdir())) == 1 and found != left, SECONDS)
            (other,) = work.iterdir()
            (work / "perfsupport-of-somebody").mkdir()
            with working_folder(work):
                assert other.exists()
            second.send_signal(signal.SIGTERM)
            second.communicate(timeout=SECONDS)
    assert [path.name for path in work.iterdir()] == ["perfsupport-of-somebody"]


def test_a_reader_that_goes_leaves_nothing_either(store: SqliteStore, tmp_path: Path) -> None:
    store.append(make_month(3))
    with running([*PERFSUPPORT, "report", "--store", str(store.path)], tmp_path / "work") as child:
        assert child.stdout
        child.stdout.close()
        child.wait(SECONDS)
    assert list((tmp_path / "work").iterdir()) == []


HANGING = """
import time
try:
    print("begun", flush=True)
    time.sleep(300)
finally:
    print("ending", flush=True)
    time.sleep(300)
"""
HANGING_SERVER = """
import contextlib, time
from starlette.applications import Starlette
from perfsupport import webserver

@contextlib.asynccontextmanager
async def hang(_app):
    print("begun", flush=True)
    yield
    print("ending", flush=True)
    time.sleep(300)

webserver.run_server(webserver.make_server(Starlette(lifespan=hang)), webserver.listen(0))
"""


@pytest.mark.parametrize("script", [HANGING, HANGING_SERVER], ids=["command", "server"])
@pytest.mark.parametrize("numbers", [(signal.SIGINT, signal.SIGINT), (signal.SIGTERM, signal.SIGINT)])
def test_a_second_signal_ends_an_end_that_hangs(
    tmp_path: Path, script: str, numbers: tuple[signal.Signals, signal.Signals]
) -> None:
    first, second = numbers
    with subprocess.Popen(run_script(script), cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        try:
            assert child.stdout
            for line in child.stdout:
                child.send_signal({"begun": first, "ending": second}[line.strip()])
            assert child.wait(SECONDS) == -second
        finally:
            child.kill()
