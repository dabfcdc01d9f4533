"""The rules on reviews and dates, day by day."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfsupport.project import load_project
from perfsupport.proving import check_project
from perfsupport.rules.manual import read_example
from tests.rules.helpers import write_files

DONE = "  done: {end: resolved, say: All is well.}\n"


def find(root: Path, text: str, today: str, checks: str = "{rules: 2}") -> list[str]:
    files = read_example(f"# perfsupport.yaml\nchecks: {checks}\n# trees/a/example.yaml\n{text}")
    write_files(root, files)
    return [one.code for one in check_project(load_project(root), today)]


@pytest.mark.parametrize(
    ("today", "codes"),
    [
        ("2026-11-30", []),
        ("2026-12-01", ["PS702"]),
        ("2026-12-31", ["PS702"]),
        ("2027-01-01", ["PS700"]),
        ("2030-01-01", ["PS700"]),
    ],
)
@pytest.mark.parametrize("where", ["tree", "step"])
def test_a_review_is_due_soon_then_overdue(today: str, codes: list[str], where: str, tmp_path: Path) -> None:
    day = "review_by: 2026-12-31"
    tree = f"title: A\nowner: B\n{day}\nsteps:\n{DONE}"
    step = f"title: A\nowner: B\nsteps:\n  done: {{end: resolved, say: All is well., {day}}}\n"
    assert find(tmp_path, tree if where == "tree" else step, today) == codes


def test_how_soon_is_said_in_the_settings(tmp_path: Path) -> None:
    text = f"title: A\nowner: B\nreview_by: 2026-12-31\nsteps:\n{DONE}"
    assert find(tmp_path, text, "2026-12-01", "{review_soon_days: 7}") == []
    assert find(tmp_path, text, "2026-12-24", "{review_soon_days: 7}") == ["PS702"]


@pytest.mark.parametrize(("today", "codes"), [("2026-12-31", []), ("2027-01-01", ["PS703"])])
def test_the_last_day_still_counts(today: str, codes: list[str], tmp_path: Path) -> None:
    steps = f"steps:\n  sale: {{do: Tell of the sale., until: 2026-12-31, then: done}}\n{DONE}"
    assert find(tmp_path, f"title: A\nowner: B\n{steps}", today) == codes


@pytest.mark.parametrize(
    ("begins", "codes"),
    [("2027-01-01", []), ("2027-01-02", ["PS705"]), ("2027-01-07", ["PS705"]), ("2027-06-01", []), ("2026-12-31", [])],
)
def test_a_gap_between_steps_is_a_slip_of_a_few_days(begins: str, codes: list[str], tmp_path: Path) -> None:
    steps = f"""steps:
  old: {{do: Open the old menu., until: 2026-12-31, then: new}}
  new: {{do: Open the new menu., from: {begins}, then: done}}
{DONE}"""
    assert find(tmp_path, f"title: A\nowner: B\n{steps}", "2026-11-22") == codes


@pytest.mark.parametrize(
    ("option", "codes"),
    [("until: 2027-01-31", []), ("until: 2027-01-01", []), ("until: 2026-12-31", ["PS704"]), ("from: 2027-03-01", [])],
)
def test_an_option_and_the_step_it_leads_to_meet_on_a_day_at_least(
    option: str, codes: list[str], tmp_path: Path
) -> None:
    steps = f"""steps:
  q: {{ask: Which one?, options: {{A sale: {{go: sale, {option}}}, Nothing: done}}}}
  sale: {{end: resolved, say: All is cheap., from: 2027-01-01}}
{DONE}"""
    assert find(tmp_path, f"title: A\nowner: B\nfallback: done\n{steps}", "2026-11-22") == codes


def test_without_a_day_nothing_is_said_of_days() -> None:
    from perfsupport.parsing import parse_tree
    from perfsupport.settings import Settings
    from perfsupport.validator import check_trees

    text = f"title: A\nowner: B\nreview_by: 2000-12-31\nsteps:\n{DONE}"
    tree, _ = parse_tree(text.encode(), "trees/a/example.yaml")
    assert tree is not None
    assert check_trees([tree], Settings(), []) == []
    assert [one.code for one in check_trees([tree], Settings(), [], today="2026-11-22")] == ["PS700"]
