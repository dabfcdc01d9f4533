"""A step with dates has no way around it on the other days.

Outside its dates (``from``, ``until``) a step is passed over to where its ``then`` leads. A step without ``then``
cannot be passed over: only options may lead to it, because they are withheld with it. In the same way a question must
have an option on offer on each day.

Wrong:

    steps:
      refund: {do: Pay the money back., then: sale}
      sale:
        end: resolved
        say: Would you like to hear of the winter sale?
        until: 2027-02-28

Mended:

    steps:
      refund: {do: Pay the money back., then: sale}
      sale:
        do: Tell the customer of the winter sale.
        until: 2027-02-28
        then: done
      done: {end: resolved, say: Thank you for your call.}
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from datetime import timedelta

from perfsupport.diagnostics import Severity
from perfsupport.edges import find_edges
from perfsupport.rules.analysis.days import FIRST, LAST, read_window
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.tree import NONE_LABEL, Broken, Question, Text
from perfsupport.wording import quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each way but an option's to a step that cannot be passed over, and each empty question."""
    fixed = {
        str(step.id)
        for step in context.inventory.dated
        if not isinstance(step, Broken) and getattr(step, "then", None) is None
    }
    if fixed:
        yield from _find_blocked(context, fixed)
    for question in context.inventory.questions:
        when = _find_gap(context, question, fixed)
        if when is not None:
            cause = f"{when} no option of {quote(question.id)} is on offer."
            yield Finding(question.id.span, cause, "Add an option for the days between, or mend the dates.")


def _find_blocked(context: Context, fixed: Set[str]) -> Iterator[Finding]:
    start, fallback = context.flow.start, context.tree.fallback
    if start is not None and start in fixed:
        yield _report(context.tree.start or context.tree.steps[start].id, "The tree begins")
    if fallback is not None and fallback in fixed:
        yield _report(fallback, f"{quote(NONE_LABEL)} leads")
    for id, step in context.tree.steps.items():
        if isinstance(step, Question) and not step.pick_many:
            continue
        targets = {edge.target: edge.target for edge in find_edges(step, None) if edge.target in fixed}
        for target in targets.values():
            yield _report(target, f"{quote(id)} leads")


def _report(target: Text, how: str) -> Finding:
    cause = f"{how} to {quote(target)}, which has dates and no `then`, so that on other days there is no way around it."
    return Finding(target.span, cause, f"Let only options lead to {target}, or take its dates away.")


def _find_gap(context: Context, question: Question, fixed: Set[str]) -> str | None:
    """Return in words when, within the question's dates, none of its options is in effect, or None."""
    windows = []
    for option in question.options:
        start, end = read_window(option)
        target = question.then if option.go is None else option.go
        if target is not None and target in fixed and not question.pick_many:
            other = read_window(context.tree.steps[target])
            start, end = max(start, other[0]), min(end, other[1])
        if start == FIRST and end == LAST:
            return None
        windows.append((start, end))
    day, last = read_window(question)
    for start, end in sorted(windows):
        if start > day:
            break
        if end >= last:
            return None
        day = max(day, end + timedelta(days=1))
    if not windows or day > last:
        return None
    return f"On {day}" if day != FIRST else f"Before {min(windows)[0]}"


RULE = Rule("PS407", "no-way-around", Severity.ERROR, __doc__, check)
