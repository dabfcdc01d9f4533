"""The catalogue and the manual are whole: every rule is listed, named, documented and shown by a case."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import perfsupport.rules
from perfsupport.rules.base import Rule
from perfsupport.rules.catalogue import FAMILIES, MODULES, RULES, find_rule
from perfsupport.rules.manual import read_example, read_page, render_manual, write_manual
from tests.conftest import ROOT

PAGES = ROOT / "docs" / "rules"
CASES = ROOT / "tests" / "cases" / "bad"
TOO_LARGE_TO_KEEP = {"PS120"}


def test_every_module_of_a_rule_is_in_the_list() -> None:
    folder = Path(perfsupport.rules.__file__).parent
    assert list(MODULES) == sorted(file.stem for file in folder.glob("ps[0-9]*.py"))


def test_codes_and_names_are_in_order_and_belong_to_one_rule_each() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))
    assert len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_is_named_and_told(rule: Rule) -> None:
    assert re.fullmatch(r"PS[0-9]{3}", rule.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    assert rule.code[2] in FAMILIES
    page = read_page(rule)
    assert page.title.endswith(".") and page.why and page.wrong and page.mended
    assert "Wrong:" not in page.wrong + page.mended + page.why


def test_the_module_is_called_like_its_rule() -> None:
    assert [f"{rule.code.lower()}_{rule.name.replace('-', '_')}" for rule in RULES] == list(MODULES)


def test_the_pages_in_the_manual_are_current() -> None:
    """Write them anew with: python -m perfsupport.rules.manual docs/rules."""
    assert {page.name: page.read_text(encoding="utf-8") for page in PAGES.glob("*.md")} == dict(render_manual())


def test_writing_the_pages_removes_those_of_rules_that_are_gone(tmp_path: Path) -> None:
    (tmp_path / "PS000.md").write_text("gone", encoding="utf-8")
    write_manual(tmp_path)
    assert {page.name for page in tmp_path.iterdir()} == set(render_manual())


def test_every_code_is_shown_by_a_case() -> None:
    expected = [file.read_text(encoding="utf-8") for file in CASES.glob("*/expected.txt")]
    shown = set(re.findall(r": (?:error|warning|advice) (PS[0-9]{3}): ", "".join(expected)))
    assert shown | TOO_LARGE_TO_KEEP == {rule.code for rule in RULES}


def test_every_code_that_the_reader_writes_is_a_rule() -> None:
    package = Path(perfsupport.rules.__file__).parents[1]
    written = set()
    files = [file for folder in ("parsing", "scenarios", "settling") for file in (package / folder).glob("*.py")]
    for file in (*files, package / "beside.py", package / "project.py", package / "proving.py"):
        written |= set(re.findall(r"\"(PS[0-9]{3})\"", file.read_text(encoding="utf-8")))
    assert written == {rule.code for rule in RULES if rule.check is None and rule.check_settings is None}


@pytest.mark.parametrize("word", ["PS301", "ps301", "301", "unknown-target", "Unknown-Target"])
def test_a_rule_is_found_by_code_number_and_name(word: str) -> None:
    found = find_rule(word)
    assert found is not None and found.code == "PS301"


def test_an_example_is_completed_and_its_stand_ins_are_replaced() -> None:
    files = read_example(
        "start: a⟨07⟩⟨byte E9⟩⟨3 × x⟩\n# trees/b/c.yaml\ntitle: C\nsteps: {}\n# perfsupport.yaml\ntitle: P"
    )
    assert files == {
        "trees/example/example.yaml": b"title: Example\nowner: Example desk\nstart: a\x07\xe9xxx\n"
        b"steps:\n  done: {end: resolved, say: All is well.}\n",
        "trees/b/c.yaml": b"title: C\nsteps: {}\n",
        "perfsupport.yaml": b"title: P\n",
    }
