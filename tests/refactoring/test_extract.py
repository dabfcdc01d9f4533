"""Steps taken into a tree of their own, and back: every run-through goes on as it did."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfsupport.project import Project, change_project, load_project
from perfsupport.proving import prove_project
from perfsupport.refactoring import RefusedError, apply_change, check_change, extract_steps, inline_tree
from perfsupport.refactoring.walks import follow_out
from perfsupport.scenarios.keys import State
from perfsupport.scenarios.walker import Run, respond, walk
from perfsupport.tree import Action, Outcome, Subtree
from tests.generated.trees import TODAY, make_project
from tests.generated.walks import make_known, make_response
from tests.rules.helpers import write_files
from tests.sample_project import load_samples, prove_samples, read_samples
from tests.sampling import times

DAY = "2026-11-22"
GROUPS = [
    ("no-power", ["neighbours"]),
    ("no-power", ["meter"]),
    ("bill-higher", ["basis"]),
    ("cannot-pay", ["by_debt", "what_helps"]),
    ("identity-check", ["security_word", "call_back"]),
]


def tell_responses(project: Project) -> list[object]:
    return [scenario.responses for _, tree in sorted(project.trees.items()) for scenario in tree.scenarios]


def find_run(project: Project, tree_id: str) -> Subtree:
    steps = project.trees[tree_id].steps.values()
    return next(step for step in steps if isinstance(step, Subtree) and step.run == "taken-out")


@pytest.mark.parametrize(("tree_id", "steps"), GROUPS, ids=lambda value: str(value))
def test_steps_of_the_samples(tree_id: str, steps: list[str]) -> None:
    change = extract_steps(load_samples(), tree_id, steps, "extra/taken-out", DAY)
    new = check_change(load_samples(), change, read_samples(), DAY, prove_samples())
    project = change_project(load_samples(), new)
    assert set(steps) <= set(project.trees["taken-out"].steps)
    proved = prove_project(project, DAY, words=False, earlier=prove_samples())
    assert [one for one in proved.diagnostics if one.severity == "error"] == []
    back = inline_tree(project, tree_id, find_run(project, tree_id).id, DAY)
    files = {path: data for path, data in {**read_samples(), **new}.items() if data is not None}
    again = change_project(project, check_change(project, back, files, DAY, proved))
    ids = set(load_samples().trees[tree_id].steps)
    assert set(again.trees[tree_id].steps) == ids
    assert tell_responses(again) == tell_responses(load_samples())


@settings(max_examples=times(10), deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_generated_projects_end_as_they_did(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    random = Random(seed)
    root = tmp_path_factory.mktemp("project")
    files = {path: text.encode() for path, text in make_project(random).items()}
    write_files(root, {**files, "perfsupport.yaml": b"title: Any\n"})
    project = load_project(root)
    before = prove_project(project, TODAY).programs["tree-0"]
    tree = project.trees["tree-0"]
    ids = [step_id for step_id, step in tree.steps.items() if not isinstance(step, Outcome)]
    for _ in range(6):
        group = random.sample(ids, random.randint(1, min(3, len(ids))))
        try:
            change = extract_steps(project, "tree-0", group, "extra/taken-out", TODAY)
        except RefusedError:
            continue
        changed = change_project(project, apply_change(change, files))
        proved = prove_project(changed, TODAY)
        # Conditions of generated trees make little sense, and in another place they make little sense in other words.
        assert [one for one in proved.diagnostics if one.severity == "error" and one.code[:4] != "PS51"] == []
        if "tree-0" not in proved.programs:
            continue
        after, entry = proved.programs["tree-0"], find_run(changed, "tree-0").id
        for _ in range(3):
            state: State = {"responses": {}, "known": {"host": make_known(random), "link": {}}}
            run = walk(before, state, TODAY)
            for _ in range(12):
                if run["path"][-1]["how"] != "here" or run["outcome"] is not None:
                    break
                key = run["path"][-1]["key"]
                state, run = respond(before, state, key, make_response(random, before, key, run["offered"]), TODAY)
            moved = follow_out("tree-0", frozenset(group), entry)(run["path"])
            responses = {moved.get(key, key): each for key, each in state["responses"].items()}
            assert tell(walk(after, {**state, "responses": responses}, TODAY)) == tell(run)


def tell(run: Run) -> tuple[object, ...]:
    """Return where a run ended and the steps that it asked or showed."""
    shown = [entry["step"] for entry in run["path"] if entry["how"] in ("responded", "known", "here")]
    return run["outcome"], run["offered"], shown


SMALL = b"""title: Small
facts:
  amount: {type: number, unit: EUR}
