"""A report of trials as one page that needs nothing else: failures on top, then each tree with its steps coloured."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from typing import NamedTuple

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup, escape

from perfsupport.lines import line_words
from perfsupport.scenarios.coverage import Coverage
from perfsupport.scenarios.proofs import Trial
from perfsupport.scenarios.telling import tell_path
from perfsupport.site.templates import Templates
from perfsupport.trials.report import TrialReport, Tried
from perfsupport.trials.text import PLURALS, count_words, tell_coverage, tell_percentage, tell_ways

CODE = re.compile("`([^`]*)`")
PAGE, STYLE = "pages/trials.html.j2", "pages/trials.css"


class ShownStep(NamedTuple):
    """A step as the page shows it; ``state`` is whole, partly or none."""

    id: str
    title: str
    kind: str
    line: int
    state: str
    remark: str
    missing: list[str]


def render_page(report: TrialReport, templates: Templates) -> str:
    """Return the page; its policy lets in its own style and nothing else."""
    style = templates.read(STYLE)
    environment = Environment(
        loader=DictLoader({PAGE: templates.read(PAGE)}), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["coded"] = show_code
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return environment.get_template(PAGE).render(
        report=report,
        style=style,
        digest=digest,
        counts=[(PLURALS[kind], count) for kind, count in report.counts.items() if count.total],
        percent=tell_percentage,
        trials=sum(len(tried.trials) for tried in report.trees),
        failures=[(tried, trial, _tell_way(tried, trial)) for tried in report.trees for trial in tried.failed],
        trees=[(tried, _tell_tree(tried), list(show_steps(tried))) for tried in report.trees],
    )


def show_code(text: str) -> Markup:
    """Return a text in which the author's words, in backticks, are marked up as such."""
    return Markup(CODE.sub(r"<code>\1</code>", str(escape(text))))


def _tell_way(tried: Tried, trial: Trial) -> list[str]:
    return list(tell_path(tried.tree, trial.run["path"], trial.judgements))


def _tell_tree(tried: Tried) -> str:
    coverage = f"{tell_coverage(tried.coverage)}; " if tried.coverage is not None else ""
    return f"{count_words(len(tried.trials), 'scenario')}; {coverage}{tell_ways(tried.ways)}"


def show_steps(tried: Tried) -> Iterator[ShownStep]:
    """Yield the steps of a tree as the page shows them."""
    if tried.coverage is None:
        return
    steps = tried.program["trees"][tried.tree.id]["steps"]
    for id, step in tried.tree.steps.items():
        yield _show_step(tried.coverage, id, line_words(steps[id]["title"]), steps[id]["kind"], step.id.span.line)


def _show_step(coverage: Coverage, id: str, title: str, kind: str, line: int) -> ShownStep:
    names, missing = coverage.find_scenarios(id), [item.words for item in coverage.find_missing(id)]
    if not names:
        return ShownStep(id, title, kind, line, "none", "not reached", missing)
    state, remark = ("partly", "reached in part by") if missing else ("whole", "reached by")
    return ShownStep(id, title, kind, line, state, f"{remark} {count_words(len(set(names)), 'scenario')}", missing)
