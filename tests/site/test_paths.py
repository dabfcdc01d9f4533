"""The paths that hits fill in: held against every run-through there is, the real walk, and the player's own."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from perfsupport.program import DONE_RESPONSE, NONE_RESPONSE, Program, ProgramTree, Response
from perfsupport.scenarios.keys import State
from perfsupport.scenarios.walker import Run, walk
from perfsupport.site import paths as finding
from perfsupport.site.only_ways import find_only_ways
from perfsupport.site.paths import find_paths
from tests.engine.twin import Twin, twin

__all__ = ["twin"]

TODAY = "2026-11-22"
DAYS = (TODAY, "1999-01-01", "2099-01-01")
MOST_RUNS = 3000
COLOURS = ("red", "blue")
ENTRIES: dict[str, tuple[Response, ...]] = {"number": ("0", "7"), "many": (["red"], ["blue"], ["red", "blue"])}

FACTS: dict[str, dict[str, Any]] = {
    "colour": {"type": "choice", "options": [[each, each] for each in COLOURS]},
    "shade": {"type": "choice", "options": [[each, each] for each in COLOURS], "sources": ["host"]},
    "ready": {"type": "yes_no"},
    "amount": {"type": "number"},
    "tags": {"type": "many", "options": [[each, each] for each in COLOURS]},
    "secret": {"type": "yes_no", "sensitive": True},
    "large": {"type": "yes_no", "calculated": ["and", ["==", ["fact", "colour"], "red"], ["fact", "ready"]]},
}
CONDITIONS: tuple[Any, ...] = (
    ["==", ["fact", "colour"], "red"],
    ["==", ["fact", "colour"], "blue"],
    ["==", ["fact", "shade"], "red"],
    ["fact", "ready"],
    ["not", ["fact", "ready"]],
    ["known", ["fact", "ready"]],
    ["fact", "large"],
    [">", ["fact", "amount"], 5.0],
    ["in", "red", ["fact", "tags"]],
    ["==", ["today"], TODAY],
)
DATES = ({}, {}, {}, {}, {}, {}, {"from": "2020-01-01"}, {"until": "2020-01-01"})


def make_program(random: Random) -> Program:
    """Return a program of two trees, the first of which may run the second; most ways lead on, some back."""
    inner = make_tree(random, random.randint(2, 4), run=None)
    trees = {"outer": make_tree(random, random.randint(4, 9), run="inner", of=inner), "inner": inner}
    return {"format": 1, "tree": "outer", "language": "en", "trees": trees, "contacts": {}}


def make_tree(random: Random, size: int, *, run: str | None, of: ProgramTree | None = None) -> ProgramTree:
    ids = [f"s{number}" for number in range(size)]
    ends = ["good", "bad"]
    steps: dict[str, Any] = {
        id: {"title": id, **make_step(random, number, [*ids, *ends], run)} for number, id in enumerate(ids)
    }
    for end in ends:
        steps[end] = {"kind": "outcome", "title": end, "end": "resolved", **random.choice(DATES)}
    tree: Any = {"version": "0", "title": "x", "path": "x", "start": "s0", "facts": FACTS, "steps": steps}
    if random.random() < 0.3:
        tree["fallback"] = random.choice([*ids, *ends])
    return tree  # type: ignore[no-any-return]


def make_step(random: Random, number: int, ids: list[str], run: str | None) -> dict[str, Any]:
    def lead() -> str:
        return random.choice(ids[number + 1 : number + 4] if random.random() < 0.92 else ids)

    def conditions() -> dict[str, Any]:
        return {"when": random.choice(CONDITIONS)} if random.random() < 0.2 else {}

    def sets() -> dict[str, Any]:
        made = {"colour": random.choice(COLOURS), "ready": random.random() < 0.5, "shade": random.choice(COLOURS)}
        name = random.choice(list(made))
        return {"set": {name: made[name]}} if random.random() < 0.2 else {}

    kind = random.choices(["question", "input", "action", "route", "subtree"], [6, 2, 1, 3, 2 if run else 0])[0]
    dates = random.choice(DATES)
    if kind == "question":
        fact = random.choice(["colour", "shade", "ready", "", "", "secret", "tags"])
        values: Any = COLOURS if fact in ("colour", "shade", "tags") else (True, False)
        options = [
            {"id": f"o{at}", "label": "x", "value": value, "target": lead(), **conditions(), **sets()}
            for at, value in enumerate(values[: random.choice([1, 2, 2])])
        ]
        many = {"pick_many": True, "then": lead()} if fact == "tags" else {}
        asked = {"fact": fact} if fact else {}
        exhaustive = {"exhaustive": True} if random.random() < 0.5 else {}
        passing = {"then": lead(), **dates} if dates and not many else {}
        for option in options:
            if many:
                del option["target"]
            if not fact:
                del option["value"]
        return {"kind": kind, "options": options, **asked, **many, **exhaustive, **passing, **sets()}
    if kind == "input":
        fact = random.choice(["colour", "ready", "amount", "tags"])
        return {"kind": kind, "fact": fact, "then": lead(), "exhaustive": True, **sets()}
    if kind == "action":
        return {"kind": kind, "do": [], "then": lead(), **sets(), **dates}
    if kind == "route":
        branches = [{"when": random.choice(CONDITIONS), "target": lead()} for _ in range(random.choice([1, 1, 2]))]
        return {"kind": kind, "branches": branches, "otherwise": lead(), **sets()}
    passed = {"passed": {"colour": ["fact", "colour"]}} if random.random() < 0.5 else {}
    return {"kind": "subtree", "run": run, "on": {"good": lead(), "bad": lead()}, **passed, **sets()}


def make_programs(number: int) -> Iterator[tuple[Program, dict[str, dict[str, str]]]]:
    """Yield programs in which a path leads through more than questions, each with its paths."""
    random = Random(11)
    while number:
        program = make_program(random)
        paths = {id: dict(path) for id, path in find_paths("outer", program["trees"]).items()}
        if len(paths) > len(find_only_ways(program["trees"]["outer"])):
            number -= 1
            yield program, paths


def make_state(responses: dict[str, Any]) -> State:
    return {"responses": responses, "known": {"host": {}, "link": {}}}


def test_each_path_leads_to_its_step_on_every_day_here_and_in_the_player(twin: Twin) -> None:
    walked = 0
    for program, paths in make_programs(150):
        twin.load(program)
        for id, responses in paths.items():
            walked += len(responses)
            state = make_state(responses)
            for run in (*(walk(program, state, day) for day in DAYS), twin.play("walk", state, TODAY)):
                last = run["path"][-1]
                assert (last["step"], last["how"], run["dropped"]) == (id, "here", []), (id, responses, program)
    assert walked > 150


def find_runs(program: Program) -> Iterator[tuple[dict[str, Response], Run]]:
    """Yield every run-through that asks nothing twice, with a few values for what is typed."""
    waiting: list[dict[str, Response]] = [{}]
    for responses in waiting:
        run = walk(program, make_state(responses), TODAY)
        last = run["path"][-1]
        if last["how"] == "here" and "~" not in last["key"]:
            yield responses, run
            waiting += [{**responses, last["key"]: response} for response in find_responses(program, run)]
        assert len(waiting) < MOST_RUNS


def find_responses(program: Program, run: Run) -> Iterator[Response]:
    last = run["path"][-1]
    tree = program["trees"][last["tree"]]
    step = tree["steps"][last["step"]]
    if run["none"]:
        yield NONE_RESPONSE
    if step["kind"] == "action":
        yield DONE_RESPONSE
    elif "pick_many" in step:
        yield from ([each] for each in run["offered"])
    elif step["kind"] != "outcome":
        yield from ENTRIES.get(tree["facts"][step["fact"]]["type"], ()) if "fact" in step else ()
        yield from run["offered"] if "fact" not in step or step["fact"] not in ("amount", "tags") else ()


def test_no_other_run_through_comes_there() -> None:
    """Of all run-throughs there are, those that stop at the step are one: that of its path."""
    compared = 0
    for program, paths in make_programs(150):
        there: dict[str, list[dict[str, Response]]] = {}
        for responses, run in find_runs(program):
            there.setdefault(run["path"][-1]["key"], []).append(responses)
        for id, path in paths.items():
            assert there[id] == [path], (id, program)
            compared += 1
    assert compared > 250


ASKED: dict[str, Any] = {"kind": "question", "exhaustive": True}
ENDS: dict[str, Any] = {id: {"kind": "outcome", "end": "resolved"} for id in ("good", "bad")}
CHECK: Any = {
    "start": "code",
    "facts": {"given": {"type": "yes_no"}},
    "steps": {
        "code": {**ASKED, "options": [{"id": "right", "target": "good"}, {"id": "wrong", "target": "again"}]},
        "again": {"kind": "action", "do": [], "then": "bad"},
        **ENDS,
    },
}
ROUTED: Any = {
    "start": "place",
    "facts": {"place": {"type": "choice", "options": [["shop", "Shop"], ["online", "Online"]]}},
    "steps": {
        "place": {
            **ASKED,
            "fact": "place",
            "options": [
                {"id": "in-a-shop", "value": "shop", "target": "check"},
                {"id": "online", "value": "online", "target": "check"},
            ],
        },
        "check": {"kind": "subtree", "run": "check", "on": {"good": "by_place", "bad": "hang_up"}},
        "by_place": {
            "kind": "route",
            "branches": [{"when": ["==", ["fact", "place"], "shop"], "target": "till"}],
            "otherwise": "website",
        },
        "till": {**ASKED, "options": [{"id": "yes", "target": "good"}]},
        "website": {**ASKED, "options": [{"id": "no", "target": "hang_up"}]},
        "hang_up": {"kind": "outcome", "end": "abandoned"},
        "good": {"kind": "outcome", "end": "resolved"},
    },
}


def test_a_path_leads_through_a_route_and_another_tree() -> None:
    right = ("check/code", "right")
    assert find_paths("shop", {"shop": ROUTED, "check": CHECK}) == {
        "place": (),
        "till": (("place", "in-a-shop"), right),
        "website": (("place", "online"), right),
        "good": (("place", "in-a-shop"), right, ("till", "yes")),
    }


def test_where_there_is_too_much_to_look_at_hits_behind_routes_stay_jumps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "MOST_SITUATIONS", 5)
    assert find_paths("shop", {"shop": ROUTED, "check": CHECK}) == {"place": ()}
