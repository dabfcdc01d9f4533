"""Steps of a tree that is run, written where the run was: whatever ``with`` gives, run-throughs stay as they are."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfsupport.project import Project, change_project, load_project
from perfsupport.proving import prove_project
from perfsupport.refactoring import RefusedError, apply_change, check_change, inline_tree
from perfsupport.refactoring.walks import follow_in
from perfsupport.scenarios.keys import State
from perfsupport.scenarios.walker import Run, respond, walk
from tests.generated.trees import TODAY, make_runs
from tests.generated.walks import make_known, make_response
from tests.rules.helpers import write_files
from tests.sample_project import load_samples, read_samples

DAY = "2026-11-22"
EXAMPLES = int(os.environ.get("PERFSUPPORT_INLINE_EXAMPLES", "40"))


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_generated_runs_end_as_they_did(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    try_seed(tmp_path_factory.mktemp("project"), seed)


def try_seed(root: Path, seed: int) -> str:
    """Write out a run of a generated project and walk it before and after; return why it was refused, or nothing."""
    random = Random(seed)
    files = {path: text.encode() for path, text in make_runs(random).items()}
    write_files(root, {**files, "perfsupport.yaml": b"title: Any\n"})
    project = load_project(root)
    before = prove_project(project, TODAY).programs
    if "tree-0" not in before:
        return "invalid"
    try:
        change = inline_tree(project, "tree-0", "run_it", TODAY)
    except RefusedError as refused:
        return str(refused)
    changed = change_project(project, apply_change(change, files))
    proved = prove_project(changed, TODAY)
    errors = [one for one in proved.diagnostics if one.severity == "error" and one.code[:4] != "PS51"]
    assert errors == [], show(changed, errors)
    if "tree-0" not in proved.programs:
        return "invalid"
    names = find_names(project, changed)
    for _ in range(6):
        state: State = {"responses": {}, "known": {"host": make_known(random), "link": {}}}
        run = walk(before["tree-0"], state, TODAY)
        for _ in range(14):
            if run["path"][-1]["how"] != "here" or run["outcome"] is not None:
                break
            key = run["path"][-1]["key"]
            response = make_response(random, before["tree-0"], key, run["offered"])
            state, run = respond(before["tree-0"], state, key, response, TODAY)
        moved = follow_in("tree-0", "run_it", names)(run["path"])
        responses = {moved.get(key, key): each for key, each in state["responses"].items()}
        after = walk(proved.programs["tree-0"], {**state, "responses": responses}, TODAY)
        assert tell(after, {}) == tell(run, names), show(changed, [])
    return ""


def find_names(project: Project, changed: Project) -> dict[str, str]:
    """Return the new ids of the steps that came in: those with the same words, which generated trees number."""
    by_title = {step.title: str(id) for id, step in changed.trees["tree-0"].steps.items() if step.title}
    inner = project.trees["tree-1"].steps
    return {str(id): by_title[step.title] for id, step in inner.items() if step.title in by_title}


def tell(run: Run, names: dict[str, str]) -> tuple[object, ...]:
    """Return where a run ended and the steps that it asked or showed, by the names they have afterwards."""
    shown = [
        names.get(entry["step"], entry["step"]) if entry["tree"] == "tree-1" else entry["step"]
        for entry in run["path"]
        if entry["how"] in ("responded", "known", "here")
    ]
    return run["outcome"], run["offered"], run["none"] is not None, shown, run["trouble"]


def show(project: Project, errors: list[Any]) -> str:
    told = "\n".join(f"{one.path}:{one.span.line} {one.code} {one.cause}" for one in errors)
    return "\n---\n".join([told, *project.sources.values()])


@pytest.mark.parametrize(
    ("tree_id", "step", "gone"),
    [("pay-out-credit", "identity", "by_level"), ("top-up-missing", "identity", "call_back")],
)
def test_runs_of_the_samples(tree_id: str, step: str, gone: str) -> None:
    """A written value decides what stands in its way: the route on it is gone, and what only led from there."""
    project, files = load_samples(), read_samples()
    notes: list[str] = []
    new = check_change(project, inline_tree(project, tree_id, step, DAY), files, DAY, notes=notes)
    after = change_project(project, new)
    assert notes == []
    assert {"details", "find_bill"} <= after.trees[tree_id].steps.keys()
    assert gone not in after.trees[tree_id].steps
    assert "level" not in after.trees[tree_id].facts
    proved = prove_project(after, DAY).diagnostics
    assert [one for one in proved if one.path == after.trees[tree_id].path and one.severity != "advice"] == []


OUTER = """title: Outer
fallback: ask
facts:
  price: {type: number, unit: EUR}
  kind: {type: choice, options: [new, used]}
  limit: {type: number, unit: EUR}
steps:
  begin:
    ask: Which one is it?
    fact: kind
    options:
      new: {id: new, go: price}
      used: look
  price: {ask: What does it cost?, fact: price, then: look}
  look:
    run: inner
    with: WITH
    on: {good: limit, bad: ask}
  limit: {ask: What is the limit?, fact: limit, then: done}
  done: {end: resolved, do: "Say ((limit))."}
  ask: {end: escalated, do: Ask.}
