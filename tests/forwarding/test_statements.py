"""What an event says as an xAPI statement: whole statements compared, and all of them judged by Ralph's own model."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfsupport.collector.check import check_event
from perfsupport.events import EVENT_FIELDS
from perfsupport.forwarding import StatementMaker
from perfsupport.forwarding.statements import VERBS
from tests.collector.sending import NOW, make_event
from tests.collector.test_check import OTHER_FIELDS, events
from tests.forwarding.real_ralph import VALIDATOR

CASES = json.loads(Path(__file__).with_name("statements.json").read_text(encoding="utf-8"))
MAKER = StatementMaker("https://aids.example/desk/")


def make_all() -> list[dict[str, Any]]:
    """Return an event of each type with all the fields it can have, as the store gives it."""
    values = {**make_event("feedback_given", step="channel", kind="wrong"), **OTHER_FIELDS}
    made = []
    for type_ in EVENT_FIELDS:
        fields = {name: values[name] for name in values if name in {**make_event(), "contact": 1, "rep": 1, "step": 1}}
        own = {name.rstrip("?"): values[name.rstrip("?")] for name in EVENT_FIELDS[type_]}
        event = {**{k: v for k, v in fields.items() if k not in ("option", "target")}, **own, "type": type_}
        if "step" not in own:
            event.pop("step", None)
        made.append({**event, "received_at": NOW + 50, "skew_ms": 50, "browser": "Chrome"})
    return made


def judge(ralph: Path, statements: list[dict[str, Any]]) -> list[str | None]:
    """Return what Ralph has against each statement."""
    ended = subprocess.run(
        [str(ralph), str(VALIDATOR)], input=json.dumps(statements), capture_output=True, text=True, timeout=120
    )
    assert ended.returncode == 0, ended.stderr
    answers: list[str | None] = json.loads(ended.stdout)
    return answers


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["event"]["type"])
def test_a_statement_says_what_the_event_says(case: dict[str, Any]) -> None:
    assert (
        check_event({k: v for k, v in case["event"].items() if k not in ("received_at", "skew_ms", "browser")}) is None
    )
    assert MAKER.make_statement(case["event"]) == case["statement"]


def test_every_type_has_a_verb() -> None:
    assert VERBS.keys() == EVENT_FIELDS.keys()


def test_no_contact_and_nobody_s_name_is_told() -> None:
    for event in make_all():
        statement = MAKER.make_statement({**event, "contact": "CASE-77"})
        assert "CASE-77" not in json.dumps(statement)
        assert statement["actor"]["account"]["name"] == "R 1"
        del event["rep"]
        assert MAKER.make_statement(event)["actor"]["account"]["name"] == "rep"


def test_a_clock_that_is_far_off_is_set_right() -> None:
    event = {**make_event(), "received_at": NOW, "browser": "other"}

    def tell(**fields: int) -> Any:
        return MAKER.make_statement({**event, **fields})["timestamp"]

    assert tell(at=NOW - 5000, skew_ms=300) == "2026-11-18T11:06:35.000Z"
    assert tell(at=NOW - 3_600_000 - 5000, skew_ms=3_600_000) == "2026-11-18T11:06:35.000Z"
    assert tell(at=NOW + 30_000, skew_ms=-30_000) == "2026-11-18T11:06:40.000Z"
    assert tell(at=0, skew_ms=-(10**14)) == "1970-01-01T00:00:00.000Z"


def test_ralph_takes_every_type_and_knows_what_is_broken(ralph: Path) -> None:
    statements = [MAKER.make_statement(event) for event in make_all()]
    assert judge(ralph, statements) == [None] * len(statements)
    right = statements[2]
    broken = [
        {**right, "id": "no-uuid"},
        {**right, "timestamp": "yesterday"},
        {**right, "actor": {"objectType": "Agent"}},
        {**right, "actor": {"objectType": "Agent", "account": {"name": "x"}}},
        {**right, "verb": {"id": "answered"}},
        {**right, "verb": {}},
        {**right, "object": {"objectType": "Activity"}},
        {**right, "result": {"duration": "soon"}},
        {**right, "context": {**right["context"], "registration": "none"}},
        {**right, "more": 1},
    ]
    assert [bool(answer) for answer in judge(ralph, broken)] == [True] * len(broken)


def test_an_empty_response_is_not_told() -> None:
    event = {**make_event(), "browser": "other", "received_at": NOW, "type": "feedback_given", "text": ""}
    del event["option"]
    assert "result" not in MAKER.make_statement(event)
    assert MAKER.make_statement({**event, "value": "", "text": "x"})["result"] == {"response": "x"}


def test_ralph_takes_whatever_the_collector_takes(ralph: Path) -> None:
    taken: list[dict[str, Any]] = []

    @settings(max_examples=80, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(events(), st.integers(-(10**14), 10**13), st.sampled_from(["Chrome", "other"]))
    def collect(event: Any, skew: int, browser: str) -> None:
        if check_event(event) is None:
            taken.append({**event, "received_at": NOW, "skew_ms": skew, "browser": browser})

    collect()
    assert len(taken) > 30
    statements = [MAKER.make_statement(event) for event in taken]
    answers = judge(ralph, statements)
    assert [(each, why) for each, why in zip(statements, answers, strict=True) if why] == []
