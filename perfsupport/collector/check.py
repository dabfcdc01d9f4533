"""Is this an event? The same answer as the published JSON Schema, many times faster."""

from __future__ import annotations

from perfsupport.collector.refusals import Refusal
from perfsupport.events import EVENT_FIELDS, FIELD_SHAPES, find_fields

_ACCEPTS = {name: shape.accepts for name, shape in FIELD_SHAPES.items()}
_ALLOWED = {type_: frozenset(find_fields(type_)) for type_ in EVENT_FIELDS}
_REQUIRED = {type_: frozenset(name for name, must in find_fields(type_).items() if must) for type_ in EVENT_FIELDS}


def check_event(event: object) -> Refusal | None:
    """Return why a value from outside is no event, or None when it is one."""
    if not isinstance(event, dict):
        return Refusal.EVENT_MALFORMED
    type_ = event.get("type")
    if not isinstance(type_, str) or type_ not in _ALLOWED:
        return Refusal.TYPE_UNKNOWN
    names = event.keys()
    if not names <= _ALLOWED[type_]:
        return Refusal.FIELD_UNKNOWN
    if not names >= _REQUIRED[type_]:
        return Refusal.FIELD_MISSING
    if not all(_ACCEPTS[name](value) for name, value in event.items()):
        return Refusal.FIELD_WRONG
    return None
