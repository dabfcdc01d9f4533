"""A target is not a step of this tree.

The rep would press an option and stand before nothing. It happens when a step is renamed and a place that leads to it
is forgotten, or when an id is misspelt. An id that a step lists in ``was`` is an earlier one: use the id of today.

Wrong:

    steps:
      blocked:
        ask: Is the card blocked?
        options: {"Yes": hotlien, "No": paid}
      hotline: {end: transferred, say: I put you through to the hotline.}
      paid: {end: resolved, say: You can pay again.}

Mended:

    steps:
      blocked:
        ask: Is the card blocked?
        options: {"Yes": hotline, "No": paid}
      hotline: {end: transferred, say: I put you through to the hotline.}
      paid: {end: resolved, say: You can pay again.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.mending import swap_text
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.tree import OUTCOME_KINDS, Text
from perfsupport.wording import quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each target that is no step: start, fallback, and wherever a step leads."""
    tree = context.tree
    for target in (tree.start, tree.fallback, *context.flow.unknown):
        if target and target not in tree.steps and not context.has_lost(target):
            fix = swap_text(target, context.steps.certain(target))
            yield Finding(target.span, f"{quote(target)} is not a step of this tree.", _advise(context, target), fix)


def _advise(context: Context, target: Text) -> str:
    if context.steps.nearest(target) is None:
        if target in OUTCOME_KINDS or target in context.settings.outcomes:
            return f"{target} is a kind of outcome: lead to a step that has end: {target}."
        if target in context.trees:
            return f"{target} is a tree: lead to a step that has run: {target}."
    return context.steps.suggest(target, "Write the step below steps.")


RULE = Rule("PS301", "unknown-target", Severity.ERROR, __doc__, check)
