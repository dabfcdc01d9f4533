"""Coverage and search: what scenarios reach, counted anew from their walks; and ways that really reach their goals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfsupport.compiler import compile_program
from perfsupport.expressions import evaluate
from perfsupport.program import Program
from perfsupport.scenarios.cases import find_cases, give, make_state
from perfsupport.scenarios.coverage import Coverage, cover
from perfsupport.scenarios.goals import Kind
from perfsupport.scenarios.keys import State
from perfsupport.scenarios.search import NotFound, Searcher, find_way
from perfsupport.scenarios.walker import walk
from perfsupport.settings import Settings
from perfsupport.tree import Tree
from tests.generated.trees import TODAY, load_trees, make_project
from tests.sampling import times

TREE = """
title: Card declined
fallback: ask
facts:
  amount: {type: number, min: 0, max: 1000, unit: EUR}
  usual: {type: number, min: 0}
  more: {type: number, is: "round(amount - usual)"}
  dear: {type: yes_no, is: more >= 100}
  bought: {type: date, from: host}
  area: {type: text, pattern: "[A-Z]{2}[0-9]{3}", from: host}
steps:
  channel: {ask: Where?, options: {Shop: amount, Online: old, Late: {go: ask, from: 2026-07-01}}}
  amount: {ask: How much?, fact: amount, then: usual}
  usual: {ask: What is usual?, fact: usual, then: by_amount}
  by_amount: {route: [{when: amount <= 0, go: paid}, {when: dear, go: ask}], otherwise: check}
  old: {route: [{when: today - bought > 90, go: ask}, {when: area == "XY123", go: check}], otherwise: paid}
  check: {run: check, on: {fine: paid, bad: ask}}
  paid: {end: resolved, do: Close.}
  ask: {end: escalated, do: Hand over.}
scenarios:
  - {name: Cheap, responses: {channel: Shop, amount: "50", usual: "20", check/code: "Yes"}, ends: paid}
  - {name: Dear, responses: {channel: Shop, amount: "200", usual: "100"}, ends: ask}
"""
CHECK = """
title: Check
steps:
  code: {ask: Is the code right?, options: {"Yes": fine, "No": bad}}
  fine: {end: resolved, say: Thanks.}
  bad: {end: escalated, say: Sorry.}
