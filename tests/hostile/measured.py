"""A child process with a stopwatch: what it printed, its exit code, CPU seconds and memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 60


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
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = subprocess.Popen([sys.executable, "-m", "perfsupport", *arguments], cwd=folder, stdout=out, stderr=err)
        code, usage = _wait(child)
        out.seek(0)
        err.seek(0)
        return Measured(
            code=code,
            output=out.read().decode("utf-8"),
            errors=err.read().decode("utf-8"),
            seconds=usage.ru_utime + usage.ru_stime,
            memory=usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
        )


def _wait(child: subprocess.Popen[bytes]):
    """Wait for the child itself, so that only its own figures are read."""
    alarm = threading.Timer(PATIENCE, child.kill)
    alarm.start()
    try:
        _, status, usage = os.wait4(child.pid, 0)
    finally:
        alarm.cancel()
    child.returncode = os.waitstatus_to_exitcode(status)
    return child.returncode, usage
