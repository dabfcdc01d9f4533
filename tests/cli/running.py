"""Runs the command as a person would: within this process, or in one of its own."""

from __future__ import annotations

import gc
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from unittest.mock import patch

from click.testing import CliRunner

from perfsupport.cli import main as command_line

PERFSUPPORT = [sys.executable, "-m", "perfsupport"]
LASTING = ("serve", "lsp", "collect", "demo")
SECONDS = 180


def run(folder: Path, *arguments: str, **environment: str | None) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, through ``main`` and within this process where that shows the same.

    A process of its own takes half a second of the processor before it begins. What may listen for ever gets one, so
    that it can be ended; what the process itself decides (channels, terminals, hash seeds) needs ``run_apart``.
    """
    if arguments[0] in LASTING:
        return run_apart(folder, *arguments, **environment)
    code: object = 0
    with (
        CliRunner().isolation(env=environment) as (out, err, _),
        chdir(folder),
        patch.object(sys, "argv", ["perfsupport", *arguments]),
        # It ends the process at once, with whatever else there is in it.
        patch.object(command_line, "_leave", sys.exit),
    ):
        try:
            command_line.main()
        except SystemExit as end:
            code = end.code
        finally:
            gc.enable()
            sys.stdout.flush()
            sys.stderr.flush()
    assert isinstance(code, int), code
    return subprocess.CompletedProcess(list(arguments), code, out.getvalue().decode(), err.getvalue().decode())


def run_apart(folder: Path, *arguments: str, **environment: str | None) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, in a process of its own; None takes a variable out of the environment."""
    known = {name: value for name, value in {**os.environ, **environment}.items() if value is not None}
    return subprocess.run(
        [*PERFSUPPORT, *arguments],
        cwd=folder,
        env=known,
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )


@contextmanager
def serving(folder: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run a command that serves, and give it with the address it prints; it is told to end behind the block."""
    process = subprocess.Popen(
        [*PERFSUPPORT, *arguments, "--port", "0"],
        cwd=folder,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        yield process, read_address(process)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def read_address(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    for line in process.stdout:
        if found := re.search(r"http://[\d.]+:\d+", line):
            return found[0]
    raise AssertionError("the command ended without naming an address")
