"""Usage events, format 1: the closed list of types, the fields each may carry, and what a field may hold.

``docs/reference/events.md`` tells them in prose. The tracker's list, the collector's check, the store's columns and
the published JSON Schema all follow these tables.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, TypeAlias

EVENT_FORMAT = 1

Event: TypeAlias = dict[str, Any]

COMMON_FIELDS = ("id", "session", "sequence", "type", "at", "tree", "version", "mode", "language", "host", "visible_ms")
"""On every event: UUIDv7 made at the click; random id of the page load; number from 1 within the session; type; Unix
milliseconds by the rep's clock; tree id and its content version; live, practice or preview; language tag; origin of the
page around the aid, or empty; whole milliseconds for which the step could be seen so far."""

OPTIONAL_FIELDS = ("contact", "rep")
"""A contact reference and a pseudonymous rep reference, only where the project turns them on."""

STEP_FIELDS = ("step", "within?")
"""The step id in ``tree``, and the key of the ``run`` step around it (``identity``; missing in the root tree)."""

INDEX_TREE, INDEX_VERSION = "-", "000000000000"
INDEX_TYPES = frozenset({"session_started", "searched", "session_left", "session_resumed"})
"""What stands for the site's index page in place of a tree and its version, and the types that it sends."""

EVENT_FIELDS: dict[str, tuple[str, ...]] = {
    "session_started": ("entry",),
    "step_viewed": (*STEP_FIELDS, "direction"),
    "option_chosen": (*STEP_FIELDS, "option?", "target?"),
    "fact_entered": (*STEP_FIELDS, "fact", "value?", "target?"),
    "stepped_back": (*STEP_FIELDS, "target?"),
    "response_changed": (*STEP_FIELDS, "option?", "target?", "dropped"),
    "none_fitted": (*STEP_FIELDS, "target?"),
    "help_opened": (*STEP_FIELDS, "section"),
    "outcome_reached": (*STEP_FIELDS, "outcome"),
    "solved_answered": (*STEP_FIELDS, "solved"),
    "note_copied": STEP_FIELDS,
    "feedback_given": (*STEP_FIELDS, "kind", "text?"),
    "searched": ("words?", "hits"),
    "restarted": STEP_FIELDS,
    "session_left": ("step?", "within?"),
    "session_resumed": ("step?", "within?"),
}
"""What each type carries besides the common fields; ``?`` marks what may be missing. ``option_chosen`` also stands for
a ticked-off action (option ``done``); the options of ``pick: many`` are joined by ``,``. ``value`` only where the fact
says ``track: true``; ``words`` only where the project allows it; ``dropped`` is how many later responses no longer
held."""

RECEIVED_FIELDS = ("received_at", "skew_ms", "browser")
"""What the collector adds: when the event came (Unix milliseconds by the collector's clock), how far the collector's
clock was ahead of the rep's when the batch was sent, and the browser's family."""

MODES = ("live", "practice", "preview")
ENTRIES = ("start", "link", "reload")
DIRECTIONS = ("forward", "back", "change", "jump")
HELP_SECTIONS = ("why", "detail", "tips", "media", "contact", "links")
SOLVED = ("yes", "no", "partly")
FEEDBACK_KINDS = ("wrong", "unclear", "missing", "other")

MAX_BATCH_BYTES = 60_000
MAX_BATCH_EVENTS = 100
MAX_TEXT = 500
"""Characters of what a person typed: the tracker cuts there, the collector refuses more."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number, both ends included."""

    least: int
    most: int

    def accepts(self, value: object) -> bool:
        """Tell whether the value is such a number; JSON knows no difference between 1 and 1.0."""
        if type(value) is float:
            return value.is_integer() and self.least <= value <= self.most
        return type(value) is int and self.least <= value <= self.most

    def schema(self) -> dict[str, Any]:
        """Return the same as JSON Schema."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a closed list of words."""

    words: tuple[str, ...]

    def accepts(self, value: object) -> bool:
        """Tell whether the value is one of the words."""
        return type(value) is str and value in self.words

    def schema(self) -> dict[str, Any]:
        """Return the same as JSON Schema."""
        return {"enum": list(self.words)}


