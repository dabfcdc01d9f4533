"""What has changed since a browser saw it: words count, ways do not; new steps stay new until they are seen."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.twin import Twin


def make_tree(**steps: dict[str, Any]) -> dict[str, Any]:
    return {"steps": {id: {"kind": "action", "title": id, **step} for id, step in steps.items()}}


FIRST = make_tree(a={"say": "Hello", "then": "b"}, b={"do": ["Wait."]}, way={"kind": "route"})


def look(twin: Twin, tree: dict[str, Any], record: Any, *seen: str) -> Any:
    return twin.call("updateSeen", tree, record, seen)


def test_the_first_time_nothing_is_new(twin: Twin) -> None:
    assert twin.call("findChanges", FIRST, None) == {}
    record = look(twin, FIRST, None, "a")
    assert list(record) == ["a", "b"] and record["a"] and record["b"] == ""
    assert twin.call("findChanges", FIRST, record) == {}


@pytest.mark.parametrize(
    ("step", "changes"),
    [
        ({"say": "Good morning", "then": "b"}, {"a": "changed"}),
        ({"say": "Hello", "then": "b", "title": "Greet"}, {"a": "changed"}),
        ({"say": "Hello", "then": "b", "options": [{"label": "Yes", "id": "yes"}]}, {"a": "changed"}),
        ({"say": "Hello", "then": "c", "line": 12, "review_by": "2027-01-01"}, {}),
    ],
)
def test_what_a_rep_reads_makes_a_change(twin: Twin, step: dict[str, Any], changes: dict[str, str]) -> None:
    record = look(twin, FIRST, None, "a", "b")
    assert twin.call("findChanges", make_tree(a=step, b={"do": ["Wait."]}), record) == changes


def test_what_was_never_seen_has_not_changed_and_a_new_step_is_new_until_it_is_seen(twin: Twin) -> None:
    record = look(twin, FIRST, None, "a")
    later = make_tree(a={"say": "Hello"}, b={"do": ["Wait and see."]}, c={"do": ["Close."]})
    assert twin.call("findChanges", later, record) == {"c": "new"}
    record = look(twin, later, record, "b")
    assert twin.call("findChanges", later, record) == {"c": "new"}
    record = look(twin, later, record, "c")
    assert twin.call("findChanges", later, record) == {}
    assert twin.call("findChanges", FIRST, record) == {"b": "changed"}


def test_a_step_with_another_id_is_the_same_step(twin: Twin) -> None:
    record = look(twin, FIRST, None, "a", "b")
    renamed = {**make_tree(greet={"title": "a", "say": "Hello"}, b={"do": ["Wait."]}), "was": {"a": "greet"}}
    assert twin.call("findChanges", renamed, record) == {}
    assert set(look(twin, renamed, record)) == {"greet", "b"}
