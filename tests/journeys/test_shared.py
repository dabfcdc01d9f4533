"""Shared journeys: state and expected run, compared whole, in Python and in the player's engine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from perfsupport.scenarios.walker import walk
from tests.engine.twin import Twin
from tests.journeys.programs import read_journey_program

CASES = [
    case
    for file in sorted(Path(__file__).parent.glob("*.json"))
    for case in json.loads(file.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("case", CASES, ids=[case["about"] for case in CASES])
def test_run(case: dict[str, Any], twin: Twin) -> None:
    program = read_journey_program(case["tree"])
    assert walk(program, case["state"], case["today"]) == case["run"]
    twin.load(program)
    assert twin.play("walk", case["state"], case["today"]) == case["run"]
