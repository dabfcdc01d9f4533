"""What programs read: one object with a format number, keys as the manual lists them."""

from __future__ import annotations

import json
import re
from typing import Any

from perfsupport.diagnostics import Diagnostic, Severity, Span
from perfsupport.formatters import FORMATTERS, Report, format_json
from tests.conftest import ROOT

FOUND = Diagnostic("PS301", Severity.ERROR, "trees/a/b.yaml", Span(2, 8, 2, 13), "`paidd` is no step: ü.", "Did you?")
EXPECTED = {
    "format": 1,
    "files": 4,
    "errors": 1,
    "warnings": 0,
    "advice": 0,
    "diagnostics": [
        {
            "code": "PS301",
            "severity": "error",
            "path": "trees/a/b.yaml",
            "line": 2,
            "column": 8,
            "end_line": 2,
            "end_column": 13,
            "text": "start: paidd",
            "cause": "`paidd` is no step: ü.",
            "remedy": "Did you?",
            "page": "docs/rules/PS301.md",
        }
    ],
}


def render() -> Any:
    return json.loads(
        format_json(Report(diagnostics=[FOUND], sources={"trees/a/b.yaml": "title: A\nstart: paidd\n"}, files=4))
    )


def test_the_object_is_as_documented() -> None:
    assert render() == EXPECTED


def test_every_key_is_in_the_manual() -> None:
    page = (ROOT / "docs" / "reference" / "check.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"`(\w+)`", page))
    assert {*EXPECTED, *EXPECTED["diagnostics"][0]} <= documented  # type: ignore[index]


def test_lone_surrogates_and_other_scripts_pass_through_any_channel() -> None:
    text = format_json(Report(diagnostics=[FOUND], sources={"trees/a/b.yaml": "\n\ud800名"}, files=1))
    assert text.isascii()
    assert json.loads(text)["diagnostics"][0]["text"] == "\ud800名"


def test_the_formats_are_named() -> None:
    assert set(FORMATTERS) == {"text", "json"}
