"""A subtree can end in a way that the step does not lead on from.

``on`` says for each outcome of the other tree where this one goes on. Where one is left out, the rep stands before
nothing as soon as that case comes. It happens when somebody adds an outcome to a tree that others run.

Wrong:

    steps:
      identity: {run: identity-check, on: {verified: done}}
      done: {end: resolved, say: All is well.}
    # trees/checks/identity-check.yaml
    steps:
      known: {ask: Do you know the caller?, options: {"Yes": verified, "No": failed}}
      verified: {end: resolved, say: Thank you.}
      failed: {end: escalated, say: I must put you through.}

Mended:

    steps:
      identity: {run: identity-check, on: {verified: done, failed: supervisor}}
      done: {end: resolved, say: All is well.}
      supervisor: {end: escalated, do: Hand over to the supervisor.}
    # trees/checks/identity-check.yaml
    steps:
      known: {ask: Do you know the caller?, options: {"Yes": verified, "No": failed}}
      verified: {end: resolved, say: Thank you.}
      failed: {end: escalated, say: I must put you through.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.wording import join_words, quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each subtree step whose ``on`` leaves out outcomes that can be reached."""
    for step in context.inventory.subtrees:
        other = context.find(step.run)
        if other is None or not step.on or step.run == context.tree.id or context.tree.damaged:
            continue
        covered = {other.outcomes.nearest(outcome) for outcome in step.on}
        reached = other.flow.reached
        left = [id for id in other.outcomes.ids - covered if reached is None or id in reached]
        if left:
            names = join_words([quote(id) for id in sorted(left)], "and")
            cause = f"{quote(step.run)} can also end in {names}, which `on` leaves out."
            yield Finding(
                step.run.span, cause, f"Say below `on` where {names} {'leads' if len(left) == 1 else 'lead'}."
            )


RULE = Rule("PS405", "uncovered-outcome", Severity.ERROR, __doc__, check)
