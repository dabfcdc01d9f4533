"""The number of ways equals those that are found by walking along each of them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from perfsupport.program import Program
from perfsupport.scenarios.counting import FELL, Ways, count_ways, write_count
from tests.generated.trees import load_program, make_project
from tests.sampling import times

MOST = 20_000


def list_ends(program: Program, tree_id: str, step_id: str, seen: tuple[str, ...] = ()) -> list[str]:
    """Return the outcome of each way from a step; fails where one goes in a circle, or there are very many."""
    tree = program["trees"][tree_id]
    step = tree["steps"][step_id]
    assume(step_id not in seen)
    if step["kind"] == "outcome":
        return [step_id]
    targets: list[str] = []
    if step["kind"] == "subtree":
        inner = list_ends(program, step["run"], program["trees"][step["run"]]["start"])
        targets += [step["on"][end] for end in inner if end != FELL and end in step["on"]]
        targets += [tree.get("fallback", FELL)] * inner.count(FELL)
    elif step["kind"] == "route":
        targets += [*(branch["target"] for branch in step["branches"]), step["otherwise"]]
    elif step["kind"] == "question" and "pick_many" not in step:
        targets += [option["target"] for option in step["options"]]
    else:
        targets.append(step["then"])
    if step["kind"] in ("question", "input") and "exhaustive" not in step:
        targets.append(FELL if tree.get("fallback") == step_id else tree.get("fallback", FELL))
    ends: list[str] = []
    for target in targets:
        ends += [FELL] if target == FELL else list_ends(program, tree_id, target, (*seen, step_id))
        assume(len(ends) < MOST)
    return ends


@settings(max_examples=times(10), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_ways_of_trees_without_loops_are_those_that_can_be_listed(random: Any) -> None:
    program = load_program(make_project(random, most_steps=5))
    root = program["trees"][program["tree"]]
    ends = Counter(list_ends(program, program["tree"], root["start"]))
    assert count_ways(program) == Ways(sum(number for end, number in ends.items() if end != FELL))


def test_a_way_back_is_left_out_and_named() -> None:
    text = """title: A
steps:
  first: {ask: A?, options: {On: second, Out: done}}
  second: {ask: B?, options: {Back: first, On: done}}
  done: {end: resolved, do: Done.}
"""
    assert count_ways(load_program({"trees/a/a.yaml": text})) == Ways(2, (("second", "first"),))


def test_a_number_that_nobody_could_list() -> None:
    steps = "".join(
        f"  s{n}: {{ask: A?, exhaustive: yes, options: {{A: s{n + 1}, B: s{n + 1}, C: s{n + 1}}}}}\n"
        for n in range(300)
    )
    text = f"title: A\nsteps:\n{steps}  s300: {{end: resolved, do: Done.}}\n"
    assert count_ways(load_program({"trees/a/a.yaml": text})) == Ways(3**300)
    assert [write_count(number) for number in (0, 1, 36_789, 3**300)] == ["0", "1", "36,789", "about 10^143"]
    assert write_count(3**20_000) == "about 10^9542"
