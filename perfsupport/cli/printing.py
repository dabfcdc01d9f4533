"""Printing what was found, the same way in every command."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper

import click


def wants_colour() -> bool:
    """Tell whether people look at the output on a terminal that shows colours.

    ``NO_COLOR`` in the environment asks for none anywhere, ``FORCE_COLOR`` for colours where there is no terminal.
    """
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    if sys.stdout is None or not sys.stdout.isatty():
        return False
    from rich.console import Console

    console = Console()
    return console.color_system is not None and not console.no_color


def write_text(text: str) -> None:
    """Print a text that holds authors' letters, whatever the channel can carry."""
    if isinstance(sys.stdout, TextIOWrapper):
        # Not every channel carries every author's letters: what it cannot carry is written by its number.
        sys.stdout.reconfigure(errors="backslashreplace")
    click.echo(text, nl=False, color=True if wants_colour() else None)
