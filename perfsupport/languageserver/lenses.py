"""What is written above a tree and its steps: how far scenarios cover them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from perfsupport.diagnostics import TOP, Span
from perfsupport.program import Program
from perfsupport.scenarios.cases import find_cases
from perfsupport.scenarios.coverage import cover
from perfsupport.scenarios.goals import Kind
from perfsupport.tree import Tree

MOST_NAMES = 2
"""More scenarios of a step are counted, not named."""


class Lens(NamedTuple):
    """A few words, the place to write them above, and those that they tell of, each with its file.

    ``step`` is the step that they stand above, empty above the tree.
    """

    span: Span
    words: str
    places: tuple[tuple[str, Span], ...] = ()
    step: str = ""

    def keep(self, tree: Tree) -> Lens | None:
        """Return the words above the same step as it stands now, without places: they may be elsewhere by now."""
        if not self.step:
            return self._replace(places=())
        step = tree.steps.get(self.step)
        return None if step is None else self._replace(span=step.id.span, places=())


def find_lenses(tree: Tree, program: Program, today: str) -> Iterator[Lens]:
    """Yield what is told of the tree, with what no scenario reaches; and of each step, with the scenarios there."""
    coverage = cover(tree, program, today)
    missing = Counter(item.goal.step for item in coverage.missing)
    steps = coverage.counts[Kind.STEP]
    options = coverage.counts[Kind.OPTION]
    named: dict[str, tuple[str, Span]] = {}
    for scenario in tree.scenarios:
        for case in find_cases(scenario):
            named.setdefault(case.name, (scenario.path or tree.path, case.label.span))
    words = f"scenarios cover {steps.reached} of {steps.total} steps, {options.reached} of {options.total} options"
    yield Lens(TOP, words, tuple((tree.path, item.span) for item in coverage.told))
    for step in tree.steps.values():
        names = coverage.find_scenarios(str(step.id))
        if not names:
            yield Lens(step.id.span, "no scenario comes here", step=str(step.id))
            continue
        told = ", ".join(names) if len(names) <= MOST_NAMES else f"{len(names)} scenarios"
        left = missing[str(step.id)]
        places = tuple(named[name] for name in names if name in named)
        yield Lens(step.id.span, f"{told}; {left} not covered" if left else told, places, str(step.id))
