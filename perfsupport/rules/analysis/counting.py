"""How many questions a rep may be asked on one way through a tree, counted without walking every way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from perfsupport.tree import Fact, Input, Question, Step, Subtree

if TYPE_CHECKING:
    from perfsupport.rules.base import Context


class Longest(NamedTuple):
    """The way with the most questions: how many, and its steps, each with the questions asked up to there."""

    questions: int
    way: Sequence[tuple[str, int]]


class Counted(NamedTuple):
    """The longest way, and all that it was counted on: the steps to which ways lead, where they lead and weigh."""

    longest: Longest
    start: str
    ways: Mapping[str, Sequence[str]]
    weights: Mapping[str, int]

    def holds(self, start: str, ways: Mapping[str, Sequence[str]], weigh: Callable[[str], int]) -> bool:
        """Tell whether it comes out the same for other steps: those to which no way leads do not matter."""
        return (
            start == self.start
            and all(ways.get(id) == targets for id, targets in self.ways.items())
            and all(weigh(id) == weight for id, weight in self.weights.items())
        )


def count_questions(context: Context) -> Longest:
    """Return the way through a tree with the most questions, those of subtrees included.

    Where ways go round, each step counts once: a way back to a step that lies on the way already is left out. Of ways
    with equally many questions it is the one whose options come first. A tree that runs itself counts once, and what
    the host or a link may say is not counted.
    """
    waiting = [context]
    while context.longest is None:
        top = waiting[-1]
        needed = [other for other in _find_run(top) if other.longest is None] if top.longest is None else []
        if needed:
            # Trees may run one another more deeply than Python's stack goes.
            waiting += needed
        else:
            top.longest = top.longest or _count(top)
            waiting.pop()
    return context.longest


def _find_run(context: Context) -> Iterator[Context]:
    for tree_id in context.runs:
        other = context.find(tree_id)
        if other is not None and context.tree.id not in other.runs_within:
            yield other


def _count(context: Context) -> Longest:
    start = context.flow.start
    if start is None:
        return Longest(0, ())
    inside = {other.tree.id: other.longest.questions for other in _find_run(context) if other.longest is not None}
    steps, facts, ways = context.tree.steps, context.tree.facts, context.flow.ways

    def weigh(id: str) -> int:
        return _weigh(steps[id], facts, inside)

    known = context.counted_before
    if known is not None and known.holds(start, ways, weigh):
        context.counted = known
        return known.longest
    forward = _drop_ways_back(start, ways)
    weights = {id: weigh(id) for id in forward}
    best: dict[str, int] = {}
    onward: dict[str, str | None] = {}
    for id, targets in forward.items():
        onward[id] = max(targets, key=best.__getitem__) if targets else None
        best[id] = weights[id] + max([best[target] for target in targets], default=0)
    way = []
    here: str | None = start
    asked = 0
    while here is not None:
        asked += weights[here]
        way.append((here, asked))
        here = onward[here]
    longest = Longest(best[start], way)
    context.counted = Counted(longest, start, {id: ways[id] for id in forward}, weights)
    return longest


def _weigh(step: Step, facts: Mapping[str, Fact], inside: Mapping[str, int]) -> int:
    if isinstance(step, Question | Input):
        fact = facts.get(step.fact) if step.fact is not None else None
        return 0 if fact is not None and fact.sources else 1
    return inside.get(step.run, 0) if isinstance(step, Subtree) else 0


def _drop_ways_back(start: str, ways: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return the steps that can be reached, each behind all that it leads to, without the ways that go back."""
    forward: dict[str, list[str]] = {}
    open_steps = {start}
    stack = [(start, iter(ways.get(start, ())), list[str]())]
    while stack:
        step, targets, kept = stack[-1]
        for target in targets:
            if target in open_steps:
                continue
            kept.append(target)
            if target not in forward:
                open_steps.add(target)
                stack.append((target, iter(ways.get(target, ())), []))
                break
        else:
            stack.pop()
            open_steps.discard(step)
            forward[step] = kept
    return forward
