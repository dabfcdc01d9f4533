"""The published schema of programs."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

import jsonschema


@cache
def read_schema() -> dict[str, Any]:
    """Return the schema as it is published."""
    schema: dict[str, Any] = json.loads(files("perfsupport").joinpath("schemas/program.schema.json").read_text("utf-8"))
    return schema


@cache
def program_validator() -> jsonschema.Draft202012Validator:
    """Return a validator of whole programs."""
    jsonschema.Draft202012Validator.check_schema(read_schema())
    return jsonschema.Draft202012Validator(read_schema())
