"""The JSON Schema of a report, made from the figures themselves."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Union, get_args, get_origin, get_type_hints

from perfsupport.analytics.figures import REPORT_FORMAT, Report

_PLAIN = {int: "integer", float: "number", str: "string", bool: "boolean", type(None): "null"}


def make_report_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of ``perfsupport report --format json``, as shipped in ``schemas/``."""
    found: dict[str, Any] = {}
    _describe(Report, found)
    whole = found.pop("Report")
    whole["properties"]["format"] = {"const": REPORT_FORMAT}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"perfsupport report, format {REPORT_FORMAT}",
        "description": "A count that is null is not shown: it, or one that it would tell, is of too few people.",
        **whole,
        "$defs": dict(sorted(found.items())),
    }


def _describe(kind: type, found: dict[str, Any]) -> None:
    found[kind.__name__] = {}
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    found[kind.__name__] = {
        "type": "object",
        "required": names,
        "additionalProperties": False,
        "properties": {name: _tell(hints[name], found) for name in names},
    }


def _tell(hint: Any, found: dict[str, Any]) -> dict[str, Any]:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        options = [_tell(each, found) for each in get_args(hint)]
        if all(list(option) == ["type"] for option in options):
            return {"type": [option["type"] for option in options]}
        return {"anyOf": options}
    if origin is list:
        return {"type": "array", "items": _tell(get_args(hint)[0], found)}
    if origin in (dict, Mapping) or (isinstance(origin, type) and issubclass(origin, Mapping)):
        return {"type": "object", "additionalProperties": _tell(get_args(hint)[1], found)}
    if is_dataclass(hint) and isinstance(hint, type):
        if hint.__name__ not in found:
            _describe(hint, found)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    return {"type": _PLAIN[hint]}
