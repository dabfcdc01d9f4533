"""A report as GitLab's Code Quality JSON, which a merge request shows at the changed lines."""

from __future__ import annotations

import json

from perfsupport.diagnostics import Severity
from perfsupport.formatters.report import Report
from perfsupport.formatters.text import escape

SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.ADVICE: "info"}


def format_gitlab(report: Report) -> str:
    """Return the list of findings, each with a fingerprint that stays the same where its line only moves."""
    found = [
        {
            "check_name": diagnostic.code,
            "description": escape(f"{diagnostic.cause} {diagnostic.remedy}"),
            "severity": SEVERITIES[diagnostic.severity],
            "fingerprint": mark,
            "location": {
                "path": report.prefix + diagnostic.path,
                "lines": {"begin": diagnostic.span.line, "end": diagnostic.span.end_line},
            },
        }
        for diagnostic, mark in zip(report.diagnostics, report.fingerprints, strict=True)
    ]
    return json.dumps(found, indent=1) + "\n"
