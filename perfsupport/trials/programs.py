"""A report of trials for other programs: JSON, and JUnit's XML for the lists of tests that CI services show."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree

from perfsupport.scenarios.counting import write_count
from perfsupport.scenarios.coverage import Count, Coverage
from perfsupport.scenarios.proofs import Trial
from perfsupport.scenarios.telling import tell_path
from perfsupport.trials.report import TrialReport, Tried, find_percentage

JSON_FORMAT = 1
"""Changes only when a key changes its meaning or goes; new keys may come at any time."""


def format_json(report: TrialReport) -> str:
    """Return the report as one JSON object; everything outside ASCII is escaped, so that any channel carries it."""
    content = {
        "format": JSON_FORMAT,
        "passed": report.is_good,
        "coverage": _describe_count(report.total) if report.total.total else None,
        "trees": [_describe_tree(tried) for tried in report.trees],
        "diagnostics": [
            {"code": one.code, "path": one.path, "line": one.span.line, "cause": one.cause, "remedy": one.remedy}
            for one in (*report.broken, *report.differences)
        ],
        "suggestions": dict(report.suggestions),
    }
    return json.dumps(content, indent=2) + "\n"


def _describe_tree(tried: Tried) -> dict[str, Any]:
    ways = {"count": write_count(tried.ways.count), "loops": [list(loop) for loop in tried.ways.loops]}
    return {
        "tree": tried.tree.id,
        "path": tried.tree.path,
        "ways": ways,
        "scenarios": [_describe_trial(tried, trial) for trial in tried.trials],
        "coverage": _describe_coverage(tried.coverage) if tried.coverage is not None else None,
    }


def _describe_trial(tried: Tried, trial: Trial) -> dict[str, Any]:
    return {
        "name": trial.name,
        "path": trial.case.scenario.path or tried.tree.path,
        "line": trial.case.label.span.line,
        "passed": not trial.problems,
        "expected": str(trial.case.ends),
        "got": trial.run["outcome"],
        "way": [entry["key"] for entry in trial.run["path"]],
        "problems": [
            {"code": one.code, "line": one.span.line, "cause": one.cause, "remedy": one.remedy}
            for one in trial.problems
        ],
    }


def _describe_coverage(coverage: Coverage) -> dict[str, Any]:
    return {
        **{str(kind): _describe_count(count) for kind, count in coverage.counts.items()},
        "missing": [
            {
                "kind": str(item.goal.kind),
                "step": item.goal.step,
                "part": item.goal.part,
                "way": item.goal.way,
                "line": item.span.line,
                "words": item.words,
            }
            for item in coverage.missing
        ],
    }


def _describe_count(count: Count) -> dict[str, float]:
    return {"reached": count.reached, "total": count.total, "percent": int(find_percentage(count) * 10) / 10}


def format_junit(report: TrialReport) -> str:
    """Return the report as JUnit's XML: a suite for each tree, a case for each scenario or row."""
    trials = [trial for tried in report.trees for trial in tried.trials]
    others = [*report.broken, *report.differences]
    failed = sum(bool(trial.problems) for trial in trials) + len(others)
    root = ElementTree.Element(
        "testsuites", name="perfsupport test", tests=str(len(trials) + len(others)), failures=str(failed)
    )
    for tried in report.trees:
        tests, failures = str(len(tried.trials)), str(len(tried.failed))
        suite = ElementTree.SubElement(root, "testsuite", name=tried.tree.path, tests=tests, failures=failures)
        for trial in tried.trials:
            _add_case(suite, tried, trial)
    if others:
        number = str(len(others))
        suite = ElementTree.SubElement(root, "testsuite", name="perfsupport", tests=number, failures=number)
        for one in others:
            case = ElementTree.SubElement(suite, "testcase", classname=_clean(one.path), name=one.code)
            ElementTree.SubElement(case, "failure", message=_clean(one.cause), type=one.code).text = _clean(one.remedy)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=False) + "\n"


def _add_case(suite: ElementTree.Element, tried: Tried, trial: Trial) -> None:
    path = trial.case.scenario.path or tried.tree.path
    line, name = str(trial.case.label.span.line), _clean(trial.name)
    case = ElementTree.SubElement(suite, "testcase", classname=tried.tree.id, name=name, file=path, line=line)
    for one in trial.problems:
        failure = ElementTree.SubElement(case, "failure", message=_clean(one.cause), type=one.code)
        way = "\n".join(tell_path(tried.tree, trial.run["path"], trial.judgements))
        failure.text = _clean(f"{one.path}:{one.span.line}: {one.cause}\n{one.remedy}\n\nThe way it took:\n{way}")


def _clean(text: str) -> str:
    """Return a text without what XML cannot hold."""
    return "".join(sign if sign.isprintable() or sign in "\n\t" else "\ufffd" for sign in text)
