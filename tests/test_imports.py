"""Imports go one way, and what must stay apart stays apart."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import perfsupport

PACKAGE = Path(perfsupport.__file__).parent

VOCABULARY = {
    "fields",
    "diagnostics",
    "passwords",
    "origins",
    "wording",
    "ondemand",
    "patterns",
    "tree",
    "edges",
    "mending",
    "numerals",
    "program",
    "settings",
    "theming",
    "events",
    "messages",
    "errors",
}
READING = VOCABULARY | {"parsing", "expressions"}
RULING = READING | {"values", "translating", "rules"}
COMPILING = VOCABULARY | {"expressions", "values", "lines", "prose", "compiler"}
COLLECTING = {"events", "program", "errors", "store"}

MAY_IMPORT: dict[str, set[str]] = {
    "fields": set(),
    "diagnostics": set(),
    "passwords": {"ondemand"},
    "wording": {"ondemand"},
    "origins": {"ondemand"},
    "numerals": {"ondemand"},
    "errors": set(),
    "ondemand": set(),
    "patterns": {"ondemand", "wording"},
    "events": set(),
    "messages": {"events"},
    "program": set(),
    "tree": {"fields", "diagnostics"},
    "edges": {"tree"},
    "mending": {"diagnostics", "ondemand", "tree"},
    "settings": {"fields", "tree"},
    "theming": {"ondemand", "settings", "tree"},
    "folder": VOCABULARY,
    "revisions": VOCABULARY | {"catalogues", "folder"},
    "sources": {"diagnostics", "folder"},
    "parsing": VOCABULARY,
    "expressions": VOCABULARY,
    "values": {"program", "expressions"},
    "translating": VOCABULARY | {"folder"},
    "rules": READING | {"values", "folder", "translating"},
    "settling": RULING,
    "validator": RULING | {"settling"},
    "formatters": {"diagnostics", "ondemand", "passwords"},
    "caused": {"diagnostics", "formatters", "project", "proving", "revisions", "working"},
    "lines": VOCABULARY,
    "markdown": VOCABULARY | {"lines"},
    "prose": VOCABULARY | {"lines", "markdown"},
    "compiler": COMPILING,
    "scenarios": COMPILING,
    "catalogues": {"errors", "ondemand"},
    "site": COMPILING | {"scenarios", "catalogues", "translating"},
    "outline": COMPILING | {"site", "catalogues", "translating"},
    "graph": COMPILING | {"scenarios", "site", "outline", "catalogues"},
    "beside": VOCABULARY | {"folder"},
    "garbage": set(),
    "working": set(),
    "project": VOCABULARY | {"beside", "folder", "garbage", "parsing", "sources"},
    "proving": RULING
    | COMPILING
    | {"catalogues", "folder", "garbage", "project", "scenarios", "settling", "validator"},
    "building": VOCABULARY | {"catalogues", "folder", "garbage", "project", "proving", "site"},
    "packing": COMPILING | {"site", "project", "proving", "building"},
    "trials": COMPILING | {"catalogues", "scenarios", "site", "outline", "formatters", "folder", "project"},
    "fixing": RULING | {"project", "proving"},
    "diff": COMPILING
    | {"catalogues", "folder", "scenarios", "site", "outline", "graph", "project", "proving", "translating"},
    "refactoring": RULING | {"translating", "folder", "project", "proving", "scenarios", "fixing"},
    "languageserver": RULING
    | COMPILING
    | {"editing", "folder", "mending", "project", "proving", "fixing", "refactoring", "scenarios"},
    "editing": RULING | {"settling", "validator", "project", "proving"},
    "starter": READING,
    "webserver": {"errors", "wording"},
    "preview": COMPILING
    | {"catalogues", "folder", "formatters", "scenarios", "site", "project", "proving", "validator", "webserver"},
    "store": {"events", "program", "errors", "working"},
    "collector": COLLECTING,
    "forwarding": {"events", "errors", "store"},
    "analytics": COLLECTING | {"working"},
    "replaying": COMPILING | {"analytics", "scenarios", "site"},
    "reporting": COMPILING | COLLECTING | {"analytics", "catalogues", "scenarios", "site"},
}
"""Which parts each part may import, besides itself. ``cli`` may import all; nothing imports ``cli``."""

TOP = {"cli", "__main__", "__init__"}
"""Where commands are. They may import everything."""


def find_modules() -> Iterator[tuple[str, Path]]:
    """Yield each file of the package with the part it belongs to."""
    for file in sorted(PACKAGE.rglob("*.py")):
        first = file.relative_to(PACKAGE).parts[0]
        yield first.removesuffix(".py"), file


def find_imports(file: Path) -> set[str]:
    """Return the parts of the package that a file imports at any place."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{file} imports relatively"
            names = [
                f"{node.module}.{alias.name}" if node.module == "perfsupport" else node.module for alias in node.names
            ]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        found |= {name.split(".")[1] for name in names if name.startswith("perfsupport.")}
    return found - {"__version__"}


