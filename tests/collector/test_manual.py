"""The pages about events and collecting tell all there is."""

from __future__ import annotations

import re

from perfsupport.collector import Refusal
from perfsupport.events import COMMON_FIELDS, EVENT_FIELDS, FIELD_SHAPES, OPTIONAL_FIELDS, RECEIVED_FIELDS, OneOf
from tests.conftest import ROOT

EVENTS = (ROOT / "docs" / "reference" / "events.md").read_text(encoding="utf-8")
COLLECTING = (ROOT / "docs" / "collecting.md").read_text(encoding="utf-8")


def find_rows(text: str) -> dict[str, list[str]]:
    """Return the rows of all tables by the name in their first cell."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    return {row[0].strip("`"): row[1:] for row in rows if row[0].startswith("`")}


def test_every_type_is_told_with_its_fields() -> None:
    rows = find_rows(EVENTS)
    told = {type_: tuple(re.findall(r"`([a-z_]+\??)`", rows[type_][-1])) for type_ in EVENT_FIELDS}
    assert told == EVENT_FIELDS


def test_every_field_is_told_with_its_words() -> None:
    rows = find_rows(EVENTS)
    own = {name.rstrip("?") for fields in EVENT_FIELDS.values() for name in fields} - {"step", "within"}
    for name in own.union(COMMON_FIELDS, OPTIONAL_FIELDS, RECEIVED_FIELDS):
        assert name in rows, name
        shape = FIELD_SHAPES.get(name)
        if isinstance(shape, OneOf) and name != "type":
            assert [word for word in shape.words if f"`{word}`" not in rows[name][0]] == [], name


def test_every_refusal_is_told_with_its_status() -> None:
    rows = find_rows(COLLECTING)
    assert {name: row[0] for name, row in rows.items()} == {str(each): str(each.status) for each in Refusal}
