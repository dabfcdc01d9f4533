"""Scenarios: what is said of one that fails, on which line, and what counts as given."""

from __future__ import annotations

import textwrap

import pytest

from perfsupport.compiler import compile_program
from perfsupport.diagnostics import Diagnostic, Severity
from perfsupport.parsing import parse_tree
from perfsupport.scenarios.proofs import prove_scenarios
from perfsupport.settings import Settings
from tests.generated.trees import load_trees

TREE = """
title: Card declined
fallback: ask
facts:
  amount: {type: number, min: 0, max: 1000}
  country: {type: choice, options: {DE: Germany, FR: France}}
  urgent: {type: yes_no}
  signs: {type: many, options: [slow, loud]}
steps:
  channel: {ask: Where?, options: {In a **shop**: amount, Online: {go: country, id: web}}}
  amount: {ask: How much?, fact: amount, then: pay}
  pay: {do: Pay., then: by_amount}
  by_amount: {route: [{when: amount > 500, go: ask}], otherwise: urgent}
  urgent: {ask: Is it urgent?, fact: urgent, then: check}
  country: {ask: Which country?, fact: country, then: signs}
  signs: {ask: What is it like?, fact: signs, then: urgent}
  check: {run: check, on: {fine: paid, bad: ask}}
  paid: {end: resolved, do: Close.}
  ask: {end: escalated, do: Hand over.}
scenarios:
"""
CHECK = """
title: Check
steps:
  code: {ask: Is the code right?, options: {"Yes": fine, "No": bad}}
  fine: {end: resolved, say: Thanks.}
  bad: {end: escalated, say: Sorry.}
"""


def prove(scenario: str) -> list[Diagnostic]:
    source = TREE.lstrip() + textwrap.indent(textwrap.dedent(scenario).strip(), "  ")
    files = {"trees/a/card.yaml": source, "trees/a/check.yaml": CHECK}
    trees = {tree.id: tree for path, text in files.items() if (tree := parse_tree(text.encode(), path)[0]) is not None}
    load_trees({**files, "trees/a/card.yaml": TREE.replace("scenarios:\n", "").lstrip()})
    program = compile_program(trees["card"], trees, Settings(), None)
    return prove_scenarios(trees["card"], program, "2026-06-15")


def tell(diagnostic: Diagnostic) -> tuple[str, int, str, str]:
    return diagnostic.code, diagnostic.span.line - TREE.count("\n") + 1, diagnostic.cause, diagnostic.remedy


@pytest.mark.parametrize(
    "scenario",
    [
        "- {name: By label, responses: {channel: In a **shop**, amount: 600}, ends: ask}",
        "- {name: By id, responses: {channel: in-a-shop, amount: '600'}, ends: ask}",
        "- {name: None, responses: {channel: None of these}, ends: ask}",
        "- {name: Given, given: {amount: 600}, responses: {channel: In a **shop**}, ends: ask}",
        "- {name: A, responses: {channel: web, country: Germany, signs: [loud], urgent: true, check/code: 'Yes'},"
        " ends: paid}",
        "- {name: B, given: {signs: [loud, slow], urgent: yes}, responses: {channel: web, country: FR, check/code: No},"
        " ends: ask}",
    ],
)
def test_a_scenario_that_holds(scenario: str) -> None:
    assert prove(scenario) == []


def test_one_that_ends_elsewhere_names_where_it_turned_off() -> None:
    (found,) = prove(
        """
        - name: Dear
          responses: {channel: In a **shop**, amount: 600}
          ends: paid
        """
    )
    assert tell(found) == (
        "PS901",
        3,
        "`Dear` ends at `ask`, not at `paid`: `by_amount` leads to `ask`, as `amount > 500` (amount is 600) holds.",
        "Change what leads through by_amount, or write ends: ask.",
    )
    assert found.severity is Severity.ERROR


def test_a_response_that_leads_astray_is_named_by_its_label() -> None:
    (found,) = prove(
        """
        - name: None
          responses: {channel: None of these}
          ends: paid
        """
    )
    assert tell(found) == (
        "PS901",
        3,
        "`None` ends at `ask`, not at `paid`: `None of these` at `channel` leads to `ask`.",
        "Respond otherwise to channel, or write ends: ask.",
    )


def test_one_that_stops_says_what_is_on_offer() -> None:
    (found,) = prove(
        """
        - name: Unfinished
          responses: {channel: Online}
          ends: paid
        """
    )
    assert tell(found) == (
        "PS901",
        1,
        "`Unfinished` stops at `country`, to which it has no response.",
        "Add country to its responses. On offer: DE, FR or None of these.",
    )


def test_a_response_that_cannot_be_given() -> None:
    (found,) = prove(
        """
        - name: Too much
          responses:
            channel: In a **shop**
            amount: 1001
          ends: ask
        """
    )
    assert tell(found)[:3] == ("PS901", 4, "`1001` cannot be the response to `amount` in `Too much`.")


def test_a_response_that_is_never_asked() -> None:
    (found,) = prove(
        """
        - name: Long
          responses:
            channel: In a **shop**
            country: Germany
            amount: 600
          ends: ask
        """
    )
    assert tell(found) == (
        "PS902",
        4,
        "`Long` responds to `country`, which is never asked on its way.",
        "Take the response out, or correct those before it.",
    )
    assert found.severity is Severity.ERROR


def test_a_scenario_may_have_a_day_of_its_own() -> None:
    tree = """
        title: Dated
        steps:
          a: {ask: Which?, options: {One: b, Two: {go: c, until: 2026-01-31}, Three: b}}
          b: {end: resolved, do: B.}
          c: {end: resolved, do: C.}
        scenarios:
          - {name: Then, today: 2026-01-31, responses: {a: Two}, ends: c}
          - {name: Now, responses: {a: Two}, ends: c}
        """
    trees = load_trees({"trees/a/dated.yaml": textwrap.dedent(tree).lstrip()})
    program = compile_program(trees["dated"], trees, Settings(), None)
    (found,) = prove_scenarios(trees["dated"], program, "2026-06-15")
    assert found.cause == "`Two` cannot be the response to `a` in `Now`."
    assert found.remedy == "On offer: One or Three."
