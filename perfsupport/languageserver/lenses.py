"""What is written above a tree and its steps: how far scenarios cover them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from perfsupport.diagnostics import TOP, Span
from perfsupport.program import Program
from perfsupport.scenarios.coverage import cover
from perfsupport.scenarios.goals import Kind
from perfsupport.tree import Tree

MOST_NAMES = 2
"""More scenarios of a step are counted, not named."""


def find_lenses(tree: Tree, program: Program, today: str) -> Iterator[tuple[Span, str]]:
    """Yield a few words for the tree and for each of its steps, with the place to write them above."""
    coverage = cover(tree, program, today)
    missing = Counter(item.goal.step for item in coverage.missing)
    steps = coverage.counts[Kind.STEP]
    options = coverage.counts[Kind.OPTION]
    yield TOP, f"scenarios cover {steps.reached} of {steps.total} steps, {options.reached} of {options.total} options"
    for step in tree.steps.values():
        names = coverage.find_scenarios(str(step.id))
        if not names:
            yield step.id.span, "no scenario comes here"
            continue
        told = ", ".join(names) if len(names) <= MOST_NAMES else f"{len(names)} scenarios"
        left = missing[str(step.id)]
        yield step.id.span, f"{told}; {left} not covered" if left else told