def find_calls(file: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and the dotted name of each call in a file."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func)


def test_every_part_has_its_place() -> None:
    parts = {part for part, _ in find_modules()}
    assert parts - TOP - set(MAY_IMPORT) == set(), "say in the table above what the new part may import"


@pytest.mark.parametrize("part", MAY_IMPORT)
def test_imports_go_one_way(part: str) -> None:
    for owner, file in find_modules():
        if owner == part:
            wrong = find_imports(file) - MAY_IMPORT[part] - {part}
            assert not wrong, f"{file.relative_to(PACKAGE)} imports {', '.join(sorted(wrong))}"


def test_the_table_has_no_circle() -> None:
    left = dict(MAY_IMPORT)
    while left:
        free = [part for part, others in left.items() if not (others - {part}) & left.keys()]
        assert free, f"these import one another: {sorted(left)}"
        for part in free:
            del left[part]


def test_only_the_command_line_prints_and_exits() -> None:
    for part, file in find_modules():
        if part not in TOP:
            for line, call in find_calls(file):
                forbidden = call in ("print", "exit", "quit", "sys.exit", "os._exit") or call.startswith("click.")
                assert not forbidden, f"{file.relative_to(PACKAGE)}:{line} calls {call}"


@pytest.mark.parametrize(
    "part", ["parsing", "expressions", "rules", "validator", "formatters", "prose", "compiler", "scenarios", "site"]
)
def test_the_core_reads_no_clock(part: str) -> None:
    clocks = ("today", "now", "utcnow", "time", "time_ns", "monotonic", "perf_counter")
    for owner, file in find_modules():
        if owner == part:
            for line, call in find_calls(file):
                owner_name, _, name = call.rpartition(".")
                read = name in clocks and owner_name in (
                    "date",
                    "datetime",
                    "time",
                    "datetime.date",
                    "datetime.datetime",
                )
                assert not read, f"{file.relative_to(PACKAGE)}:{line} calls {call}"


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("perfsupport.collector.server", ("yaml", "jinja2", "graphviz", "perfsupport.parsing", "perfsupport.site")),
        ("perfsupport.analytics", ("yaml", "jinja2", "perfsupport.parsing", "perfsupport.project")),
        ("perfsupport.validator", ("jinja2", "graphviz", "rich", "click", "starlette")),
        ("perfsupport.cli.main", ("yaml", "jinja2", "starlette", "rich", "perfsupport.parsing")),
        ("perfsupport.cli.check", ("jinja2", "starlette", "uvicorn", "rich")),
    ],
)
def test_nobody_pays_for_what_is_not_needed(module: str, unwanted: tuple[str, ...]) -> None:
    script = f"import json, sys, {module}; print(json.dumps(sorted(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = json.loads(result.stdout)
    assert [name for name in unwanted if name in loaded] == []
