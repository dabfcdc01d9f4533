"""Formatters: what was found, as text for people and for programs. Pure functions from a report to a text."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from perfsupport.formatters.json_format import format_json
from perfsupport.formatters.report import Report
from perfsupport.formatters.text import format_text

FORMATTERS: Mapping[str, Callable[[Report], str]] = {"text": format_text, "json": format_json}
"""By the name that ``--format`` takes."""

__all__ = ["FORMATTERS", "Report", "format_json", "format_text"]
