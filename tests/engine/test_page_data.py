"""What a page leaves out of its program is what the player puts back."""

from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfsupport.site.page_data import shorten_program
from tests.engine.test_engine import make_program
from tests.engine.twin import Twin

LABELS = st.text(st.sampled_from("aZ9 -_.,!'/ÄßİKé\u00a0"), min_size=1, max_size=12)


def make_ids(label: str) -> list[str]:
    """The slug of a label as one might make it in this way or that, and an id of the author's own."""
    return [*(re.sub(pattern, "-", label.lower()).strip("-") for pattern in (r"[^a-z0-9]+", r"[^\w]+")), "own"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
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
    step = shorten_program(program, lines=False)["trees"]["tree"]["steps"]["a"]
    assert step["options"] == [{"label": "In a shop!"}, {"id": "web", "label": "Online"}]
    assert "line" not in step and "line" in program["trees"]["tree"]["steps"]["a"]
