"""The fast check and the published JSON Schema say the same, over right, nearly right and wrong events."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from perfsupport.collector.check import check_event
from perfsupport.collector.decode import decode_batch
from perfsupport.collector.intake import Arrival, Gate, Limits, take_in
from perfsupport.collector.refusals import Refusal, Refused
from perfsupport.events import EVENT_FIELDS, FIELD_SHAPES, Matching, OneOf, Whole, find_fields, make_events_schema
from tests.collector.sending import NOW, make_body, make_event
from tests.conftest import ROOT
from tests.sampling import times

PUBLISHED_SCHEMA = ROOT / "perfsupport" / "schemas" / "events.schema.json"


def make_oracle() -> Draft202012Validator:
    """The schema's event as jsonschema reads it, but for Python's ``$``, which also matches before a last newline."""
    text = json.dumps(make_events_schema()).replace(')$"', r')\\Z"')
    schema = json.loads(text)
    return Draft202012Validator({"$defs": schema["$defs"], "$ref": "#/$defs/event"})


ORACLE = make_oracle()

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 2**60),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(
        ["", " ", "\n", "till\n", "a b", "~none", "done", "05", "live", "x" * 600, "é", "\x00", "\u2028", "\ud800"]
    ),
    st.text(max_size=30),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)


def make_right(name: str) -> st.SearchStrategy[Any]:
    """Values that a field accepts."""
    match FIELD_SHAPES[name]:
        case Whole(least, most):
            return st.integers(least, most) | st.sampled_from([float(least), least, most])
        case OneOf(words):
            return st.sampled_from(words)
        case Matching() as shape:
            return st.from_regex(shape.pattern, fullmatch=True)


@st.composite
def events(draw: st.DrawFn) -> Any:
    type_ = draw(st.sampled_from(sorted(EVENT_FIELDS)))
    fields = find_fields(type_)
    names = [name for name, must in fields.items() if must or draw(st.booleans())]
    event = {name: draw(make_right(name)) for name in names}
    event["type"] = type_
    for _ in range(draw(st.integers(0, 2))):
        name = draw(st.sampled_from(sorted(FIELD_SHAPES)) | st.text(max_size=8))
        if draw(st.booleans()):
            event.pop(name, None)
        else:
            event[name] = draw(SCALARS)
    return event


@settings(max_examples=times(100), deadline=None, suppress_health_check=list(HealthCheck))
@given(events() | SCALARS)
@example(make_event(step="channel\n"))
@example(make_event(visible_ms=1.0))
@example(make_event(visible_ms=True))
@example(make_event(option="a\u00a0b"))
@example(make_event("feedback_given", step="channel", kind="wrong", text="two\nlines"))
def test_check_and_schema_agree(event: Any) -> None:
    assert (check_event(event) is None) == ORACLE.is_valid(event)


@st.composite
def bodies(draw: st.DrawFn) -> bytes:
    """Batches as text, mostly right, some changed as values and some as text."""
    batch: Any = {
        "format": draw(st.just(1) | SCALARS),
        "sent_at": draw(make_right("at") | SCALARS),
        "events": draw(st.lists(events() | SCALARS, max_size=4) | SCALARS),
    }
    for _ in range(draw(st.integers(0, 1))):
        name = draw(st.sampled_from([*batch, "more"]))
        if draw(st.booleans()):
            batch.pop(name, None)
        else:
            batch[name] = draw(SCALARS)
    text = json.dumps(batch, ensure_ascii=draw(st.booleans()))
    if draw(st.integers(0, 9)) == 0:
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from(["", '"', ",", "}", "[", "\\", "1", "\ufeff", " "])) + text[at + 1 :]
    return text.encode(errors="surrogatepass")


BATCH_ORACLE = Draft202012Validator(json.loads(json.dumps(make_events_schema()).replace(')$"', r')\\Z"')))


def is_right(body: bytes) -> bool:
    """What the published schema says of a body, which has to be JSON in UTF-8 first."""
    try:
        batch = json.loads(body.decode())
    except ValueError:
        return False
    return BATCH_ORACLE.is_valid(batch)


@settings(max_examples=times(100), deadline=None, suppress_health_check=list(HealthCheck))
@given(bodies())
@example(make_body([make_event(visible_ms=1.0)]))
@example(make_body([make_event()]) + b" ")
@example(b"\xef\xbb\xbf" + make_body([make_event()]))
@example(make_body([make_event()]).replace(b'"type": "option_chosen"', b'"type": "restarted", "type": "option_chosen"'))
@example(make_body([make_event()]).replace(b'"mode": "live"', b'"mode": "other", "mode": "live"'))
@example(make_body([make_event()]).replace(b'"mode": "live"', b'"mode": "live", "mode": "other"'))
@example(make_body([make_event() for _ in range(101)]))
def test_the_intake_takes_a_whole_batch_just_where_the_schema_does(body: bytes) -> None:
    arrival = Arrival(body=body, origin=None, user_agent="", received_at=NOW)
    try:
        take_in(arrival, Gate(Limits()))
        taken = not arrival.refused
    except Refused:
        taken = False
    assert taken == is_right(body)
    decoded = decode_batch(body)
    assert decoded is None or len(decoded[1]) > 100 or is_right(body)


OTHER_FIELDS = {
    "text": "t",
    "within": "identity~2",
    "entry": "link",
    "direction": "back",
    "option": "a,b",
    "target": "paid",
    "fact": "amount",
    "value": "600.5",
    "dropped": 0,
    "section": "why",
    "outcome": "resolved",
    "solved": "partly",
    "words": "two words",
    "hits": 0,
    "contact": "C 1",
    "rep": "R 1",
}


@pytest.mark.parametrize("type_", EVENT_FIELDS)
def test_every_type_is_accepted_with_all_and_with_least(type_: str) -> None:
    values = {**make_event("feedback_given", step="channel", kind="wrong"), **OTHER_FIELDS}
    fields = find_fields(type_)
    whole = {name: values[name] for name in fields} | {"type": type_}
    least = {name: value for name, value in whole.items() if fields[name]}
    assert check_event(whole) is None
    assert check_event(least) is None
    for name in least:
        assert check_event({key: value for key, value in whole.items() if key != name}) in (
            Refusal.FIELD_MISSING,
            Refusal.TYPE_UNKNOWN,
        )


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"type": "clicked"}, Refusal.TYPE_UNKNOWN),
        ({"type": ["option_chosen"]}, Refusal.TYPE_UNKNOWN),
        ({"label": "In a shop"}, Refusal.FIELD_UNKNOWN),
        ({"direction": "forward"}, Refusal.FIELD_UNKNOWN),
        ({"option": "In a shop"}, Refusal.FIELD_WRONG),
        ({"option": None}, Refusal.FIELD_WRONG),
        ({"id": "not-a-uuid"}, Refusal.FIELD_WRONG),
        ({"id": "01a1f0a4-b000-4000-8000-000000000001"}, Refusal.FIELD_WRONG),
        ({"mode": "test"}, Refusal.FIELD_WRONG),
        ({"host": "https://crm.example/path"}, Refusal.FIELD_WRONG),
        ({"sequence": 0}, Refusal.FIELD_WRONG),
        ({"contact": "\ud800"}, Refusal.FIELD_WRONG),
    ],
)
def test_refusals_have_names(change: dict[str, Any], refusal: Refusal) -> None:
    assert check_event({**make_event(), **change}) is refusal


def test_the_published_schema_is_the_one_of_the_tables() -> None:
    schema = make_events_schema()
    assert json.loads(PUBLISHED_SCHEMA.read_text()) == schema
    Draft202012Validator.check_schema(schema)


def test_the_schema_takes_a_batch_and_refuses_others() -> None:
    validator = Draft202012Validator(make_events_schema())
    batch = {"format": 1, "sent_at": 0, "events": [make_event()]}
    assert validator.is_valid(batch)
    for change in ({"format": 2}, {"sent_at": -1}, {"events": []}, {"events": [{}]}, {"more": 1}):
        assert not validator.is_valid({**deepcopy(batch), **change})
