"""Positions: every place a run can be at, with subtrees opened out, and how far each is from a goal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from perfsupport.program import Program, ProgramStep, ProgramTree
from perfsupport.scenarios.comparisons import find_named
from perfsupport.scenarios.goals import Goal, Kind

MOST_POSITIONS = 20_000
"""Trees run trees: what is opened out can grow large. Beyond this, distances are not known and nothing is left out."""


class Position(NamedTuple):
    """A step, and the ``run`` steps around it from the outermost in."""

    around: tuple[str, ...]
    tree: str
    step: str


class Positions:
    """The positions of a program, with the moves between them; what conditions and dates say is left aside."""

    def __init__(self, program: Program) -> None:
        self._program = program
        root = program["trees"][program["tree"]]
        self.start = Position((), program["tree"], root["start"])
        self.before: dict[Position, list[Position]] = {self.start: []}
        waiting = [self.start]
        for position in waiting:
            for target in self._find_moves(position):
                if target not in self.before:
                    self.before[target] = []
                    waiting.append(target)
                self.before[target].append(position)
            if len(self.before) > MOST_POSITIONS:
                break
        self.complete = len(self.before) <= MOST_POSITIONS

    def measure(self, goals: Iterable[Position]) -> Mapping[Position, int]:
        """Return how many moves each position is away from the nearest of some; those that cannot come are left out."""
        distances = dict.fromkeys(goals, 0)
        waiting = list(distances)
        for position in waiting:
            for earlier in self.before.get(position, ()):
                if earlier not in distances:
                    distances[earlier] = distances[position] + 1
                    waiting.append(earlier)
        return distances

    def find_ends(self) -> list[Position]:
        """Return the outcomes of the tree itself."""
        steps = self._program["trees"][self._program["tree"]]["steps"]
        return [each for each in self.before if not each.around and steps[each.step]["kind"] == "outcome"]

    def find_goal(self, goal: Goal) -> list[Position]:
        """Return the positions at which a goal can be reached."""
        steps = {goal.step} if goal.step else set(self._find_readers(goal))
        if goal.kind is Kind.OUTCOME and goal.part:
            return [
                each
                for each in self.before
                if each.around
                and each.around[-1] == goal.step
                and each.step == goal.part
                and self.find_tree(each.around[:-1]) == goal.tree
            ]
        return [each for each in self.before if each.tree == goal.tree and each.step in steps]

    def find_tree(self, around: tuple[str, ...]) -> str:
        """Return the tree that one is in within these ``run`` steps."""
        tree_id = self._program["tree"]
        for step in around:
            tree_id = self._program["trees"][tree_id]["steps"][step]["run"]
        return tree_id

    def _find_readers(self, goal: Goal) -> Iterator[str]:
        """Yield the steps with a condition that reads the calculated fact of a goal."""
        tree = self._program["trees"][goal.tree]
        fact = goal.part.removeprefix("is/").partition("#")[0]
        for step_id, step in tree["steps"].items():
            whens = [each.get("when") for each in (*step.get("branches", ()), *step.get("options", ()))]
            if any(fact in find_named(when, tree["facts"]) for when in whens):
                yield step_id

    def _find_moves(self, position: Position) -> Iterator[Position]:
        around, tree_id, step_id = position
        tree = self._program["trees"][tree_id]
        step = tree["steps"].get(step_id)
        if step is None:
            return
        for target in find_targets(step):
            yield Position(around, tree_id, target)
        if step["kind"] == "subtree" and step["run"] in self._program["trees"]:
            yield Position((*around, step_id), step["run"], self._program["trees"][step["run"]]["start"])
        if step["kind"] == "outcome" and around:
            outside = self.find_tree(around[:-1])
            leads_on = self._program["trees"][outside]["steps"][around[-1]]["on"]
            if step_id in leads_on:
                yield Position(around[:-1], outside, leads_on[step_id])
        if step["kind"] in ("question", "input") and "exhaustive" not in step:
            yield from self._find_fallbacks(position, tree)

    def _find_fallbacks(self, position: Position, tree: ProgramTree) -> Iterator[Position]:
        around, tree_id, step_id = position
        target = tree.get("fallback")
        if target is not None and target != step_id:
            yield Position(around, tree_id, target)
        elif around:
            outside = self.find_tree(around[:-1])
            yield from self._find_fallbacks(Position(around[:-1], outside, around[-1]), self._program["trees"][outside])


def find_targets(step: ProgramStep) -> Iterator[str]:
    """Yield where a step leads within its own tree; a subtree leads on from the other tree's outcomes."""
    for option in step.get("options", ()):
        if "target" in option:
            yield option["target"]
    for branch in step.get("branches", ()):
        yield branch["target"]
    for key in ("then", "otherwise"):
        if key in step:
            yield step[key]
