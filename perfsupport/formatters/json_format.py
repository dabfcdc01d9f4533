"""A report as JSON, for other programs. ``docs/reference/check.md`` describes it."""

from __future__ import annotations

import json
from typing import Any

from perfsupport.diagnostics import Diagnostic, Edit, Fix, Severity, Span
from perfsupport.formatters.report import Report

JSON_FORMAT = 1
"""Changes only when a key changes its meaning or goes; new keys may come at any time."""


def format_json(report: Report) -> str:
    """Return the report as one JSON object; everything outside ASCII is escaped, so that any channel carries it."""
    marks = zip(report.diagnostics, report.fingerprints, strict=True)
    content = {
        "format": JSON_FORMAT,
        "files": report.files,
        "errors": report.counts[Severity.ERROR],
        "warnings": report.counts[Severity.WARNING],
        "advice": report.counts[Severity.ADVICE],
        "untold": report.untold,
        "diagnostics": [_describe(report, diagnostic, mark) for diagnostic, mark in marks],
    }
    return json.dumps(content, indent=2) + "\n"


def _describe(report: Report, diagnostic: Diagnostic, fingerprint: str) -> dict[str, Any]:
    return {
        "code": diagnostic.code,
        "name": report.find_name(diagnostic.code),
        "severity": str(diagnostic.severity),
        "path": diagnostic.path,
        **_describe_span(diagnostic.span),
        "text": report.find_line(diagnostic.path, diagnostic.span.line),
        "cause": diagnostic.cause,
        "remedy": diagnostic.remedy,
        "fix": _describe_fix(diagnostic.fix) if diagnostic.fix else None,
        "page": f"docs/rules/{diagnostic.code}.md",
        "fingerprint": fingerprint,
    }


def _describe_span(span: Span) -> dict[str, Any]:
    return {"line": span.line, "column": span.column, "end_line": span.end_line, "end_column": span.end_column}


def _describe_fix(fix: Fix) -> dict[str, Any]:
    return {"title": fix.title, "safe": fix.safe, "edits": [_describe_edit(edit) for edit in fix.edits]}


def _describe_edit(edit: Edit) -> dict[str, Any]:
    return {**_describe_span(edit.span), "text": edit.text}
