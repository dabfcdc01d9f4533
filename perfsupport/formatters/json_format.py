"""A report as JSON, for other programs. ``docs/reference/check.md`` describes it."""

from __future__ import annotations

import json

from perfsupport.diagnostics import Diagnostic, Severity
from perfsupport.formatters.report import Report

JSON_FORMAT = 1
"""Changes only when a key changes its meaning or goes; new keys may come at any time."""


def format_json(report: Report) -> str:
    """Return the report as one JSON object; everything outside ASCII is escaped, so that any channel carries it."""
    content = {
        "format": JSON_FORMAT,
        "files": report.files,
        "errors": report.counts[Severity.ERROR],
        "warnings": report.counts[Severity.WARNING],
        "advice": report.counts[Severity.ADVICE],
        "diagnostics": [_describe(report, diagnostic) for diagnostic in report.diagnostics],
    }
    return json.dumps(content, indent=2) + "\n"


def _describe(report: Report, diagnostic: Diagnostic) -> dict[str, str | int]:
    span = diagnostic.span
    return {
        "code": diagnostic.code,
        "severity": str(diagnostic.severity),
        "path": diagnostic.path,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "text": report.find_line(diagnostic.path, span.line),
        "cause": diagnostic.cause,
        "remedy": diagnostic.remedy,
        "page": f"docs/rules/{diagnostic.code}.md",
    }
