"""Counting: how many ways there are through a tree, worked out backwards from its outcomes and never listed.

A way is a sequence of choices from the start to an outcome, as far as the tree's shape allows, whatever conditions and
dates say: each option, ``None of these``, each way out of a route, and within a tree that is run each way to one of its
outcomes. What is typed, or picked of many, does not make ways apart.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from perfsupport.program import Program, ProgramStep, ProgramTree

Ends: TypeAlias = Counter[str]
"""How many ways lead to each outcome; FELL counts those that leave by the fallback of the tree around."""

FELL = ""


@dataclass(frozen=True, slots=True)
class Ways:
    """How many ways there are. ``loops`` are moves back, each from one step to another, that were left out.

    With loops there is no end of ways, and ``count`` is how many there are that never go back.
    """

    count: int
    loops: tuple[tuple[str, str], ...] = ()


MOST_DIGITS = 15
"""Nobody reads a longer number; and Python refuses to write very long ones."""


def write_count(count: int) -> str:
    """Return a number of ways with separators, or what power of ten it is about."""
    digits = int(math.log10(count)) if count > 0 else 0
    return f"{count:,}" if digits < MOST_DIGITS else f"about 10^{digits}"


def count_ways(program: Program) -> Ways:
    """Return how many ways lead through the program's own tree to one of its outcomes."""
    counter = _Counter(program)
    ends = counter.count_tree(program["tree"])
    return Ways(sum(number for outcome, number in ends.items() if outcome != FELL), tuple(counter.loops))


class _Counter:
    """Counts tree by tree; a tree that is run several times is counted once."""

    def __init__(self, program: Program) -> None:
        self.trees = program["trees"]
        self.root = program["tree"]
        self.loops: list[tuple[str, str]] = []
        self._known: dict[str, Ends] = {}

    def count_tree(self, tree_id: str) -> Ends:
        """Return how many ways lead from a tree's start to each of its outcomes."""
        if tree_id not in self._known:
            tree = self.trees[tree_id]
            ends: dict[str, Ends] = {}
            moves = {step: self._list_moves(tree, step) for step in tree["steps"]}
            for step in self._order(tree_id, tree["start"], moves):
                ends[step] = self._add_up(tree["steps"][step], step, moves[step], ends)
            self._known[tree_id] = ends.get(tree["start"], Counter())
        return self._known[tree_id]

    def _add_up(self, step: ProgramStep, step_id: str, moves: Mapping[str, int], ends: Mapping[str, Ends]) -> Ends:
        if step["kind"] == "outcome":
            return Counter({step_id: 1})
        found: Ends = Counter()
        for target, times in moves.items():
            for outcome, number in (Counter({FELL: 1}) if target == FELL else ends.get(target, Counter())).items():
                found[outcome] += number * times
        return found

    def _list_moves(self, tree: ProgramTree, step_id: str) -> Counter[str]:
        """Return the steps that a step leads to, each with the number of ways there."""
        step = tree["steps"][step_id]
        moves: Counter[str] = Counter()
        if step["kind"] == "subtree":
            for outcome, number in self.count_tree(step["run"]).items():
                target = step["on"].get(outcome) if outcome != FELL else tree.get("fallback", FELL)
                if target is not None:
                    moves[target] += number
            return moves
        moves.update(_find_targets(step))
        if step["kind"] in ("question", "input") and "exhaustive" not in step:
            fallback = tree.get("fallback", FELL)
            moves[fallback if fallback != step_id else FELL] += 1
        return moves

    def _order(self, tree_id: str, start: str, moves: dict[str, Counter[str]]) -> Iterator[str]:
        """Yield the steps so that each comes after all it leads to; moves back are taken out and noted."""
        done: set[str] = set()
        open_steps: dict[str, Iterator[str]] = {start: iter(list(moves.get(start, ())))}
        while open_steps:
            step, targets = next(reversed(open_steps.items()))
            target = next((each for each in targets if each not in done and each in moves), None)
            if target is None:
                done.add(step)
                del open_steps[step]
                yield step
            elif target in open_steps:
                del moves[step][target]
                prefix = "" if tree_id == self.root else f"{tree_id}: "
                self.loops.append((f"{prefix}{step}", target))
            else:
                open_steps[target] = iter(list(moves[target]))


def _find_targets(step: ProgramStep) -> Iterator[str]:
    if "pick_many" not in step:
        for option in step.get("options", ()):
            if "target" in option:
                yield option["target"]
    for branch in step.get("branches", ()):
        yield branch["target"]
    if "otherwise" in step:
        yield step["otherwise"]
    if "then" in step and ("pick_many" in step or step["kind"] in ("input", "action")):
        yield step["then"]
