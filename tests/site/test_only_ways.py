"""To which steps there is exactly one way: held against a search of all ways, and against the real walk."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from perfsupport.program import NONE_RESPONSE, Program, ProgramTree
from perfsupport.scenarios.keys import State
from perfsupport.scenarios.walker import walk
from perfsupport.site.only_ways import MOST_RESPONSES, OnlyWay, find_only_ways
from tests.generated.trees import load_program, make_project
from tests.sample_project import prove_samples

DAYS = ("2026-11-22", "1999-01-01", "2099-01-01")


def make_tree(steps: dict[str, Any], **more: Any) -> ProgramTree:
    """Return a tree of steps, each named with its kind's keys alone."""
    facts = {"kind": {"type": "choice"}, "secret": {"type": "text", "sensitive": True}}
    tree: Any = {"start": next(iter(steps)), "facts": facts, "steps": steps, **more}
    return tree


def ask(*targets: str, **more: Any) -> dict[str, Any]:
    """A question whose options are called after their targets, those with a second one to the same with a point."""
    options = [
        {"id": f"{target}{'.' * targets[:n].count(target)}", "target": target} for n, target in enumerate(targets)
    ]
    return {"kind": "question", "options": options, "exhaustive": True, **more}


def end() -> dict[str, Any]:
    return {"kind": "outcome", "end": "resolved"}


def find_responses(only: dict[str, OnlyWay], id: str) -> dict[str, str]:
    """Return the responses of the way to a step, by key."""
    pairs: list[tuple[str, str]] = []
    while only[id].before:
        pairs.append(only[id])
        id = only[id].before
    return dict(reversed(pairs))


def check_walks(program: Program) -> int:
    """Walk each way that was found: it ends at the step, and every response holds. Return how many there were."""
    tree = program["trees"][program["tree"]]
    only = find_only_ways(tree)
    for id in only:
        for day in DAYS:
            state: State = {"responses": dict(find_responses(only, id)), "known": {"host": {}, "link": {}}}
            run = walk(program, state, day)
            assert (run["path"][-1]["key"], run["dropped"]) == (id, []), (program["tree"], id)
    return len(only)


def test_the_responses_lead_there_in_the_sample_trees() -> None:
    proved = prove_samples(words=True)
    assert sum(map(check_walks, proved.programs.values())) > 15


def test_the_responses_lead_there_in_generated_trees() -> None:
    random = Random(7)
    found = sum(check_walks(load_program(make_project(random, 12))) for _ in range(60))
    assert found > 40


def count_simple_ways(graph: dict[str, list[str]], start: str, goal: str) -> int:
    """Count the ways from start to goal that come to no step twice."""

    def count(step: str, seen: frozenset[str]) -> int:
        if step == goal:
            return 1
        return sum(count(target, seen | {target}) for target in graph[step] if target not in seen)

    return count(start, frozenset({start}))


def make_graphs(random: Random, number: int) -> Iterator[dict[str, list[str]]]:
    for _ in range(number):
        ids = [f"s{n}" for n in range(random.randint(2, 8))]
        yield {id: random.choices(ids, k=random.randint(0, 3)) for id in ids}


def test_the_steps_are_those_with_one_way_that_comes_to_no_step_twice() -> None:
    """All but a few: where a circle can be entered in two places there is doubt, and in doubt there is no way."""
    found = there = 0
    for graph in make_graphs(Random(1), 3000):
        steps = {id: ask(*targets) if targets else end() for id, targets in graph.items()}
        only = set(find_only_ways(make_tree(steps)))
        expected = {id for id in graph if count_simple_ways(graph, "s0", id) == 1}
        assert only <= expected, graph
        found, there = found + len(only), there + len(expected)
    assert there > 5000 and found > there * 0.98, (found, there)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ({"a": ask("b", "c"), "b": ask("c"), "c": end()}, "ab"),
        ({"a": ask("b", "b"), "b": end()}, "a"),
        ({"a": ask("b"), "b": ask("a", "c"), "c": end()}, "abc"),
        ({"a": {"kind": "action", "do": [], "then": "b"}, "b": end()}, "ab"),
        ({"a": {"kind": "input", "fact": "kind", "then": "b"}, "b": end()}, "a"),
        ({"a": {"kind": "route", "branches": [{"target": "b"}], "otherwise": "c"}, "b": end(), "c": end()}, ""),
        ({"a": {"kind": "subtree", "run": "x", "on": {"y": "b"}}, "b": end()}, ""),
        ({"a": {**ask("b"), "pick_many": True, "fact": "kind", "then": "b"}, "b": end()}, "a"),
        ({"a": ask("b", fact="secret"), "b": end()}, "a"),
        ({"a": {"kind": "question", "options": [{"id": "b", "target": "b", "set": {"secret": "x"}}]}, "b": end()}, "a"),
        ({"a": {"kind": "question", "options": [{"id": "b", "target": "b", "when": True}]}, "b": end()}, "a"),
        ({"a": {"kind": "question", "options": [{"id": "b", "target": "b", "until": "2030-01-01"}]}, "b": end()}, "a"),
        ({"a": ask("b"), "b": {**ask("c"), "from": "2030-01-01"}, "c": end()}, "a"),
        ({"a": ask("b", set={"kind": "x"}), "b": ask("c", fact="kind"), "c": end()}, "a"),
        ({"a": ask("b"), "b": ask("c"), "c": end(), "d": ask("c")}, "abc"),
    ],
)
def test_in_doubt_there_is_no_way(steps: dict[str, Any], expected: str) -> None:
    assert set(find_only_ways(make_tree(steps))) == set(expected)


def test_none_of_these_is_a_way_where_one_question_alone_has_it() -> None:
    asked = {"kind": "question", "options": [{"id": "b", "target": "b"}, {"id": "c", "target": "c"}]}
    steps = {"a": asked, "b": end(), "c": end(), "other": end()}
    assert find_only_ways(make_tree(steps, fallback="other"))["other"] == OnlyWay("a", NONE_RESPONSE)
    two = {**steps, "b": {**asked, "options": [{"id": "c", "target": "c"}]}}
    assert "other" not in find_only_ways(make_tree(two, fallback="other"))


def test_a_long_tree_takes_no_longer_for_each_step_and_no_address_grows_without_end() -> None:
    last = 20_000
    steps: dict[str, Any] = {f"s{n}": ask(f"s{n + 1}", "stop", f"s{n // 2}") for n in range(last)}
    only = find_only_ways(make_tree({**steps, f"s{last}": end(), "stop": end()}))
    assert set(only) == {f"s{n}" for n in range(MOST_RESPONSES + 1)}
