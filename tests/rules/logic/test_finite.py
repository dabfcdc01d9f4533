"""Where every fact is a choice or yes/no, the logic finds exactly what trying every run-through finds."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from random import Random
from typing import Any

import hypothesis
from hypothesis import strategies as st

from perfsupport.expressions import compile_expression, evaluate
from perfsupport.rules.analysis.logic import Logic
from perfsupport.tree import Input, Outcome, Question, Route, Tree
from tests.generated.trees import to_yaml
from tests.rules.logic.watching import read_contexts
from tests.sampling import times

MOST = times(25)
VALUES: dict[str, tuple[Any, ...]] = {"a": ("x", "y", "z"), "b": (True, False), "c": ("x", "y"), "d": (True, False)}
ATOMS = (
    "a == 'x'",
    "a != 'y'",
    "a in ['y', 'z']",
    "b",
    "not b",
    "b == yes",
    "c == 'x'",
    "known(a)",
    "known(d)",
    "d",
    "u",
)
Case = tuple[tuple[str, Any], ...]


def make_tree(random: Random) -> dict[str, Any]:
    """Return a tree of questions, inputs and routes that lead on, and at times back."""
    facts: dict[str, Any] = {
        "a": {"type": "choice", "options": ["x", "y", "z"]},
        "b": {"type": "yes_no"},
        "c": {"type": "choice", "options": ["x", "y"]},
        "d": {"type": "yes_no"},
        "u": {"type": "yes_no", "is": "a == 'x' and not d"},
    }
    for name in random.sample("abcd", random.randint(0, 2)):
        facts[name]["from"] = "host"
    ids = [f"s{number}" for number in range(random.randint(2, 7))]
    steps: dict[str, Any] = {}
    for place, id in enumerate(ids):
        steps[id] = _make_step(random, [*ids, "end"], place)
    return {"title": "Finite", "facts": facts, "steps": {**steps, "end": {"end": "resolved", "say": "Done."}}}


def _make_step(random: Random, ids: list[str], place: int) -> dict[str, Any]:
    follows = ids[place + 1]

    def target() -> str:
        return random.choice(ids[place + 1 :] if random.random() < 0.85 else ids[: place + 1])

    kind = random.choice(["question", "fact_question", "input", "route", "route"])
    if kind == "input":
        return {"ask": "What?", "fact": random.choice("abcd"), "then": follows}
    if kind == "fact_question":
        return {"ask": "Which?", "fact": "a", "options": {"x": follows, "y": target(), "z": target()}}
    if kind == "question":
        options: dict[str, Any] = {"One": {"go": follows}, "Two": {"go": target()}, "Three": {"go": target()}}
        for option in options.values():
            if random.random() < 0.5:
                option["when"] = make_condition(random)
            if random.random() < 0.4:
                option["set"] = random.choice([{"a": "x"}, {"b": "yes"}, {"c": "y"}, {"a": "z", "d": "no"}])
        return {"ask": "Which way?", "options": options}
    # Ways back only through questions, so that no case goes round without end.
    branches = [
        {"when": make_condition(random), "go": random.choice(ids[place + 1 :])} for _ in range(random.randint(1, 3))
    ]
    step: dict[str, Any] = {"route": branches}
    return {**step, "otherwise": follows} if random.random() < 0.6 else step


def make_condition(random: Random) -> str:
    one, two = random.choice(ATOMS), random.choice(ATOMS)
    return random.choice([one, f"{one} and {two}", f"{one} or {two}", f"not ({one})"])


def find_cases(tree: Tree, logic: Logic) -> Mapping[str, set[Case]]:
    """Return all cases at each step, found by trying every value and every option."""
    told = [name for name, fact in tree.facts.items() if fact.sources]
    start = set()
    for values in product(*((None, *VALUES[name]) for name in told)):
        known = dict(zip(told, values, strict=True))
        start.add(tuple((name, known.get(name)) for name in VALUES))
    found: dict[str, set[Case]] = {id: set() for id in tree.steps}
    waiting = [(str(tree.first_step), case) for case in start]
    while waiting:
        id, case = waiting.pop()
        if case not in found[id]:
            found[id].add(case)
            waiting += list_next(tree, logic, id, case)
    return found


def holds(logic: Logic, text: str | None, case: Case) -> bool:
    """Tell whether a condition holds in a case; one that is not there does."""
    facts = dict(case)

    def look(name: str) -> Any:
        node = logic.space.calculated.get(name)
        return facts.get(name) if node is None else evaluate(compile_expression(node), look, "2026-01-01")

    return text is None or evaluate(compile_expression(logic.space.nodes[text]), look, "2026-01-01") is True


def list_next(tree: Tree, logic: Logic, id: str, case: Case) -> list[tuple[str, Case]]:
    """Return where a case can go on to from a step."""
    step = tree.steps[id]
    match step:
        case Input():
            return [(str(step.then), put(case, {step.fact: value})) for value in VALUES[step.fact]]
        case Route():
            taken = next(
                (str(branch.go) for branch in step.branches if holds(logic, branch.when, case)), step.otherwise
            )
            return [] if taken is None else [(str(taken), case)]
        case Question():
            given = [{step.fact: str(option.label)} if step.fact else read_set(option.set) for option in step.options]
            return [
                (str(option.go), put(case, each))
                for option, each in zip(step.options, given, strict=True)
                if holds(logic, option.when, case)
            ]
    assert isinstance(step, Outcome)
    return []


def read_set(given: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(fact): {"yes": True, "no": False}.get(value, str(value)) for fact, value in given.items()}


def put(case: Case, given: Mapping[Any, Any]) -> Case:
    return tuple((name, given.get(name, value)) for name, value in case)


@hypothesis.settings(max_examples=MOST, deadline=None, phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate])
@hypothesis.given(seed=st.integers(0, 2**32))
def test_nothing_is_missed_and_nothing_made_up(seed: int) -> None:
    """A seed stands for a tree. A smaller one is no simpler, so nothing is shrunk."""
    document = make_tree(Random(seed))
    context = read_contexts({"trees/finite/finite.yaml": to_yaml(document)})["finite"]
    logic = context.logic
    if logic is None:
        return
    assert logic.is_exact
    cases = find_cases(context.tree, logic)
    assert {id for id in cases if cases[id]} == {id for id in cases if logic.states[id]}
    for id, step in context.tree.steps.items():
        if isinstance(step, Route) and cases[id]:
            compare_route(logic, step, cases[id])
        elif isinstance(step, Question) and cases[id]:
            compare_options(logic, step, cases[id])


def list_words(logic: Logic, step: Route) -> dict[int, str]:
    """Return what is said of each entry of a route, by the entry's identity."""
    said: dict[int, str] = {}
    for verdict in logic.verdicts:
        if verdict.step is step and verdict.word == "covers":
            said |= {id(branch): "covered" for branch in step.branches if branch.when.span.line in verdict.lines}
        elif verdict.step is step:
            said[id(verdict.source)] = verdict.word
    return said


