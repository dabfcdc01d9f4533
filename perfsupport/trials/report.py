"""What ``perfsupport test`` found: tree by tree the trials, the coverage and the number of ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from perfsupport.catalogues import ENGLISH_WORDS, Words
from perfsupport.diagnostics import Diagnostic
from perfsupport.program import Program
from perfsupport.scenarios.counting import Ways, count_ways
from perfsupport.scenarios.coverage import Count, Coverage, measure
from perfsupport.scenarios.goals import Kind
from perfsupport.scenarios.proofs import Trial, try_scenarios
from perfsupport.tree import Tree


@dataclass(frozen=True, kw_only=True)
class Tried:
    """One tree: its trials, what they reached (None where that was not asked for), and how many ways lead through."""

    tree: Tree
    program: Program
    trials: Sequence[Trial]
    coverage: Coverage | None
    ways: Ways

    @property
    def failed(self) -> list[Trial]:
        """The trials that did not go as their scenarios say."""
        return [trial for trial in self.trials if trial.problems]


@dataclass(frozen=True, kw_only=True)
class TrialReport:
    """All trees that were tested.

    ``sources`` is the text of the files by path; ``floor`` the percentage that must be covered; ``broken`` are the
    errors of the trees that could not be tested; ``differences`` what a browser showed otherwise; ``verbose`` asks for
    everything that is missing and not for the first of it; ``words`` are those of a page.
    """

    trees: Sequence[Tried]
    sources: Mapping[str, str]
    broken: Sequence[Diagnostic] = ()
    differences: Sequence[Diagnostic] = ()
    floor: float | None = None
    verbose: bool = False
    colour: bool = False
    suggestions: Mapping[str, str] = field(default_factory=dict)
    words: Words = ENGLISH_WORDS

    @property
    def problems(self) -> list[Diagnostic]:
        """Everything that is wrong with the scenarios."""
        failed = [one for tested in self.trees for trial in tested.trials for one in trial.problems]
        return [*self.broken, *failed, *self.differences]

    @property
    def total(self) -> Count:
        """How much was reached of everything in all trees."""
        counts = [tested.coverage.total for tested in self.trees if tested.coverage is not None]
        return Count(sum(count.reached for count in counts), sum(count.total for count in counts))

    @property
    def counts(self) -> Mapping[Kind, Count]:
        """How much was reached of each kind in all trees."""
        covered = [tested.coverage.counts for tested in self.trees if tested.coverage is not None]
        return {
            kind: Count(sum(one[kind].reached for one in covered), sum(one[kind].total for one in covered))
            for kind in Kind
        }

    @property
    def is_below(self) -> bool:
        """Tell whether less is covered than must be."""
        return self.floor is not None and find_percentage(self.total) < self.floor

    @property
    def is_good(self) -> bool:
        """Tell whether all went well and enough is covered."""
        return not self.problems and not self.is_below


def find_percentage(count: Count) -> float:
    """Return how much was reached, in hundredths; everything where there is nothing to reach."""
    return 100 * count.reached / count.total if count.total else 100.0


def try_tree(tree: Tree, program: Program, today: str, name: str | None, coverage: bool) -> Tried:
    """Return what came of a tree's scenarios, or of those whose names hold ``name``."""
    trials = try_scenarios(tree, program, today)
    if name is not None:
        trials = [trial for trial in trials if name.casefold() in trial.name.casefold()]
    measured = measure(tree, program, trials) if coverage else None
    return Tried(tree=tree, program=program, trials=trials, coverage=measured, ways=count_ways(program))