steps:
  first: {ask: How much is it?, fact: amount, then: second}
  # what they say
  second:
    ask: Is it for a gift?
    options:
      Yes: third
      No: done
  third: {do: Wrap it up., then: by_amount}
  by_amount: {route: [{when: amount > 5, go: done}], otherwise: second}
  done: {end: resolved, do: Say good-bye.}
scenarios:
  - {name: One, responses: {first: "7", second: "Yes"}, ends: done}
  - {name: Two, responses: {first: "3", second: "Yes", "second~2": "No"}, ends: done}
"""


def make_small(tmp_path: Path) -> tuple[Project, dict[str, bytes]]:
    files = {"trees/a/small.yaml": SMALL, "perfsupport.yaml": b"title: Small\n"}
    write_files(tmp_path, files)
    return load_project(tmp_path), files


def test_what_is_written(tmp_path: Path) -> None:
    project, files = make_small(tmp_path)
    change = extract_steps(project, "small", ["second", "third", "by_amount"], "b/gift", DAY)
    new = check_change(project, change, files, DAY)
    assert (new["trees/b/gift.yaml"] or b"").decode() == (
        "title: Second\n\n"
        "facts:\n  amount: {type: number, unit: EUR}\n\n"
        "steps:\n  # what they say\n  second:\n    ask: Is it for a gift?\n    options:\n"
        "      Yes: third\n      No: done\n\n"
        "  third: {do: Wrap it up., then: by_amount}\n"
        "  by_amount: {route: [{when: amount > 5, go: done}], otherwise: second}\n"
        '  done: {end: resolved, do: "Go on: done."}\n'
    )
    text = (new["trees/a/small.yaml"] or b"").decode()
    assert "  second:\n    run: gift\n    with: {amount: amount}\n    on:\n      done: done\n" in text
    assert 'responses: {first: "3", second/second: "Yes", second/second~2: "No"}' in text


TEXTS = b"""title: Texts
steps:
  first: {do: Begin., then: second}
  second:
    then: third
    do: |
      Enter these:
      # 5 first
      # 6 then
  # about the third
  third:
    then: done
    do: "Look
      # here"
  done: {end: resolved, do: Say good-bye.}
...
"""


@pytest.mark.parametrize("step", ["second", "third"])
def test_lines_of_a_text_that_look_like_comments_stay_in_it(tmp_path: Path, step: str) -> None:
    files = {"trees/a/texts.yaml": TEXTS, "perfsupport.yaml": b"title: Texts\n"}
    write_files(tmp_path, files)
    project = load_project(tmp_path)
    new = check_change(project, extract_steps(project, "texts", [step], "a/part", DAY), files, DAY)
    changed = change_project(project, new)
    for id in ("second", "third"):
        moved = changed.trees["part" if id == step else "texts"].steps[id]
        assert cast(Action, moved).do == cast(Action, project.trees["texts"].steps[id]).do
    assert (b"# about the third" in (new["trees/a/part.yaml"] or b"")) == (step == "third")


@pytest.mark.parametrize(
    ("steps", "why"),
    [
        (["third", "first"], "The steps are entered at `first` (from `the beginning`) and `third` (from `second`)"),
        (["first"], "`amount` gets its value in these steps and is needed outside of them"),
        (["done"], "Name steps that are no outcomes"),
        (["thrid"], "`thrid` is not a step of `small`. Did you mean third?"),
    ],
)
def test_what_cannot_be_is_refused_in_words(tmp_path: Path, steps: list[str], why: str) -> None:
    project, _ = make_small(tmp_path)
    with pytest.raises(RefusedError) as refused:
        extract_steps(project, "small", steps, "b/gift", DAY)
    assert str(refused.value).startswith(why)
