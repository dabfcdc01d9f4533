"""What is said of each rule in ``knowing`` is what the rule looks at: it is watched while it looks at many trees."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from typing import Any, ClassVar

import pytest

from perfsupport.editing.knowing import (
    BLIND_TO_FACTS,
    BY_NAME,
    BY_STEP,
    DAMAGE,
    FACTS,
    HEADING,
    SCENARIOS,
    SEE_DAMAGE,
    SEE_FACTS_ALONE,
    SEE_LABELS,
    SEE_SCENARIOS,
    SEE_WORDS,
    WORDS,
    Part,
    find_differences,
    is_by_structure,
    is_named,
)
from perfsupport.project import Project, load_project
from perfsupport.rules.base import Context, Rule
from perfsupport.rules.catalogue import RULES
from perfsupport.tree import Fact, FactOption, Question, Text, Tree
from tests.conftest import ROOT

FOLLOWED = [rule for rule in RULES if rule.check is not None and (rule.code in BY_STEP or is_by_structure(rule.code))]
PROJECTS = [ROOT, *sorted(folder.parent for folder in (ROOT / "tests/cases/bad").glob("*/trees"))]


class WatchedFact(Fact):
    """A fact that notes which of its fields are looked at."""

    seen: ClassVar[set[str]] = set()

    def __getattribute__(self, name: str) -> Any:
        if name in ("label", "unit"):
            WatchedFact.seen.add(name)
        return super().__getattribute__(name)


class WatchedTree(Tree):
    """A tree that notes which of its fields are looked at."""

    seen: ClassVar[set[str]] = set()

    def __getattribute__(self, name: str) -> Any:
        if not name.startswith("_"):
            WatchedTree.seen.add(name)
        return super().__getattribute__(name)


def watch(tree: Tree) -> Tree:
    values = {field.name: getattr(tree, field.name) for field in fields(Tree)}
    facts = {
        id: WatchedFact(**{field.name: getattr(fact, field.name) for field in fields(Fact)})
        for id, fact in tree.facts.items()
    }
    return WatchedTree(**{**values, "facts": facts})


@contextmanager
def watching() -> Iterator[tuple[set[str], set[str]]]:
    WatchedTree.seen, WatchedFact.seen = set(), set()
    yield WatchedTree.seen, WatchedFact.seen


def make_context(project: Project, tree: Tree) -> Context:
    return Context(
        tree, {**project.trees, tree.id: tree}, project.settings, project.media, project.unread, today="2026-11-22"
    )


@pytest.fixture(scope="module")
def seen() -> dict[str, tuple[set[str], set[str]]]:
    """Return by rule at which fields of trees, and of facts, it ever looks."""
    found: dict[str, tuple[set[str], set[str]]] = {rule.code: (set(), set()) for rule in FOLLOWED}
    for folder in PROJECTS:
        project = load_project(folder)
        for tree in project.all_trees:
            watched = watch(tree)
            for rule in FOLLOWED:
                context = make_context(project, watched)
                with watching() as (of_tree, of_facts):
                    list(ask(rule, context))
                found[rule.code][0].update(of_tree)
                found[rule.code][1].update(of_facts)
    return found


def ask(rule: Rule, context: Context) -> Iterator[Any]:
    assert rule.check is not None
    yield from rule.check(context)


def test_rules_look_at_no_more_than_is_said_of_them(seen: dict[str, tuple[set[str], set[str]]]) -> None:
    assert {code for code, (of_tree, _) in seen.items() if FACTS in of_tree} & BLIND_TO_FACTS == set()
    assert {code for code, (of_tree, _) in seen.items() if SCENARIOS in of_tree} == SEE_SCENARIOS
    assert {code for code, (of_tree, _) in seen.items() if DAMAGE in of_tree} <= SEE_DAMAGE
    assert {code for code, (_, of_facts) in seen.items() if of_facts} == SEE_LABELS


def test_rules_on_structure_look_at_the_heading_only_for_facts_shown(
    seen: dict[str, tuple[set[str], set[str]]],
) -> None:
    """Title and summary are walked over by the inventory; PS519 stands at the title."""
    looked = set().union(*(of_tree for code, (of_tree, _) in seen.items() if code not in BY_STEP)) & HEADING
    assert looked == {"title", "summary"}


OPTIONS = [FactOption(Text("a"), Text("A")), FactOption(Text("b"), Text("B"))]
NAMELESS = (
    Fact(id=Text("nameless"), type="number", min=Text("5"), sensitive=True),
    Fact(id=Text("nameless"), type="yes_no", sources=[Text("host")]),
    Fact(
        id=Text("nameless"), type="many", options=[FactOption(Text("a"), Text("A")), FactOption(Text("b"), Text("B"))]
    ),
)


def test_rules_that_go_by_names_find_the_same_with_a_fact_more() -> None:
    rules = [rule for rule in FOLLOWED if rule.code in BY_NAME]
    assert {rule.code for rule in rules} == BY_NAME
    for folder in PROJECTS:
        project = load_project(folder)
        for tree in project.all_trees:
            for fact in NAMELESS:
                more = replace(tree, facts={**tree.facts, "nameless": fact})
                for rule in rules:
                    found = [list(ask(rule, make_context(project, each))) for each in (tree, more)]
                    assert found[0] == found[1], (rule.code, tree.path)


def strip_words(thing: Any) -> Any:
    """Return a step or an option without the words that show nothing and need not be there."""
    words = {
        name: () if isinstance(each, list) else None
        for name in WORDS - {"ask"}
        if (each := getattr(thing, name, None)) and "((" not in "".join(each)
    }
    options = {"options": [strip_words(each) for each in thing.options]} if isinstance(thing, Question) else {}
    return replace(thing, **words, **options)


def test_rules_on_structure_look_at_no_words_of_steps_and_few_of_options() -> None:
    rules = [rule for rule in FOLLOWED if rule.code not in BY_STEP]
    seeing, parts = set(), set[Part]()
    for folder in PROJECTS:
        project = load_project(folder)
        for tree in project.all_trees:
            bare = replace(tree, steps={id: strip_words(step) for id, step in tree.steps.items()})
            parts |= {part for id, step in tree.steps.items() for part in find_differences(step, bare.steps[id])}
            for rule in rules:
                found = [list(ask(rule, make_context(project, each))) for each in (tree, bare)]
                if found[0] != found[1]:
                    seeing.add(rule.code)
    assert seeing <= SEE_WORDS
    assert parts == {Part.WORDS}


def test_rules_on_facts_alone_find_the_same_without_steps() -> None:
    for folder in PROJECTS:
        project = load_project(folder)
        for tree in project.all_trees:
            for rule in (rule for rule in FOLLOWED if rule.code in SEE_FACTS_ALONE):
                bare = replace(tree, steps={})
                found = [list(ask(rule, make_context(project, each))) for each in (tree, bare)]
                assert found[0] == found[1], (rule.code, tree.path)


def test_a_fact_is_named_where_its_letters_stand_or_may_hide() -> None:
    tree = next(iter(load_project(ROOT).all_trees))
    assert is_named(tree, "when: spare > 5", {"other", "spare"})
    assert is_named(tree, r'fact: "sp\x61re"', {"spare"})
    assert is_named(tree, 'fact: "spa\\\n  re"', {"spare"})
    assert not is_named(tree, r"say: Back \ or not", {"spare"})
