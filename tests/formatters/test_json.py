"""What programs read: one object with a format number, keys as the manual lists them."""

from __future__ import annotations

import json
import re
from typing import Any

from perfsupport.diagnostics import Diagnostic, Edit, Fix, Severity, Span
from perfsupport.formatters import Report, RuleText
from perfsupport.formatters.json_format import format_json
from tests.conftest import ROOT

PLACE = Span(2, 8, 2, 13)
FIX = Fix("Write paid", (Edit(PLACE, "paid"),))
FOUND = Diagnostic("PS301", Severity.ERROR, "trees/a/b.yaml", PLACE, "`paidd` is no step: ü.", "Did you?", FIX)
RULES = {"PS301": RuleText("unknown-target", "A target is not a step.", "Page")}
EXPECTED: dict[str, Any] = {
    "format": 1,
    "files": 4,
    "errors": 1,
    "warnings": 0,
    "advice": 0,
    "untold": 0,
    "diagnostics": [
        {
            "code": "PS301",
            "name": "unknown-target",
            "severity": "error",
            "path": "trees/a/b.yaml",
            "line": 2,
            "column": 8,
            "end_line": 2,
            "end_column": 13,
            "text": "start: paidd",
            "cause": "`paidd` is no step: ü.",
            "remedy": "Did you?",
            "fix": {
                "title": "Write paid",
                "safe": True,
                "edits": [{"line": 2, "column": 8, "end_line": 2, "end_column": 13, "text": "paid"}],
            },
            "page": "docs/rules/PS301.md",
            "fingerprint": "45fad444eff584823bbbdb8573dd0eaf",
        }
    ],
}


def render() -> Any:
    return json.loads(
        format_json(
            Report(diagnostics=[FOUND], sources={"trees/a/b.yaml": "title: A\nstart: paidd\n"}, files=4, rules=RULES)
        )
    )


def test_the_object_is_as_documented() -> None:
    assert render() == EXPECTED


def test_every_key_is_in_the_manual() -> None:
    page = (ROOT / "docs" / "reference" / "check.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"`(\w+)`", page))
    (diagnostic,) = EXPECTED["diagnostics"]
    assert {*EXPECTED, *diagnostic, *diagnostic["fix"], *diagnostic["fix"]["edits"][0]} <= documented


def test_lone_surrogates_and_other_scripts_pass_through_any_channel() -> None:
    text = format_json(Report(diagnostics=[FOUND], sources={"trees/a/b.yaml": "\n\ud800名"}, files=1))
    assert text.isascii()
    assert json.loads(text)["diagnostics"][0]["text"] == "\ud800名"
