"""Walks that are watched: which cases a walk really has at each step, as the walker evaluates them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from random import Random
from typing import Any, NamedTuple

import pytest

from perfsupport.compiler import compile_program
from perfsupport.parsing import parse_tree
from perfsupport.program import Program
from perfsupport.rules.analysis.logic import Logic
from perfsupport.rules.base import Context
from perfsupport.scenarios import walker
from perfsupport.scenarios.frames import is_in_effect
from perfsupport.scenarios.keys import State
from perfsupport.settings import Settings
from perfsupport.tree import Subtree, Tree
from tests.generated.walks import make_known, make_response


class Visit(NamedTuple):
    """A visit of a step: the facts there, and which of its entries or options hold, in order."""

    tree: str
    step: str
    facts: Mapping[str, Any]
    holds: list[bool]
    today: str


def read_contexts(files: Mapping[str, str]) -> dict[str, Context]:
    """Return the trees of a project, which may have errors of logic, as rules see them."""
    trees = {}
    for path, text in files.items():
        tree, found = parse_tree(text.encode(), path)
        assert tree is not None
        assert found == []
        trees[tree.id] = tree
    siblings: dict[str, Context] = {}
    for tree in trees.values():
        passed = frozenset(str(fact) for step in find_runs(trees.values(), tree.id) for fact in step.passed)
        context = siblings[tree.id] = Context(tree, trees, Settings(), siblings=siblings, passed=passed)
        assert not any(condition.problems for condition in context.conditions)
    return siblings


def find_runs(trees: Iterable[Tree], tree_id: str) -> Iterator[Subtree]:
    """Yield the steps that run a tree."""
    for tree in trees:
        yield from (step for step in tree.steps.values() if isinstance(step, Subtree) and step.run == tree_id)


def compile_contexts(contexts: Mapping[str, Context]) -> Program:
    """Return the program of the first tree."""
    trees = {id: context.tree for id, context in contexts.items()}
    return compile_program(next(iter(trees.values())), trees, Settings(), None)


@contextmanager
def watch(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Visit]]:
    """Give the list to which every visit of the walks within is added."""
    visits: list[Visit] = []
    visit_step = walker._Walk._visit

    def see(walk: Any, step_id: str) -> str | None:
        frame = walk.frames[-1]
        step = frame.tree["steps"].get(step_id)
        if step is not None:
            carriers = [*step.get("branches", ()), *step.get("options", ())]
            holds = [
                is_in_effect(each, walk.today) and ("when" not in each or frame.evaluate(each["when"]) is True)
                for each in carriers
            ]
            visits.append(Visit(frame.tree_id, step_id, dict(frame.values), holds, walk.today))
        return visit_step(walk, step_id)

    with monkeypatch.context() as patch:
        patch.setattr(walker._Walk, "_visit", see)
        yield visits


def wander(program: Program, random: Random, moves: int, today: str) -> None:
    """Walk from the first step, responding at random and changing what was responded."""
    state: State = {"responses": {}, "known": {"host": make_known(random), "link": make_known(random)}}
    for _ in range(moves):
        run = walker.walk(program, state, today)
        keys = [entry["key"] for entry in run["path"]]
        if run["outcome"] is not None and random.random() < 0.5:
            state = {"responses": {}, "known": {"host": make_known(random), "link": make_known(random)}}
            continue
        key = keys[-1] if random.random() < 0.8 else random.choice(keys)
        response = make_response(random, program, key, run["offered"] if key == keys[-1] else [])
        state, _ = walker.respond(program, state, key, response, today)


def is_in_some_box(logic: Logic, visit: Visit) -> bool:
    """Tell whether the boxes at a step hold the facts that a walk has there."""
    wanted = []
    for fact in logic.space.plain.values():
        if not fact.field:
            continue  # nobody looks at it, so that nothing is said of it
        value = visit.facts.get(fact.name)
        if value is None:
            wanted.append(fact.unknown)
            continue
        if fact.type == "date":
            value = float(date.fromisoformat(value).toordinal())
        wanted.append(fact.find(frozenset(value) if isinstance(value, list) else value))
    return any(all(box & bits for bits in wanted) for box in logic.states[visit.step])
