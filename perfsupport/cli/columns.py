"""Keeping the copy by columns beside a store: beside a command that runs for long, and the process that does it.

python -m perfsupport.cli.columns /srv/desk/events.sqlite3
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import TypeVar

import click

from perfsupport.errors import PerfsupportError
from perfsupport.store.address import Address, FileAddress

MISSING = "DuckDB is not installed, so that reports take longer. Install it with: pip install 'perfsupport[report]'"


Command = TypeVar("Command", bound=Callable[..., object])


def columns_option(command: Command) -> Command:
    """Give a command the option --columns."""
    return click.option(
        "--columns/--no-columns",
        default=True,
        show_default=True,
        help="While it runs, keep the copy that reports count beside a store in a file.",
    )(command)


@contextmanager
def following(store: Address, *, wanted: bool = True) -> Iterator[None]:
    """Keep the copy beside a store up to date until the block ends; a store on a server has none."""
    if not wanted or not isinstance(store, FileAddress):
        yield
        return
    if find_spec("duckdb") is None:
        click.echo(MISSING, err=True)
        yield
        return
    from perfsupport.analytics.following import Follower

    follower = Follower(store.path, [sys.executable, "-m", "perfsupport.cli.columns", str(store.path)])
    follower.start()
    try:
        yield
    finally:
        follower.stop()


class _Ended(Exception):
    """Somebody wants this process to end."""


def main(arguments: Sequence[str]) -> int:
    """Bring the copy beside a store up to date, behind everything else that the machine has to do; return 0 or 3."""
    from perfsupport.analytics.duck import keep_columns
    from perfsupport.analytics.following import QUICK

    if hasattr(os, "nice"):
        os.nice(19)
    told = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal told
        told = True

    def check() -> None:
        if told:
            raise _Ended

    signal.signal(signal.SIGTERM, stop)
    try:
        keep_columns(Path(arguments[0]), thorough=QUICK not in arguments, check=check)
    except _Ended:
        pass
    except PerfsupportError as error:
        click.echo(str(error), err=True)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
