"""Serving the report beside the collector, to who has the token."""

from __future__ import annotations

import os
from collections.abc import Callable

import click

from perfsupport import webserver
from perfsupport.cli.columns import following
from perfsupport.cli.figures import Wanted, read_report, render_report_page
from perfsupport.errors import PerfsupportError

TOKEN_VARIABLE = "PERFSUPPORT_REPORT_TOKEN"


def serve_report(wanted: Wanted, host: str, port: int, *, columns: bool) -> None:
    """Serve until Ctrl-C. What is wrong with the store is said before the first visit."""
    webserver.require("starlette", "uvicorn")
    from perfsupport.reporting.guard import Guard, make_report_app, make_token

    given = os.environ.get(TOKEN_VARIABLE)
    guard = Guard(given if given is not None else make_token())
    read_report(wanted)
    with webserver.open_socket(host, port) as listener:
        address = webserver.address_of(listener, host)
        click.echo(f"The report, by a link that works once: {address}enter/{guard.link}")
        if given is not None:
            click.echo(f"Programs send the token of {TOKEN_VARIABLE} as Authorization: Bearer … to {address}")
        click.echo("Ctrl-C ends.")
        app = make_report_app(_telling(lambda: render_report_page(wanted)), guard)
        with following(wanted.store, wanted=columns):
            webserver.run_server(webserver.make_server(app), listener)


def _telling(render: Callable[[], str]) -> Callable[[], str]:
    """Return what also says to whoever runs the server why a page could not be made: once for all visits in a row."""
    told = ""

    def render_and_tell() -> str:
        nonlocal told
        try:
            page = render()
        except PerfsupportError as error:
            if told != str(error):
                told = str(error)
                click.echo(told, err=True)
            raise
        told = ""
        return page

    return render_and_tell