"""
FILES = {"trees/a/card.yaml": TREE.lstrip(), "trees/a/check.yaml": CHECK.lstrip()}


def load(files: dict[str, str]) -> tuple[Tree, Program]:
    trees = load_trees(files)
    tree = next(iter(trees.values()))
    return tree, compile_program(tree, trees, Settings(), None)


def measure_card() -> Coverage:
    return cover(*load(FILES), TODAY)


def test_what_is_missing_is_told_with_its_line() -> None:
    told = [f"{item.span.line}:{item.span.column} {item.words}" for item in measure_card().missing]
    assert told == [
        "15:3 the step `old`",
        "11:50 the option `Online` of `channel`",
        "11:63 the option `Late` of `channel`",
        "16:40 the outcome `bad` of `check`, run by `check`",
        "14:30 `amount <= 0` at `by_amount` was never true",
        "15:24 `today - bought > 90` at `old` was never true",
        "15:24 `today - bought > 90` at `old` was never untrue",
        '15:62 `area == "XY123"` at `old` was never true',
        '15:62 `area == "XY123"` at `old` was never untrue',
        "14:30 `amount <= 0` at `by_amount` was never tried at its boundary",
        "14:30 `amount <= 0` at `by_amount` was never tried just above its boundary",
        "15:24 `today - bought > 90` at `old` was never tried just below its boundary",
        "15:24 `today - bought > 90` at `old` was never tried at its boundary",
        "15:24 `today - bought > 90` at `old` was never tried just above its boundary",
        "7:28 `more >= 100` was never tried just below its boundary",
        "7:28 `more >= 100` was never tried just above its boundary",
    ]


def test_counts_and_who_reaches_what() -> None:
    coverage = measure_card()
    assert {str(kind): tuple(count) for kind, count in coverage.counts.items()} == {
        "step": (7, 8),
        "option": (1, 3),
        "outcome": (3, 4),
        "condition": (3, 8),
        "boundary": (1, 8),
    }
    assert coverage.total == (15, 31)
    assert coverage.find_scenarios("amount") == ["Cheap", "Dear"]
    assert coverage.find_scenarios("check") == ["Cheap"]
    assert coverage.find_scenarios("old") == ()
    assert [item.goal.part for item in coverage.find_missing("channel")] == ["online", "late"]


def test_every_goal_of_the_card_is_found_by_searching() -> None:
    _tree, program = load(FILES)
    for item in measure_card().items:
        way = find_way(program, item.goal, TODAY)
        assert not isinstance(way, NotFound), item.words
        assert item.goal in way.reached
        assert way.run["outcome"] in ("paid", "ask")
    late = find_way(program, next(i.goal for i in measure_card().items if i.goal.part == "late"), TODAY)
    assert not isinstance(late, NotFound)
    assert late.today == "2026-07-01"
    assert find_way(program, item.goal, TODAY) == find_way(program, item.goal, TODAY)


def test_what_cannot_be_is_not_called_impossible() -> None:
    text = "title: A\nfacts: {n: {type: number}}\nsteps:\n  n: {ask: N?, fact: n, then: r}\n"
    text += "  r: {route: [{when: n * n < 0, go: a}], otherwise: b}\n"
    text += "  a: {end: resolved, do: A}\n  b: {end: resolved, do: B}\n"
    tree, program = load({"trees/a/a.yaml": text})
    goal = next(item.goal for item in cover(tree, program, TODAY).items if item.goal.step == "a")
    found = find_way(program, goal, TODAY, most=50)
    assert isinstance(found, NotFound)
    assert str(found) == f"not found within {found.walks} tries"
    assert 0 < found.walks <= 50


@pytest.mark.parametrize(
    ("fact", "when", "sides"),
    [
        ("{type: number}", "n > 5", "below at above"),
        ("{type: number, min: 5}", "n > 5", "at above"),
        ("{type: number, max: 5}", "n > 5", "below at"),
        ("{type: number, min: 6}", "n > 5", "above"),
        ("{type: number, min: 4.5, max: 4.8}", "n > 5", "below"),
        ("{type: number, min: 9}", "n > 5", ""),
        ("{type: number}", "5 < n", "below at above"),
        ("{type: number, min: 0}", "round(n) < 0.5", "below above"),
        ("{type: number, min: 0}", "n * 2 == 0", "at above"),
        ("{type: date, min: 2026-01-01}", "n <= '2026-01-01'", "at above"),
        ("{type: date}", "n <= today", "below at above"),
        ("{type: date, max: 2026-01-01}", "n + 2 > '2026-01-03'", "below at"),
        ("{type: many, options: [a, b]}", "count(n) > 1", "at above"),
        ("{type: choice, options: [a, b]}", "n == 'a'", ""),
        ("{type: number}", "n == n", ""),
    ],
)
def test_boundaries_as_far_as_the_limits_allow(fact: str, when: str, sides: str) -> None:
    text = f"title: A\nfacts: {{n: {fact}}}\nsteps:\n  n: {{ask: N?, fact: n, then: r}}\n"
    text += f'  r: {{route: [{{when: "{when}", go: a}}], otherwise: b}}\n'
    text += "  a: {end: resolved, do: A}\n  b: {end: resolved, do: B}\n"
    items = cover(*load({"trees/a/a.yaml": text}), TODAY).items
    assert " ".join(i.goal.way.removeprefix("just ") for i in items if i.goal.kind is Kind.BOUNDARY) == sides


# A recount from the walks


def recount(tree: Tree, program: Program) -> Iterator[tuple[Any, ...]]:
    """Yield steps, options, outcomes and conditions that the walks show, worked out from prefixes of each walk."""
    for scenario in tree.scenarios:
        for case in find_cases(scenario):
            opened = give(program, list(case.given))
            state, today = make_state(opened, case), str(case.today or TODAY)
            run = walk(opened, state, today, tick_off=True)
            for entry in run["path"]:
                if entry["tree"] == tree.id and entry["how"] != "skipped":
                    yield "step", entry["step"]
                    yield from (("option", entry["step"], id) for id in find_chosen(program, tree.id, entry))
            yield from find_ends(tree, run["path"])
            yield from recount_conditions(tree, opened, state, today)


def find_chosen(program: Program, tree_id: str, entry: Any) -> list[str]:
    chosen = entry.get("response", [])
    offered = [option["id"] for option in program["trees"][tree_id]["steps"][entry["step"]].get("options", ())]
    return [id for id in ([chosen] if isinstance(chosen, str) else chosen) if id in offered]


def find_ends(tree: Tree, path: Any) -> Iterator[tuple[Any, ...]]:
    for place, entry in enumerate(path):
        if entry["how"] == "here" and entry["tree"] == tree.id and hasattr(tree.steps[entry["step"]], "end"):
            yield "outcome", entry["step"], ""
        if entry["how"] == "returned":
            outer = next(e for e in path[:place][::-1] if e["key"] == entry["key"].rpartition("/")[0])
            if outer["tree"] == tree.id:
                yield "outcome", outer["step"], entry["step"]


def recount_conditions(tree: Tree, program: Program, state: State, today: str) -> Iterator[tuple[Any, ...]]:
    """Yield conditions of routes at the first visit of each, by the facts of the run that stops right before it."""
    seen: list[Any] = []
    walk(program, state, today, tick_off=True, watch=lambda judged: seen.append((judged, dict(judged.frame.values))))
    for judged, values in seen:
        if judged.frame.tree_id == tree.id:
            facts = judged.frame.tree["facts"]

            def look_up(name: str, facts: Any = facts, values: Any = values) -> Any:
                calculated = facts.get(name, {}).get("calculated")
                return values.get(name) if calculated is None else evaluate(calculated, look_up, today)

            holds = evaluate(judged.when, look_up, today) is True
            yield "condition", judged.step, judged.place, "true" if holds else "not true"


def key_of(goal: Any) -> tuple[Any, ...]:
    parts = {Kind.STEP: (goal.step,), Kind.CONDITION: (goal.step, goal.part, goal.way)}
    return str(goal.kind), *parts.get(goal.kind, (goal.step, goal.part))


@settings(max_examples=times(8), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_coverage_of_generated_trees_equals_a_recount_and_ways_reach_what_they_claim(random: Any) -> None:
    trees = load_trees(make_project(random))
    tree = next(iter(trees.values()))
    program = compile_program(tree, trees, Settings(), None)
    searcher = Searcher(program)
    scenarios = []
    items = cover(tree, program, TODAY).items
    for item in random.sample(list(items), min(6, len(items))):
        way = searcher.find(item.goal, TODAY, most=60)
        if not isinstance(way, NotFound):
            scenarios.append(make_scenario(way))
            tree.scenarios = scenarios[-1:]
            assert item.goal in cover(tree, program, TODAY).reached_by, item.words
    tree.scenarios = scenarios
    coverage = cover(tree, program, TODAY)
    reached = {key_of(item.goal) for item in items if item.goal in coverage.reached_by}
    assert {key for key in reached if key[0] != "boundary"} == set(recount(tree, program))


def make_scenario(way: Any) -> Any:
    from perfsupport.tree import Scenario, Text

    def text(value: Any) -> Any:
        return Text(value) if isinstance(value, str) else [Text(each) for each in value]

    return Scenario(
        name=Text("A"),
        given={Text(fact): text(value) for fact, value in way.given.items()},
        responses={Text(key): text(value) for key, value in way.responses.items()},
        ends=Text(way.run["outcome"] or ""),
        today=Text(way.today),
    )
