"""``perfsupport collect`` from the shell."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from perfsupport.cli.collect import collect
from perfsupport.cli.values import Origin
from tests.collector.sending import make_body, make_event, run_collector, write_site
from tests.conftest import ROOT


def run(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "perfsupport", "collect", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120, env={"PYTHONPATH": str(ROOT)})


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_listens_and_ends_cleanly(tmp_path: Path, number: int) -> None:
    store = tmp_path / "events.sqlite3"
    with run_collector(store) as collector:
        assert collector.send(make_body([make_event()])).json()["new"] == 1
        assert collector.stop(number) == 0
        assert collector.process.stderr is not None
        assert collector.process.stderr.read() == ""
    assert not store.with_name("events.sqlite3-wal").exists()


def test_site_and_origins_narrow_what_is_taken(tmp_path: Path) -> None:
    site = write_site(tmp_path / "build")
    options = ["--site", str(site), "--origin", "https://desk.example/"]
    with run_collector(tmp_path / "events.sqlite3", *options) as collector:
        headers = {"origin": "https://desk.example"}
        taken = collector.send(make_body([make_event()]), headers=headers)
        unknown = collector.send(make_body([make_event(step="gone")]), headers=headers)
        stranger = collector.send(make_body([make_event()]))
    assert [reply.status_code for reply in (taken, unknown, stranger)] == [200, 422, 403]


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ("https://DESK.example:443", "https://desk.example"),
        ("https://desk.example/", "https://desk.example"),
        ("HTTPS://desk.example", "https://desk.example"),
        ("https://desk.example:08443", "https://desk.example:8443"),
        ("https://büro.example", "https://xn--bro-hoa.example"),
        ("https://BÜRO。example", "https://xn--bro-hoa.example"),
        # Browsers keep the ß since 2023 and earlier.
        ("https://straße.example", "https://xn--strae-oqa.example"),
        ("https://مثال.example:65535", "https://xn--mgbh0fb.example:65535"),
        ("http://[0:0::1]:8080", "http://[::1]:8080"),
    ],
)
def test_an_origin_is_what_browsers_make_of_it(written: str, origin: str) -> None:
    assert Origin().convert(written, None, None) == origin
    for other in (origin, "null", "https://desk.example:8443", "chrome-extension://abc", "http://x:443"):
        assert Origin().convert(other, None, None) == other


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--origin", "desk.example", "is no origin of a page. Write it like https://desk.example."),
        ("--origin", "https://DESK.example/aids", "is no origin of a page. Write https://desk.example, without what"),
        ("--origin", "https://desk.example?a=b", "is no origin of a page. Write https://desk.example, without what"),
        ("--origin", "https://desk.example:65536", "Write it like https://desk.example. Ports end at 65535."),
        ("--origin", "https://büro☎.example", "is no origin of a page."),
        ("--origin", "https://desk..example", "is no origin of a page."),
        ("--origin", "", "is no origin of a page."),
        ("--origin", "https://*.desk.example", "is no origin of a page."),
        ("--origin", "https://ann@desk.example", "is no origin of a page."),
        ("--rate", "nan", "is no number."),
        ("--overall-rate", "inf", "is no number."),
        ("--xapi-site", "aids.example", "is no address of a site. Write it like https://aids.example."),
        ("--keep-versions", "99999999999999", "is not in the range"),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused(option: str, value: str, said: str, tmp_path: Path) -> None:
    refused = CliRunner().invoke(collect, [option, value, "--store", str(tmp_path / "e.sqlite3")])
    assert (refused.exit_code, said in refused.output) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = run("--port", port, "--store", str(tmp_path / "e.sqlite3"))
    assert ended.returncode == 3
    taken = f"perfsupport: Nothing can listen on 127.0.0.1:{port}: Address already in use."
    assert ended.stderr == f"{taken} Choose another port with --port.\n"


def test_a_store_or_site_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("Dear all,\n" * 100)
    ended = run("--port", "0", "--store", "letter", cwd=tmp_path)
    assert (ended.returncode, ended.stdout) == (3, "")
    assert ended.stderr.startswith("perfsupport: letter is no database of perfsupport's.")
    ended = run("--port", "0", "--site", "nowhere", cwd=tmp_path)
    assert ended.returncode == 3
    assert ended.stderr == "perfsupport: nowhere/events.json cannot be read. Name a folder made by perfsupport build.\n"
    assert [path.name for path in tmp_path.iterdir()] == ["letter"], "a store without anything would be left behind"


def test_without_the_extra_it_says_what_to_install(tmp_path: Path) -> None:
    script = (
        "import sys; sys.modules['uvicorn'] = None; sys.argv = ['perfsupport', 'collect', '--port', '0'];"
        "from perfsupport.cli.main import main; main()"
    )
    environment = {"PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=120, env=environment
    )
    assert ended.returncode == 3
    assert ended.stderr == (
        "perfsupport: Collecting needs the package uvicorn. Install it with: pip install 'perfsupport[collect]'\n"
    )
    assert list(tmp_path.iterdir()) == []
