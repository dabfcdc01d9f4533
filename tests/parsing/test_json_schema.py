"""The published JSON Schema and the shape check are held equal; ``jsonschema`` is the oracle."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators

from perfsupport.parsing import make_settings_schema, make_tree_schema, parse_settings, parse_tree
from perfsupport.parsing.settings_shape import SETTINGS
from perfsupport.parsing.shape import TREE
from tests.conftest import SAMPLE_TREES
from tests.parsing.documents import find_names, make_right, make_spoiled, write_yaml
from tests.sampling import times

OUT_OF_REACH = {"PS208": "ids that are made from labels, and repeat", "PS206 order": "from after until, min above max"}
"""All that the shape check finds and no JSON Schema can say."""


def check_pattern(_validator: Any, pattern: str, instance: Any, _schema: Any) -> Any:
    """Read ``$`` as JSON Schema and JavaScript do; Python lets a line end follow it."""
    if isinstance(instance, str) and not re.search(re.sub(r"\$$", r"\\Z", pattern), instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


Oracle = validators.extend(Draft202012Validator, {"pattern": check_pattern})
TREE_ORACLE = Oracle(make_tree_schema(), format_checker=FormatChecker(["date"]))
SETTINGS_ORACLE = Oracle(make_settings_schema(), format_checker=FormatChecker(["date"]))
MANY = settings(max_examples=times(60), deadline=None, suppress_health_check=list(HealthCheck))
"""Each example is a document and up to four others that were made from it by spoiling it further."""


def is_within_reach(diagnostic: Any) -> bool:
    return diagnostic.code != "PS208" and not ("comes before" in diagnostic.cause and diagnostic.code == "PS206")


def compare(document: Any, oracle: Any, found: list[Any]) -> None:
    faults = [diagnostic for diagnostic in found if is_within_reach(diagnostic)]
    errors = [error.message for error in oracle.iter_errors(document)]
    assert bool(faults) == bool(errors), (document, faults, errors)


@settings(MANY, max_examples=times(40))
@given(make_right(TREE))
def test_a_tree_made_from_the_tables_is_right(document: Any) -> None:
    _, found = parse_tree(write_yaml(document), "trees/x/tree.yaml")
    assert not [diagnostic for diagnostic in found if is_within_reach(diagnostic)]
    assert TREE_ORACLE.is_valid(document)


@MANY
@given(make_spoiled(TREE, find_names(TREE)))
def test_schema_and_shape_check_agree_on_trees(documents: list[Any]) -> None:
    for document in documents:
        compare(document, TREE_ORACLE, parse_tree(write_yaml(document), "trees/x/tree.yaml")[1])


@settings(MANY, max_examples=times(40))
@given(make_spoiled(SETTINGS, find_names(SETTINGS)))
def test_schema_and_shape_check_agree_on_settings(documents: list[Any]) -> None:
    for document in documents:
        compare(document, SETTINGS_ORACLE, parse_settings(write_yaml(document), "perfsupport.yaml")[1])


@pytest.mark.parametrize("schema", [make_tree_schema(), make_settings_schema()], ids=["tree", "settings"])
def test_the_schema_is_one_and_tells_what_each_key_is_for(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)
    text = json.dumps(schema)
    assert "oneOf" not in text
    records = [schema, *schema["$defs"].values()]
    for record in records:
        for name, key in record.get("properties", {}).items():
            assert key["description"].endswith("."), name


@pytest.mark.parametrize("file", SAMPLE_TREES, ids=lambda file: file.stem)
def test_editors_that_type_yaml_find_nothing_in_the_samples(file: Path) -> None:
    typed = Draft202012Validator(make_tree_schema())
    document = yaml.load(file.read_text(encoding="utf-8"), Loader=CoreLoader)
    assert [error.message for error in typed.iter_errors(document)] == []


@pytest.mark.parametrize("value", [5, 1.1, True, False, None])
def test_text_as_written_may_be_typed_otherwise_by_an_editor(value: Any) -> None:
    typed = Draft202012Validator(make_tree_schema())
    steps = {"done": {"end": "resolved", "say": value}, "ask": {"ask": value, "options": {"a": "done", "b": "done"}}}
    assert typed.is_valid({"title": value, "keywords": [value], "steps": steps})


class CoreLoader(yaml.SafeLoader):
    """YAML 1.2 as editors read it: dates stay text, yes and no too."""


CoreLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(("timestamp", "bool"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
CoreLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|True|TRUE|false|False|FALSE)$"), "tTfF")
