"""Drawing pictures with Graphviz: in child processes, several at once, each within a time limit.

``dot`` on the PATH is used where there is one, else the Graphviz inside the ``pygraphviz`` package, which child
processes of ours keep loaded. A drawing that crashes takes only its child with it.
"""

from __future__ import annotations

import base64
import importlib.util
import json
import os
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

SECONDS = 20.0


class DrawingError(Exception):
    """A picture could not be drawn; the message says why, as the end of a sentence."""


class Engine(Protocol):
    """A way to draw. ``name`` tells apart what may draw the same text differently."""

    name: str

    def draw(self, dot: str, seconds: float) -> str:
        """Return the SVG of a DOT text, or raise DrawingError."""

    def draw_file(self, dot: str, form: str, seconds: float) -> bytes:
        """Return a DOT text drawn in a format of Graphviz (``svg``, ``png``, ``pdf``), or raise DrawingError."""

    def close(self) -> None:
        """End what was started."""


def find_engine() -> Engine | None:
    """Return the way to draw on this machine, None where there is no Graphviz at all."""
    program = shutil.which("dot")
    if program is not None:
        return DotProgram(program)
    return PygraphvizPool() if importlib.util.find_spec("pygraphviz") else None


def draw_all(dots: Iterable[str], engine: Engine, seconds: float = SECONDS) -> list[str | DrawingError]:
    """Return for each DOT text its SVG or what went wrong, in the same order."""

    def attempt(dot: str) -> str | DrawingError:
        try:
            return engine.draw(dot, seconds)
        except DrawingError as error:
            return error

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return list(pool.map(attempt, dots))


class DotProgram:
    """The ``dot`` on the PATH."""

    def __init__(self, program: str) -> None:
        self._program = program
        version = subprocess.run([program, "-V"], capture_output=True, text=True, check=False)
        self.name = (version.stderr or version.stdout).strip()

    def draw(self, dot: str, seconds: float) -> str:
        """Return the SVG of a DOT text, or raise DrawingError."""
        return self.draw_file(dot, "svg", seconds).decode()

    def draw_file(self, dot: str, form: str, seconds: float) -> bytes:
        """Return a DOT text drawn in a format of Graphviz, or raise DrawingError."""
        command = [self._program, f"-T{form}"]
        try:
            done = subprocess.run(command, input=dot.encode(), capture_output=True, timeout=seconds, check=False)
        except subprocess.TimeoutExpired:
            raise DrawingError(f"took longer than {seconds:g} seconds") from None
        if done.returncode:
            raise DrawingError(f"failed in dot (exit code {done.returncode})")
        return done.stdout

    def close(self) -> None:
        """Nothing outlives a drawing."""


class PygraphvizPool:
    """Children that have pygraphviz loaded; each takes one DOT text after the other."""

    def __init__(self) -> None:
        from importlib.metadata import version

        self.name = f"pygraphviz {version('pygraphviz')}"
        self._idle: queue.SimpleQueue[subprocess.Popen[str]] = queue.SimpleQueue()

    def draw(self, dot: str, seconds: float) -> str:
        """Return the SVG of a DOT text, or raise DrawingError."""
        return self.draw_file(dot, "svg", seconds).decode()

    def draw_file(self, dot: str, form: str, seconds: float) -> bytes:
        """Return a DOT text drawn in a format of Graphviz, or raise DrawingError."""
        try:
            child = self._idle.get_nowait()
        except queue.Empty:
            child = _start_child()
        drawn = _ask(child, dot, form, seconds)
        self._idle.put(child)
        return drawn

    def close(self) -> None:
        """End the children."""
        while not self._idle.empty():
            _end(self._idle.get())


def _start_child() -> subprocess.Popen[str]:
    # -P: a file called json.py in the author's folder is none of the child's business.
    command = [sys.executable, "-P", "-m", "perfsupport.site.draw_child"]
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere, encoding="utf-8")


def _ask(child: subprocess.Popen[str], dot: str, form: str, seconds: float) -> bytes:
    """Send a DOT text and return what was drawn; a child that is too slow is killed, which ends its output."""
    assert child.stdin is not None and child.stdout is not None
    slow = threading.Event()

    def give_up() -> None:
        slow.set()
        child.kill()

    timer = threading.Timer(seconds, give_up)
    timer.start()
    try:
        child.stdin.write(json.dumps([dot, form]) + "\n")
        child.stdin.flush()
        answer = child.stdout.readline()
    except OSError:
        answer = ""
    finally:
        timer.cancel()
    if answer.endswith("\n") and (drawn := json.loads(answer)) is not None:
        return base64.b64decode(drawn)
    _end(child)
    raise DrawingError(f"took longer than {seconds:g} seconds" if slow.is_set() else "crashed in pygraphviz")


def _end(child: subprocess.Popen[str]) -> None:
    child.kill()
    child.communicate()
