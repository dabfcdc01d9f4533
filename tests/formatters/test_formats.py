"""All formats: whole files of what they give, and what must hold of each whatever authors write.

``PERFSUPPORT_WRITE_EXPECTED=1 pytest tests/formatters`` writes what is expected anew; read it before you keep it.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import given, settings

from perfsupport.diagnostics import TOP, Diagnostic, Severity, Span
from perfsupport.formatters import FORMATTERS, Report
from perfsupport.formatters.markdown import MOST_CHARACTERS
from tests.conftest import ROOT
from tests.fetch_sarif_schema import fetch
from tests.formatters.reports import read_report, reports

CASES = Path(__file__).parent / "cases"
WRITE = "PERFSUPPORT_WRITE_EXPECTED" in os.environ
ENDINGS = {
    "text": "txt",
    "json": "json",
    "github": "github.txt",
    "gitlab": "gitlab.json",
    "junit": "junit.xml",
    "sarif": "sarif",
    "markdown": "md",
}
COMMAND = re.compile(r"::(error|warning|notice) ((?:\w+=[^,:]*)(?:,\w+=[^,:]*)*)::(.*)")
EXAMPLES = settings(max_examples=25, deadline=None)


@pytest.mark.parametrize("name", FORMATTERS)
@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda path: path.name)
def test_what_a_format_gives(case: Path, name: str) -> None:
    given = FORMATTERS[name](read_report(case / "input.json"))
    expected = case / f"expected.{ENDINGS[name]}"
    if WRITE:
        expected.write_text(given, encoding="utf-8", newline="\n")
    assert given == expected.read_text(encoding="utf-8")


def is_printable(text: str) -> bool:
    """Tell whether nothing in a text can move a cursor or turn the direction of writing."""
    return text.replace("\u200d", "").replace("\u200c", "").isprintable()


def read_commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Return the workflow commands of a text as GitHub's runner reads them: kind, properties, message."""
    *lines, last = text.splitlines()
    assert not last.startswith("::") and "##[" not in last
    commands = []
    for line in lines:
        match = COMMAND.fullmatch(line)
        assert match, line
        listed = dict(one.split("=", 1) for one in match[2].split(","))
        commands.append((match[1], {key: unescape(value) for key, value in listed.items()}, unescape(match[3])))
    return commands


