"""A report as JUnit's XML, which GitLab, Jenkins and others show among the tests of a change."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from perfsupport.diagnostics import Diagnostic
from perfsupport.formatters.report import Report
from perfsupport.formatters.text import escape, format_findings


class Case(NamedTuple):
    """A finding as a test: what it is called, what was found, and the finding as ``check`` prints it."""

    name: str
    diagnostic: Diagnostic
    text: str


def format_junit(report: Report) -> str:
    """Return a suite for each file, with a test for each finding, or a single one that passed.

    A finding that fails the check is a failed test, any other one a test that passed and says what was found. A test is
    called by what was found and not by its line, so that a finding that only moved is not shown as new.
    """
    found = _group(report)
    suites = [_make_suite(path, found[path], report) for path in sorted({*found, *report.paths})]
    root = Element("testsuites", {"name": "perfsupport check", **_sum_up(suites)})
    root.extend(suites)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _group(report: Report) -> defaultdict[str, list[Case]]:
    """Return the tests by file; of findings that say the same in one file, each has its number."""
    found: defaultdict[str, list[Case]] = defaultdict(list)
    seen: Counter[tuple[str, str]] = Counter()
    for diagnostic, text in zip(report.diagnostics, format_findings(report), strict=True):
        name = f"{diagnostic.code}: {escape(diagnostic.cause)}"
        seen[diagnostic.path, name] += 1
        number = seen[diagnostic.path, name]
        found[diagnostic.path].append(Case(f"{name} ({number})" if number > 1 else name, diagnostic, text))
    return found


def _make_suite(path: str, cases: Sequence[Case], report: Report) -> Element:
    failures = sum(1 for case in cases if report.is_failure(case.diagnostic.severity))
    counts = {"tests": str(max(1, len(cases))), "failures": str(failures), "errors": "0"}
    suite = Element("testsuite", {"name": escape(path), **counts})
    # What stands before a dot is a package to Jenkins.
    about = {"classname": escape(path.removesuffix(".yaml")), "file": escape(report.prefix + path)}
    for case in cases:
        _add_case(suite, case, about, report)
    if not cases:
        SubElement(suite, "testcase", {"name": "nothing to mend", **about})
    return suite


def _add_case(suite: Element, case: Case, about: dict[str, str], report: Report) -> None:
    element = SubElement(suite, "testcase", {"name": case.name, **about, "line": str(case.diagnostic.span.line)})
    if report.is_failure(case.diagnostic.severity):
        kinds = {"type": str(case.diagnostic.severity), "message": escape(case.diagnostic.cause)}
        SubElement(element, "failure", kinds).text = case.text
    else:
        SubElement(element, "system-out").text = case.text


def _sum_up(suites: Iterable[Element]) -> dict[str, str]:
    kinds = ("tests", "failures", "errors")
    return {kind: str(sum(int(suite.attrib[kind]) for suite in suites)) for kind in kinds}
