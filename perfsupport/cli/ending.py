"""A command that is told to end takes away what it was working on first."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, NoReturn

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
INTERRUPTED = "Query interrupted"
"""What DuckDB makes of the exception that a signal raised while it was at work."""


@contextmanager
def clearing_up() -> Iterator[None]:
    """See to it that signals to end leave the block by an exception, as Ctrl-C does; exit codes are those of shells.

    A second signal ends the process at once.
    """
    told = signal.SIGINT
    before: dict[signal.Signals, Any] = {}

    def end(number: int, _frame: FrameType | None) -> NoReturn:
        nonlocal told
        told = signal.Signals(number)
        # The clearing up may hang. What is left by a second signal then goes with the next command (working.py).
        for each in before:
            signal.signal(each, signal.SIG_DFL)
        if told is signal.SIGINT:
            raise KeyboardInterrupt
        raise SystemExit(128 + number)

    if threading.current_thread() is threading.main_thread():
        for number in (getattr(signal, name) for name in SIGNALS if hasattr(signal, name)):
            # ``nohup`` has one ignored, and a program around this one may have its own way.
            if signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
                before[number] = signal.signal(number, end)
    try:
        yield
    except RuntimeError as error:
        if str(error) != INTERRUPTED:
            raise
        raise SystemExit(128 + told) from None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
