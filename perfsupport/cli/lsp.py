"""``perfsupport lsp``: the language server, over standard input and output."""

from __future__ import annotations

import importlib.util
from datetime import date

import click

from perfsupport.errors import PerfsupportError


@click.command()
@click.option("--stdio", is_flag=True, help="Talk over standard input and output, as it always does; editors pass it.")
def lsp(stdio: bool) -> int:  # noqa: ARG001 - editors pass it, and there is no other way
    """Help an editor: messages while you type, completion, hover, go to definition, rename, outline.

    Started by the editor, not by hand; docs/editors.md says how.
    """
    if importlib.util.find_spec("pygls") is None:
        raise PerfsupportError("The language server needs pygls. Install it with: pip install 'perfsupport[lsp]'")
    from perfsupport.languageserver.answers import make_server
    from perfsupport.languageserver.server import keep_quick

    keep_quick()
    server = make_server(lambda: date.today().isoformat())
    server.start_io()
    return server.exit_code
