"""What settings make of findings: severities, the pinned set of rules, and errors that stay what they are."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfsupport.building import build_project
from perfsupport.diagnostics import Diagnostic, Severity
from perfsupport.project import Project, load_project
from perfsupport.proving import check_project
from perfsupport.rules.catalogue import RULES, find_rule
from perfsupport.settings import RULE_SET, Checks
from perfsupport.settling import find_active
from perfsupport.tree import Text
from tests.conftest import ROOT
from tests.rules.helpers import TODAY, find_all, write_files

CASES = ROOT / "tests" / "cases" / "bad"
NAMES = ("words-that-trip-reps-up", "texts-out-of-date", "work-left-to-the-rep", "too-many-questions-and-options")
PROJECTS = [load_project(CASES / name) for name in NAMES]
CODES = [rule.code for rule in RULES if rule.code.startswith("PS7")]
FILM = """
steps:
  done:
    end: resolved
    say: You can pay again.
    media: [{file: pay.mp4, alt: How to pay.}]
# trees/media/pay.mp4
"""


def check(project: Project, **severity: str) -> list[Diagnostic]:
    checks = replace(project.settings.checks, severity={Text(code): Text(word) for code, word in severity.items()})
    return check_project(replace(project, settings=replace(project.settings, checks=checks)), TODAY)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(PROJECTS), st.sets(st.sampled_from(CODES), max_size=6))
def test_turning_rules_off_removes_their_findings_and_nothing_else(project: Project, codes: set[str]) -> None:
    left = [one for one in check(project) if one.code not in codes]
    assert check(project, **dict.fromkeys(codes, "off")) == left


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(PROJECTS), st.sampled_from(CODES), st.sampled_from(["advice", "warning", "error"]))
def test_a_severity_changes_that_and_nothing_else(project: Project, code: str, word: str) -> None:
    expected = [replace(one, severity=Severity(word)) if one.code == code else one for one in check(project)]
    assert check(project, **{code: word}) == expected


@pytest.mark.parametrize("code", ["PS104", "PS204", "PS301", "PS402", "PS502", "PS602"])
@pytest.mark.parametrize("word", ["off", "advice", "warning", "error"])
def test_an_error_without_which_nothing_could_be_built_stays_one(code: str, word: str, tmp_path: Path) -> None:
    rule = find_rule(code)
    assert rule is not None
    page = rule.page.partition("Wrong:\n")[2].partition("Mended:\n")[0]
    project = f"{page}\n# perfsupport.yaml\nchecks: {{rules: 1, severity: {{{code}: {word}}}}}\n"
    found = find_all(tmp_path, "\n".join(line.removeprefix("    ") for line in project.splitlines()))
    assert Severity.ERROR in {one.severity for one in found if one.code == code}


def test_an_error_that_guards_nothing_can_be_turned_off_and_the_aid_is_built(tmp_path: Path) -> None:
    text = "title: Pay\nowner: Desk\nsteps:\n  done: {end: resolved, say: Hello., media: [{file: a.svg}]}\n"
    files = {"trees/a/pay.yaml": text.encode(), "trees/media/a.svg": b"<svg/>"}
    write_files(tmp_path, {"perfsupport.yaml": b"checks: {severity: {PS801: off}}\n", **files})
    result = build_project(load_project(tmp_path), tmp_path / "build", TODAY, maps=False)
    assert (list(result.diagnostics), result.written) == ([], True)


def test_an_advice_that_was_turned_up_stops_the_build_and_leaves_scenarios_proved(tmp_path: Path) -> None:
    scenario = b"scenarios: [{name: A, ends: done}, {name: B, responses: {done: x}, ends: done}]\n"
    tree = b"title: Pay\nsteps:\n  done: {end: resolved, say: Hello.}\n" + scenario
    write_files(tmp_path, {"perfsupport.yaml": b"checks: {severity: {PS701: error}}\n", "trees/a/pay.yaml": tree})
    project = load_project(tmp_path)
    assert {one.code for one in check_project(project, TODAY)} >= {"PS701"}
    assert not build_project(project, tmp_path / "build", TODAY, maps=False).written


def test_a_pinned_set_keeps_newer_rules_out_and_never_guards() -> None:
    pinned = {rule.code for rule in find_active(Checks(rules=Text("1")))}
    newest = {rule.code for rule in find_active(Checks())}
    assert newest == {rule.code for rule in RULES}
    assert newest - pinned == {rule.code for rule in RULES if rule.since > 1 and not rule.guards}
    assert {rule.code for rule in RULES if rule.guards} <= pinned


def test_the_newest_set_is_the_one_that_a_rule_came_with() -> None:
    assert max(rule.since for rule in RULES) == RULE_SET


def test_without_a_pin_the_newest_set_holds_and_an_unknown_one_is_the_newest(tmp_path: Path) -> None:
    found = find_all(tmp_path, f"{FILM}\n# perfsupport.yaml\nchecks: {{rules: 9}}")
    assert Counter(one.code for one in found) == {"PS767": 1, "PS802": 1}


def test_the_same_day_gives_the_same_findings_and_another_day_others() -> None:
    project = PROJECTS[1]
    assert check_project(project, "2026-11-22") == check_project(project, "2026-11-22")
    assert check_project(project, "2026-11-22") != check_project(project, "2028-11-22")
