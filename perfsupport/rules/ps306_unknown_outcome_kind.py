"""An outcome is of a kind that the project does not know.

Reports count outcomes by kind, so the kinds are a short, fixed list: ``resolved``, ``escalated``, ``transferred``,
and those that ``perfsupport.yaml`` adds under ``outcomes``.

Wrong:

    steps:
      done: {end: solved, say: All is well.}

Mended:

    steps:
      done: {end: resolved, say: All is well.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.mending import swap_text
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.tree import OUTCOME_KINDS
from perfsupport.wording import certain, join_words, nearest, quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each ``end`` that is no kind of outcome."""
    kinds = {*OUTCOME_KINDS, *context.settings.outcomes}
    for step in context.inventory.outcomes:
        if step.end and step.end not in kinds:
            cause = f"{quote(step.end)} is not a kind of outcome in this project."
            near = nearest(step.end, kinds)
            others = f"Use one of: {join_words(sorted(kinds))}; new kinds go below outcomes in perfsupport.yaml."
            fix = swap_text(step.end, certain(step.end, kinds))
            yield Finding(step.end.span, cause, f"Did you mean {near}?" if near else others, fix)


RULE = Rule("PS306", "unknown-outcome-kind", Severity.ERROR, __doc__, check)
