"""The JSON Schema (2020-12) of trees and settings for editors and other programs, made from the tables of the shape.

Editors read YAML with types, so wherever text as written is meant, a number, ``true`` or ``null`` is accepted as well.
Over documents of texts alone the schema and the shape check say the same, but for what JSON Schema cannot express:
repeated ids of options, and ``from`` after ``until`` or ``min`` above ``max``.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from perfsupport.parsing import kinds
from perfsupport.parsing.kinds import Case, Cases, Kind, Record
from perfsupport.parsing.settings_shape import SETTINGS
from perfsupport.parsing.shape import SCENARIOS, TREE
from perfsupport.parsing.translation_shape import TRANSLATION

Schema: TypeAlias = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCALARS = ["string", "number", "boolean", "null"]


def make_tree_schema() -> Schema:
    """Return the JSON Schema of a tree file."""
    return _make_schema(TREE, "A decision tree of perfsupport, format 1")


def make_scenarios_schema() -> Schema:
    """Return the JSON Schema of a file of scenarios beside a tree."""
    return _make_schema(SCENARIOS, "The scenarios of a decision tree of perfsupport")


def make_translation_schema() -> Schema:
    """Return the JSON Schema of a file that holds the words of a tree in another language."""
    return _make_schema(TRANSLATION, "The words of a decision tree of perfsupport in another language")


def make_settings_schema() -> Schema:
    """Return the JSON Schema of ``perfsupport.yaml``."""
    return _make_schema(SETTINGS, "The settings of a perfsupport project")


def _make_schema(root: Record, title: str) -> Schema:
    writer = SchemaWriter()
    body = writer.write(root)
    return {"$schema": DIALECT, "title": title, **body, "$defs": writer.definitions}


class SchemaWriter:
    """Writes kinds as schemas; records become definitions that are referred to."""

    def __init__(self) -> None:
        self.definitions: dict[str, Schema] = {}
        self._names: dict[Record | Cases, str] = {}

    def write(self, kind: Kind) -> Schema:
        """Return the schema of a kind."""
        match kind:
            case kinds.Words(may_wait=may_wait):
                return {"type": SCALARS} if may_wait else {"type": SCALARS, "pattern": r"\S"}
            case kinds.Form(pattern=pattern, taken=taken):
                free = f"(?!(?:{'|'.join(taken)})$)" if taken else ""
                return {"type": SCALARS, "pattern": _whole(free + pattern)}
            case kinds.Template(names=names, pattern=pattern):
                places = rf"(?:[^{{]|\{{(?:{'|'.join(names)})\}}|\{{(?![^{{}}\s]*\}}))*"
                return {"type": SCALARS, "pattern": rf"^(?=[\s\S]*\S){f'(?={pattern}$)' if pattern else ''}{places}$"}
            case kinds.Choice(values=values):
                return {"enum": list(values)}
            case kinds.YesNo():
                return {"enum": ["yes", "no", "true", "false", True, False]}
            case kinds.Number(above_zero=True):
                return {"type": ["string", "number"], "pattern": _whole(kinds.NUMBER_ABOVE_ZERO), "exclusiveMinimum": 0}
            case kinds.Number():
                return {"type": ["string", "number"], "pattern": _whole(kinds.NUMBER)}
            case kinds.Date():
                return {"type": "string", "pattern": _whole(kinds.DATE), "format": "date"}
            case kinds.Entries(entry=entry, least=least):
                return {"type": "array", "items": self.write(entry)} | ({"minItems": least} if least else {})
            case kinds.Mapping():
                return self._write_mapping(kind)
            case kinds.Shapes():
                return self._write_shapes(kind)
            case kinds.Record() | kinds.Cases():
                return {"$ref": f"#/$defs/{self._define(kind)}"}

    def _write_mapping(self, kind: kinds.Mapping) -> Schema:
        names = {"pattern": self.write(kind.key)["pattern"]}
        schema = {"type": "object", "propertyNames": names, "additionalProperties": self.write(kind.value)}
        return schema | ({"minProperties": kind.least} if kind.least else {})

    def _write_shapes(self, kind: kinds.Shapes) -> Schema:
        shapes: list[tuple[list[str], Schema]] = []
        if kind.entries is not None:
            shapes.append((["array"], self.write(kind.entries)))
        if kind.mapping is not None:
            shapes.append((["object"], self.write(kind.mapping)))
        if kind.text is not None:
            shapes.append((SCALARS, self.write(kind.text)))
        schema = shapes[-1][1]
        for types, own in reversed(shapes[:-1]):
            schema = {"if": {"type": types}, "then": own, "else": schema}
        return schema

    def _define(self, kind: Record | Cases) -> str:
        if kind not in self._names:
            base = name = kind.name.replace("`", "").replace(" ", "_")
            number = 1
            while name in self.definitions:
                number += 1
                name = f"{base}_{number}"
            self._names[kind] = name
            self.definitions[name] = {}
            self.definitions[name] = self._write_record(kind) if isinstance(kind, Record) else self._write_cases(kind)
        return self._names[kind]

    def _write_record(self, record: Record) -> Schema:
        properties = {key.name: {"description": key.doc, **self.write(key.kind)} for key in record.keys}
        schema: Schema = {
            "title": record.name,
            "type": "object",
            "properties": properties,
            "additionalProperties": False,
        }
        required = [key.name for key in record.keys if key.required]
        if required:
            schema["required"] = required
        if record.one_of:
            schema["anyOf"] = [{"required": [name]} for name in record.one_of]
        return schema

    def _write_cases(self, kind: Cases) -> Schema:
        schema = self.write(kind.otherwise)
        for case in reversed(kind.cases):
            schema = {"if": _write_condition(case), "then": self.write(case.record), "else": schema}
        return {"title": kind.name, "type": "object", **schema}


def _write_condition(case: Case) -> Schema:
    condition: Schema = {"required": list(case.has)}
    if case.value:
        condition["properties"] = {case.has[-1]: {"const": case.value}}
    return condition


def _whole(pattern: str) -> str:
    return f"^(?:{pattern})$"
