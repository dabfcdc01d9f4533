"""Which store a command means."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

import click

from perfsupport.store import DEFAULT_STORE
from perfsupport.store.address import PASSWORD_VARIABLE, Address, parse_address

Command = TypeVar("Command", bound=Callable[..., Any])


def store_option(command: Command) -> Command:
    """Give a command the option --store, which it gets as ``store``, an address."""
    return click.option(
        "--store",
        default=DEFAULT_STORE,
        show_default=True,
        metavar="FILE|ADDRESS",
        callback=lambda _context, _parameter, text: read_address(text),
        help="A file, or clickhouse://user@host:port/database.",
    )(command)


def read_address(text: str) -> Address:
    """Return a store's address, with the password that the environment holds."""
    return parse_address(text, os.environ.get(PASSWORD_VARIABLE, ""))
