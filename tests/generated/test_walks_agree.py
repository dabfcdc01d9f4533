"""Generated trees: whatever is done to a state, Python and JavaScript give the same run, key for key."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import hypothesis
import jsonschema
import pytest
from hypothesis import strategies as st

from perfsupport.program import Program
from perfsupport.scenarios.keys import State, translate
from perfsupport.scenarios.walker import Run, back, respond, walk
from tests.compiler.schema import program_validator
from tests.engine.twin import Twin
from tests.generated.trees import TODAY, load_program, make_project
from tests.generated.walks import jump, make_key, make_known, make_response
from tests.sampling import times

MOVES = 25


@hypothesis.settings(
    max_examples=times(20),
    deadline=None,
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture],
)
@hypothesis.given(seed=st.integers(0, 2**32))
def test_any_walk_agrees(twin: Twin, seed: int) -> None:
    """A seed stands for a project and its moves. A smaller one is no simpler, so nothing is shrunk."""
    wander(twin, Random(seed))


def wander(twin: Twin, random: Random) -> None:
    """Play a random project for a while, in both languages."""
    program = load_program(make_project(random))
    program_validator().validate(program)
    twin.load(program)
    state: State = {"responses": {}, "known": {"host": make_known(random), "link": make_known(random)}}
    run = agree_on_walk(twin, program, state)
    for _ in range(MOVES):
        state = move(twin, program, state, run, random)
        run = agree_on_walk(twin, program, state)
        check_run(program, state, run)
        agree_on_address(twin, program, state, run)


def move(twin: Twin, program: Program, state: State, run: Run, random: Random) -> State:
    """Return the state after one random move, the same from both sides."""
    kind = random.choice(["respond", "respond", "respond", "respond", "change", "back", "jump", "known", "stray"])
    if kind in ("respond", "change") and run["path"]:
        key = run["path"][-1]["key"] if kind == "respond" else make_key(random, program, run)
        response = make_response(random, program, key, run["offered"])
        moved, ran = respond(program, state, key, response, TODAY)
        theirs = twin.play("respond", state, key, response, TODAY)
        assert (moved, plain(ran)) == (theirs["state"], theirs["run"])
        return moved
    if kind == "back":
        earlier = back(program, state, TODAY)
        assert earlier == twin.play("back", state, TODAY)
        return earlier or state
    if kind == "jump":
        return jump(state, make_key(random, program, run))
    if kind == "known":
        return {**state, "known": {"host": make_known(random), "link": make_known(random)}}
    return {**state, "responses": {**state["responses"], make_key(random, program, run): "option-1"}}


def agree_on_walk(twin: Twin, program: Program, state: State) -> Run:
    run = walk(program, state, TODAY)
    assert plain(run) == twin.play("walk", state, TODAY)
    stop = run["path"][len(run["path"]) // 2]["key"]
    assert plain(walk(program, state, TODAY, stop)) == twin.play("walk", state, TODAY, stop)
    assert translate(program, state) == twin.play("translate", state)
    return run


def check_run(program: Program, state: State, run: Run) -> None:
    """What holds of every run, whatever was done."""
    keys = [entry["key"] for entry in run["path"]]
    assert len(keys) == len(set(keys))
    assert next(frame["key"] for frame in run["frames"]) == ""
    used = {entry["key"] for entry in run["path"] if entry["how"] == "responded"}
    assert used.isdisjoint(run["dropped"])
    assert (run["trouble"] is None) == (run["path"][-1]["how"] == "here")
    left = {key: each for key, each in translate(program, state)["responses"].items() if key not in run["dropped"]}
    assert plain(walk(program, {**state, "responses": left}, TODAY)) == {**plain(run), "dropped": []}


def agree_on_address(twin: Twin, program: Program, state: State, run: Run) -> None:
    """The address leads back to the same screen, unless a sensitive response has to be asked for again."""
    left = {key: each for key, each in translate(program, state)["responses"].items() if key not in run["dropped"]}
    tidy: State = {**translate(program, state), "responses": left}
    address = twin.play("writeAddress", tidy, run["path"][-1]["key"])
    read = twin.play("parseAddress", address, TODAY, state["known"].get("host", {}))
    secret = any(twin.play("isSecret", key) for key in left)
    assert "secret" not in address
    if not secret:
        assert plain(walk(program, read, TODAY))["path"] == plain(run)["path"]


def plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    return json.loads(json.dumps(value))


def test_every_kind_is_generated() -> None:
    kinds: set[str] = set()
    for seed in range(20):
        for tree in load_program(make_project(Random(seed)))["trees"].values():
            kinds |= {step["kind"] for step in tree["steps"].values()}
    assert kinds == {"question", "input", "action", "route", "subtree", "outcome"}


def test_the_schema_is_closed() -> None:
    program: Any = plain(load_program(make_project(Random(1))))
    program["trees"][program["tree"]]["steps"]["end_0"]["colour"] = "red"
    with pytest.raises(jsonschema.ValidationError):
        program_validator().validate(program)
