"""What a page leaves out of its program is what the player puts back."""

from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfsupport.site.columns import read_column, write_column
from perfsupport.site.short_program import restore_program, shorten_program
from tests.engine.test_engine import make_program
from tests.engine.twin import Twin
from tests.sample_project import prove_samples
from tests.sampling import times

LABELS = st.text(st.sampled_from("aZ9 -_.,!'/ÄßİKé\u00a0"), min_size=1, max_size=12)


def make_ids(label: str) -> list[str]:
    """The slug of a label as one might make it in this way or that, and an id of the author's own."""
    return [*(re.sub(pattern, "-", label.lower()).strip("-") for pattern in (r"[^a-z0-9]+", r"[^\w]+")), "own"]


@settings(max_examples=times(40), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(labels=st.lists(LABELS, min_size=1, max_size=5), pick=st.integers(0, 2))
def test_options_get_their_ids_back(twin: Twin, labels: list[str], pick: int) -> None:
    options: list[dict[str, Any]] = [{"id": make_ids(label)[pick], "label": label, "target": "end"} for label in labels]
    options.append({"id": "a", "label": ["A ", ["fact"]], "target": "end"})
    program = make_program({"a": {"kind": "question", "options": options}, "end": {"kind": "outcome", "end": "x"}})
    short = shorten_program(program, lines=True)
    completed = twin.call("complete", json.loads(json.dumps(short)))
    assert completed == json.loads(json.dumps(program))


def test_an_id_that_follows_from_the_label_is_left_out_and_so_are_lines_that_nothing_links_to() -> None:
    options = [{"id": "in-a-shop", "label": "In a shop!"}, {"id": "web", "label": "Online"}]
    program = make_program({"a": {"kind": "question", "options": options}})
    tree = shorten_program(program, lines=False)["trees"]["tree"]
    (step,) = read_column(tree["steps"])
    assert step["options"] == [{"label": "In a shop!"}, {"id": "web", "label": "Online"}]
    assert "line" not in step and "path" not in tree
    assert program["trees"]["tree"]["steps"]["a"]["line"] and program["trees"]["tree"]["path"]


KEYS = st.sampled_from([*(f"k{number}" for number in range(40)), "kind", "type", "two words", "a,b", "a:b"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 9) | st.text('aé|\n\t,: "<', max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=times(40), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(values=st.lists(st.dictionaries(KEYS, VALUES, max_size=9), max_size=60) | st.lists(VALUES))
def test_values_come_back_from_their_column(twin: Twin, values: list[Any]) -> None:
    column = json.loads(json.dumps(write_column(values)))
    everywhere = column is True  # what says the same of all rows does not tell of how many
    assert everywhere or read_column(column) == values
    assert everywhere or twin.call("readColumn", column) == values


def test_each_sample_comes_back_whole(twin: Twin) -> None:
    programs = prove_samples(words=True).programs
    assert len(programs) > 5
    for program in programs.values():
        short = json.loads(json.dumps(shorten_program(program, lines=True)))
        assert len(json.dumps(short)) < 0.9 * len(json.dumps(program))
        whole = json.loads(json.dumps(program))
        assert restore_program(short) == whole
        assert twin.call("complete", short) == whole
        assert twin.call("complete", whole) == whole
