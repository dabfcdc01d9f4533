"""The player's engine in one Node process, called by JSON lines."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from perfsupport.program import Program


class Twin:
    """Calls the player's functions; ``load`` a program first, and it is their first argument."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def load(self, program: Program) -> None:
        self._ask({"call": "load", "program": program})

    def play(self, function: str, *arguments: Any) -> Any:
        """Return what a function gives for the loaded program."""
        return self._ask({"call": function, "with_program": True, "arguments": arguments})

    def call(self, function: str, *arguments: Any) -> Any:
        """Return what a function gives without a program."""
        return self._ask({"call": function, "arguments": arguments})

    def _ask(self, request: dict[str, Any]) -> Any:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        # JavaScript writes large doubles without an exponent, with digits that are no longer exact.
        reply = json.loads(self.process.stdout.readline(), parse_int=float)
        assert "error" not in reply, reply["error"]
        return reply["value"]


@pytest.fixture(scope="session")
def twin(node: str) -> Iterator[Twin]:
    """The player's engine in Node."""
    script = Path(__file__).with_name("twin.mjs")
    with subprocess.Popen(
        [node, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        yield Twin(process)
        assert process.stdin
        process.stdin.close()
