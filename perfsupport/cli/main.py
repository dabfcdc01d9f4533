"""The command ``perfsupport``: the list of commands, and what becomes of failures."""

from __future__ import annotations

import atexit
import gc
import importlib
import os
import sys
from contextlib import nullcontext
from typing import NoReturn

import click

from perfsupport import __version__
from perfsupport.cli.ending import clearing_up
from perfsupport.cli.examples import write_examples
from perfsupport.errors import PerfsupportError, UsageError

COMMANDS = {
    "init": "perfsupport.cli.init:init",
    "new": "perfsupport.cli.new:new",
    "check": "perfsupport.cli.check:check",
    "fix": "perfsupport.cli.fix:fix",
    "fmt": "perfsupport.cli.fmt:fmt",
    "rename": "perfsupport.cli.rename:rename",
    "test": "perfsupport.cli.test:test",
    "extract": "perfsupport.cli.extract:extract",
    "inline": "perfsupport.cli.extract:inline",
    "translate": "perfsupport.cli.translate:translate",
    "explain": "perfsupport.cli.explain:explain",
    "outline": "perfsupport.cli.outline:outline",
    "graph": "perfsupport.cli.graph:graph",
    "diff": "perfsupport.cli.diff:diff",
    "build": "perfsupport.cli.build:build",
    "package": "perfsupport.cli.package:package",
    "serve": "perfsupport.cli.serve:serve",
    "lsp": "perfsupport.cli.lsp:lsp",
    "schema": "perfsupport.cli.schema:schema",
    "collect": "perfsupport.cli.collect:collect",
    "recover": "perfsupport.cli.recover:recover",
    "outbox": "perfsupport.cli.outbox:outbox",
    "report": "perfsupport.cli.report:report",
    "replay": "perfsupport.cli.replay:replay",
    "export": "perfsupport.cli.export:export",
    "prune": "perfsupport.cli.prune:prune",
    "erase": "perfsupport.cli.erase:erase",
    "demo": "perfsupport.cli.demo:demo",
}
"""Imported when asked for, so that ``perfsupport check`` does not pay for the web server."""

ELSEWHERE = {
    **dict.fromkeys(("preview", "watch", "start", "run"), "serve"),
    **dict.fromkeys(("lint", "validate", "verify"), "check"),
    **dict.fromkeys(("compile", "make"), "build"),
    **dict.fromkeys(("format", "tidy"), "fmt"),
    **dict.fromkeys(("create", "add"), "new"),
    **dict.fromkeys(("mend", "repair"), "fix"),
    **dict.fromkeys(("map", "draw"), "graph"),
    **dict.fromkeys(("stats", "usage"), "report"),
}
"""What other programs call a command, and which one it is here."""

LASTING = ("serve", "lsp", "collect", "report", "demo")
"""Commands that may run for days. All others end before garbage could matter, and do without its collector: it would
walk the values of a thousand trees again and again."""

ENDING_THEMSELVES = ("serve", "lsp")
"""Commands that have nothing to clear up, and whose threads wait for a page or an editor."""

EXIT_USAGE = 2
EXIT_FAILURE = 3
EXIT_UNREAD = 141
"""What shells say of a program that nobody reads any more (SIGPIPE), as in ``perfsupport check | head``."""


class CommandList(click.Group):
    """Click's group over the list above, with failures told in a sentence and the project's exit codes."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        command.epilog = write_examples(cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Click's own looks for the nearest name among the commands that are imported, and none is."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-") and not ctx.resilient_parsing:
            from perfsupport.wording import ask_whether, find_near

            near = ask_whether([ELSEWHERE[name]] if name in ELSEWHERE else find_near(name, COMMANDS))
            ctx.fail(f"There is no command {name}. {near or 'perfsupport --help lists them all.'}")
        return super().resolve_command(ctx, args)


@click.command(cls=CommandList, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="perfsupport")
def perfsupport() -> None:
    """Check decision trees and compile them into job aids.

    Exit codes: 0 clean, 1 findings, 2 wrong usage, 3 could not run.
    """


def main() -> None:
    """Run the command line and exit with one of the four codes."""
    command = sys.argv[1] if sys.argv[1:] else ""
    if command and command not in LASTING:
        gc.disable()
    with nullcontext() if command in ENDING_THEMSELVES else clearing_up():
        _run()


def _run() -> None:
    out = sys.stdout
    try:
        code = perfsupport.main(standalone_mode=False)
    except UsageError as error:
        click.echo(f"perfsupport: {error}", err=True)
        sys.exit(EXIT_USAGE)
    except PerfsupportError as error:
        click.echo(f"perfsupport: {error}", err=True)
        sys.exit(EXIT_FAILURE)
    except click.ClickException as error:
        error.show()
        sys.exit(EXIT_USAGE)
    except click.Abort:
        sys.exit(130)
    except SystemExit:
        # Click exits with 1, which are findings, when nobody reads, and puts a stream of its own in place of that one.
        if sys.stdout is not out:
            sys.exit(EXIT_UNREAD)
        raise
    except OSError as error:
        click.echo(f"perfsupport: {error.strerror or error}: {error.filename or ''}".rstrip(": "), err=True)
        sys.exit(EXIT_FAILURE)
    _leave(code if isinstance(code, int) else 0)


def _leave(code: int) -> NoReturn:
    """Exit without taking every value apart first, which would cost a tenth of a check."""
    try:
        for stream in (sys.stdout, sys.stderr):
            # There is none where somebody closed it; the language server does so itself when it ends.
            if stream is not None and not stream.closed:
                stream.flush()
    except OSError:
        # Whoever read has gone; Python says so in its own way.
        sys.exit(code)
    atexit._run_exitfuncs()
    os._exit(code)