def unescape(text: str) -> str:
    for code, character in (("%0A", "\n"), ("%0D", "\r"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, character)
    return text


@EXAMPLES
@given(reports())
def test_github_is_told_of_every_finding_or_how_many_more_there_are(report: Report) -> None:
    commands = read_commands(FORMATTERS["github"](report))
    for severity, kind in (("error", "error"), ("warning", "warning"), ("advice", "notice")):
        found = [one for one in report.diagnostics if one.severity == severity]
        told = [properties for name, properties, _ in commands if name == kind]
        left = [int(one["title"].split()[1]) for one in told if one["title"].startswith("perfsupport: ")]
        assert len(told) - len(left) + sum(left) == len(found)
        assert len(told) <= 10
        lines = Counter(int(one["line"]) for one in told if "line" in one)
        assert not lines - Counter(one.span.line for one in found)


@EXAMPLES
@given(reports())
def test_json_holds_every_finding_as_it_is(report: Report) -> None:
    content = json.loads(FORMATTERS["json"](report))
    load_check_schema().validate(content)
    keys = ("code", "severity", "path", "line", "column", "end_line", "end_column", "cause", "remedy")
    assert [tuple(one[key] for key in keys) for one in content["diagnostics"]] == [
        (one.code, one.severity, one.path, *one.span, one.cause, one.remedy) for one in report.diagnostics
    ]
    fixes = [(one.fix.title, one.fix.safe, len(one.fix.edits)) if one.fix else None for one in report.diagnostics]
    told = [one["fix"] for one in content["diagnostics"]]
    assert [(fix["title"], fix["safe"], len(fix["edits"])) if fix else None for fix in told] == fixes


@EXAMPLES
@given(reports())
def test_gitlab_gets_every_finding_with_a_mark_of_its_own(report: Report) -> None:
    content = json.loads(FORMATTERS["gitlab"](report))
    assert [one["location"]["path"] for one in content] == [report.prefix + one.path for one in report.diagnostics]
    assert len({one["fingerprint"] for one in content}) == len(content)
    assert all(one["severity"] in ("info", "minor", "major") and is_printable(one["description"]) for one in content)


@EXAMPLES
@given(reports())
def test_junit_is_well_formed_and_fails_what_fails_the_check(report: Report) -> None:
    root = ElementTree.fromstring(FORMATTERS["junit"](report))
    cases = [case for case in root.iter("testcase") if case.get("name") != "nothing to mend"]
    assert len(cases) == len(report.diagnostics)
    stopping = {Severity.ERROR, Severity.WARNING} if report.strict else {Severity.ERROR}
    failing = sum(1 for one in report.diagnostics if one.severity in stopping)
    assert len(list(root.iter("failure"))) == failing == int(root.attrib["failures"])
    assert int(root.attrib["tests"]) == len(list(root.iter("testcase")))
    assert len(root) == len(report.sources)


@cache
def load_check_schema() -> jsonschema.Draft202012Validator:
    """The schema of our own format."""
    file = ROOT / "perfsupport" / "schemas" / "check.schema.json"
    return jsonschema.Draft202012Validator(json.loads(file.read_text(encoding="utf-8")))


@cache
def load_sarif_schema() -> jsonschema.Draft202012Validator:
    """The standard's own schema."""
    return jsonschema.Draft202012Validator(json.loads(fetch().read_text(encoding="utf-8")))


@EXAMPLES
@given(reports())
def test_sarif_keeps_to_its_schema(report: Report) -> None:
    content = json.loads(FORMATTERS["sarif"](report))
    load_sarif_schema().validate(content)
    (run,) = content["runs"]
    assert [find_place(result) for result in run["results"]] == [
        (one.code, *one.span, one.fix is not None) for one in report.diagnostics
    ]
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    assert all(is_printable(result["message"]["text"]) for result in run["results"])
    assert all(("helpUri" in rule) == bool(report.manual and rule["id"] in report.rules) for rule in rules)


def find_place(result: dict[str, Any]) -> tuple[Any, ...]:
    region = result["locations"][0]["physicalLocation"]["region"]
    keys = ("startLine", "startColumn", "endLine", "endColumn")
    return (result["ruleId"], *(region[key] for key in keys), "fixes" in result)


def test_sarif_names_files_by_an_address() -> None:
    report = read_report(CASES / "hard-words" / "input.json")
    (run,) = json.loads(FORMATTERS["sarif"](report))["runs"]
    place = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place["uri"] == quote(report.prefix + report.diagnostics[0].path)


def test_sarif_says_nothing_that_a_reader_takes_for_a_link_or_a_placeholder() -> None:
    found = Diagnostic("PS301", Severity.ERROR, "trees/a.yaml", TOP, "`[press](here) {0} {a: [b]}`.", "Mend it.")
    text = FORMATTERS["sarif"](Report(diagnostics=[found], sources={}, files=1))
    (result,) = json.loads(text)["runs"][0]["results"]
    assert result["message"]["text"] == "`\\[press\\](here) {{0}} {a: [b]}`. Mend it."


@EXAMPLES
@given(reports())
def test_markdown_holds_no_markup_of_authors(report: Report) -> None:
    text = FORMATTERS["markdown"](report)
    outside: list[str] = []
    fence = None
    for line in text.split("\n"):
        if fence is None and (match := re.fullmatch(r"(`{3,})text", line)):
            fence = match[1]
        elif fence is not None:
            fence = None if line == fence else fence
        else:
            outside.append(line)
    assert fence is None
    assert re.fullmatch(r"[\w\s,.:`#]*", "\n".join(outside)), outside
    told = text.count("error PS") + text.count("warning PS") + text.count("advice PS")
    assert told >= len(report.diagnostics)


def test_markdown_that_is_too_long_says_how_much_is_left_out() -> None:
    found = [
        Diagnostic("PS301", Severity.ERROR, "trees/a.yaml", Span(n, 1, n, 2), "C" * 500, "R.") for n in range(1, 301)
    ]
    text = FORMATTERS["markdown"](Report(diagnostics=found, sources={}, files=1))
    shown = text.count("error PS301")
    assert 50 < shown < 300
    assert len(text) < MOST_CHARACTERS + 2_000
    assert text.endswith(f"{300 - shown} findings more: run `perfsupport check` to see them.\n")


@EXAMPLES
@given(reports())
def test_text_tells_every_finding_in_printable_lines(report: Report) -> None:
    text = FORMATTERS["text"](report)
    heads = re.findall(r"^trees/.*: (?:error|warning|advice) PS\d{3}: ", text, re.MULTILINE)
    assert len(heads) == len(report.diagnostics)
    assert all(map(is_printable, text.split("\n")))


@EXAMPLES
@given(reports())
def test_marks_stay_when_lines_move(report: Report) -> None:
    moved = [
        replace(one, span=Span(one.span.line + 3, one.span.column, one.span.end_line + 3, one.span.end_column))
        for one in report.diagnostics
    ]
    sources = {path: "#\n#\n#\n" + text for path, text in report.sources.items()}
    assert replace(report, diagnostics=moved, sources=sources).fingerprints == report.fingerprints


def test_every_format_is_in_the_manual() -> None:
    page = (ROOT / "docs" / "reference" / "check.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`--format (\w+)`", page)) >= set(FORMATTERS)
