"""The report as text: tables for a terminal, or JSON for other programs."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import asdict

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from perfsupport.analytics.figures import Report, Spread, TreeReport, VersionFigures
from perfsupport.analytics.wording import (
    HIDDEN,
    count_of,
    write_amount,
    write_count,
    write_day_of,
    write_share,
    write_sure_share,
    write_time,
)

DEFAULT_WIDTH = 100


def render_json(report: Report, width: int = DEFAULT_WIDTH) -> str:  # noqa: ARG001
    """Return the report as JSON, indented; ``null`` is what is not shown."""
    return json.dumps(asdict(report), indent=2, ensure_ascii=False) + "\n"


def render_text(report: Report, width: int = DEFAULT_WIDTH) -> str:
    """Return the report as plain text, ``width`` columns wide at most."""
    console = Console(file=io.StringIO(), width=width, color_system=None, highlight=False, emoji=False)
    if report.note:
        console.print(report.note, soft_wrap=True, markup=False)
    console.print(_write_head(report), soft_wrap=True, markup=False)
    for tree in report.trees:
        _print_tree(console, tree, report.floor)
    for part in (_list_searches(report), _list_stale(report), _list_feedback(report), _list_quality(report)):
        for number, line in enumerate(part):
            if number == 0:
                console.print()
            console.print(line, soft_wrap=True, markup=False)
    text: str = console.file.getvalue()  # type: ignore[attr-defined]
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).rstrip("\n") + "\n"


def _write_head(report: Report) -> str:
    left_out = " and ".join(f"{count_of(count, 'session')} of {mode}" for mode, count in report.left_out.items())
    note = f"Left out: {left_out} (see --mode)." if left_out else ""
    if report.first_at is None or report.last_at is None:
        return f"No {report.mode} events {_write_bounds(report)}. {note}".rstrip()
    first = report.from_day or write_day_of(report.first_at)
    last = report.to_day or write_day_of(report.last_at)
    period = f"on {first}" if first == last else f"from {first} to {last}"
    aids = count_of(len(report.trees), "job aid")
    floor = (
        f"{HIDDEN} is not shown: fewer than {report.floor} people, or it would tell such a figure."
        if report.floor > 1
        else ""
    )
    return " ".join(filter(None, [f"Use of {aids} {period} ({report.mode}).", floor, note]))


def _write_bounds(report: Report) -> str:
    """Return what time was asked about where nothing happened in it."""
    if report.from_day is None:
        return "yet" if report.to_day is None else f"up to {report.to_day}"
    if report.to_day is None:
        return f"since {report.from_day}"
    return f"on {report.from_day}" if report.from_day == report.to_day else f"from {report.from_day} to {report.to_day}"


def _print_tree(console: Console, tree: TreeReport, floor: int) -> None:
    name = tree.title if tree.title == tree.tree else f"{tree.title} ({tree.tree})"
    console.print()
    console.print(Text(name), soft_wrap=True)
    if not tree.is_told:
        more = f"Too few to say: figures come from {floor} people on. --floor 1 shows all."
        console.print(more, soft_wrap=True)
        return
    use = f"{count_of(tree.sessions or 0, 'session')}, {count_of(tree.run_throughs or 0, 'run-through')}"
    inside = f"{write_count(tree.inside)} of them inside another aid, " if tree.inside != 0 else ""
    console.print(f"{use}, {inside}{write_share(tree.completed, tree.run_throughs)} completed", soft_wrap=True)
    for line in _write_times(tree):
        console.print(line, soft_wrap=True)
    if tree.outcomes:
        console.print(_make_outcome_table(tree))
    if tree.returned and tree.inside != 0:
        console.print(_make_return_table(tree))
    if tree.steps:
        console.print(_make_step_table(tree))
    if len(tree.versions) > 1:
        console.print(_make_version_table(tree.versions))


def _write_times(tree: TreeReport) -> Iterator[str]:
    if tree.time is not None:
        yield f"Time to the outcome {_write_spread(tree.time)}"
    if tree.asked is not None:
        yield f"Questions asked {write_amount(tree.asked.median)}, nine in ten up to {write_amount(tree.asked.p90)}"
    if tree.solved is not None:
        said = (f"{write_count(count)} {word}" for word, count in asdict(tree.solved).items() if count != 0)
        yield f"Did it help: {', '.join(said)}"
    if tree.worth is not None and tree.worth.saved is not None:
        yield (
            f"Worth up to {write_amount(tree.worth.saved)} hours: {tree.worth.heads} people who need not sit through "
            f"the {write_amount(tree.worth.hours)} hours of “{tree.worth.course}”"
        )


def _write_spread(spread: Spread) -> str:
    return f"{write_time(spread.median)}, nine in ten within {write_time(spread.p90)}"


def _make_outcome_table(tree: TreeReport) -> Table:
    table = _make_table("Outcome", "Kind")
    table.add_column("Reached", justify="right")
    for outcome in sorted(tree.outcomes, key=lambda each: -(each.run_throughs or 0)):
        table.add_row(Text(outcome.title), Text(outcome.kind), write_share(outcome.run_throughs, tree.own))
    return table


def _make_return_table(tree: TreeReport) -> Table:
    """Return a table of how run-throughs left the tree that saw it only inside another."""
    table = _make_table("As a part of other aids", "Kind")
    table.add_column("Went on", justify="right")
    for outcome in sorted(tree.returned, key=lambda each: -(each.run_throughs or 0)):
        title = outcome.title or "an outcome that no event tells"
        table.add_row(Text(title), Text(outcome.kind), write_share(outcome.run_throughs, tree.inside))
    table.add_row("stopped inside, or went back out of it", "", write_share(tree.unreturned, tree.inside))
    return table


def _make_step_table(tree: TreeReport) -> Table:
    table = _make_table("Step")
    for name in ("Seen", "Stopped here", "None of these", "Went back", "Median"):
        table.add_column(name, justify="right")
    for step in tree.shown_steps:
        on_screen = () if step.is_passed else (step.none_fitted, step.went_back)
        table.add_row(
            Text(step.title),
            write_count(step.seen),
            write_share(step.stopped, step.seen),
            *(write_share(count, step.seen) for count in on_screen),
            *([write_time(step.dwell.median)] if step.dwell is not None else []),
        )
    return table


def _make_version_table(versions: list[VersionFigures]) -> Table:
    table = _make_table("Version", "Used")
    for name in ("Run-throughs", "Completed", "Median time"):
        table.add_column(name, justify="right")
    for each in versions:
        table.add_row(
            f"{each.version}{' (now)' if each.is_current else ''}",
            f"{each.first_day} to {each.last_day}",
            write_count(each.run_throughs),
            write_sure_share(each.completed, each.run_throughs),
            write_time(each.time.median) if each.time is not None else "",
        )
    return table


def _make_table(*names: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0))
    for name in names:
        table.add_column(name, overflow="fold")
    return table


def _list_searches(report: Report) -> Iterator[str]:
    found = report.searches
    if found.without_hit:
        yield f"Searches without a hit: {write_share(found.without_hit, found.searches)}"
        yield from (f"  {each.searches} × {each.words}" for each in found.words)
        if found.others:
            yield f"  {found.others} × what few people searched for"


def _list_stale(report: Report) -> Iterator[str]:
    if report.stale:
        yield "Old and still used"
        for one in report.stale:
            where = one.title if one.step is None else f"{one.title} ({one.tree}, {one.step})"
            yield f"  {where}: {one.why} since {one.since}, {write_count(one.sessions)} times"


def _list_feedback(report: Report) -> Iterator[str]:
    if report.feedback:
        yield "What reps said is wrong"
        for one in report.feedback:
            place = f"{one.path}:{one.line}" if one.path and one.line else one.tree
            said = f": {' '.join(one.text.split())}" if one.text else ""
            yield f"  {one.day} {place} {one.step_title} ({one.kind}){said}"


def _list_quality(report: Report) -> Iterator[str]:
    quality = report.quality
    if quality.missing or quality.doubled or quality.skewed or quality.late or quality.refused or quality.repeated:
        told = [
            f"{write_count(quality.missing)} lost in {write_count(quality.sessions_with_gaps)} sessions",
            f"{write_count(quality.late)} more than an hour late",
            f"{write_count(quality.skewed)} sessions with a clock that is off",
            *([f"{write_count(quality.doubled)} with a number given twice"] if quality.doubled else []),
            *([f"{write_count(quality.repeated)} came again"] if quality.repeated else []),
            *([f"{write_count(sum(quality.refused.values()))} refused"] if quality.refused else []),
        ]
        yield f"Of {write_count(quality.events)} events: {', '.join(told)}"