scenarios:
  - {name: One, responses: {begin: new, price: "7", look/channel: shop, look/right: "Yes", limit: "1"}, ends: done}
"""
INNER = """title: Inner
facts:
  amount: {type: number, unit: EUR}
  channel: {type: choice, options: [shop, web]}
  limit: {type: number}
steps:
  channel: {ask: Where?, fact: channel, options: {shop: by_amount, web: right}}
  by_amount: {route: [{when: amount > limit, go: bad}], otherwise: right}
  right: {ask: "Is ((amount)) right?", options: {Yes: good, No: bad}}
  good: {end: resolved, do: Go on.}
  bad: {end: resolved, do: Stop.}
"""


def make(tmp_path: Path, given: str, inner: str = INNER, outer: str = OUTER) -> tuple[Project, dict[str, bytes]]:
    files = {
        "trees/a/outer.yaml": outer.replace("WITH", given).encode(),
        "trees/a/inner.yaml": inner.encode(),
        "perfsupport.yaml": b"title: Small\n",
    }
    write_files(tmp_path, files)
    return load_project(tmp_path), files


def test_what_is_written(tmp_path: Path) -> None:
    """A fact of another name is that fact; an expression is calculated, under another name where that is taken."""
    project, files = make(tmp_path, "{amount: price, limit: price * 2 + 1}")
    change = inline_tree(project, "outer", "look", DAY)
    text = (check_change(project, change, files, DAY)["trees/a/outer.yaml"] or b"").decode()
    assert "  channel: {type: choice, options: [shop, web]}\n" in text
    assert "  look_limit: {type: number, label: limit, is: price * 2 + 1}\n" in text
    assert "  look: {ask: Where?, fact: channel, options: {shop: by_amount, web: right}}\n" in text
    assert "by_amount: {route: [{when: price > look_limit, go: ask}], otherwise: right}\n" in text
    assert 'right: {ask: "Is ((price)) right?", options: {Yes: limit, No: ask}}\n' in text
    assert 'look: shop, right: "Yes", limit: "1"}' in text
    assert list(change.notes) == [
        "The fact amount of inner is called price here.",
        "The fact limit of inner is called look_limit here.",
        "Nothing else runs inner now: delete trees/a/inner.yaml if nobody opens it alone.",
    ]


def test_what_is_asked_for_inside_is_set_before(tmp_path: Path) -> None:
    outer = OUTER.replace("look/channel: shop, ", "")
    project, files = make(tmp_path, "{channel: '\"shop\"', amount: price, limit: 500}", outer=outer)
    change = inline_tree(project, "outer", "look", DAY)
    text = (check_change(project, change, files, DAY)["trees/a/outer.yaml"] or b"").decode()
    assert "      used: {go: look, set: {channel: shop}}\n" in text
    assert "  price: {ask: What does it cost?, fact: price, then: look, set: {channel: shop}}\n" in text
    assert "  look_limit: {type: number, label: limit, is: 500}\n" in text


@pytest.mark.parametrize(
    ("given", "inner", "outer", "why"),
    [
        (
            "{channel: kind}",
            INNER.replace("[shop, web]", "[new, used, other]").replace("shop:", "new:").replace("web:", "used:"),
            OUTER,
            "with gives `channel` the value `kind`, and `inner` asks for it or changes it",
        ),
        (
            "{amount: price}",
            INNER.replace("EUR}", "EUR, max: 5}"),
            OUTER,
            "with gives `amount` the value `price`, which",
        ),
        (
            "{amount: price + 1}",
            INNER.replace("EUR}", "EUR, from: host}"),
            OUTER,
            "with gives `amount` the value `price + 1`, and where that is not known the host may tell another one.",
        ),
        (
            "{channel: '\"web\"'}",
            INNER,
            OUTER.replace("facts:", "start: look\nfacts:"),
            "`look` begins the tree, so that `channel` cannot be set before it.",
        ),
        (
            "{amount: price}",
            INNER.replace('"Is ((amount)) right?", options: {Yes: good, No: bad}', "Much?, fact: amount, then: good"),
            OUTER.replace("((limit))", "((price))"),
            "`inner` asks for `amount` or changes it, and `price` is needed after `look`",
        ),
        (
            "{amount: price}",
            INNER,
            OUTER.replace("bad: ask}", "bad: look}"),
            "A way leads back to `look`, and `channel` gets its value in `inner`",
        ),
        (
            "{amount: price}",
            INNER.replace("facts:", "fallback: bad\nfacts:"),
            OUTER.replace("bad: ask}", "bad: done}"),
            "“None of these” leads to `done` in `inner`, and to `ask` in `outer`.",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_a_remedy(tmp_path: Path, given: str, inner: str, outer: str, why: str) -> None:
    project, _ = make(tmp_path, given, inner, outer)
    with pytest.raises(RefusedError) as refused:
        inline_tree(project, "outer", "look", DAY)
    assert str(refused.value).startswith(why)
