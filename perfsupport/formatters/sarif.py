"""A report as SARIF 2.1.0, the format in which code scanning takes findings."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from perfsupport import __version__
from perfsupport.diagnostics import Diagnostic, Edit, Fix, Severity, Span
from perfsupport.formatters.report import Report
from perfsupport.formatters.text import escape

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "note"}
BASE = "%SRCROOT%"
"""What readers of SARIF call the top of the repository."""

LINK = re.compile(r"[\[\]](?=\()|\[(?=[^\]]*\]\()")
PLACEHOLDER = re.compile(r"\{(?=\d+\})|(?<=\d)\}")

Json = dict[str, Any]


def format_sarif(report: Report) -> str:
    """Return the report as one run of SARIF, with the rules that found something and the fixes a program can make."""
    severities = {diagnostic.code: diagnostic.severity for diagnostic in reversed(report.diagnostics)}
    codes = sorted(severities)
    places = {code: index for index, code in enumerate(codes)}
    marked = zip(report.diagnostics, report.fingerprints, strict=True)
    run: Json = {
        "tool": {"driver": _describe_tool(report, [_describe_rule(report, code, severities[code]) for code in codes])},
        "columnKind": "unicodeCodePoints",
        "results": [_describe(report, one, places, mark) for one, mark in marked],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


def _describe_tool(report: Report, rules: Sequence[Json]) -> Json:
    tool: Json = {"name": "perfsupport", "semanticVersion": __version__, "rules": rules}
    return {**tool, "informationUri": report.manual} if report.manual else tool


def _describe_rule(report: Report, code: str, severity: Severity) -> Json:
    described: Json = {"id": code, "defaultConfiguration": {"level": LEVELS[severity]}}
    rule = report.rules.get(code)
    if rule is None:
        return described
    described |= {
        "name": rule.name,
        "shortDescription": {"text": _guard(rule.title)},
        "help": {"text": rule.page, "markdown": rule.page},
    }
    return {**described, "helpUri": f"{report.manual}rules/{code}.html"} if report.manual else described


def _describe(report: Report, diagnostic: Diagnostic, places: Mapping[str, int], mark: str) -> Json:
    artifact = _locate(report, diagnostic.path)
    result: Json = {
        "ruleId": diagnostic.code,
        "ruleIndex": places[diagnostic.code],
        "level": LEVELS[diagnostic.severity],
        "message": {"text": _guard(f"{diagnostic.cause} {diagnostic.remedy}")},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": _describe_span(diagnostic.span)}}],
        "partialFingerprints": {"primaryLocationLineHash": mark},
    }
    return {**result, "fixes": [_describe_fix(diagnostic.fix, artifact)]} if diagnostic.fix else result


def _describe_fix(fix: Fix, artifact: Json) -> Json:
    changes = {"artifactLocation": artifact, "replacements": [_describe_edit(edit) for edit in fix.edits]}
    return {"description": {"text": _guard(fix.title)}, "artifactChanges": [changes]}


def _describe_edit(edit: Edit) -> Json:
    return {"deletedRegion": _describe_span(edit.span), "insertedContent": {"text": edit.text}}


def _describe_span(span: Span) -> Json:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _locate(report: Report, path: str) -> Json:
    return {"uri": quote(report.prefix + path, safe="/", errors="surrogateescape"), "uriBaseId": BASE}


def _guard(text: str) -> str:
    """Return a text in which nothing stands for a link or a placeholder, as SARIF reads them in messages."""
    unlinked = LINK.sub(lambda found: f"\\{found[0]}", escape(text))
    return PLACEHOLDER.sub(lambda found: found[0] * 2, unlinked)
