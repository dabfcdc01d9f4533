"""A report of trials as one page that needs nothing else: failures on top, then each tree with its steps coloured.

It is in the language of ``speech``; what is wrong with a scenario or a file is told in English, as everywhere.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup, escape

from perfsupport.catalogues import message
from perfsupport.expressions.words import join_list
from perfsupport.lines import line_words
from perfsupport.outline.words import ENGLISH_OUTLINE, OutlineWords
from perfsupport.scenarios.counting import Ways, write_count
from perfsupport.scenarios.coverage import Count, Coverage
from perfsupport.scenarios.goals import Kind
from perfsupport.scenarios.telling import tell_path
from perfsupport.site.templates import Templates
from perfsupport.trials.report import TrialReport, Tried, find_percentage

CODE = re.compile("`([^`]*)`")
PAGE, STYLE = "pages/trials.html.j2", "pages/trials.css"
PLURALS = {
    Kind.STEP: message("steps"),
    Kind.OPTION: message("options"),
    Kind.OUTCOME: message("outcomes"),
    Kind.CONDITION: message("ways of conditions"),
    Kind.BOUNDARY: message("sides of boundaries"),
}
KINDS = {
    "question": message("question"),
    "input": message("input"),
    "action": message("action"),
    "route": message("route"),
    "subtree": message("subtree"),
    "outcome": message("outcome"),
}


class ShownStep(NamedTuple):
    """A step as the page shows it; ``state`` is whole, partly or none."""

    id: str
    title: str
    kind: str
    line: int
    state: str
    remark: str
    missing: list[str]


def render_page(report: TrialReport, templates: Templates, speech: OutlineWords = ENGLISH_OUTLINE) -> str:
    """Return the page; its policy lets in its own style and nothing else."""
    style = templates.read(STYLE)
    environment = Environment(
        loader=DictLoader({PAGE: templates.read(PAGE)}), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["coded"] = show_code
    environment.globals |= {
        "_": speech.gettext,
        "ngettext": speech.ngettext,
        "number": speech.write_number,
        "code": _mark_code,
    }
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return environment.get_template(PAGE).render(
        report=report,
        language=speech.language,
        direction=speech.direction,
        style=style,
        digest=digest,
        counts=[(speech.tell(PLURALS[kind]), count) for kind, count in report.counts.items() if count.total],
        percent=lambda count: _tell_percentage(count, speech),
        verdict=_tell_verdict(report, speech),
        failures=[
            (trial, list(tell_path(tried.tree, trial.run["path"], trial.judgements, speech)))
            for tried in report.trees
            for trial in tried.failed
        ],
        trees=[(tried, _tell_tree(tried, speech), list(show_steps(tried, speech))) for tried in report.trees],
    )


def show_code(text: str) -> Markup:
    """Return a text in which the author's words, in backticks, are marked up as such."""
    return Markup(CODE.sub(r"<code>\1</code>", str(escape(text))))


def _mark_code(text: str) -> Markup:
    return Markup("<code>{}</code>").format(text)


def _tell_verdict(report: TrialReport, speech: OutlineWords) -> str:
    trials = sum(len(tried.trials) for tried in report.trees)
    failed = sum(len(tried.failed) for tried in report.trees)
    all_trials = speech.write_number(trials)
    if report.problems:
        return speech.say(
            "{failed} of {trials} scenarios failed.", failed=speech.write_number(failed), trials=all_trials
        )
    if report.is_below:
        return speech.say("All {trials} scenarios passed, but less is covered than must be.", trials=all_trials)
    return speech.say("All {trials} scenarios passed.", trials=all_trials)


def _tell_tree(tried: Tried, speech: OutlineWords) -> str:
    parts = [speech.say_number_of("{count} scenario", "{count} scenarios", len(tried.trials))]
    parts += [_tell_coverage(tried.coverage, speech)] if tried.coverage is not None else []
    return speech.join([*parts, _tell_ways(tried.ways, speech)])


def _tell_coverage(coverage: Coverage, speech: OutlineWords) -> str:
    """Return in words what was covered, kind by kind; what is covered whole is told together."""
    counts = [(kind, count) for kind, count in coverage.counts.items() if count.total]
    whole = [speech.tell(PLURALS[kind]) for kind, count in counts if count.reached == count.total]
    parts = [speech.say("all {kinds}", kinds=join_list(whole, "and", speech))] if whole else []
    parts += [
        speech.say(
            "{reached} of {total} {kinds}",
            reached=speech.write_number(count.reached),
            total=speech.write_number(count.total),
            kinds=speech.tell(PLURALS[kind]),
        )
        for kind, count in counts
        if count.reached < count.total
    ]
    return f"{speech.tell(',')} ".join(parts) or speech.tell("nothing to cover")


def _tell_ways(ways: Ways, speech: OutlineWords) -> str:
    """Return in words how many ways lead through a tree."""
    words = speech.say("ways through: {count}", count=write_count(ways.count))
    if not ways.loops:
        return words
    loops: Sequence[str] = [" → ".join(loop) for loop in ways.loops[:1]]
    more = len(ways.loops) - len(loops)
    told = loops[0] if not more else speech.say("{loop} and {count} more", loop=loops[0], count=more)
    return speech.say("{ways}, without going back ({loops})", ways=words, loops=told)


def _tell_percentage(count: Count, speech: OutlineWords) -> str:
    """Return a percentage cut to a tenth: 100 % is all, and nothing less."""
    return f"{speech.write_decimal(format(int(find_percentage(count) * 10) / 10, 'g'))}\u00a0%"


def show_steps(tried: Tried, speech: OutlineWords) -> Iterator[ShownStep]:
    """Yield the steps of a tree as the page shows them."""
    if tried.coverage is None:
        return
    steps = tried.program["trees"][tried.tree.id]["steps"]
    for id, step in tried.tree.steps.items():
        kind = KINDS[steps[id]["kind"]]
        yield _show_step(
            tried.coverage, id, line_words(steps[id]["title"]), speech.tell(kind), step.id.span.line, speech
        )


def _show_step(coverage: Coverage, id: str, title: str, kind: str, line: int, speech: OutlineWords) -> ShownStep:
    names, missing = coverage.find_scenarios(id), [item.tell(speech) for item in coverage.find_missing(id)]
    if not names:
        return ShownStep(id, title, kind, line, "none", speech.tell("not reached"), missing)
    count = len(set(names))
    if missing:
        told = speech.say_number_of(
            "reached in part by {count} scenario", "reached in part by {count} scenarios", count
        )
        return ShownStep(id, title, kind, line, "partly", told, missing)
    told = speech.say_number_of("reached by {count} scenario", "reached by {count} scenarios", count)
    return ShownStep(id, title, kind, line, "whole", told, missing)
