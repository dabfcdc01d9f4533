"""``on`` names an outcome that the other tree does not have.

The way would never be taken. Mostly the outcome was renamed over there, or the id of a step is given that is no
outcome.

Wrong:

    steps:
      identity: {run: identity-check, on: {verifed: done}}
      done: {end: resolved, say: All is well.}
    # trees/checks/identity-check.yaml
    steps:
      verified: {end: resolved, say: Thank you.}

Mended:

    steps:
      identity: {run: identity-check, on: {verified: done}}
      done: {end: resolved, say: All is well.}
    # trees/checks/identity-check.yaml
    steps:
      verified: {end: resolved, say: Thank you.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.mending import swap_text
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.tree import Broken
from perfsupport.wording import quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each outcome in ``on`` that is none; a step whose kind cannot be told may be one."""
    for step in context.inventory.subtrees:
        other = context.find(step.run)
        for outcome in step.on if other is not None else ():
            if other is None or outcome in other.outcomes or other.has_lost(outcome):
                continue
            if isinstance(other.tree.steps.get(outcome), Broken):
                continue
            remedy = other.outcomes.suggest(outcome, f"Add a step with end to {other.tree.path}.")
            fix = swap_text(outcome, other.outcomes.certain(outcome))
            yield Finding(outcome.span, f"{quote(outcome)} is not an outcome of {quote(step.run)}.", remedy, fix)


RULE = Rule("PS406", "unknown-outcome", Severity.ERROR, __doc__, check)
