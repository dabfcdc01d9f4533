"""What scenarios reach, as states of the boxes."""

from __future__ import annotations

from collections.abc import Iterable

from perfsupport.graph.paint import State
from perfsupport.scenarios.coverage import Coverage


def find_states(coverage: Coverage, steps: Iterable[str]) -> dict[str, tuple[State, str]]:
    """Return for each step whether scenarios reach all of it, a part or nothing, with the figure in words."""
    return {step: _find_state(coverage, step) for step in steps}


def _find_state(coverage: Coverage, step: str) -> tuple[State, str]:
    scenarios = len(coverage.find_scenarios(step))
    if not scenarios:
        return "missed", "✗ no scenario"
    missing = len(coverage.find_missing(step))
    if missing:
        return "partly", f"{missing} not reached"
    return "covered", f"✓ {scenarios} scenario{'' if scenarios == 1 else 's'}"
