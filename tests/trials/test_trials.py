"""What ``perfsupport test`` tells, compared whole with files; ``PERFSUPPORT_WRITE_EXPECTED=1`` writes them anew."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from perfsupport.parsing import parse_scenarios
from perfsupport.project import load_project
from perfsupport.proving import prove_project
from perfsupport.scenarios.coverage import cover
from perfsupport.scenarios.goals import Kind
from perfsupport.scenarios.suggestions import suggest_scenarios, write_suggestion
from perfsupport.trials import FORMATTERS
from perfsupport.trials.report import TrialReport, try_tree
from perfsupport.trials.suggesting import suggest_all
from tests.cli.running import run
from tests.conftest import ROOT

HERE = Path(__file__).parent
TODAY = "2026-11-22"
WRITE = "PERFSUPPORT_WRITE_EXPECTED" in os.environ


def make_report(root: Path, *, name: str | None = None, coverage: bool = True) -> TrialReport:
    project = load_project(root)
    proved = prove_project(project, TODAY)
    trees = [try_tree(project.trees[id], program, TODAY, name, coverage) for id, program in proved.programs.items()]
    return TrialReport(trees=trees, sources=project.sources)


def compare(told: str, name: str) -> None:
    file = HERE / "expected" / name
    if WRITE:
        file.parent.mkdir(exist_ok=True)
        file.write_text(told, encoding="utf-8", newline="\n")
    assert told == file.read_text(encoding="utf-8")


@pytest.mark.parametrize(("form", "name"), [("text", "desk.txt"), ("json", "desk.json"), ("junit", "desk.xml")])
def test_a_desk_with_failures_and_gaps(form: str, name: str) -> None:
    report = make_report(HERE / "desk")
    compare(FORMATTERS[form](replace(report, verbose=True)), name)
    assert not report.is_good


def test_a_failure_names_the_first_step_that_differs_and_the_way() -> None:
    told = FORMATTERS["text"](make_report(HERE / "desk", name="exactly", coverage=False))
    assert "`by_amount` leads to `pay_back`, as `days > 30` (bought is 2026-11-20 and days is 2) and" in told
    assert "`amount > 100` (amount is 100) do not hold." in told
    assert "\n        amount: 100\n        by_amount: otherwise" in told
    assert "Expected supervisor, got pay_back." in told


def test_suggestions_as_they_are_pasted() -> None:
    report = make_report(HERE / "desk")
    compare(FORMATTERS["text"](replace(report, suggestions=suggest_all(report.trees, TODAY))), "suggested.txt")


def test_every_suggestion_reaches_what_it_claims_and_all_together_what_was_missing() -> None:
    project = load_project(HERE / "desk")
    tree = project.trees["refund"]
    program = prove_project(project, TODAY).programs["refund"]
    before = cover(tree, program, TODAY)
    suggestions = suggest_scenarios(tree, program, before, TODAY)
    assert suggestions.found
    for each in suggestions.found:
        written = f"scenarios:\n{write_suggestion(program, each)}"
        scenarios, found = parse_scenarios(written.encode(), "trees/orders/refund.scenarios.yaml")
        assert found == []
        reached = cover(replace(tree, scenarios=scenarios), program, TODAY).reached_by
        assert {item.goal for item in each.adds} <= reached.keys()
        assert scenarios[0].ends == each.ends
    gained = {item.goal for each in suggestions.found for item in each.adds}
    assert gained | {item.goal for item, _ in suggestions.not_found} == {item.goal for item in before.told}


def test_the_samples_are_covered_whole() -> None:
    report = make_report(ROOT)
    assert report.is_good
    for kind in (Kind.STEP, Kind.OPTION, Kind.OUTCOME):
        assert report.counts[kind].reached == report.counts[kind].total, kind
    told = FORMATTERS["text"](report)
    assert "100 % of steps, 100 % of options, 100 % of outcomes" in told
    assert "Still missing" not in told


def test_junit_is_xml_and_html_needs_nothing_else() -> None:
    report = make_report(HERE / "desk")
    suites = ElementTree.fromstring(FORMATTERS["junit"](report))
    assert (suites.get("tests"), suites.get("failures")) == ("6", "3")
    page = FORMATTERS["html"](report)
    assert "default-src 'none'; style-src 'sha256-" in page
    assert page.index("Failed scenarios") < page.index('class="steps"')
    assert "src=" not in page and "href=" not in page


def test_the_command_and_its_exit_codes(tmp_path: Path) -> None:
    shutil.copytree(HERE / "desk", tmp_path / "desk")
    desk = tmp_path / "desk"
    failed = run(desk, "test")
    assert failed.returncode == 1 and "3 failed" in failed.stdout
    assert run(desk, "test", "trees/checks").returncode == 0
    assert run(desk, "test", "--scenario", "knows").stdout.endswith("1 scenario in 1 tree, all passed. " + COVERED)
    below = run(desk, "test", "trees/checks", "--scenario", "knows", "--fail-under", "99")
    assert below.returncode == 1 and "That is below 99 %." in below.stdout
    assert run(desk, "test", "--scenario", "no such").returncode == 2
    assert run(desk, "test", "nowhere").returncode == 2
    assert run(tmp_path, "test").returncode == 3
    written = run(desk, "test", "--format", "junit", "--output", "out.xml", "trees/checks")
    assert (written.returncode, written.stdout) == (0, "")
    assert ElementTree.parse(desk / "out.xml").getroot().get("failures") == "0"


COVERED = "Covered: 66.6 % of steps, 50 % of options and 50 % of outcomes; 57.1 % of all.\n"


def test_a_broken_tree_is_told_and_the_others_are_tested(tmp_path: Path) -> None:
    shutil.copytree(HERE / "desk", tmp_path / "desk")
    broken = tmp_path / "desk" / "trees" / "orders" / "broken.yaml"
    broken.write_text("title: A\nsteps:\n  a: {ask: A?, options: {B: nowhere, C: a}}\n", encoding="utf-8")
    told = run(tmp_path / "desk", "test", "trees/orders/broken.yaml", "trees/checks")
    assert told.returncode == 1
    assert "PS301" in told.stdout and "trees/checks/identity.yaml: 2 scenarios passed" in told.stdout


def test_suggested_yaml_is_read_alike_by_others() -> None:
    report = make_report(HERE / "desk")
    for text in suggest_all(report.trees, TODAY).values():
        assert isinstance(yaml.safe_load(text)["scenarios"], list)
