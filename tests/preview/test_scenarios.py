"""What the pane is told of scenarios, and paths written as new ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfsupport.errors import PerfsupportError
from perfsupport.preview.editions import Good, make_edition
from perfsupport.preview.editors import fill_root, find_pattern
from perfsupport.preview.scenarios import copy_scenario, tell_scenarios, tell_way
from perfsupport.project import load_project
from perfsupport.proving import check_project
from perfsupport.scenarios.keys import State

TODAY = "2026-11-22"
TREE = """title: Refund
owner: desk
review_by: 2099-01-31
fallback: lead
facts:
  amount: {type: number, min: 0, from: [host, link]}
  pin: {type: text, sensitive: yes}
steps:
  where:
    ask: Where was it bought?
    options: {In a shop: amount, "Online: at our own": pin}
  pin: {ask: Which pin?, fact: pin, then: amount}
  amount: {ask: How much?, fact: amount, then: by_amount}
  by_amount:
    route: [{when: amount > 100, go: lead}]
    otherwise: done
  done: {title: Pay it back, end: resolved, do: Pay it.}
  lead: {title: Ask, end: escalated, do: Ask the lead.}
scenarios:
  - name: Small
    responses: {where: In a shop, amount: "5"}
    ends: done
"""
BESIDE = """scenarios:
  - name: Wrong
    responses: {where: In a shop, amount: "500"}
    ends: done
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "trees").mkdir()
    (tmp_path / "trees/refund.yaml").write_text(TREE)
    return tmp_path


def load(root: Path) -> Good:
    return make_edition(root, TODAY).good["refund"]


def test_each_scenario_is_told_with_its_file_and_what_came_of_it(root: Path) -> None:
    (root / "trees/refund.scenarios.yaml").write_text(BESIDE)
    told = tell_scenarios(load(root), TODAY)
    small, wrong = told["scenarios"]
    assert (small["path"], small["line"], small["passes"]) == ("trees/refund.yaml", 20, True)
    assert small["state"] == {"given": {}, "responses": {"where": "in-a-shop", "amount": "5"}}
    assert (wrong["path"], wrong["line"], wrong["passes"]) == ("trees/refund.scenarios.yaml", 2, False)
    assert "ends at `lead`, not at `done`" in wrong["problem"]
    assert {one["step"] for one in told["missing"]} >= {"pin"}
    assert told["places"]["refund"]["lines"]["pin"] == 12


def test_a_way_leads_to_the_step_itself(root: Path) -> None:
    way = tell_way(load(root), "pin", TODAY)
    assert way == {"given": {}, "responses": {"where": "online-at-our-own"}}


def test_a_path_as_a_scenario_leaves_gaps_where_it_must(root: Path) -> None:
    responses = {"where": "online-at-our-own", "pin": "1234", "amount": "5"}
    text = copy_scenario(load(root), {"responses": responses, "known": {"host": {}, "link": {}}}, TODAY)
    assert text == (
        '  - name: "A way to “Pay it back”"\n'
        "    responses:\n"
        '      where: "Online: at our own"\n'
        '      pin: ""  # sensitive: write something made up\n'
        '      amount: "5"\n'
        "    ends: done\n"
    )
    (root / "trees/refund.yaml").write_text(TREE + text.replace('pin: ""', 'pin: "0000"'))
    assert [one for one in check_project(load_project(root), TODAY) if one.severity == "error"] == []


def test_a_path_that_began_with_a_jump_or_has_not_ended_says_so(root: Path) -> None:
    text = copy_scenario(
        load(root), {"responses": {}, "known": {"host": {}, "link": {"amount": "500"}}, "start": "pin"}, TODAY
    )
    assert text.startswith("  # This path began with a jump to pin: add the responses that lead there.\n")
    assert '    given: {amount: "500"}\n' in text
    assert '      pin: ""  # not responded yet\n' in text
    assert text.endswith('    ends: ""  # the path has not come to an outcome yet\n')


def test_a_path_that_depends_on_the_day_is_copied_with_the_day_it_was_looked_at(root: Path) -> None:
    later = TREE.replace("options: {", "options: {Soon: {go: done, from: 2027-02-01}, ")
    (root / "trees/refund.yaml").write_text(later)
    state: State = {"responses": {"where": "soon"}, "known": {"host": {}, "link": {}}}
    text = copy_scenario(load(root), state, "2027-02-03")
    assert text.endswith("    ends: done\n    today: 2027-02-03\n")
    (root / "trees/refund.yaml").write_text(later + text)
    assert [one for one in check_project(load_project(root), TODAY) if one.severity == "error"] == []


def test_the_first_scenario_of_a_tree_is_copied_with_the_key_it_belongs_to(root: Path) -> None:
    (root / "trees/refund.yaml").write_text(TREE[: TREE.index("scenarios:")])
    state: State = {"responses": {"where": "in-a-shop", "amount": "5"}, "known": {"host": {}, "link": {}}}
    text = copy_scenario(load(root), state, TODAY)
    assert text.startswith("scenarios:\n  - name: ")
    with (root / "trees/refund.yaml").open("a") as file:
        file.write(text)
    assert [one for one in check_project(load_project(root), TODAY) if one.severity == "error"] == []


def test_a_pattern_is_filled_with_the_whole_path(tmp_path: Path) -> None:
    root = tmp_path / "a b"
    assert fill_root(find_pattern("vscode"), root) == f"vscode://file{tmp_path}/a%20b/{{path}}:{{line}}:{{column}}"
    assert fill_root(find_pattern("none"), root) == ""
    with pytest.raises(PerfsupportError, match="--editor takes"):
        find_pattern("data:{path}")
