"""``perfsupport serve``: see each save in the browser."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from perfsupport import webserver
from perfsupport.diagnostics import Diagnostic
from perfsupport.folder import find_root
from perfsupport.formatters import FORMATTERS, Report
from perfsupport.project import Project


@click.command()
@click.option("--root", type=click.Path(path_type=Path, exists=True, file_okay=False), help="The project's folder.")
@click.option("--port", type=click.IntRange(0, 65535), help="8000, or a free one where that is taken.")
@click.option("--out", type=click.Path(path_type=Path), help="Where the preview is built: a temporary folder.")
def serve(root: Path | None, port: int | None, out: Path | None) -> int:
    """Serve the job aids on this machine, build again on each save, and reload the page on the same step.

    Ctrl-C ends it. The events of a preview say so, and reports leave them out.
    """
    webserver.require("starlette", "uvicorn", "watchfiles")
    from perfsupport.preview import Preview

    root = root or find_root(Path.cwd())
    with tempfile.TemporaryDirectory(prefix="perfsupport-") as folder:
        preview = Preview(root, out or Path(folder) / "site", _today, _report, click.echo)
        listener = webserver.listen(port)
        server = webserver.make_server(preview.make_guarded_app())
        preview.is_stopping = lambda: server.should_exit
        click.echo(f"Serving {webserver.address_of(listener)} (Ctrl-C ends it)")
        webserver.run_server(server, listener)
    return 0


def _today() -> str:
    return date.today().isoformat()


def _report(diagnostics: Sequence[Diagnostic], project: Project) -> str:
    return FORMATTERS["text"](Report(diagnostics=diagnostics, sources=project.sources, files=len(project.sources)))
