"""The sample project: clean under ``--strict``, every outcome proved, every feature of the language in use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

from perfsupport.parsing import make_settings_schema, make_tree_schema
from perfsupport.project import Project
from perfsupport.proving import check_project
from perfsupport.settings import KEYS
from perfsupport.theming import DEFAULTS
from perfsupport.tree import FACT_TYPES, OUTCOME_KINDS, Outcome, Subtree
from tests.conftest import ROOT
from tests.sample_project import load_samples

TODAY = "2026-11-22"
LEFT_OUT = {"captions"}
"""A film would weigh more than all other samples together."""


@pytest.fixture(scope="module")
def project() -> Project:
    return load_samples()


@pytest.fixture(scope="module")
def sources() -> dict[str, Any]:
    """What the sample files say, as plain text, by path."""
    paths = [ROOT / "perfsupport.yaml", *sorted((ROOT / "trees").glob("*/*.yaml"))]
    return {path.name: yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader) for path in paths}


def find_keys(value: Any) -> Iterator[str]:
    """Yield every key of a value, at every depth."""
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from find_keys(one)


def find_schema_keys(schema: Any) -> Iterator[str]:
    """Yield every key that a JSON Schema describes by name."""
    if isinstance(schema, Mapping):
        properties = schema.get("properties")
        if isinstance(properties, Mapping):
            yield from properties
        for value in schema.values():
            yield from find_schema_keys(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from find_schema_keys(value)


def test_nothing_is_found_not_even_a_warning(project: Project) -> None:
    found = check_project(project, TODAY)
    assert [f"{d.path}:{d.span.line} {d.code} {d.cause}" for d in found if d.severity != "advice"] == []


def test_a_desk_of_believable_size(project: Project) -> None:
    assert len(project.trees) >= 9
    assert sum(len(tree.steps) for tree in project.trees.values()) >= 150
    assert len({tree.category for tree in project.trees.values()}) >= 4


def test_every_outcome_has_a_scenario(project: Project) -> None:
    for tree in project.trees.values():
        outcomes = {step.id for step in tree.steps.values() if isinstance(step, Outcome)}
        written = [written for scenario in tree.scenarios for written in scenario.written]
        assert outcomes - {each.ends for each in written} == set(), tree.id


THEMED = {"light", "dark", "font", "font_file", "font_file_bold", "size", *DEFAULTS["light"]} - {"accent"}
"""The samples have an accent, and leave the other colours and the font as they come."""


def test_every_key_of_the_language_is_used(sources: dict[str, Any]) -> None:
    used = set(find_keys(list(sources.values())))
    assert set(find_schema_keys(make_tree_schema())) - used == LEFT_OUT
    assert set(find_schema_keys(make_settings_schema())) - used <= {
        "collector",
        "issues",
        "languages",
        "offline",
        "store",
        "heads",
        "post_message",
        "data_layer",
        "contact_reference",
        "rep_reference",
        "search_words",
        "review_soon_days",
        "max_questions",
        "max_options",
        "max_sentence_words",
        "max_checklist",
        "max_height",
        "keys",
        *KEYS,
        *THEMED,
    }


def test_every_kind_and_type_is_used(project: Project) -> None:
    trees = project.trees.values()
    kinds = {type(step).__name__ for tree in trees for step in tree.steps.values()}
    assert kinds == {"Question", "Input", "Action", "Route", "Subtree", "Outcome"}
    assert {fact.type for tree in trees for fact in tree.facts.values()} == set(FACT_TYPES)
    assert {str(s) for tree in trees for fact in tree.facts.values() for s in fact.sources} == {"host", "link"}
    ends = {str(step.end) for tree in trees for step in tree.steps.values() if isinstance(step, Outcome)}
    assert ends > set(OUTCOME_KINDS)


@pytest.mark.parametrize(
    "pattern",
    [
        r"when: .*\band\b",
        r"when: .*\bor\b",
        r"when: .*\bnot\b",
        r"when: .* in \[",
        r"when: .*today - ",
        r"is: .*round\(.*/",
        r"\(\(\w+\)\)",
        r"\\\(\(",
        r"\w~2: ",
        r"None of these",
        r"^ +\|.*\|$",
        r"^ +1\. ",
    ],
)
def test_every_form_of_expression_and_prose_is_used(pattern: str) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "trees").glob("*/*.yaml"))]
    assert any(re.search(pattern, text, re.MULTILINE) for text in texts)


def test_the_identity_check_is_shared(project: Project) -> None:
    users = {
        t.id
        for t in project.trees.values()
        for s in t.steps.values()
        if isinstance(s, Subtree) and s.run == "identity-check"
    }
    assert len(users) >= 3


def test_the_five_week_course_is_replaced(project: Project) -> None:
    assert project.trees["compass-tasks"].course_hours == "200"


def test_every_picture_is_used_and_holds_no_script(project: Project) -> None:
    used = {str(m.file) for t in project.trees.values() for s in t.steps.values() for m in s.media}
    used |= {str(project.settings.theme.logo)}
    pictures = sorted((ROOT / "trees" / "media").iterdir())
    assert {path.name for path in pictures} == used
    for path in pictures:
        assert_harmless(path)


def assert_harmless(path: Path) -> None:
    for element in ElementTree.parse(path).iter():
        assert not element.tag.endswith(("script", "foreignObject", "style"))
        assert not [name for name in element.attrib if name.startswith("on") or name.endswith("href")]
