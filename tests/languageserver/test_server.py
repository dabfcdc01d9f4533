"""The tests of the server, in a process of their own: the browser of other tests keeps a loop running in this one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

TESTS = Path(__file__).with_name("over_stdio")
ASPECTS = ("checking", "showing", "renaming", "beside")


def test_none_of_its_tests_is_left_out() -> None:
    assert {path.stem for path in TESTS.glob("*.py")} == {*ASPECTS, "conftest"}


def test_the_server_over_standard_input_and_output() -> None:
    files = [str(TESTS / f"{aspect}.py") for aspect in ASPECTS]
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *files]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-5000:]
    assert " passed" in done.stdout


SAID: dict[str, dict[str, object]] = {
    "initialize": {"id": 1, "params": {"processId": None, "rootUri": None, "capabilities": {}}},
    "initialized": {"params": {}},
    "shutdown": {"id": 2},
    "exit": {},
}


@pytest.mark.parametrize(
    ("left_out", "code"),
    [
        pytest.param("", 0, id="as an editor ends it"),
        pytest.param("shutdown", 1, id="at once, which the protocol takes for a failure"),
        pytest.param("exit", 0, id="an editor that is gone"),
    ],
)
def test_it_ends_in_silence_when_the_editor_says_so(left_out: str, code: int) -> None:
    written = b""
    for method, each in SAID.items():
        body = json.dumps({"jsonrpc": "2.0", "method": method, **each}).encode()
        written += b"Content-Length: %d\r\n\r\n%b" % (len(body), body) if method != left_out else b""
    command = [sys.executable, "-m", "perfsupport", "lsp", "--stdio"]
    done = subprocess.run(command, cwd=ROOT, input=written, capture_output=True, timeout=180)
    assert (done.returncode, done.stderr.decode()) == (code, "")
    assert done.stdout.count(b'"jsonrpc"') == 2 - (left_out == "shutdown")
