"""The report as one HTML page that needs nothing else: a policy lets in what is inside and no more."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from markupsafe import Markup

from perfsupport.analytics import wording
from perfsupport.analytics.figures import Report, TreeReport
from perfsupport.analytics.meaning import Meaning
from perfsupport.reporting.charts import draw_days, draw_line, draw_share, draw_stack
from perfsupport.reporting.maps import draw_maps
from perfsupport.reporting.trouble import WORDS, count_lost, find_level, find_spots, find_worst
from perfsupport.settings import Theme
from perfsupport.site.assets import join_styles
from perfsupport.site.minified import minify
from perfsupport.site.render import make_environment
from perfsupport.site.scripts import strip_comments
from perfsupport.site.templates import Templates

STYLES = ("tokens", "page", "report")
SCRIPT = "pages/report.js"
END_WORDS = {"resolved": "good", "escalated": "warn", "transferred": "info"}


def render_page(
    report: Report, published: Mapping[str, Mapping[str, Any]], templates: Templates, *, maps: bool = True
) -> str:
    """Return the HTML of a report; ``published`` says how the trees' maps look."""
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
    environment = make_environment(templates)
    environment.filters |= {
        "count": wording.write_count,
        "number": wording.write_number,
        "share": wording.write_share,
        "sure": wording.write_sure_share,
        "time": wording.write_time,
        "amount": wording.write_amount,
        "day": write_day,
    }
    page: str = environment.get_template("pages/report.html.j2").render(
        report=report,
        told=[tree for tree in report.trees if tree.is_told],
        untold=[tree for tree in report.trees if not tree.is_told],
        maps=draw_maps(report.trees, published) if maps else {},
        source=find_source,
        spots=find_spots(report),
        worst=find_worst,
        lost=count_lost,
        level=find_level,
        levels=WORDS,
        line=draw_line,
        bars=draw_days,
        meter=draw_share,
        stack=draw_stack,
        tones=END_WORDS,
        count_of=wording.count_of,
        percent=wording.write_percent,
        interval=wording.write_interval,
        period=write_period(report),
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


def write_day(day: str) -> str:
    """Return an ISO date as people write it: 3 November 2026."""
    when = date.fromisoformat(day)
    return f"{when.day} {when:%B %Y}"


def write_period(report: Report) -> str:
    """Return from when to when the events are, empty where there are none."""
    if report.first_at is None or report.last_at is None:
        return ""
    first, last = wording.write_day_of(report.first_at), wording.write_day_of(report.last_at)
    if first == last:
        return write_day(first)
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    if (begin.year, begin.month) == (end.year, end.month):
        return f"{begin.day} to {write_day(last)}"
    return f"{write_day(first)} to {write_day(last)}"
