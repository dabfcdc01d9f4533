"""A report as Markdown, for the summary of a job or a comment on a change."""

from __future__ import annotations

import re
from itertools import accumulate

from perfsupport.formatters.report import Report
from perfsupport.formatters.summary import advise, count, sum_up
from perfsupport.formatters.text import escape, format_findings

MOST_CHARACTERS = 50_000
"""Of findings. A comment on GitHub holds 65,536 characters, the summary of a job 1 MiB."""


def format_markdown(report: Report) -> str:
    """Return a heading with the sum, where to begin, and the findings as ``check`` prints them.

    The findings stand in a fenced block, so that nothing an author wrote can become markup. Where they are too many
    for a comment, the end says how many are left out.
    """
    findings = format_findings(report)
    lengths = accumulate(len(finding) + 2 for finding in findings)
    shown = [finding for finding, length in zip(findings, lengths, strict=True) if length <= MOST_CHARACTERS]
    parts = [f"## perfsupport check\n\n{sum_up(report)}\n"]
    for block in ("\n".join(map(escape, advise(report))), "\n\n".join(shown)):
        parts += [_fence(block)] if block else []
    if left := len(findings) - len(shown):
        parts.append(f"{count(left, 'finding')} more: run `perfsupport check` to see them.\n")
    return "\n".join(parts)


def _fence(text: str) -> str:
    """Return a fenced block that no run of backticks in the text can end."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    marks = "`" * max(3, longest + 1)
    return f"{marks}text\n{text}\n{marks}\n"
