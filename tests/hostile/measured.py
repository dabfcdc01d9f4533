"""A child process with a stopwatch: what it printed, its exit code, CPU seconds and memory."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 60
MEASURE = """
import json, os, sys
child = os.posix_spawn(sys.executable, [sys.executable, *sys.argv[2:]], os.environ)
_, status, usage = os.wait4(child, 0)
with open(sys.argv[1], "w") as figures:
    json.dump([os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, usage.ru_maxrss], figures)
"""
"""A process in between, and a small one: a child's peak begins with the memory of whoever started it."""


@dataclass(frozen=True)
class Measured:
    """How a child process went: ``memory`` is its peak in bytes, ``seconds`` are of CPU, as machines may be busy."""

    code: int
    output: str
    errors: str
    seconds: float
    memory: int


def run_measured(arguments: list[str], folder: Path) -> Measured:
    """Run ``perfsupport`` with these arguments in a folder; a child that never ends is ended after a minute."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, tempfile.NamedTemporaryFile("r") as figures:
        command = [sys.executable, "-S", "-c", MEASURE, figures.name, "-m", "perfsupport", *arguments]
        child = subprocess.Popen(command, cwd=folder, stdout=out, stderr=err, start_new_session=True)
        alarm = threading.Timer(PATIENCE, os.killpg, (child.pid, signal.SIGKILL))
        alarm.start()
        try:
            child.wait()
        finally:
            alarm.cancel()
        code, seconds, memory = json.loads(figures.read() or "[-9, 60, 0]")
        out.seek(0)
        err.seek(0)
        return Measured(
            code=code,
            output=out.read().decode("utf-8"),
            errors=err.read().decode("utf-8"),
            seconds=seconds,
            memory=memory * (1 if sys.platform == "darwin" else 1024),
        )
