"""The manual tells the truth: trees check clean, quotations stand in the samples, commands and links exist."""

from __future__ import annotations

import importlib
import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
import httpx
import pytest
import yaml

from perfsupport.cli.main import COMMANDS
from perfsupport.cli.manual import render_page
from perfsupport.parsing import parse_settings, parse_tree
from perfsupport.project import load_project
from perfsupport.proving import check_project
from tests.cli.running import run, serving
from tests.conftest import ROOT

GUIDES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
TODAY = "2026-11-22"


class Block(NamedTuple):
    """A fenced block: the page, its line, its language, its title or nothing, and what stands in it."""

    page: Path
    line: int
    language: str
    title: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.name}:{self.line}"


def find_blocks(page: Path) -> Iterator[Block]:
    """Yield the fenced blocks of a page."""
    text = page.read_text(encoding="utf-8")
    for match in re.finditer(r'^```(\w*)(?: title="([^"]*)")?\n(.*?)^```$', text, re.MULTILINE | re.DOTALL):
        yield Block(page, text.count("\n", 0, match.start()) + 1, match[1], match[2] or "", match[3])


BLOCKS = [block for page in GUIDES for block in find_blocks(page)]
YAML_BLOCKS = [block for block in BLOCKS if block.language == "yaml"]
# The examples of rules are held by tests of the rules.
REFERENCE_BLOCKS = [block for page in sorted((ROOT / "docs/reference").glob("*.md")) for block in find_blocks(page)]
DATA_BLOCKS = [
    *(block for block in [*BLOCKS, *REFERENCE_BLOCKS] if block.language in ("json", "toml")),
    *(block for block in REFERENCE_BLOCKS if block.language == "yaml"),
]
PROMPTS = {"console": "$ ", "bash": "perfsupport ", "shell": "$ "}
COMMAND_LINES = [
    (block, re.split(r"  #| > ", line.removeprefix("$ "))[0].strip())
    for block in [*BLOCKS, *REFERENCE_BLOCKS]
    if block.language in PROMPTS
    for line in block.text.splitlines()
    if line.startswith(PROMPTS[block.language])
]
OTHER_PROGRAMS = {"cd", "npm", "npx", "code"}
STARTED = ROOT / "docs/getting-started.md"
MISTAKE = ("pay_back", "pay_bak")
"""What the reader is told to write in place of what, before a finding is explained."""


@pytest.mark.parametrize("block", YAML_BLOCKS, ids=str)
def test_yaml_is_a_clean_tree_or_quoted_from_a_sample(block: Block, tmp_path: Path) -> None:
    assert block.title, 'say which file the block shows: ```yaml title="trees/…"'
    if block.title == "perfsupport.yaml":
        assert parse_settings(block.text.encode(), block.title)[1] == []
    elif (ROOT / block.title).exists():
        assert_quoted(block.text, (ROOT / block.title).read_text(encoding="utf-8"))
    elif block.title.startswith("trees/"):
        assert_clean(block, tmp_path)
    else:
        yaml.safe_load(block.text)


def assert_quoted(block: str, source: str) -> None:
    assert f"\n{block}" in source


def assert_clean(block: Block, root: Path) -> None:
    path = root / block.title
    path.parent.mkdir(parents=True)
    path.write_text(block.text, encoding="utf-8")
    (root / "perfsupport.yaml").write_text("title: Manual\n", encoding="utf-8")
    assert parse_tree(block.text.encode(), block.title)[1] == []
    assert [d for d in check_project(load_project(root), TODAY) if d.severity != "advice"] == []


@pytest.mark.parametrize("block", DATA_BLOCKS, ids=str)
def test_data_in_the_manual_can_be_read(block: Block) -> None:
    load = {"json": json.loads, "toml": tomllib.loads, "yaml": yaml.safe_load}[block.language]
    assert load(block.text)


def test_getting_started_goes_as_it_says(tmp_path: Path) -> None:
    reader = Reader(tmp_path)
    for block in find_blocks(STARTED):
        if block.language == "yaml":
            reader.write(block.title, block.text)
        for line, shown in find_commands(block):
            reader.follow(line, shown)
    assert (reader.folder / "build/refund-asked.html").is_file()


