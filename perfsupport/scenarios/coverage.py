"""Coverage: what the scenarios of a tree reach in it, and what is missing.

What another tree's scenarios reach while they run a tree does not count for it, so that a tree stays proved whatever
becomes of the trees around it, and one tree's scenarios are enough to tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from perfsupport.program import Program
from perfsupport.scenarios.goals import Goal, Item, Kind, find_items
from perfsupport.scenarios.proofs import Trial, try_scenarios
from perfsupport.tree import Tree


class Count(NamedTuple):
    """How many goals of a kind there are, and how many of them were reached."""

    reached: int
    total: int


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """What was reached in one tree. ``reached_by`` names for each goal the scenarios that reach it, in their order.

    ``path`` is the tree's file; every item stands there.
    """

    tree: str
    path: str
    items: Sequence[Item]
    reached_by: Mapping[Goal, Sequence[str]]

    @cached_property
    def missing(self) -> list[Item]:
        """What no scenario reaches, kind by kind, in the order of the file."""
        return [item for item in self.items if item.goal not in self.reached_by]

    @cached_property
    def told(self) -> list[Item]:
        """What is missing, each once: an outcome is a step as well."""
        ends = {item.goal for item in self.missing if item.goal.kind is Kind.OUTCOME}
        return [
            item
            for item in self.missing
            if item.goal.kind is not Kind.STEP or item.goal._replace(kind=Kind.OUTCOME) not in ends
        ]

    @cached_property
    def counts(self) -> Mapping[Kind, Count]:
        """How much of each kind was reached; kinds that the tree has nothing of are there with 0 of 0."""
        missing = [item.goal.kind for item in self.missing]
        totals = {kind: sum(item.goal.kind is kind for item in self.items) for kind in Kind}
        return {kind: Count(total - missing.count(kind), total) for kind, total in totals.items()}

    @property
    def total(self) -> Count:
        """How much was reached of everything together."""
        return Count(len(self.items) - len(self.missing), len(self.items))

    def find_scenarios(self, step: str) -> Sequence[str]:
        """Return the names of the scenarios that come through a step."""
        return self.reached_by.get(Goal(Kind.STEP, self.tree, step), ())

    def find_missing(self, step: str) -> list[Item]:
        """Return what no scenario reaches at a step, the step itself included."""
        return [item for item in self.missing if item.goal.step == step]


def cover(tree: Tree, program: Program, today: str) -> Coverage:
    """Return what the scenarios of a tree without errors reach, walked on a day (ISO text) or their own."""
    return measure(tree, program, try_scenarios(tree, program, today))


def measure(tree: Tree, program: Program, trials: Iterable[Trial]) -> Coverage:
    """Return what the cases of a program's scenarios reached in one of its trees, whatever came of them."""
    items = find_items(tree, program["trees"][tree.id])
    wanted = {item.goal for item in items}
    reached_by: dict[Goal, list[str]] = {}
    for each in trials:
        for goal in each.reached & wanted:
            reached_by.setdefault(goal, []).append(each.name)
    return Coverage(tree=tree.id, path=tree.path, items=items, reached_by=reached_by)
