"""A tree read again in part is the tree that is read as a whole, to the last position."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from perfsupport.editing.rereading import Readings
from perfsupport.parsing import parse_tree
from perfsupport.tree import Text
from tests.editing.keys import CASES, SAMPLES, change_outside, damage, read, type_on
from tests.sampling import times

PATH = "trees/desk/card-declined.yaml"
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)


def flatten(value: Any) -> Iterator[Any]:
    """Yield all that a value holds, every text with its position."""
    if isinstance(value, Text):
        yield str(value), value.span
    elif isinstance(value, dict):
        yield from (each for pair in value.items() for part in pair for each in flatten(part))
    elif isinstance(value, list | tuple):
        yield len(value)
        yield from (each for entry in value for each in flatten(entry))
    elif is_dataclass(value):
        yield type(value).__name__
        yield from (each for field in fields(value) for each in flatten(getattr(value, field.name)))
    else:
        yield value


def assert_same(readings: Readings, text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    tree, found = readings.read_tree(data, PATH)
    whole, all_found = parse_tree(data, PATH)
    assert found == all_found
    assert list(flatten(tree)) == list(flatten(whole))
    assert tree is None or list(tree.steps) == list(whole.steps if whole else ())


@settings(max_examples=times(40), deadline=None, suppress_health_check=list(HealthCheck), phases=UNSHRUNK)
@given(seed=st.integers(0, 2**32), file=st.sampled_from([*SAMPLES, *CASES]), edits=st.integers(1, 8))
def test_random_keys_come_out_as_read_from_nothing(seed: int, file: Path, edits: int) -> None:
    random, readings = Random(seed), Readings()
    texts = [file.read_bytes().decode("utf-8", "replace")]
    assert_same(readings, texts[0])
    for _ in range(edits):
        texts.append(type_on(texts[-1], texts, random))
        assert_same(readings, texts[-1])


@settings(max_examples=times(40), deadline=None, suppress_health_check=list(HealthCheck), phases=UNSHRUNK)
@given(seed=st.integers(0, 2**32), file=st.sampled_from([*SAMPLES, *CASES]), edits=st.integers(1, 5))
def test_changes_outside_of_steps_and_damage_come_out_as_read_from_nothing(seed: int, file: Path, edits: int) -> None:
    random, readings = Random(seed), Readings()
    texts = [file.read_bytes().decode("utf-8", "replace")]
    assert_same(readings, texts[0])
    for _ in range(edits):
        change = random.choice((change_outside, change_outside, damage))
        texts.append(change(random.choice((texts[0], texts[-1])), random))
        assert_same(readings, texts[-1])


TREE = """\
title: Card declined
facts:
  amount: {type: number}
steps:
  where:
    ask: Where?
    options: {shop: paid, web: refused}
  paid:
    end: resolved
    say: |
      You can pay
      now.
  refused: {end: escalated, do: Hand over.}
scenarios:
  - {name: In a shop, responses: {where: shop}, ends: paid}
"""


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("You can pay", "You may pay", ["where", "refused"]),
        ("    ask: Where?\n", "    ask: Where?\n    why: Codes differ.\n", []),
        ("    say: |", "    contact: care\n    say: |", ["where"]),
        ("  paid:\n", "  between: {do: This., then: paid}\n  paid:\n", ["where"]),
        ("    ask: Where?\n", "    ask: Who?\n", ["paid", "refused"]),
        ("do: Hand over.}", "do: Hand it over.}", ["where", "paid"]),
        ("  refused: {end: escalated, do: Hand over.}\n", "", ["where"]),
        ("title: Card declined", "title: Card refused", ["where", "paid", "refused"]),
        ("{type: number}", "{type: number, label: sum}", ["where", "paid", "refused"]),
        ("name: In a shop", "name: In the shop", ["where", "paid", "refused"]),
        ("steps:\n", "  sum: {type: number}\nsteps:\n", []),
    ],
)
def test_steps_that_have_not_changed_are_the_very_same(old: str, new: str, same: list[str]) -> None:
    readings = Readings()
    before, _ = readings.read_tree(TREE.encode(), PATH)
    assert_same(readings, TREE.replace(old, new))
    after, _ = readings.read_tree(TREE.replace(old, new).encode(), PATH)
    assert before is not None and after is not None
    assert [id for id, step in after.steps.items() if before.steps.get(id) is step] == same


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("steps:\n", "steps:  # all of them\n"),
        ("    ask: Where?\n", '    ask: "Where?\n'),
        ("    ask: Where?\n", "    ask: Where?\n...\n"),
        ("    ask: Where?\n", "    ask: Where?\n---\n"),
        ("    ask: Where?\n", "    ask: &where Where?\n"),
        ("    ask: Where?\n", "    ask: Where? #here\n"),
        ("    ask: Where?\n", "    ask: Where?\n   paid2: {end: resolved}\n"),
        ("    ask: Where?\n", "    ask: Where?\nfallback: paid\n"),
        ("  paid:\n", "  where:\n"),
        ("  paid:\n", "    paid:\n"),
        ("  paid:\n", ""),
        ("  refused: {", "  refused: ["),
        ("do: Hand over.}\n", "do: Hand over.\n"),
        ("do: Hand over.}\n", "do: >\n"),
        ("      now.\n", "      now.\n\n\n"),
        ("    say: |\n", "    say: |+\n"),
        ("    say: |\n", "    say: \n"),
        ("now.", "now.\r"),
        ("now.", "now.\x07"),
        ("now.", "now.\u2028"),
        ("ask: Where?", "ask:\tWhere?"),
        ("title: Card declined", "title: Card\n  declined"),
        ("ends: paid}\n", "ends: paid"),
    ],
)
def test_what_is_unusual_is_read_as_a_whole(old: str, new: str) -> None:
    assert TREE.count(old) == 1
    readings = Readings()
    for text in (TREE, TREE.replace(old, new), TREE, TREE.replace(old, new).replace("Where", "When"), TREE):
        assert_same(readings, text)


def test_windows_line_ends_and_a_mark_at_the_beginning_make_no_difference() -> None:
    readings = Readings()
    text = "\ufeff" + TREE.replace("\n", "\r\n")
    for each in (text, text.replace("Where", "When"), text.replace("    ask", "    why: So.\r\n    ask")):
        assert_same(readings, each)


def test_all_samples_can_be_read_in_part() -> None:
    """Guards the others: where every file was unusual, nothing would be shown."""
    for file in SAMPLES:
        readings = Readings()
        text = read(file)
        before, _ = readings.read_tree(text.encode(), PATH)
        assert before is not None
        last = list(before.steps.values())[-1]
        after, _ = readings.read_tree(f"{text.rstrip()}\n".encode(), PATH)
        at = text.index(":", text.index(f"\n  {last.id}:") + 1)
        after, _ = readings.read_tree(f"{text[:at]}:  # remark{text[at + 1 :]}".encode(), PATH)
        assert after is not None
        assert next(iter(after.steps.values())) is next(iter(before.steps.values())), file