class Matching:
    """Text that a pattern matches from end to end; the pattern means the same in Python and JavaScript."""

    __slots__ = ("_matches", "pattern")

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self._matches = re.compile(pattern).fullmatch

    def accepts(self, value: object) -> bool:
        """Tell whether the value is such a text."""
        return type(value) is str and self._matches(value) is not None

    def schema(self) -> dict[str, Any]:
        """Return the same as JSON Schema."""
        return {"type": "string", "pattern": f"^(?:{self.pattern})$"}


Shape: TypeAlias = Whole | OneOf | Matching

_MOMENT = Whole(0, 10**14)
_NAME = Matching(r"[^\x00-\x20\x7f-\xa0\ud800-\udfff]{1,200}")
_TYPED = Matching(rf"[^\x00\ud800-\udfff]{{0,{MAX_TEXT}}}")

FIELD_SHAPES: dict[str, Shape] = {
    "id": Matching("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"),
    "session": Matching("[0-9A-Za-z_-]{8,64}"),
    "sequence": Whole(1, 10**9),
    "type": OneOf(tuple(EVENT_FIELDS)),
    "at": _MOMENT,
    "tree": Matching("[a-z0-9-]{1,100}"),
    "version": Matching("[0-9a-f]{12}"),
    "mode": OneOf(MODES),
    "language": Matching("[A-Za-z0-9]{1,8}(?:-[A-Za-z0-9]{1,8}){0,7}"),
    "host": Matching(r"|null|[a-z][a-z0-9+.-]{0,30}://[^\x00-\x20\x7f-\xa0/?#\ud800-\udfff]{0,255}"),
    "contact": _TYPED,
    "rep": _TYPED,
    "step": Matching("[a-z][a-z0-9_]{0,63}"),
    "within": _NAME,
    "visible_ms": Whole(0, 10**10),
    "entry": OneOf(ENTRIES),
    "direction": OneOf(DIRECTIONS),
    "option": _NAME,
    "target": _NAME,
    "fact": Matching("[a-z][a-z0-9_]{0,63}"),
    "value": _TYPED,
    "dropped": Whole(0, 10**4),
    "section": OneOf(HELP_SECTIONS),
    "outcome": _NAME,
    "solved": OneOf(SOLVED),
    "kind": OneOf(FEEDBACK_KINDS),
    "text": _TYPED,
    "words": _TYPED,
    "hits": Whole(0, 10**6),
}
"""What each field may hold. Ids are names without white space, so that no label can stand in place of one."""

BATCH_SHAPES: dict[str, Shape] = {"format": Whole(EVENT_FORMAT, EVENT_FORMAT), "sent_at": _MOMENT}


def find_fields(type_: str) -> dict[str, bool]:
    """Return the fields that an event of this type may carry, each with whether it must be there."""
    own = {name.rstrip("?"): not name.endswith("?") for name in EVENT_FIELDS[type_]}
    return dict.fromkeys(COMMON_FIELDS, True) | own | dict.fromkeys(OPTIONAL_FIELDS, False)


def make_events_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a batch, as published in ``perfsupport/schemas/events.schema.json``."""
    fields = {f"field.{name}": shape.schema() for name, shape in FIELD_SHAPES.items()}
    types = {f"event.{type_}": _make_type_schema(find_fields(type_)) for type_ in EVENT_FIELDS}
    event = {
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"$ref": "#/$defs/field.type"}},
        "allOf": [
            {
                "if": {"required": ["type"], "properties": {"type": {"const": type_}}},
                "then": {"$ref": f"#/$defs/event.{type_}"},
            }
            for type_ in EVENT_FIELDS
        ],
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "perfsupport usage events, format 1",
        "type": "object",
        "required": [*BATCH_SHAPES, "events"],
        "additionalProperties": False,
        "properties": {
            **{name: shape.schema() for name, shape in BATCH_SHAPES.items()},
            "events": {
                "type": "array",
                "minItems": 1,
                "maxItems": MAX_BATCH_EVENTS,
                "items": {"$ref": "#/$defs/event"},
            },
        },
        "$defs": {"event": event, **types, **fields},
    }


def _make_type_schema(fields: dict[str, bool]) -> dict[str, Any]:
    return {
        "required": [name for name, required in fields.items() if required],
        "additionalProperties": False,
        "properties": {name: {"$ref": f"#/$defs/field.{name}"} for name in fields},
    }
