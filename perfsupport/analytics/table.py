"""The report as one long table in CSV: a figure a line, for spreadsheets and other programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TypeAlias

from perfsupport.analytics.figures import Comparison, Count, Quality, Report, Spread, TreeReport
from perfsupport.analytics.intervals import find_interval
from perfsupport.store.cells import disarm

COLUMNS = ("tree", "version", "step", "title", "figure", "value", "of", "low", "high")

Line: TypeAlias = tuple[str, str, str, str, str, "int | float | None", Count]


def render_csv(report: Report, width: int = 0) -> str:  # noqa: ARG001
    """Return the report as CSV. An empty value is not shown; low and high are the 95 % interval of value / of."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for line in _list_lines(report):
        value, of = line[-2:]
        interval: tuple[str, ...] = ("", "")
        if isinstance(value, int) and of:
            interval = tuple(f"{end:.4f}" for end in find_interval(value, of))
        writer.writerow([disarm(each) for each in (*line, *interval)])
    return text.getvalue()


def _list_lines(report: Report) -> Iterator[Line]:
    for name, bound in (("first day asked for", report.from_day), ("last day asked for", report.to_day)):
        if bound is not None:
            yield ("", "", "", bound, name, None, None)
    yield ("", "", "", "", "sessions", report.sessions, None)
    if report.sessions_at_least is not None:
        yield ("", "", "", "", "sessions, at least", report.sessions_at_least, None)
    for day in report.days:
        yield ("", "", "", day.day, "sessions of the day", day.sessions, None)
    for tree in report.trees:
        yield from _list_tree(tree)
    yield ("", "", "", "", "searches without a hit", report.searches.without_hit, report.searches.searches)
    for each in report.searches.words:
        yield ("", "", "", each.words, "searches without a hit", each.searches, None)
    for said in report.feedback:
        yield (said.tree, "", said.step, said.text, f"feedback: {said.kind}", None, None)
    for old in report.stale:
        yield (old.tree, "", old.step or "", old.title, f"{old.why} since {old.since}", old.sessions, None)
    yield from _list_quality(report.quality)


def _list_quality(quality: Quality) -> Iterator[Line]:
    figures: dict[str, Count] = {
        "events": quality.events,
        "sessions with events": quality.sessions,
        "events lost on the way": quality.missing,
        "sessions with gaps": quality.sessions_with_gaps,
        "events numbered twice": quality.doubled,
        "sessions with a clock that is off": quality.skewed,
        "events over an hour late": quality.late,
        **({"events that came again": quality.repeated} if quality.repeated is not None else {}),
        **{f"refused: {reason}": count for reason, count in (quality.refused or {}).items()},
    }
    yield from (("", "", "", "", name, count, None) for name, count in figures.items())


def _list_tree(tree: TreeReport) -> Iterator[Line]:
    id, whole = tree.tree, tree.run_throughs
    yield (id, "", "", tree.title, "sessions", tree.sessions, None)
    yield (id, "", "", tree.title, "run-throughs", whole, None)
    yield (id, "", "", tree.title, "inside another aid", tree.inside, whole)
    yield (id, "", "", tree.title, "completed", tree.completed, whole)
    yield from _list_spread((id, "", "", tree.title), "visible milliseconds to the outcome", tree.time)
    yield from _list_spread((id, "", "", tree.title), "questions asked", tree.asked)
    if tree.solved is not None:
        for word, count in (("yes", tree.solved.yes), ("partly", tree.solved.partly), ("no", tree.solved.no)):
            yield (id, "", "", tree.title, f"did it help: {word}", count, None)
    if tree.worth is not None and tree.worth.saved is not None:
        yield (id, "", "", tree.worth.course, "hours of a course, saved at most", float(tree.worth.saved), None)
    for outcome in tree.outcomes:
        yield (id, "", outcome.step, outcome.title, f"outcome: {outcome.kind}", outcome.run_throughs, tree.own)
    for outcome in tree.returned:
        figure = f"went on in another aid: {outcome.kind or 'not known'}"
        yield (id, "", outcome.step, outcome.title, figure, outcome.run_throughs, tree.inside)
    if tree.inside != 0:
        yield (id, "", "", tree.title, "stopped inside another aid or went back out", tree.unreturned, tree.inside)
    for step in tree.shown_steps:
        place = (id, "", step.step, step.title)
        if step.is_passed:
            yield (*place, "passes through another aid", step.seen, None)
            yield (*place, "stopped inside", step.stopped, step.seen)
            continue
        yield (*place, "seen", step.seen, whole)
        yield (*place, "stopped here", step.stopped, step.seen)
        yield (*place, "none of these", step.none_fitted, step.seen)
        yield (*place, "went back", step.went_back, step.seen)
        yield (*place, "changed later", step.changed, step.seen)
        yield (*place, "opened help", step.helped, step.seen)
        yield (*place, "gave feedback", step.feedback, step.seen)
        yield from _list_spread(place, "visible milliseconds at the step", step.dwell)
    for move in tree.moves:
        label = move.label or move.target
        yield (id, "", move.step, label, f"went on to {move.target}", move.run_throughs, None)
    for path in tree.variants:
        yield (id, "", "", " > ".join(path.steps), "path", path.run_throughs, tree.own)
    for each in tree.versions:
        yield (id, each.version, "", tree.title, "run-throughs", each.run_throughs, None)
        yield (id, each.version, "", tree.title, "completed", each.completed, each.run_throughs)
    if tree.comparison is not None:
        yield from _list_comparison(id, tree.comparison)


def _list_comparison(id: str, comparison: Comparison) -> Iterator[Line]:
    for change in comparison.steps:
        for version, step in ((comparison.before, change.before), (comparison.after, change.after)):
            place = (id, version, change.step, change.title)
            yield (*place, "seen", step.seen, None)
            yield (*place, "stopped here", step.stopped, step.seen)
            yield (*place, "none of these", step.none_fitted, step.seen)
            yield (*place, "went back", step.went_back, step.seen)
            yield (*place, "gave feedback", step.feedback, step.seen)
            yield from _list_spread(place, "visible milliseconds at the step", step.dwell)


def _list_spread(place: tuple[str, str, str, str], name: str, spread: Spread | None) -> Iterator[Line]:
    if spread is not None:
        yield (*place, f"{name}, median", spread.median, None)
        yield (*place, f"{name}, nine in ten up to", spread.p90, None)
