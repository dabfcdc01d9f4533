"""The host protocol, version 1: the closed list of messages between an aid and the page around it.

``docs/reference/host.md`` tells them in prose, ``site_templates/player/host.js`` speaks them, and the JSON Schema that
is in the package and in every site follows these tables.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from perfsupport.events import FEEDBACK_KINDS, FIELD_SHAPES, MAX_TEXT, STEP_FIELDS

NAMESPACE = "perfsupport"
HOST_VERSION = 1

Schema: TypeAlias = dict[str, Any]

FROM_HOST: dict[str, tuple[str, ...]] = {
    "init": ("facts?", "contact?", "rep?", "language?", "theme?", "mode?"),
    "context": ("facts?", "contact?", "rep?"),
    "close": (),
}
"""What the page around the aid says, and the fields of each payload; ``?`` marks what may be missing."""

FROM_AID: dict[str, tuple[str, ...]] = {
    "ready": ("versions", "title", "accepts"),
    "resize": ("height",),
    "step": ("tree", *STEP_FIELDS, "key", "title", "moved"),
    "outcome": ("tree", *STEP_FIELDS, "code", "kind", "outcome", "note"),
    "note": ("text",),
    "feedback": ("tree", *STEP_FIELDS, "kind"),
    "event": ("id", "session", "sequence", "type", "at"),
    "error": ("code", "fact?", "field?", "message"),
    "close": (),
}
"""What the aid says. ``event`` is a usage event, whose other fields follow from its type."""

THEMES = ("auto", "light", "dark")
HOST_MODES = ("live", "practice")
ERRORS = ("unknown_fact", "not_from_host", "wrong_value", "wrong_field", "too_much")
MAX_FACTS = 200
"""Facts in one message. A host that knows more says those that the aid named in ``ready``."""

_TEXT: Schema = {"type": "string"}
_REFERENCE: Schema = {"type": "string", "maxLength": MAX_TEXT}
_VALUE: Schema = {
    "oneOf": [
        _TEXT,
        {"type": "number"},
        {"type": "boolean"},
        {"type": "array", "items": {"type": ["string", "number"]}},
        {"type": "null"},
    ]
}
_FACT: Schema = {
    "type": "object",
    "required": ["type", "label"],
    "properties": {
        "type": {"enum": ["text", "number", "date", "yes_no", "choice", "many"]},
        "label": _TEXT,
        "options": {"type": "array", "items": {"type": "array", "items": _TEXT, "minItems": 2, "maxItems": 2}},
        "unit": _TEXT,
        "pattern": _TEXT,
        "min": {"type": ["number", "string"]},
        "max": {"type": ["number", "string"]},
        "sensitive": {"const": True},
    },
}
_FIELDS: dict[str, Schema] = {
    "facts": {"type": "object", "maxProperties": MAX_FACTS, "additionalProperties": _VALUE},
    "contact": _REFERENCE,
    "rep": _REFERENCE,
    "language": {"type": "string"},
    "theme": {"enum": list(THEMES)},
    "mode": {"enum": list(HOST_MODES)},
    "versions": {"type": "array", "items": {"type": "integer"}, "contains": {"const": HOST_VERSION}},
    "title": _TEXT,
    "accepts": {
        "type": "object",
        "required": ["facts", "contact", "rep"],
        "properties": {
            "facts": {"type": "object", "additionalProperties": _FACT},
            "contact": {"type": "boolean"},
            "rep": {"type": "boolean"},
        },
    },
    "height": {"type": "integer", "minimum": 0},
    "key": _TEXT,
    "moved": {"type": "boolean"},
    "note": _TEXT,
    "text": _TEXT,
    "message": _TEXT,
    "field": _TEXT,
    "fact": _TEXT,
}
_OWN_FIELDS: dict[tuple[str, str], Schema] = {
    ("outcome", "code"): FIELD_SHAPES["step"].schema(),
    ("outcome", "kind"): FIELD_SHAPES["outcome"].schema(),
    ("feedback", "kind"): {"enum": list(FEEDBACK_KINDS)},
    ("error", "code"): {"enum": list(ERRORS)},
}
"""Fields that mean something else in another message."""


def make_host_schema() -> Schema:
    """Return the JSON Schema (2020-12) of a message either way, as published in ``schemas/host.schema.json``.

    Fields that are not named here are ignored by who hears them, so that later versions can bring more.
    """
    host = {f"host.{type_}": _make_message(type_, fields, {}) for type_, fields in FROM_HOST.items()}
    told = {name: FIELD_SHAPES[name].schema() for name in ("session", "tree", "version")}
    aid = {f"aid.{type_}": _make_message(type_, fields, told) for type_, fields in FROM_AID.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "perfsupport host protocol, version 1",
        "description": "Between a job aid and the page around it: $defs/host is what the page says, $defs/aid the aid.",
        "anyOf": [{"$ref": "#/$defs/host"}, {"$ref": "#/$defs/aid"}],
        "$defs": {
            "host": {"oneOf": [{"$ref": f"#/$defs/{name}"} for name in host]},
            "aid": {"oneOf": [{"$ref": f"#/$defs/{name}"} for name in aid]},
            **host,
            **aid,
        },
    }


def _make_message(type_: str, fields: tuple[str, ...], told: dict[str, Schema]) -> Schema:
    names = [field.rstrip("?") for field in fields]
    payload: Schema = {"type": "object", "properties": {name: _find_field(type_, name) for name in names}}
    required = [field for field in fields if not field.endswith("?")]
    if required:
        payload["required"] = required
    # Who has nothing to say may leave the payload out.
    return {
        "type": "object",
        "required": ["ns", "v", "type", *(["payload"] if required else []), *told],
        "properties": {
            "ns": {"const": NAMESPACE},
            "v": {"const": HOST_VERSION},
            "type": {"const": type_},
            **told,
            "payload": payload,
        },
    }


def _find_field(type_: str, name: str) -> Schema:
    own = _OWN_FIELDS.get((type_, name)) or _FIELDS.get(name)
    return own if own is not None else FIELD_SHAPES[name].schema()
