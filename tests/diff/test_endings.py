"""Situations that end differently: what is claimed is walked again on both sides."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
import yaml

from tests.diff.comparing import assert_true, compare_files
from tests.diff.test_words import TREE
from tests.generated.trees import make_project
from tests.sampling import times


def find(old: str, new: str) -> dict[tuple[str, str], list[tuple[str, str]]]:
    found, before, after = compare_files({"t": old}, {"t": new})
    (tree,) = found.trees
    for ending in tree.endings:
        assert_true(ending, "t", before, after)
    return {(one.old_step, one.new_step): list(one.example.responses) for one in tree.endings}


def test_a_boundary_that_moved_is_found_with_an_amount_between() -> None:
    found = find(TREE, TREE.replace("amount <= 500", "amount <= 450"))
    assert list(found) == [("paid", "ask_supervisor")]
    amount = dict(found["paid", "ask_supervisor"])["What is the amount?"]
    assert 450 < float(amount.removesuffix(" EUR")) <= 500


def test_an_option_that_leads_elsewhere() -> None:
    found = find(TREE, TREE.replace("In a shop: amount", "In a shop: ask_supervisor"))
    assert ("Where did the customer try to pay?", "In a shop") in found["paid", "ask_supervisor"]


def test_what_is_known_from_outside_decides() -> None:
    old = TREE.replace("amount > 500 and country", "country").replace("amount: {type: number", "amount: {type: number")
    new = old.replace('country == "DE"', 'country == "FR"')
    found, before, after = compare_files({"t": old}, {"t": new})
    (tree,) = found.trees
    assert {one.example.given.get("country") for one in tree.endings} == {"DE", "FR"}
    for ending in tree.endings:
        assert_true(ending, "t", before, after)


def test_a_question_that_is_new_shows_what_else_must_be_responded() -> None:
    new = TREE.replace("In a shop: amount", "In a shop: sure").replace(
        "  amount:\n    ask",
        "  sure:\n    ask: Sure?\n    options: {Yes: amount, No: ask_supervisor}\n  amount:\n    ask",
    )
    assert ("Sure?", "No") in find(TREE, new)["paid", "ask_supervisor"]


def test_a_change_within_another_tree_shows_in_the_trees_that_run_it() -> None:
    inner = "title: I\nsteps:\n  a: {ask: Known?, options: {Yes: ok, No: bad}}\n  ok: {end: resolved, say: Y.}\n"
    inner += "  bad: {end: escalated, say: N.}\n"
    outer = "title: O\nsteps:\n  i: {run: inner, on: {ok: good, bad: poor}}\n  good: {end: resolved, say: G.}\n"
    outer += "  poor: {end: escalated, say: P.}\n"
    swapped = inner.replace("{Yes: ok, No: bad}", "{Yes: bad, No: ok}")
    found, before, after = compare_files({"inner": inner, "outer": outer}, {"inner": swapped, "outer": outer})
    endings = {tree.id: {(one.old_step, one.new_step) for one in tree.endings} for tree in found.trees}
    assert endings == {"inner": {("ok", "bad"), ("bad", "ok")}, "outer": {("good", "poor"), ("poor", "good")}}
    for tree in found.trees:
        for ending in tree.endings:
            assert_true(ending, tree.id, before, after)


def test_a_renamed_outcome_is_no_other_end() -> None:
    renamed = TREE.replace("paid", "closed").replace("closed: {end", "closed: {was: [paid], end")
    found, *_ = compare_files({"t": TREE}, {"t": renamed})
    assert list(found.trees[0].endings) == []


def test_the_same_comparison_gives_the_same_answer() -> None:
    new = TREE.replace("amount <= 500", "amount <= 450").replace("In a shop: amount", "In a shop: low_funds")
    assert compare_files({"t": TREE}, {"t": new})[0] == compare_files({"t": TREE}, {"t": new})[0]


# Any tree


@pytest.mark.parametrize("seed", range(times(10)))
def test_a_project_is_like_itself(seed: int) -> None:
    files = make_project(Random(seed))
    noisy = {id: f"# Comment\n\n{text}" for id, text in files.items()}
    assert compare_files(files, noisy)[0].is_empty


def retarget(tree: dict, random: Random) -> str | None:  # type: ignore[type-arg]
    """Let an option lead elsewhere; return the step's id."""
    ends = [id for id, step in tree["steps"].items() if "end" in step]
    for id, step in random.sample(list(tree["steps"].items()), len(tree["steps"])):
        options = step.get("options")
        if isinstance(options, dict) and "pick" not in step:
            label = random.choice(list(options))
            now = options[label]["go"] if isinstance(options[label], dict) else options[label]
            others = [end for end in ends if end != now]
            if others:
                options[label] = {**options[label], "go": others[0]} if isinstance(options[label], dict) else others[0]
                return str(id)
    return None


