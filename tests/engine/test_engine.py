"""Programs that the compiler would never make, or not yet: the engines agree, end, and say so."""

from __future__ import annotations

from typing import Any

import pytest

from perfsupport.program import Program
from perfsupport.scenarios.keys import State
from perfsupport.scenarios.walker import Run, back, respond, walk
from tests.engine.twin import Twin

TODAY = "2026-06-15"
EMPTY: State = {"responses": {}, "known": {"host": {}, "link": {}}}


def make_program(steps: dict[str, Any], facts: dict[str, Any] | None = None, **more: Any) -> Program:
    titled = {step_id: {"title": step_id, "line": 1, **step} for step_id, step in steps.items()}
    tree: Any = {
        "version": "0" * 12,
        "title": "Tree",
        "path": "trees/a/tree.yaml",
        "facts": facts or {},
        "steps": titled,
    }
    return {
        "format": 1,
        "tree": "tree",
        "language": "en",
        "trees": {"tree": {**tree, "start": next(iter(steps)), **more}},
        "contacts": {},
    }


def walk_both(twin: Twin, program: Program, state: State = EMPTY) -> Run:
    twin.load(program)
    run = walk(program, state, TODAY)
    assert twin.play("walk", state, TODAY) == run
    return run


def test_a_circle_of_routes_ends(twin: Twin) -> None:
    program = make_program(
        {
            "a": {"kind": "route", "branches": [], "otherwise": "b"},
            "b": {"kind": "route", "branches": [], "otherwise": "a"},
        }
    )
    run = walk_both(twin, program)
    assert run["trouble"] == "circle"
    assert [entry["key"] for entry in run["path"]] == ["a", "b", "a~2", "b~2"]


def test_a_tree_that_runs_itself_ends(twin: Twin) -> None:
    run = walk_both(twin, make_program({"a": {"kind": "subtree", "run": "tree", "on": {}}}))
    assert run["trouble"] == "circle"
    assert len(run["path"]) == 5000


@pytest.mark.parametrize(
    "steps",
    [
        {"a": {"kind": "route", "branches": []}},
        {"a": {"kind": "route", "branches": [], "otherwise": "gone"}},
        {"a": {"kind": "subtree", "run": "gone", "on": {}}},
        {"a": {"kind": "action", "do": [], "then": "gone", "until": "2020-01-01"}},
    ],
)
def test_a_way_to_nowhere_is_trouble(twin: Twin, steps: dict[str, Any]) -> None:
    assert walk_both(twin, make_program(steps))["trouble"] == "nowhere"


def test_an_outcome_of_a_subtree_that_is_not_named_is_trouble(twin: Twin) -> None:
    program = make_program({"a": {"kind": "subtree", "run": "inner", "on": {}}})
    program["trees"]["inner"] = make_program({"end": {"kind": "outcome", "end": "resolved"}})["trees"]["tree"]
    assert walk_both(twin, program)["trouble"] == "nowhere"


def test_a_question_without_options_on_offer_is_still_a_screen(twin: Twin) -> None:
    option = {"id": "b", "label": "B", "target": "b", "until": "2020-01-01"}
    run = walk_both(
        twin,
        make_program(
            {"a": {"kind": "question", "ask": "?", "options": [option]}, "b": {"kind": "outcome", "end": "x"}}
        ),
    )
    assert (run["offered"], run["trouble"], run["path"][-1]["how"]) == ([], None, "here")


def test_three_thousand_steps(twin: Twin) -> None:
    """A long way neither overflows a stack nor takes long."""
    steps: dict[str, Any] = {f"s{n}": {"kind": "action", "do": [], "then": f"s{n + 1}"} for n in range(3000)}
    program = make_program({**steps, "s3000": {"kind": "outcome", "end": "resolved"}})
    state: State = {"responses": {f"s{n}": "done" for n in range(3000)}, "known": {}}
    assert walk_both(twin, program, state)["outcome"] == "s3000"


def test_long_chains_of_calculated_facts(twin: Twin) -> None:
    """Each adds the one before to itself: worked out once each, or never done."""
    facts: dict[str, Any] = {"f0": {"type": "number", "label": "f0", "sources": ["host"]}}
    facts |= {
        f"f{n}": {"type": "number", "label": f"f{n}", "calculated": ["+", ["fact", f"f{n - 1}"], ["fact", f"f{n - 1}"]]}
        for n in range(1, 900)
    }
    program = make_program({"a": {"kind": "outcome", "end": "resolved"}}, facts)
    run = walk_both(twin, program, {"responses": {}, "known": {"host": {"f0": "1"}}})
    assert run["facts"]["f899"] == 2.0**899


@pytest.mark.parametrize(
    "number", ["0.1", "1e21", "1e22", "1.5e300", "1e-7", "123456789.123", "5e-324", "-2.5e-9", "9007199254740993"]
)
def test_numbers_are_written_the_same(twin: Twin, number: str) -> None:
    facts: dict[str, Any] = {"n": {"type": "number", "label": "n"}}
    steps = {
        "a": {"kind": "action", "do": [], "then": "b", "set": {"n": float(number)}},
        "b": {"kind": "input", "ask": "?", "fact": "n", "then": "c"},
        "c": {"kind": "outcome", "end": "resolved"},
    }
    run = walk_both(twin, make_program(steps, facts), {"responses": {"a": "done"}, "known": {}})
    written = run["path"][1]["response"]
    assert isinstance(written, str) and "e" not in written
    assert float(written) == float(number)


def test_a_fallback_does_not_lead_to_itself(twin: Twin) -> None:
    options = [{"id": "c", "label": "C", "target": "c"}]
    steps = {"a": {"kind": "question", "ask": "?", "options": options}, "c": {"kind": "outcome", "end": "x"}}
    assert walk_both(twin, make_program(steps, fallback="a"))["none"] is None
    assert walk_both(twin, make_program(steps, fallback="c"))["none"] == "c"


def test_back_at_the_beginning_is_nothing(twin: Twin) -> None:
    program = make_program({"a": {"kind": "outcome", "end": "x"}})
    twin.load(program)
    assert back(program, EMPTY, TODAY) is None
    assert twin.play("back", EMPTY, TODAY) is None


def test_responding_leaves_the_given_state_alone(twin: Twin) -> None:
    program = make_program({"a": {"kind": "action", "do": [], "then": "b"}, "b": {"kind": "outcome", "end": "x"}})
    state: State = {"responses": {}, "known": {}}
    after, run = respond(program, state, "a", "done", TODAY)
    assert state == {"responses": {}, "known": {}}
    twin.load(program)
    assert twin.play("respond", state, "a", "done", TODAY) == {"state": after, "run": run}


@pytest.mark.parametrize("program", [{"format": 2}, {"format": "1"}, {}, None, [], "x"])
def test_an_unknown_format_is_refused(twin: Twin, program: Any) -> None:
    assert "newer player" in twin.call("refusal", program)


def test_the_known_format_is_played(twin: Twin) -> None:
    assert twin.call("refusal", {"format": 1}) is None


@pytest.mark.parametrize(
    ("line", "text"),
    [("Plain", "Plain"), (["Pay ", ["half"], "!"], "Pay …!")],
)
def test_lines(twin: Twin, line: Any, text: str) -> None:
    case = make_program(
        {"a": {"kind": "outcome", "end": "x", "title": line}}, {"half": {"type": "number", "label": "half"}}
    )
    twin.load(case)
    assert twin.play("caseNote", EMPTY, TODAY) == ["Tree", text]
