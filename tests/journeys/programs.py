"""The programs that journeys go through."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from perfsupport.program import Program
from tests.generated.trees import load_program

TREES = Path(__file__).with_name("trees")


@cache
def read_journey_program(tree_id: str) -> Program:
    """Return the program of one of the trees beside this file."""
    files = {f"trees/journeys/{file.name}": file.read_text("utf-8") for file in sorted(TREES.glob("*.yaml"))}
    return load_program(files, tree_id)
