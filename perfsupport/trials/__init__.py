"""Trials of a project's scenarios: all of them run, what they reach counted, and both told in several formats."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from perfsupport.trials.programs import format_json, format_junit
from perfsupport.trials.report import TrialReport
from perfsupport.trials.text import format_trials


def format_html(report: TrialReport) -> str:
    """Return the report as one page that needs nothing else, in the report's language."""
    from perfsupport.outline.words import OutlineWords
    from perfsupport.site.templates import Templates, find_template_folder
    from perfsupport.trials.page import render_page

    return render_page(report, Templates([find_template_folder()]), OutlineWords(report.words))


FORMATTERS: Mapping[str, Callable[[TrialReport], str]] = {
    "text": format_trials,
    "json": format_json,
    "junit": format_junit,
    "html": format_html,
}
"""By the name that ``--format`` takes."""
