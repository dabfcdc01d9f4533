"""A checklist is long.

A checklist holds what is easily forgotten, not everything there is to do: five to nine entries, done within a minute
or so (the practice of aviation that Atul Gawande describes in "The Checklist Manifesto"). The limit is
``max_checklist`` under ``checks``: 9 unless given.

Wrong:

    # perfsupport.yaml
    checks: {max_checklist: 2}
    # trees/cards/refund.yaml
    title: Refund
    owner: Payments desk
    steps:
      done: {end: resolved, do: [Open the bill., Press Refund., Read the amount back.]}

Mended:

    # perfsupport.yaml
    checks: {max_checklist: 2}
    # trees/cards/refund.yaml
    title: Refund
    owner: Payments desk
    steps:
      done: {end: resolved, do: [Open the bill and press Refund., Read the amount back.]}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.tree import Action, Outcome
from perfsupport.wording import quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each checklist with more entries than the limit."""
    most = context.checks.max_checklist
    for step in context.tree.steps.values():
        if isinstance(step, Action | Outcome) and len(step.do) > most:
            cause = f"The checklist of {quote(step.id)} has {len(step.do)} entries; {most} are the limit here."
            remedy = "Keep what is easily forgotten, or split it at a point where the rep can pause."
            yield Finding(step.id.span, cause, remedy)


RULE = Rule("PS726", "long-checklist", Severity.ADVICE, __doc__, check, since=2)
