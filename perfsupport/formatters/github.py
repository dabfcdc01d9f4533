"""A report as workflow commands, which GitHub shows as annotations at the lines of a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from perfsupport.diagnostics import Diagnostic, Severity
from perfsupport.formatters.report import Report
from perfsupport.formatters.summary import is_of_reading, sum_up
from perfsupport.formatters.text import escape

MOST = 10
"""GitHub shows ten errors, ten warnings and ten notices of a step, and drops the rest without a word."""

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "notice"}
PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})
DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
NOUNS = {
    Severity.ERROR: ("error", "errors"),
    Severity.WARNING: ("warning", "warnings"),
    Severity.ADVICE: ("piece of advice", "pieces of advice"),
}


def format_github(report: Report) -> str:
    """Return one command a finding, reading errors first; where there are more than GitHub shows, the last says so."""
    lines = [line for severity in Severity for line in _annotate(report, severity)]
    return "\n".join([*lines, escape(sum_up(report))]) + "\n"


def _annotate(report: Report, severity: Severity) -> Iterator[str]:
    found = [one for one in report.diagnostics if one.severity is severity]
    found.sort(key=lambda one: not is_of_reading(one))
    shown: Sequence[Diagnostic] = found if len(found) <= MOST else found[: MOST - 1]
    for diagnostic in shown:
        yield _write_finding(report, diagnostic)
    if left := len(found) - len(shown):
        told = f"{left} more {NOUNS[severity][left > 1]}"
        text = f"GitHub shows no more than {MOST} a step. All of them: perfsupport check, or this job's summary."
        yield _write(COMMANDS[severity], {"title": f"perfsupport: {told}"}, f"{told}. {text}")


def _write_finding(report: Report, diagnostic: Diagnostic) -> str:
    span, path = diagnostic.span, report.prefix + diagnostic.path
    properties = {"file": path, "line": str(span.line)}
    if span.line == span.end_line:  # with columns GitHub takes one line alone
        properties |= {"col": str(span.column), "endColumn": str(span.end_column)}
    properties |= {"endLine": str(span.end_line), "title": f"{diagnostic.code} {report.find_name(diagnostic.code)}"}
    # The log shows the text alone, so that the place stands in it too.
    place = f"{path}:{span.line}:{span.column}: {diagnostic.severity} {diagnostic.code}: "
    text = f"{escape(place + diagnostic.cause)}\n{escape(diagnostic.remedy)}"
    return _write(COMMANDS[diagnostic.severity], properties, text)


def _write(command: str, properties: dict[str, str], text: str) -> str:
    listed = ",".join(f"{key}={escape(value.strip()).translate(PROPERTY)}" for key, value in properties.items())
    return f"::{command} {listed}::{text.translate(DATA)}"
