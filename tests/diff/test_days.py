"""Situations that end differently only from a day on, or until one."""

from __future__ import annotations

import json
import re
from random import Random

import pytest

from perfsupport.diff.days import find_days, join_stretches, tell_stretches
from perfsupport.diff.json_format import write_json
from perfsupport.diff.markdown import write_markdown
from perfsupport.diff.page import write_page
from perfsupport.diff.text import write_text
from perfsupport.site.templates import find_templates
from tests.diff.comparing import TODAY, assert_true, compare_files
from tests.generated.trees import make_project

TREE = """title: Fees
fallback: ask
steps:
  place:
    ask: Where is it?
    options:
      Here: {go: free}
      There: paid
      Elsewhere: {go: old_fee, until: 2026-08-31}
  old_fee: {ask: Is it heavy?, options: {Yes: paid, No: free}}
  free: {end: resolved, say: It is free.}
  paid: {end: resolved, say: It costs 5 EUR.}
  ask: {end: escalated, do: Ask.}
"""


def find(old: str, new: str) -> dict[tuple[str, str], str]:
    """Return what is said of the days of each pair of ends; each is walked again on its first day."""
    found, before, after = compare_files({"t": old}, {"t": new})
    endings = [ending for tree in found.trees for ending in tree.endings]
    for ending in endings:
        assert_true(ending, "t", before, after)
    return {(one.old_step, one.new_step): one.when for one in endings}


def test_what_is_so_on_all_days_needs_no_day() -> None:
    assert find(TREE, TREE.replace("There: paid", "There: free")) == {("paid", "free"): ""}


ROUTE = """title: Fees
facts:
  weight: {type: number, unit: kg}
steps:
  weight: {ask: How heavy is it?, fact: weight, then: by_day}
  by_day:
    route:
      - {when: weight > 10, go: paid, from: 2027-03-01}
      - {when: weight > 20, go: paid}
    otherwise: free
  free: {end: resolved, say: It is free.}
  paid: {end: resolved, say: It costs 5 EUR.}
"""


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        (
            "weight > 10, go: paid, from: 2027-03-01",
            "weight > 10, go: paid, from: 2027-04-01",
            "from 1 March 2027 to 31 March 2027",
        ),
        ("weight > 10, go: paid, from: 2027-03-01", "weight > 5, go: paid, from: 2027-03-01", "from 1 March 2027 on"),
        (", from: 2027-03-01", "", "until 28 February 2027"),
        (", from: 2027-03-01", ", until: 2027-02-28", "until 28 February 2027"),
        ("weight > 10, go: paid, from", "weight > 10 and today != '2027-05-01', go: paid, from", "on 1 May 2027"),
        (
            "weight > 10, go: paid, from: 2027-03-01",
            "weight > 10, go: paid, from: 2026-06-01",
            "until 28 February 2027",
        ),
    ],
)
def test_the_days_are_told(was: str, now: str, expected: str) -> None:
    new = ROUTE.replace(was, now)
    assert new != ROUTE
    assert expected in find(ROUTE, new).values()


def test_what_ended_differently_in_the_past_is_over() -> None:
    old = ROUTE.replace("2027-03-01", "2020-03-01")
    assert find(old, old.replace("2020-03-01", "2019-03-01")) == {}


def test_every_format_says_the_days() -> None:
    found, before, after = compare_files({"t": ROUTE}, {"t": ROUTE.replace("2027-03-01", "2027-04-01")})
    words = "from 1 March 2027 to 31 March 2027"
    texts = [
        write_text(found),
        write_markdown(found),
        write_page(found, before, after, find_templates(after.project.root)),
    ]
    assert [words in re.sub(r"\s+", " ", text) for text in texts] == [True] * 3
    (ending,) = json.loads(write_json(found))["trees"][0]["endings"]
    assert (ending["days"], ending["when"]) == ([["2027-03-01", "2027-03-31"]], words)


def test_stretches_are_joined() -> None:
    days = ["2026-06-15", "2026-07-01", "2027-03-01", "2027-03-02"]
    assert join_stretches(days, {0, 1, 2, 3}) == []
    assert tell_stretches(join_stretches(days, {1, 2})) == "from 1 July 2026 to 1 March 2027"
    assert tell_stretches(join_stretches(days, {2})) == "on 1 March 2027"
    assert tell_stretches(join_stretches(days, {0, 2, 3})) == "until 30 June 2026 and from 1 March 2027 on"


@pytest.mark.usefixtures("few_walks")
@pytest.mark.parametrize("seed", range(4))
def test_what_is_said_of_generated_trees_is_true(seed: int) -> None:
    """Days are moved at random; on the first day of each stretch an example does what is said of it."""
    random = Random(seed)
    texts = make_project(random, most_steps=6)
    old = {path.removeprefix("trees/").removesuffix(".yaml"): text for path, text in texts.items()}
    days = ("2025-01-01", "2026-06-14", TODAY, "2026-07-16", "2027-12-31", "2028-02-29")
    new = {
        path: re.sub(r'"(from|until)": "\d{4}[^"]*"', lambda m: f'"{m[1]}": "{random.choice(days)}"', text)
        for path, text in old.items()
    }
    found, before, after = compare_files(old, new)
    for tree in found.trees:
        for ending in tree.endings:
            assert_true(ending, tree.id, before, after)
            assert all(day is None or day >= TODAY for stretch in ending.days for day in stretch)
    for side in (before, after):
        for id in side.compiled:
            turns = find_days([side.program(id)], TODAY)
            assert (turns[0], turns) == (TODAY, sorted(set(turns)))
