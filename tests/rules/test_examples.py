"""Every rule's manual page tells the truth: its wrong example gives that finding, its mended one gives none."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfsupport.rules.base import Rule
from perfsupport.rules.catalogue import RULES
from perfsupport.rules.manual import read_page
from tests.rules.helpers import find_all


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_wrong_example_gives_that_finding(rule: Rule, tmp_path: Path) -> None:
    found = find_all(tmp_path, read_page(rule).wrong, rules=rule.since)
    assert {diagnostic.code for diagnostic in found} == {rule.code}
    assert {diagnostic.severity for diagnostic in found} == {rule.severity}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_mended_example_gives_none(rule: Rule, tmp_path: Path) -> None:
    assert find_all(tmp_path, read_page(rule).mended, rules=rule.since) == []
