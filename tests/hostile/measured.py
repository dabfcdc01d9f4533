"""A child process with a stopwatch: what it printed, its exit code, CPU seconds and memory."""

from __future__ import annotations

import atexit
import json
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PATIENCE = 60
SERVER = """
import importlib, json, os, signal, sys, time
for name in sys.argv[1:]:
    importlib.import_module(name)
from perfsupport.cli.main import main
started = time.process_time()
for line in sys.stdin:
    arguments, folder, out, err, patience = json.loads(line)
    child = os.fork()
    if not child:
        signal.alarm(patience)
        os.chdir(folder)
        for number, path in enumerate((os.devnull, out, err)):
            os.dup2(os.open(path, os.O_RDWR), number)
        sys.argv = ["perfsupport", *arguments]
        main()
        os._exit(0)
    _, status, usage = os.wait4(child, 0)
    seconds = started + usage.ru_utime + usage.ru_stime
    print(json.dumps([os.waitstatus_to_exitcode(status), seconds, usage.ru_maxrss]), flush=True)
"""
"""Reads the modules once; each command is a process of its own that begins behind that.

What reading them took counts for each, as if it had read them itself. The server is small: a child's peak begins with
the memory of whoever started it.
"""
MODULES = (
    "perfsupport.cli.check",
    "perfsupport.cli.build",
    "perfsupport.compiler",
    "perfsupport.scenarios.proofs",
    "perfsupport.settling",
    "perfsupport.site.build",
    "perfsupport.validator",
)


@dataclass(frozen=True)
class Measured:
    """How a child process went: ``memory`` is its peak in bytes, ``seconds`` are of CPU, as machines may be busy."""

    code: int
    output: str
    errors: str
    seconds: float
    memory: int


@cache
def start_server() -> subprocess.Popen[str]:
    """Return what starts the children, one for all tests of this process."""
    command = [sys.executable, "-c", SERVER, *MODULES]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(server.communicate)
    return server


def run_measured(arguments: list[str], folder: Path) -> Measured:
    """Run ``perfsupport`` with these arguments in a folder; a child that never ends is ended after a minute."""
    server = start_server()
    assert server.stdin and server.stdout
    with tempfile.NamedTemporaryFile() as out, tempfile.NamedTemporaryFile() as err:
        server.stdin.write(json.dumps([arguments, str(folder), out.name, err.name, PATIENCE]) + "\n")
        server.stdin.flush()
        code, seconds, memory = json.loads(server.stdout.readline())
        assert code != -signal.SIGALRM, f"not at an end after {PATIENCE} seconds"
        return Measured(
            code=code,
            output=out.read().decode("utf-8"),
            errors=err.read().decode("utf-8"),
            seconds=seconds,
            memory=memory * (1 if sys.platform == "darwin" else 1024),
        )