def compare_route(logic: Logic, step: Route, cases: set[Case]) -> None:
    said = list_words(logic, step)
    always = [branch for branch in step.branches if said.get(id(branch)) == "always"]
    last = step.branches.index(always[0]) if always else len(step.branches)
    for place, branch in enumerate(step.branches[: last + 1]):
        before = step.branches[:place]
        true = {case for case in cases if holds(logic, branch.when, case)}
        left = {case for case in true if not any(holds(logic, each.when, case) for each in before)}
        word = said.get(id(branch))
        if not has_gaps(logic):
            assert (word in ("never", "unasked", "contradicted")) == (not true)
            assert (word == "covered") == bool(true and not left)
        elif word == "covered":
            assert true and not left
        if word == "always":
            assert true == cases
    gap = next((gap for gap in logic.gaps if gap.step is step), None)
    falls = [case for case in cases if not any(holds(logic, branch.when, case) for branch in step.branches)]
    assert (gap is not None) == bool(falls and step.otherwise is None)
    assert gap is None or gap.example is not None


def has_gaps(logic: Logic) -> bool:
    """Tell whether a route leaves cases over: then nothing is said of what follows from that."""
    return any(isinstance(gap.step, Route) for gap in logic.gaps)


def compare_options(logic: Logic, step: Question, cases: set[Case]) -> None:
    said = {id(verdict.source): verdict.word for verdict in logic.verdicts if verdict.step is step}
    for option in step.options:
        true = {case for case in cases if holds(logic, option.when, case)}
        if option.when is not None and not has_gaps(logic):
            assert (said.get(id(option)) in ("never", "unasked", "contradicted")) == (not true)
            assert (said.get(id(option)) == "always") == (true == cases)
    stuck = [case for case in cases if not any(holds(logic, option.when, case) for option in step.options)]
    gap = next((gap for gap in logic.gaps if gap.step is step), None)
    assert (gap is not None) == bool(stuck and all(option.when for option in step.options))
    assert gap is None or gap.example is not None
