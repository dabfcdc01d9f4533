"""The tests of the server, in a process of their own: the browser of other tests keeps a loop running in this one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

TESTS = Path(__file__).with_name("over_stdio.py")


def test_the_server_over_standard_input_and_output() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", str(TESTS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-5000:]
    assert " passed" in done.stdout


def test_it_ends_in_silence_when_the_editor_says_so() -> None:
    said: list[dict[str, object]] = [
        {"id": 1, "method": "initialize", "params": {"processId": None, "rootUri": None, "capabilities": {}}},
        {"method": "initialized", "params": {}},
        {"id": 2, "method": "shutdown"},
        {"method": "exit"},
    ]
    written = b""
    for each in said:
        body = json.dumps({"jsonrpc": "2.0", **each}).encode()
        written += b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
    command = [sys.executable, "-m", "perfsupport", "lsp", "--stdio"]
    done = subprocess.run(command, cwd=ROOT, input=written, capture_output=True, timeout=60)
    assert (done.returncode, done.stderr.decode()) == (0, "")
    assert done.stdout.count(b'"jsonrpc"') == 2
