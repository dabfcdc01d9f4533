"""Formatters: what was found, as text for people and for programs. Pure functions from a report to a text."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from perfsupport.formatters.github import format_github
from perfsupport.formatters.gitlab import format_gitlab
from perfsupport.formatters.json_format import format_json
from perfsupport.formatters.junit import format_junit
from perfsupport.formatters.markdown import format_markdown
from perfsupport.formatters.report import Report, RuleText
from perfsupport.formatters.sarif import format_sarif
from perfsupport.formatters.summary import sum_up
from perfsupport.formatters.text import format_text

FORMATTERS: Mapping[str, Callable[[Report], str]] = {
    "text": format_text,
    "json": format_json,
    "github": format_github,
    "gitlab": format_gitlab,
    "junit": format_junit,
    "sarif": format_sarif,
    "markdown": format_markdown,
}
"""By the name that ``--format`` takes."""

__all__ = ["FORMATTERS", "Report", "RuleText", "format_json", "format_markdown", "format_text", "sum_up"]
