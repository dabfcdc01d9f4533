"""The report as one HTML page that needs nothing else: a policy lets in what is inside and no more."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from markupsafe import Markup

from perfsupport.analytics.figures import Comparison, Difference, OutcomeFigures, Report, TreeReport
from perfsupport.analytics.intervals import says_something
from perfsupport.analytics.meaning import Meaning
from perfsupport.catalogues import ENGLISH_WORDS, Words
from perfsupport.reporting.charts import draw_days, draw_line, draw_share, draw_stack, tell_each_day
from perfsupport.reporting.maps import draw_maps, find_gap
from perfsupport.reporting.telling import FigureWords
from perfsupport.reporting.trouble import LEVELS, WORDS, count_lost, find_level, find_spots, find_worst, is_lossless
from perfsupport.settings import Theme
from perfsupport.site.assets import join_styles
from perfsupport.site.minified import minify
from perfsupport.site.render import make_environment
from perfsupport.site.scripts import strip_comments
from perfsupport.site.templates import Templates

STYLES = ("tokens", "marks", "page", "report")
SCRIPT = "pages/report.js"
END_WORDS = {"resolved": "good", "escalated": "warn", "transferred": "info"}


def render_page(
    report: Report,
    published: Mapping[str, Mapping[str, Any]],
    templates: Templates,
    *,
    maps: bool = True,
    words: Words = ENGLISH_WORDS,
) -> str:
    """Return the HTML of a report in the language of ``words``; ``published`` says how the trees' maps look."""
    figures = FigureWords(words)
    style = minify(join_styles(templates, Theme(), STYLES), "text/css").decode().replace("</", "<\\/")
    lines = filter(None, map(str.strip, strip_comments(templates.read(SCRIPT))))
    script = minify("\n".join(lines).encode(), "application/javascript").decode().replace("</", "<\\/")
    policy = "; ".join(
        (
            "default-src 'none'",
            f"style-src '{_digest(style)}'",
            f"script-src '{_digest(script)}'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    environment = make_environment(templates, figures)
    environment.filters |= {
        "count": figures.write_count,
        "number": figures.write_number,
        "share": figures.write_share,
        "sure": figures.write_sure_share,
        "time": figures.write_time,
        "amount": figures.write_amount,
        "hours": figures.write_hours,
        "day": figures.write_day,
        "kind": figures.name_kind,
        "feedback": figures.name_feedback,
        "mode": figures.name_mode,
        "stale": figures.tell_stale,
    }
    page: str = environment.get_template("pages/report.html.j2").render(
        report=report,
        told=[tree for tree in report.trees if tree.is_told],
        untold=[tree for tree in report.trees if not tree.is_told],
        maps=draw_maps(report.trees, published, figures) if maps else {},
        gaps={tree.tree: find_gap(published.get(tree.tree, {})) for tree in report.trees} if maps else {},
        source=find_source,
        spots=find_spots(report),
        worst=find_worst,
        lossless=is_lossless,
        lost=count_lost,
        level=find_level,
        levels=figures.write_levels(WORDS, LEVELS),
        line=partial(draw_line, words=figures),
        day_list=partial(tell_each_day, words=figures),
        bars=partial(draw_days, words=figures),
        meter=draw_share,
        stack=draw_stack,
        tones=END_WORDS,
        surely=count_sure,
        says_something=says_something,
        most_first=sort_outcomes,
        differs=partial(write_difference, words=figures),
        percent=figures.write_percent,
        interval=figures.write_interval,
        period=figures.write_period(report),
        style=Markup(style),
        script=Markup(script),
        csp=policy,
    )
    return page


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def find_source(tree: TreeReport, line: int | None) -> str | None:
    """Return the address of a line of the tree's file, where the site says how that is made."""
    return Meaning(tree.tree, {"source_url": tree.source_url, "path": tree.path}).source(line)


def sort_outcomes(outcomes: Iterable[OutcomeFigures]) -> list[OutcomeFigures]:
    """Return the most frequent outcomes first, and those that are not shown last, as they stand in the file."""
    return sorted(outcomes, key=lambda each: -1 if each.run_throughs is None else each.run_throughs, reverse=True)


def count_sure(comparison: Comparison) -> int:
    """Return how many of the differences chance alone would hardly make."""
    found = (each for step in comparison.steps for each in step.differences.values())
    return sum(each is not None and each.says in ("more", "less") for each in found)


def write_difference(found: Difference, what: str, words: FigureWords) -> str:
    """Return a difference with its interval, in hundredths or (for times) seconds: "−7 (−10 … −3)"."""
    if found.says == "few":
        return words.gettext("too few to say")
    scale, places = (0.001, 1) if what == "dwell" else (100, 0)
    told, low, high = (words.write_change(each * scale, places) for each in (found.difference, found.low, found.high))
    # Signs and figures run from left to right in every script.
    return f"\u2066{told} ({low} … {high})\u2069" if words.direction == "rtl" else f"{told} ({low} … {high})"