def reword(tree: dict, random: Random) -> str | None:  # type: ignore[type-arg]
    """Say something else; return the step's id."""
    for id, step in random.sample(list(tree["steps"].items()), len(tree["steps"])):
        if "ask" in step:
            step["ask"] = f"{step['ask']} indeed"
            return str(id)
    return None


def add_dead_end(tree: dict, random: Random) -> str | None:  # type: ignore[type-arg]
    """Add an outcome that nothing leads to; return its id."""
    tree["steps"]["brand_new"] = {"end": "resolved", "do": "Wave."}
    return "brand_new"


@pytest.mark.usefixtures("few_walks")
@pytest.mark.parametrize("mutate", [retarget, reword, add_dead_end])
@pytest.mark.parametrize("seed", range(times(8)))
def test_one_mutation_is_named_and_nothing_else(seed: int, mutate: Callable[[dict, Random], str | None]) -> None:  # type: ignore[type-arg]
    files = make_project(Random(seed))
    id = sorted(files)[0]
    tree = yaml.load(files[id], yaml.BaseLoader)
    step = mutate(tree, Random(seed))
    if step is None:
        return
    changed = {**files, id: yaml.safe_dump(tree, sort_keys=False, allow_unicode=True, default_style="'", width=10_000)}
    found, before, after = compare_files(files, changed)
    assert {change.step for each in found.trees for change in each.changes} == {step}
    for each in found.trees:
        for ending in each.endings:
            assert_true(ending, each.id, before, after)


@pytest.mark.usefixtures("few_walks")
@pytest.mark.parametrize("seed", range(times(8)))
def test_a_deleted_step_is_named_and_every_step_that_led_to_it(seed: int) -> None:
    files = make_project(Random(seed))
    id = sorted(files)[0]
    tree = yaml.load(files[id], yaml.BaseLoader)
    inner = [step for step in list(tree["steps"])[1:] if "end" not in tree["steps"][step]]
    if not inner:
        return
    gone = Random(seed).choice(inner)
    end = next(step for step, content in tree["steps"].items() if "end" in content)
    changed = yaml.load(files[id], yaml.BaseLoader)
    del changed["steps"][gone]
    leading = {step for step, content in changed["steps"].items() if turn(content, gone, end)}
    if changed.get("fallback") == gone:
        changed["fallback"] = end
    text = yaml.safe_dump(changed, sort_keys=False, allow_unicode=True, default_style="'", width=10_000)
    found, before, after = compare_files(files, {**files, id: text})
    (told,) = [each for each in found.trees if each.id == Path(id).stem]
    assert [change.step for change in told.changes if change.kind == "removed"] == [gone]
    assert {change.step for change in told.changes if change.step} == {gone, *leading}
    for each in found.trees:
        for ending in each.endings:
            assert_true(ending, each.id, before, after)


def turn(content: object, gone: str, end: str) -> bool:
    """Let every way to a step lead to another; tell whether there was one."""
    turned = False
    items = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for key, value in list(items):
        if value == gone and key not in ("ask", "say", "why", "do", "note", "title", "fact", "end", "was"):
            content[key] = end  # type: ignore[index]
            turned = True
        elif key not in ("set", "with", "was", "facts"):
            turned = turn(value, gone, end) or turned
    return turned
