"""The pages about events and collecting tell all there is."""

from __future__ import annotations

import re

from perfsupport.collector import Refusal
from perfsupport.events import COMMON_FIELDS, EVENT_FIELDS, FIELD_SHAPES, OPTIONAL_FIELDS, RECEIVED_FIELDS, OneOf
from tests.conftest import ROOT

EVENTS = (ROOT / "docs" / "reference" / "events.md").read_text(encoding="utf-8")
RECORDED = (ROOT / "docs" / "what-is-recorded.md").read_text(encoding="utf-8")
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


def test_every_field_is_told_to_those_who_are_asked_to_agree() -> None:
    """In a table of its own page, and no other field: what is not there cannot be recorded."""
    first_cells = [line.split("|")[1] for line in RECORDED.splitlines() if line.startswith("| `")]
    told = [name for cell in first_cells for name in re.findall(r"`([a-z_]+)`", cell)]
    assert sorted(told) == sorted({*FIELD_SHAPES, *RECEIVED_FIELDS})
    asked_for = RECORDED[RECORDED.index("These five") : RECORDED.index("## What never is")]
    assert all(f"| `{name}` |" in asked_for for name in ("rep", "contact", "words", "value", "text"))


def test_every_refusal_is_told_with_its_status() -> None:
    rows = find_rows(COLLECTING[COLLECTING.index("## Refusals") : COLLECTING.index("## When something is wrong")])
    assert {name: row[0] for name, row in rows.items()} == {str(each): str(each.status) for each in Refusal}
