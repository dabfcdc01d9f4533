"""``perfsupport serve``: see each save in the browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import click

from perfsupport import webserver
from perfsupport.cli.values import names_option
from perfsupport.diagnostics import Diagnostic
from perfsupport.errors import PerfsupportError
from perfsupport.folder import choose_root
from perfsupport.formatters import FORMATTERS, Report


@click.command()
@click.option("--root", type=click.Path(path_type=Path, exists=True, file_okay=False), help="The project's folder.")
@click.option("--port", type=click.IntRange(0, 65535), help="8000, or a free one where that is taken.")
@click.option(
    "--editor",
    default="vscode",
    show_default=True,
    help="What opens a line of a file: vscode, cursor, idea, sublime, none, or an address with {path} and {line}.",
)
@names_option
def serve(root: Path | None, port: int | None, editor: str, names: tuple[str, ...]) -> int:
    """Serve the job aids on this machine, show each save at once, on the same step, and what is wrong with it.

    Nothing is written. Ctrl-C ends it. The events of a preview say so, and reports leave them out.
    """
    webserver.require("starlette", "uvicorn", "watchfiles")
    from perfsupport.preview.app import Preview
    from perfsupport.preview.editors import find_pattern

    try:
        pattern = find_pattern(editor)
    except PerfsupportError as error:
        raise click.UsageError(str(error)) from None
    preview = Preview(choose_root(root), _today, _report, click.echo, pattern)
    listener = webserver.listen(port)
    server = webserver.make_server(webserver.OwnNames(preview.make_guarded_app(), names))
    preview.is_stopping = lambda: server.should_exit
    click.echo(f"Serving {webserver.address_of(listener)} (Ctrl-C ends it)")
    webserver.run_server(server, listener)
    return 0


def _today() -> str:
    return date.today().isoformat()


def _report(diagnostics: Sequence[Diagnostic], sources: Mapping[str, str]) -> str:
    return FORMATTERS["text"](Report(diagnostics=diagnostics, sources=sources, files=len(sources)))
