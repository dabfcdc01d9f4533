"""Serving the report beside the collector, to who has the token."""

from __future__ import annotations

import os

import click

from perfsupport import webserver
from perfsupport.cli.columns import following
from perfsupport.cli.figures import Wanted, read_report, render_report_page

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
        app = make_report_app(lambda: render_report_page(wanted), guard)
        with following(wanted.store, wanted=columns):
            webserver.run_server(webserver.make_server(app), listener)