def find_commands(block: Block) -> Iterator[tuple[str, str]]:
    """Yield the commands of a block, each with what is shown below it."""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:] if block.language == "console" else ():
        line, _, shown = part.partition("\n")
        yield line, shown


class Reader:
    """Somebody with an empty folder who does what a page says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.written = folder

    def write(self, path: str, text: str) -> None:
        """Put a text in the place of what a file holds, which the page has had made before."""
        self.written = self.folder / path
        assert self.written.is_file()
        self.written.write_text(text, encoding="utf-8")

    def follow(self, line: str, shown: str) -> None:
        """Do what a line says, and hold that it prints what the page shows."""
        program, *arguments = shlex.split(line)
        match program, arguments:
            case "pip", _:
                pass
            case "cd", [name]:
                self.folder /= name
            case "perfsupport", ["serve"]:
                with serving(self.folder, "serve") as (_, address):
                    assert httpx.get(address, timeout=30).status_code == 200
            case "perfsupport", [*words, ">", name]:
                (self.folder / name).write_text(self.run(words), encoding="utf-8")
            case _:
                if arguments[0] == "explain":
                    self.written.write_text(self.written.read_text(encoding="utf-8").replace(*MISTAKE, 1), "utf-8")
                printed = self.run(arguments)
                assert not shown or re.fullmatch(make_pattern(shown), printed), printed

    def run(self, arguments: list[str]) -> str:
        """Return what perfsupport prints, which must be content."""
        result = run(self.folder, *arguments)
        assert (result.returncode, result.stderr) == (0, ""), result.stdout
        return result.stdout


def make_pattern(shown: str) -> str:
    """Return the pattern of what a page shows: a line "…" stands for lines that are left out."""
    return "".join(r"(?:.*\n)*" if line == "…\n" else re.escape(line) for line in shown.splitlines(keepends=True))


@pytest.mark.parametrize(("block", "line"), COMMAND_LINES, ids=lambda value: str(value))
def test_commands_in_the_manual_exist(block: Block, line: str) -> None:
    program, *arguments = shlex.split(line)
    match program:
        case "make":
            targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
            assert arguments[0] in targets
        case "perfsupport":
            assert_accepted(arguments)
        case "pip":
            extras = re.findall(r"\[(\w+)\]", arguments[-1])
            project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
            assert set(extras) <= set(project["optional-dependencies"])
        case _:
            assert program in OTHER_PROGRAMS


def assert_accepted(arguments: list[str]) -> None:
    """Hold that the command line is one that perfsupport takes, without running it."""
    command = load_command(arguments[0])
    if "--help" not in arguments:
        command.make_context(arguments[0], arguments[1:], resilient_parsing=False)


def load_command(name: str) -> click.Command:
    """Give the click command of that name."""
    module, _, attribute = COMMANDS[name].partition(":")
    command = getattr(importlib.import_module(module), attribute)
    assert isinstance(command, click.Command)
    return command


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_manual_and_helps(name: str) -> None:
    assert any(f"perfsupport {name}" in page.read_text(encoding="utf-8") for page in GUIDES)
    assert load_command(name).help


def test_the_page_of_commands_says_what_the_commands_say() -> None:
    written = (ROOT / "docs/reference/commands.md").read_text(encoding="utf-8")
    assert written == render_page(), "write it anew: python -m perfsupport.cli.manual docs/reference/commands.md"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_within_the_manual_lead_somewhere(page: Path) -> None:
    prose = re.sub(r"^```.*?^```$|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", prose):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        other = (page.parent / name).resolve() if name else page
        assert other.exists(), target
        assert not anchor or anchor in find_anchors(other), target


def find_anchors(page: Path) -> set[str]:
    """Return the anchors that a forge gives the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_the_table_of_contents_names_every_page() -> None:
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    for page in PAGES[1:]:
        name = str(page.relative_to(ROOT / "docs"))
        assert name == "index.md" or name.startswith("rules/") or f"({name})" in index, name
