"""The report as text: tables for a terminal, or JSON for other programs."""

from __future__ import annotations

import io
import json
import re
from dataclasses import asdict
from datetime import UTC, datetime

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from perfsupport.analytics.report import Report, TreeReport

DEFAULT_WIDTH = 100


def render_json(report: Report, width: int = DEFAULT_WIDTH) -> str:  # noqa: ARG001
    """Return the report as JSON, indented; ``null`` is too few to say."""
    return json.dumps(asdict(report), indent=2, ensure_ascii=False) + "\n"


def render_text(report: Report, width: int = DEFAULT_WIDTH) -> str:
    """Return the report as plain text, ``width`` columns wide at most."""
    console = Console(file=io.StringIO(), width=width, color_system=None, highlight=False, emoji=False)
    console.print(_write_head(report), soft_wrap=True, markup=False)
    for tree in report.trees:
        _print_tree(console, tree, report.floor)
    text: str = console.file.getvalue()  # type: ignore[attr-defined]
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).rstrip("\n") + "\n"


def _write_head(report: Report) -> str:
    left_out = " and ".join(f"{count_of(count, 'session')} of {mode}" for mode, count in report.left_out.items())
    note = f"Left out: {left_out} (see --mode)." if left_out else ""
    if report.first_at is None or report.last_at is None:
        return f"No {report.mode} events yet. {note}".rstrip()
    first, last = _write_day(report.first_at), _write_day(report.last_at)
    period = f"on {first}" if first == last else f"from {first} to {last}"
    aids = count_of(len(report.trees), "job aid")
    floor = f"Figures below {report.floor} are not shown." if report.floor > 1 else ""
    return " ".join(filter(None, [f"Use of {aids} {period} ({report.mode}).", floor, note]))


def _print_tree(console: Console, tree: TreeReport, floor: int) -> None:
    name = tree.title if tree.title == tree.tree else f"{tree.title} ({tree.tree})"
    use = f"{count_of(tree.sessions, 'session')}, {count_of(tree.run_throughs, 'run-through')}"
    console.print()
    console.print(Text(name), soft_wrap=True)
    if tree.run_throughs < floor:
        more = f"too few to say more. Figures come from {floor} run-throughs on; --floor 1 shows all."
        console.print(f"{use}: {more}", soft_wrap=True)
        return
    inside = f"{_write_count(tree.inside, floor)} of them inside another aid, " if tree.inside != 0 else ""
    console.print(f"{use}, {inside}{_write_share(tree.completed, tree.run_throughs, floor)} completed", soft_wrap=True)
    if tree.outcomes:
        console.print(_make_outcome_table(tree, floor))
    if tree.steps:
        console.print(_make_step_table(tree, floor))


def _make_outcome_table(tree: TreeReport, floor: int) -> Table:
    table = _make_table("Outcome", "Kind")
    table.add_column("Reached", justify="right")
    for outcome in sorted(tree.outcomes, key=lambda each: -(each.run_throughs or 0)):
        reached = _write_share(outcome.run_throughs, tree.run_throughs, floor)
        table.add_row(Text(outcome.title), Text(outcome.kind), reached)
    return table


def _make_step_table(tree: TreeReport, floor: int) -> Table:
    table = _make_table("Step")
    for name in ("Seen", "Stopped here", "None of these"):
        table.add_column(name, justify="right")
    for step in tree.steps:
        table.add_row(
            Text(step.title),
            _write_count(step.seen, floor),
            _write_share(step.stopped, step.seen, floor),
            _write_share(step.none_fitted, step.seen, floor),
        )
    return table


def _make_table(*names: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0))
    for name in names:
        table.add_column(name, overflow="fold")
    return table


def count_of(count: int, thing: str) -> str:
    """Return ``1 session`` or ``2 sessions``."""
    return f"{count} {thing}{'' if count == 1 else 's'}"


def _write_count(count: int | None, floor: int) -> str:
    return f"<{floor}" if count is None else str(count)


def _write_share(count: int | None, whole: int | None, floor: int) -> str:
    """Return a count with its share of the whole; the share only where both may be said."""
    if not count or not whole:
        return _write_count(count, floor)
    return f"{count} ({round(100 * count / whole)} %)"


def _write_day(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).date().isoformat()
