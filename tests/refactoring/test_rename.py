"""A new name everywhere, and nothing else: the project checks clean, and its scenarios end where they did."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfsupport.program import Program
from perfsupport.project import Project, change_project, load_project
from perfsupport.proving import Proved, check_project, prove_project
from perfsupport.refactoring import (
    Change,
    RefusedError,
    check_change,
    extract_steps,
    rename_fact,
    rename_option,
    rename_step,
    rename_tree,
)
from perfsupport.tree import Question
from tests.conftest import ROOT, SAMPLE_TREES
from tests.generated.trees import make_project
from tests.rules.helpers import write_files
from tests.sample_project import load_samples, prove_samples, read_samples
from tests.sampling import times

TODAY = "2026-11-22"
TREES = [file.stem for file in SAMPLE_TREES]
LEFT_OUT = ("line", "version", "was", "option_was", "path", "title")
"""What stands elsewhere or is made from a name; and earlier ids."""

USUAL = settings(max_examples=times(8), deadline=None, suppress_health_check=list(HealthCheck))


def carry_out(project: Project, change: Change, files: Mapping[str, bytes]) -> tuple[Project, dict[str, bytes]]:
    """Return project and files after a change."""
    new = check_change(project, change, files, TODAY, prove_samples() if project.root == ROOT else None)
    kept = {path: data for path, data in {**files, **new}.items() if data is not None}
    return change_project(project, new), kept


def tell_program(project: Project, names: Mapping[str, str], earlier: Proved | None = None) -> str:
    """Return the programs as text, without lines, versions and earlier ids, with other names for some ids."""

    def strip(value: object) -> object:
        if isinstance(value, dict):
            left = {key: each for key, each in value.items() if key not in LEFT_OUT}
            return {names.get(key, key): strip(each) for key, each in left.items()}
        if isinstance(value, list):
            return [strip(each) for each in value]
        return names.get(value, value) if isinstance(value, str) else value

    programs: Mapping[str, Program] = prove_project(project, TODAY, earlier=earlier).programs
    return json.dumps(strip(json.loads(json.dumps(programs))))


@pytest.mark.parametrize("tree_id", TREES)
def test_steps_of_the_samples(tree_id: str) -> None:
    """Every other step of a tree gets another name, one after the other; then all get their names back."""
    project, files = load_samples(), read_samples()
    steps = [step for n, step in enumerate(load_samples().trees[tree_id].steps) if n % 9 == 3]
    before = tell_program(load_samples(), {}, prove_samples(words=True))
    for step in steps:
        project, files = carry_out(project, rename_step(project, tree_id, step, f"{step}_anew"[:64]), files)
    found = prove_project(project, TODAY, words=False, earlier=prove_samples()).diagnostics
    assert [d for d in found if d.severity != "advice"] == []
    for step in steps:
        assert step in project.trees[tree_id].steps[f"{step}_anew"].was
        project, files = carry_out(project, rename_step(project, tree_id, f"{step}_anew", step), files)
    assert tell_program(project, {}, prove_samples(words=True)) == before


@pytest.mark.parametrize("tree_id", TREES)
def test_facts_of_the_samples(tree_id: str) -> None:
    project, files = load_samples(), read_samples()
    for fact in list(load_samples().trees[tree_id].facts)[::5]:
        project, files = carry_out(project, rename_fact(project, tree_id, fact, f"{fact}_anew"), files)
        project, files = carry_out(project, rename_fact(project, tree_id, f"{fact}_anew", fact), files)
    assert files == read_samples()


def test_trees_of_the_samples() -> None:
    samples = load_samples()
    project, files = carry_out(samples, rename_tree(samples, "identity-check", "shared/who-calls"), read_samples())
    assert "trees/shared/who-calls.yaml" in files
    assert "trees/checks/identity-check.yaml" not in files
    assert tell_program(project, {"who-calls": "identity-check"}).count("who-calls") == 0
    _, files = carry_out(project, rename_tree(project, "who-calls", "checks/identity-check"), files)
    assert files == read_samples()


def test_options_of_the_samples() -> None:
    renamed = 0
    for tree in load_samples().trees.values():
        for step in list(tree.steps.values())[::9]:
            if isinstance(step, Question) and step.fact is None:
                option = step.options[0]
                change = rename_option(load_samples(), tree.id, step.id, option.label, "Something new, at last")
                project, _ = carry_out(load_samples(), change, read_samples())
                again = project.trees[tree.id].steps[step.id]
                assert isinstance(again, Question)
                assert again.options[0].label == "Something new, at last"
                made = option.id.span == option.label.span
                assert (option.id in again.options[0].was) if made else (again.options[0].id == option.id)
                renamed += 1
    assert renamed > 4


@USUAL
@given(st.integers(0, 2**32))
def test_steps_and_facts_of_generated_projects(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    random = Random(seed)
    root = tmp_path_factory.mktemp("project")
    files = {path: text.encode() for path, text in make_project(random).items()}
    write_files(root, {**files, "perfsupport.yaml": b"title: Any\n"})
    project = load_project(root)
    tree = random.choice(list(project.trees.values()))
    step, fact = random.choice(list(tree.steps)), random.choice(list(tree.facts))
    before = tell_program(project, {})
    changed, new = carry_out(project, rename_step(project, tree.id, step, "brand_new"), files)
    assert tell_program(changed, {"brand_new": step}) == before
    changed, new = carry_out(changed, rename_step(changed, tree.id, "brand_new", step), new)
    assert tell_program(changed, {}) == before
    changed, back = carry_out(changed, rename_fact(changed, tree.id, fact, "brand_new_fact"), new)
    changed, back = carry_out(changed, rename_fact(changed, tree.id, "brand_new_fact", fact), back)
    assert back == new


SMALL = b"""title: Small
facts:
  amount: {type: number, unit: EUR, from: host}   # the amount
  twice: {type: number, is: "amount * 2"}
  word: {type: text}
