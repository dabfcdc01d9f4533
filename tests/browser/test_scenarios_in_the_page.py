"""Scenarios clicked through in the built page agree with the walk, and where the page differs that is told."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from perfsupport.diagnostics import Diagnostic
from perfsupport.errors import PerfsupportError
from perfsupport.program import Program
from perfsupport.project import Project, load_project
from perfsupport.proving import prove_project
from perfsupport.trials import browser
from perfsupport.trials.report import Tried, try_tree
from tests.chromium import find_chromium

TODAY = "2026-11-22"
CHROMIUM = find_chromium()
TREE = """title: Refund
owner: Orders desk
fallback: supervisor
facts:
  amount: {type: number, unit: EUR, min: 0}
  bought: {type: date, from: host}
  country: {type: choice, options: {DE: Germany, FR: France}}
  account: {type: text, sensitive: yes}
  signs: {type: many, options: [torn, wet, none]}
steps:
  receipt:
    ask: Is there a receipt?
    options: {"Yes": bought, "No **receipt**": signs, After ((bought)): {go: bought, id: after}}
  bought: {ask: When was it bought?, fact: bought, then: account}
  account: {ask: Which account?, fact: account, then: amount}
  amount: {ask: How much was paid?, fact: amount, then: country}
  country: {ask: Where?, fact: country, then: check}
  signs:
    ask: What is it like?
    pick: many
    fact: signs
    options: [{label: Torn}, {label: Wet through, id: wet}, {label: None, exclusive: yes}]
    then: check
  check: {do: [Look at it., Look again.], confirm: all, then: by_amount}
  by_amount: {route: [{when: amount > 100 or bought < today, go: supervisor}], otherwise: pay_back}
  pay_back: {end: resolved, say: You get your money back.}
  supervisor: {end: escalated, do: Ask the supervisor.}
scenarios:
  - name: Typed
    responses: {receipt: "Yes", bought: 2026-11-22, account: A 1, amount: "99.5", country: Germany}
    ends: pay_back
    today: 2026-11-22
  - name: Given
    given: {bought: 2026-11-21, account: "7"}
    responses: {receipt: after, amount: "1", country: FR}
    ends: supervisor
    today: 2026-11-22
  - {name: Picked, responses: {receipt: "No **receipt**", signs: [torn, wet]}, ends: pay_back}
  - {name: Nothing fits, responses: {receipt: "Yes", bought: None of these}, ends: supervisor}
"""


@pytest.fixture
def desk(tmp_path: Path) -> tuple[Project, Tried]:
    file = tmp_path / "trees" / "orders" / "refund.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(TREE, encoding="utf-8")
    project = load_project(tmp_path)
    proved = prove_project(project, TODAY)
    assert "refund" in proved.programs, proved.diagnostics
    tried = try_tree(project.trees["refund"], proved.programs["refund"], TODAY, None, False)
    assert tried.failed == []
    return project, tried


def find_differences(project: Project, tried: Tried, executable: Path | None) -> list[Diagnostic]:
    """Find them in a thread: the browser that other tests share keeps a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return list(thread.submit(browser.find_differences, project, [tried], TODAY, executable).result())


def test_the_page_goes_the_way_of_the_walk(desk: tuple[Project, Tried]) -> None:
    project, tried = desk
    assert find_differences(project, tried, Path(CHROMIUM) if CHROMIUM else None) == []


def test_a_page_that_goes_another_way_is_told(desk: tuple[Project, Tried], monkeypatch: pytest.MonkeyPatch) -> None:
    project, tried = desk
    trial = next(each for each in tried.trials if each.name == "Picked")
    render = browser.render

    def misprint(project: Project, program: Program) -> dict[str, bytes]:
        wrong = json.loads(json.dumps(program).replace('"then": "check"', '"then": "pay_back"'))
        assert wrong != program
        return render(project, wrong)

    monkeypatch.setattr(browser, "render", misprint)
    one = Tried(tree=tried.tree, program=tried.program, trials=[trial], coverage=None, ways=tried.ways)
    found = find_differences(project, one, Path(CHROMIUM) if CHROMIUM else None)
    assert [each.cause for each in found] == [
        "`Picked` goes another way in the page: it shows `pay_back`, and the walk comes to `check`."
    ]
    assert found[0].span == trial.case.label.span


def test_without_a_browser_it_says_what_to_do(desk: tuple[Project, Tried], tmp_path: Path) -> None:
    project, tried = desk
    with pytest.raises(PerfsupportError, match="playwright install chromium"):
        find_differences(project, tried, tmp_path / "no-browser")
