"""Which store a command means, which of its events, and how deletions are told."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from perfsupport.cli.usage_settings import choose_store
from perfsupport.errors import UsageError
from perfsupport.store import DEFAULT_STORE
from perfsupport.store.address import Address, FileAddress
from perfsupport.store.keeping import Keeper, Tally
from perfsupport.store.opening import open_keeper
from perfsupport.store.outbox_beside import DEFAULT_OUTBOX, sweep_beside

Command = TypeVar("Command", bound=Callable[..., Any])

DAY_MS = 86_400_000
UNITS = {"d": 1, "w": 7, "m": 30, "y": 365}
DRY_RUN = "Nothing was deleted: this was a dry run."


def store_option(command: Command) -> Command:
    """Give a command the option --store, which it gets as ``store``, an address: the option's, else the settings'."""

    @wraps(command)
    def chosen(*arguments: Any, store: str | None, **options: Any) -> Any:
        return command(*arguments, store=choose_store(store, options.get("root")), **options)

    return click.option(
        "--store",
        metavar="FILE|ADDRESS",
        help="A file, or clickhouse://user@host:port/database. Unless given, `store` in perfsupport.yaml, or else"
        f" {DEFAULT_STORE} here.",
    )(cast(Command, chosen))


def outbox_option(command: Command) -> Command:
    """Give a command the option --outbox, which it gets as ``file``."""
    return click.option(
        "--outbox",
        "file",
        type=click.Path(path_type=Path, dir_okay=False),
        default=DEFAULT_OUTBOX,
        show_default=True,
        help="Where a store on a server is: the file that names what still has to be forwarded from here.",
    )(command)


@contextmanager
def keeping(address: Address) -> Iterator[Keeper]:
    """Give a store to look after."""
    keeper = open_keeper(address)
    try:
        yield keeper
    finally:
        keeper.close()


def sweep_letters(address: Address, file: Path) -> None:
    """Take out of the outbox beside a collector what was deleted on the server, and say what is not reached."""
    if isinstance(address, FileAddress):
        return
    found = sweep_beside(address, file, lambda: time.time_ns() // 1_000_000)
    if found is not None:
        click.echo(f"Forgot {found:,} dead letter{'' if found == 1 else 's'} in {file}, or what was said of them.")
    click.echo("Collectors elsewhere forget theirs within twenty minutes; one that is not running, when it starts.")


def read_age(text: str) -> int:
    """Return how many days an age such as ``90d``, ``12w``, ``13m`` or ``2y`` is; a month is 30 days, a year 365."""
    found = re.fullmatch(r"([1-9][0-9]{0,4})([dwmy])", text)
    if found is None:
        raise UsageError(f"{text!r} is no age. Write a number and d, w, m or y: 90d, 13m.")
    return int(found[1]) * UNITS[found[2]]


def read_day(text: str) -> int:
    """Return the first moment (Unix milliseconds, UTC) of a day written as 2026-11-22."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is no day. Write it like 2026-11-22.") from None
    return _find_begin(day)


def read_days(first: str | None, last: str | None) -> tuple[int | None, int | None]:
    """Return when ``--from`` begins, and when ``--to``, which is included, has ended; each a day, a month or a year."""
    since = None if first is None else _read_span("--from", first)[0]
    until = None if last is None else _read_span("--to", last)[1]
    if since is not None and until is not None and until <= since:
        raise UsageError(f"--to {last} lies before --from {first}.")
    return since, until


def _read_span(option: str, text: str) -> tuple[int, int]:
    """Return when a day (2026-11-22) or a month (2026-11) begins, and when the next one does (UTC)."""
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}", text):
            first = date.fromisoformat(f"{text}-01")
            after = (first + timedelta(days=31)).replace(day=1)
        else:
            first = date.fromisoformat(text)
            after = first + timedelta(days=1)
    except (ValueError, OverflowError):
        raise UsageError(
            f"{option} {text!r} is no day. Write it like 2026-11-22, or a whole month like 2026-11."
        ) from None
    return _find_begin(first), _find_begin(after)


def _find_begin(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


def write_day(at: int) -> str:
    """Return the day (UTC) of a moment."""
    return datetime.fromtimestamp(at / 1000, UTC).date().isoformat()


def describe(tally: Tally) -> str:
    """Return ``12 events of 3 sessions``."""
    events = f"{tally.events:,} event{'' if tally.events == 1 else 's'}"
    return f"{events} of {tally.sessions:,} session{'' if tally.sessions == 1 else 's'}"
