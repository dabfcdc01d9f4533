"""Translations and files of scenarios beside the trees follow every change, and nothing has to be translated again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from perfsupport.project import Project, change_project, load_project
from perfsupport.proving import prove_project
from perfsupport.refactoring import (
    Change,
    check_change,
    extract_steps,
    inline_tree,
    rename_fact,
    rename_option,
    rename_step,
    rename_tree,
)
from perfsupport.translating.files import extract, find_sources, find_status
from perfsupport.translating.matching import State
from tests.rules.helpers import write_files

DAY = "2026-11-22"
OUTER = """title: Refund
owner: desk
review_by: 2027-06-30
fallback: ask
facts:
  price: {type: number, unit: EUR, label: the price}
steps:
  price: {ask: What did it cost?, fact: price, then: receipt}
  receipt:
    ask: Is there a receipt?
    options:
      Yes: who
      No: look
  look:
    do: Look for ((price)) in the list.
    then: found
  found:
    ask: Was it found?
    options:
      Yes: who
      No: ask
  who:
    run: caller
    with: {amount: price}
    on: {known: paid, unknown: ask}
  paid: {end: resolved, say: You get ((price)) back.}
  ask: {end: escalated, do: Ask the supervisor.}
"""
INNER = """title: Who calls
owner: desk
review_by: 2027-06-30
facts:
  amount: {type: number, unit: EUR, label: the price}
steps:
  sure:
    ask: Is it about ((amount))?
    options:
      Yes: known
      No, about something else: {id: no, go: unknown}
  known: {end: resolved, say: Thank you.}
  unknown: {end: escalated, do: Stop here.}
"""
SCENARIOS = """scenarios:
  - name: With a receipt
    responses: {price: "5", receipt: "Yes", who/sure: "Yes"}
    ends: paid
  - name: Looked up
    responses: {price: "5", receipt: "No", found: "Yes"}
    table:
      - {name: Right, responses: {who/sure: "Yes"}, ends: paid}
      - {name: Wrong, responses: {who/sure: No, about something else}, ends: ask}
    ends: paid
"""


def make(tmp_path: Path) -> tuple[Project, dict[str, bytes]]:
    """Return a project whose every text is translated to German, as the source in brackets."""
    scenarios = SCENARIOS.replace("No, about something else}, ends", '"No, about something else"}, ends')
    files = {
        "perfsupport.yaml": b"title: Desk\nlanguages: [de]\n",
        "trees/a/refund.yaml": OUTER.encode(),
        "trees/a/refund.scenarios.yaml": scenarios.encode(),
        "trees/b/caller.yaml": INNER.encode(),
    }
    write_files(tmp_path, files)
    bare = load_project(tmp_path)
    for path, text in extract(find_sources(bare.trees.values(), bare.settings), "de").items():
        lines = text.split("\n")
        for number, line in enumerate(lines):
            if line.strip() == "text:":
                words = lines[number - 1].partition("source: ")[2].strip('"')
                lines[number] = f'{line} "[{words}]"'
        files[path] = "\n".join(lines).encode()
    write_files(tmp_path, files)
    return load_project(tmp_path), files


CHANGES: dict[str, tuple[Callable[[Project], Change], int]] = {
    "step": (lambda project: rename_step(project, "refund", "found", "was_found"), 0),
    "inner step": (lambda project: rename_step(project, "caller", "sure", "is_sure"), 0),
    "option": (lambda project: rename_option(project, "caller", "sure", "no", "other"), 0),
    "fact": (lambda project: rename_fact(project, "refund", "price", "cost"), 0),
    "tree": (lambda project: rename_tree(project, "refund", "b/money-back"), 0),
    "inner tree": (lambda project: rename_tree(project, "caller", "who-calls"), 0),
    # What is new is to be translated: what its two outcomes say.
    "extract": (lambda project: extract_steps(project, "refund", ["look", "found"], "b/look-up", DAY), 2),
    "inline": (lambda project: inline_tree(project, "refund", "who", DAY), 0),
}


def find_open(project: Project) -> list[str]:
    """Return the texts that are not translated, or no longer."""
    statuses = find_status(find_sources(project.trees.values(), project.settings), ["de"])
    return [str(match.source.text) for one in statuses for s in (State.MISSING, State.STALE) for match in one.find(s)]


@pytest.mark.parametrize("name", CHANGES)
def test_everything_follows(tmp_path: Path, name: str) -> None:
    make_change, new_texts = CHANGES[name]
    project, files = make(tmp_path)
    assert find_open(project) == []
    assert [one for one in prove_project(project, DAY).diagnostics if one.severity != "advice"] == []
    new = check_change(project, make_change(project), files, DAY)
    after = change_project(project, new)
    assert len(find_open(after)) == new_texts, find_open(after)
    found = [one for one in prove_project(after, DAY).diagnostics if one.severity != "advice"]
    # A tree that nothing runs any more is told of in a note.
    assert [one for one in found if (name, one.code, one.path) != ("inline", "PS517", "trees/b/caller.yaml")] == []
    scenarios = [case for tree in after.trees.values() for each in tree.scenarios for case in each.written]
    assert len(scenarios) == 4


def test_facts_in_translations_get_their_names(tmp_path: Path) -> None:
    project, files = make(tmp_path)
    renamed = check_change(project, rename_fact(project, "refund", "price", "cost"), files, DAY)
    words = (renamed["trees/a/refund.de.yaml"] or b"").decode()
    assert ("((price))" in words, "[You get ((cost)) back.]" in words) == (False, True)
    inlined = check_change(project, inline_tree(project, "refund", "who", DAY), files, DAY)
    assert '"[Is it about ((price))?]"' in (inlined["trees/a/refund.de.yaml"] or b"").decode()
