"""Values of options that more than a number or a text is wanted of, each refused in words where it cannot be meant."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any, TypeVar

import click

from perfsupport.origins import MOST_PORT, find_origin, write_host

Command = TypeVar("Command", bound=Callable[..., object])

OWN_ORIGIN = "null"
"""The origin of a sandboxed frame, and of a page that is opened from disk."""


class FiniteRange(click.FloatRange):
    """A number within limits; neither ``nan``, which lies within all of them, nor ``inf``."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number."""
        number = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value!r} is no number.", param, ctx)
        return number


class Origin(click.ParamType):  # type: ignore[type-arg]  # earlier versions of click know none
    """An origin as browsers send it: small letters, other scripts as Punycode, without a path and the usual port."""

    name = "origin"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the origin."""
        origin = OWN_ORIGIN if value == OWN_ORIGIN else find_origin(str(value))
        if origin is None:
            remedy = f"Write it like https://desk.example.{_tell_port(value)}"
            self.fail(f"{value!r} is no origin of a page. {remedy}", param, ctx)
        if re.search(r"://[^/?#]*(?:/+[^/]|[?#])", str(value)):
            self.fail(f"{value!r} is no origin of a page. Write {origin}, without what stands behind.", param, ctx)
        return origin


class HostName(click.ParamType):  # type: ignore[type-arg]  # earlier versions of click know none
    """The name of a host as browsers send it."""

    name = "name"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name."""
        name = write_host(str(value))
        if name is None or name.startswith("["):
            self.fail(f"{value!r} is no name of a host. Write the name alone, like desk.example.", param, ctx)
        return name


class WebAddress(click.ParamType):  # type: ignore[type-arg]  # earlier versions of click know none
    """An address that begins with ``https://`` or ``http://``."""

    name = "url"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the address."""
        if not re.fullmatch(r"https?://[^/?#\s]+(?:/[^?#\s]*)?", str(value)):
            self.fail(f"{value!r} is no address of a site. Write it like https://aids.example.", param, ctx)
        return str(value)


def names_option(command: Command) -> Command:
    """Give a command the option --allow-host."""
    return click.option(
        "--allow-host",
        "names",
        type=HostName(),
        multiple=True,
        help="Answer under this name too, such as that of a tunnel. Repeatable.",
    )(command)


def _tell_port(address: object) -> str:
    port = re.search(r":([0-9]+)(?:/|$)", str(address))
    return f" Ports end at {MOST_PORT}." if port is not None and int(port[1]) > MOST_PORT else ""
