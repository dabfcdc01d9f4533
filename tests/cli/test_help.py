"""``--help``: every command says what it does and shows what to type."""

from __future__ import annotations

import shlex

import click
import pytest
from click.testing import CliRunner

from perfsupport.cli.examples import EXAMPLES
from perfsupport.cli.main import COMMANDS, ELSEWHERE, CommandList, perfsupport
from perfsupport.cli.manual import render_page


def test_every_command_has_examples() -> None:
    assert EXAMPLES.keys() == COMMANDS.keys()


@pytest.mark.parametrize("example", [each for examples in EXAMPLES.values() for each in examples])
def test_examples_are_what_the_commands_take(example: str) -> None:
    program, name, *words = shlex.split(example.partition(" > ")[0])
    command = CommandList().get_command(click.Context(perfsupport), name)
    assert (program, example in EXAMPLES[name]) == ("perfsupport", True)
    while isinstance(command, click.Group):
        command = command.commands[words.pop(0)]
    assert command is not None
    command.make_context(name, words).close()


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_fits_a_terminal_and_shows_them(name: str) -> None:
    told = CliRunner().invoke(perfsupport, [name, "--help"], terminal_width=100, max_content_width=100).output
    first = told.split("\n\n")[1].strip()
    assert first.endswith((".", ":")) or "." in first
    assert "Examples:\n" in told
    # An example is a line to be copied, never broken in two.
    assert [each for each in EXAMPLES[name] if f"\n    {each}\n" not in f"{told}\n"] == []


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("tset", "There is no command tset. Did you mean test?"),
        ("Build", "There is no command Build. Did you mean build?"),
        ("preview", "There is no command preview. Did you mean serve?"),
        ("qwertz", "There is no command qwertz. perfsupport --help lists them all."),
        ("trees/desk/refund.yaml", "There is no command trees/desk/refund.yaml. perfsupport --help lists them all."),
    ],
)
def test_a_command_that_is_none(name: str, told: str) -> None:
    ended = CliRunner().invoke(perfsupport, [name, "--strict"])
    assert (ended.exit_code, ended.stderr.splitlines()[-1]) == (2, f"Error: {told}")


def test_what_other_programs_call_it_leads_to_a_command() -> None:
    assert ELSEWHERE.keys().isdisjoint(COMMANDS)
    assert COMMANDS.keys() >= set(ELSEWHERE.values())


@pytest.mark.parametrize("row", ["| `--to CATEGORY/ID` | The tree that is to hold the steps. Required. |"])
def test_the_manual_says_which_options_are_required(row: str) -> None:
    assert row in render_page().splitlines()


def test_the_manual_names_defaults_as_they_are_written() -> None:
    assert "`True`" not in render_page() and "Unless given: `--columns`." in render_page()
