"""The manual's page of all commands, made from their help.

``python -m perfsupport.cli.manual docs/reference/commands.md`` writes it anew.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path

import click

from perfsupport.cli.examples import EXAMPLES
from perfsupport.cli.main import COMMANDS, CommandList

HEAD = """\
# Commands

Each command with its options, as `perfsupport check --help` says it too. Where a command takes `--root`, it
works on the project in that folder; without it, on the one in the folder where you are, or in one above.
"""


def render_page() -> str:
    """Return the page as Markdown."""
    context = click.Context(CommandList(), info_name="perfsupport")
    commands = [CommandList().get_command(context, name) for name in COMMANDS]
    return HEAD + "".join(_render(command, context) for command in commands if command)


def _render(command: click.Command, parent: click.Context) -> str:
    """Return the part of a command, and of those below it."""
    context = click.Context(command, info_name=command.name, parent=parent)
    usage = " ".join(command.collect_usage_pieces(context)).replace("[OPTIONS] ", "").replace("[OPTIONS]", "")
    text = f"\n## {command.name}\n\n" if parent.parent is None else f"\n### {parent.command.name} {command.name}\n\n"
    text += f"```text\n{context.command_path} {usage}".rstrip() + f"\n```\n\n{cleandoc(command.help or '')}\n"
    if rows := list(_find_rows(command)):
        text += "\n| option | |\n|---|---|\n" + "".join(f"| {names} | {words} |\n" for names, words in rows)
    if parent.parent is None and command.name in EXAMPLES:
        text += "\n```console\n" + "".join(f"$ {each}\n" for each in EXAMPLES[command.name]) + "```\n"
    below = command.commands.values() if isinstance(command, click.Group) else ()
    return text + "".join(_render(one, context) for one in below)


def _find_rows(command: click.Command) -> Iterator[tuple[str, str]]:
    """Yield how each option is written, and what it is for."""
    for option in command.params:
        if isinstance(option, click.Option):
            names = ", ".join([*option.opts, *option.secondary_opts])
            value = "" if option.is_flag else f" {_name_value(option)}"
            yield f"`{names}{value}`".replace("|", "\\|"), f"{option.help or ''}{_name_default(option)}".strip()


def _name_default(option: click.Option) -> str:
    """Return what holds without the option, where its help does not say it, or that it cannot be left out."""
    if option.required:
        return " Required."
    if not option.show_default:
        return ""
    given = (option.opts if option.default else option.secondary_opts)[0] if option.is_flag else option.default
    return f" Unless given: `{given}`."


def _name_value(option: click.Option) -> str:
    """Return what stands for the option's value: its choices, or what kind of value it is."""
    if isinstance(option.type, click.Choice):
        return "|".join(map(str, option.type.choices))
    return option.metavar or option.type.name.upper().removesuffix(" RANGE")


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(render_page(), encoding="utf-8", newline="\n")
