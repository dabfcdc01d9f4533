"""Formatters: what was found, as text for people and for programs. Pure functions from a report to a text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TypeAlias

from perfsupport.formatters.report import Report, RuleText
from perfsupport.formatters.summary import sum_up
from perfsupport.formatters.text import format_text
from perfsupport.ondemand import OnDemand

Formatter: TypeAlias = Callable[[Report], str]


def _load(place: str) -> Formatter:
    module, _, name = place.partition(":")
    formatter: Formatter = getattr(import_module(f"perfsupport.formatters.{module}"), name)
    return formatter


FORMATTERS: Mapping[str, Formatter] = OnDemand(
    {
        "text": "text:format_text",
        "json": "json_format:format_json",
        "github": "github:format_github",
        "gitlab": "gitlab:format_gitlab",
        "junit": "junit:format_junit",
        "sarif": "sarif:format_sarif",
        "markdown": "markdown:format_markdown",
    },
    _load,
)
"""By the name that ``--format`` takes; imported when asked for, since hardly anybody wants more than one."""

__all__ = ["FORMATTERS", "Report", "RuleText", "format_text", "sum_up"]