fallback: hotline
steps:
  # the first step
  ask_it:
    ask: 'Is ((amount)) all?'
    options:
      Yes: paid          # most do
      "No": {go: hotline, when: word == "amount" or amount > 5}
      It's "hard", really: {go: hotline, was: old}
  hotline: {end: transferred, say: I put you through., was: [line]}
  paid:
    end: resolved
    say: >-
      You pay ((amount)),
      which is ((twice)).
scenarios:
  - {name: One, given: {amount: "7"}, responses: {ask_it: "Yes"}, ends: paid}
"""


def make_small(tmp_path: Path) -> tuple[Project, dict[str, bytes]]:
    files = {"trees/a/small.yaml": SMALL, "perfsupport.yaml": b"title: Small\n"}
    write_files(tmp_path, files)
    return load_project(tmp_path), files


def change_small(tmp_path: Path, make: Callable[[Project], Change]) -> list[str]:
    """Return the lines that a change writes otherwise."""
    project, files = make_small(tmp_path)
    _, new = carry_out(project, make(project), files)
    before = SMALL.decode().splitlines()
    return [line for line in new["trees/a/small.yaml"].decode().splitlines() if line not in before]


def test_a_step_keeps_comments_and_its_earlier_ids(tmp_path: Path) -> None:
    assert change_small(tmp_path, lambda project: rename_step(project, "small", "hotline", "call_us")) == [
        "fallback: call_us",
        '      "No": {go: call_us, when: word == "amount" or amount > 5}',
        '      It\'s "hard", really: {go: call_us, was: old}',
        "  call_us: {end: transferred, say: I put you through., was: [line, hotline]}",
    ]


def test_a_step_on_lines_of_its_own(tmp_path: Path) -> None:
    assert change_small(tmp_path, lambda project: rename_step(project, "small", "ask_it", "all_of_it")) == [
        "  all_of_it:",
        "    was: ask_it",
        '  - {name: One, given: {amount: "7"}, responses: {all_of_it: "Yes"}, ends: paid}',
    ]


def test_a_fact_is_followed_into_conditions_and_prose(tmp_path: Path) -> None:
    assert change_small(tmp_path, lambda project: rename_fact(project, "small", "amount", "price")) == [
        "  price: {type: number, unit: EUR, from: host}   # the amount",
        '  twice: {type: number, is: "price * 2"}',
        "    ask: 'Is ((price)) all?'",
        '      "No": {go: hotline, when: word == "amount" or price > 5}',
        "      You pay ((price)),",
        '  - {name: One, given: {price: "7"}, responses: {ask_it: "Yes"}, ends: paid}',
    ]


def test_an_option_gets_another_label(tmp_path: Path) -> None:
    assert change_small(tmp_path, lambda project: rename_option(project, "small", "ask_it", "Yes", "Yes, all")) == [
        '      "Yes, all": {go: paid, was: yes}          # most do',
        '  - {name: One, given: {amount: "7"}, responses: {ask_it: "Yes, all"}, ends: paid}',
    ]


def test_an_option_gets_another_id(tmp_path: Path) -> None:
    assert change_small(tmp_path, lambda project: rename_option(project, "small", "ask_it", "yes", "all")) == [
        "      Yes: {go: paid, id: all, was: yes}          # most do",
    ]


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda p: rename_step(p, "smal", "paid", "x"), "There is no tree `smal`. Did you mean small?"),
        (lambda p: rename_step(p, "small", "payd", "x"), "`payd` is not a step of `small`. Did you mean paid?"),
        (lambda p: rename_step(p, "small", "paid", "Paid"), "`Paid` cannot be the id of a step."),
        (lambda p: rename_step(p, "small", "paid", "hotline"), "`small` has a step `hotline` already."),
        (lambda p: rename_step(p, "small", "paid", "line"), "`hotline` was called `line` once"),
        (lambda p: rename_fact(p, "small", "amount", "today"), "`today` is a word of conditions"),
        (lambda p: rename_fact(p, "small", "amount", "twice"), "`small` has a fact `twice` already."),
        (lambda p: rename_tree(p, "small", "index"), "A tree cannot be called `index`"),
        (lambda p: rename_tree(p, "small", "../small"), "`..` cannot be a category."),
        (lambda p: rename_tree(p, "small", "media/small"), "`media` cannot be a category."),
        (lambda p: rename_tree(p, "small", "a/b/small"), "`a/b` cannot be a category."),
        (lambda p: rename_tree(p, "small", "/small/small"), "`/small` cannot be a category."),
        (lambda p: extract_steps(p, "small", ["ask_it"], ".a/other", TODAY), "`.a` cannot be a category."),
        (lambda p: rename_tree(p, "small", "small"), "The tree is called `small` already."),
        (lambda p: rename_option(p, "small", "paid", "Yes", "x"), "`paid` is not a question"),
        (lambda p: rename_option(p, "small", "ask_it", "Perhaps", "x"), "`Perhaps` is not an option of `ask_it`."),
        (lambda p: rename_option(p, "small", "ask_it", "Yes", "No!"), "`ask_it` has an option `No!` already."),
        (lambda p: rename_option(p, "small", "ask_it", "Yes", "Yes\nNo"), "The label has to be one line of words."),
        (lambda p: rename_option(p, "small", "ask_it", "Yes", "Y\udcff"), "The label has to be one line of words."),
    ],
)
def test_what_cannot_be_is_refused_in_words(tmp_path: Path, make: Callable[[Project], Change], why: str) -> None:
    project, _ = make_small(tmp_path)
    with pytest.raises(RefusedError) as refused:
        make(project)
    assert str(refused.value).startswith(why)


def test_scenarios_beside_the_tree_and_in_tables_follow() -> None:
    tree, beside = "trees/supply/top-up-missing.yaml", "trees/supply/top-up-missing.scenarios.yaml"
    project, files = load_samples(), read_samples()
    changes: list[tuple[Callable[..., Change], list[str]]] = [
        (rename_step, ["wrong_day", "day_ahead"]),
        (rename_step, ["too_old", "long_ago"]),
        (rename_step, ["receipt", "paper"]),
        (rename_fact, ["bought", "bought_at"]),
        (rename_option, ["paper", "Yes", "Yes, it has"]),
        (rename_tree, ["top-up-lost"]),
    ]
    for rename, names in changes:
        project, files = carry_out(project, rename(project, "top-up-missing", *names), files)
    assert not {tree, beside} & files.keys()
    told = files["trees/supply/top-up-lost.scenarios.yaml"].decode()
    for words in ("passes: [day_ahead, paper]", "ends: long_ago", "given: {bought_at: shop}", 'paper: "Yes, it has"'):
        assert words in told, words
    # A label that is another now has to be translated anew.
    found = [one for one in check_project(project, TODAY) if one.code != "PS851"]
    assert found == check_project(load_samples(), TODAY)
