from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from perfsupport.program import ProgramTree
from perfsupport.project import load_project
from perfsupport.proving import prove_project
from perfsupport.site.search_index import make_search_index
from perfsupport.tree import Tree

HERE = Path(__file__).parent
TODAY = "2026-11-22"


def make_index(trees: dict[str, Tree], compiled: dict[str, ProgramTree]) -> dict[str, Any]:
    titles = {tree.category: tree.category.capitalize() for tree in trees.values()}
    return make_search_index(trees, compiled, titles)


@pytest.fixture(scope="session")
def index() -> dict[str, Any]:
    """The index of the trees in this folder."""
    proved = prove_project(project := load_project(HERE), TODAY)
    assert set(proved.programs) == set(project.trees), proved.diagnostics
    return make_index(dict(project.trees), dict(proved.compiled))


class Finder:
    """The player's own search in one Node process, called by JSON lines."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def load(self, index: dict[str, Any]) -> None:
        assert self._ask({"index": index}) is True

    def find(self, query: str, **options: Any) -> dict[str, Any]:
        found: dict[str, Any] = self._ask({"query": query, "options": options})
        return found

    def call(self, function: str, *arguments: Any) -> Any:
        return self._ask({"call": function, "arguments": arguments})

    def _ask(self, request: dict[str, Any]) -> Any:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        reply = json.loads(self.process.stdout.readline())
        assert "error" not in reply, reply["error"]
        return reply["value"]


@pytest.fixture(scope="session")
def finder(node: str) -> Iterator[Finder]:
    with subprocess.Popen(
        [node, str(HERE / "finder.mjs")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        yield Finder(process)
        assert process.stdin
        process.stdin.close()
