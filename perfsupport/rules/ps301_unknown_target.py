"""A target is not a step of this tree.

The rep would press an option and stand before nothing. It happens when an id is misspelt, or when a step is renamed and
a place that leads to it is forgotten; `perfsupport rename` changes every place at once. An id that a step lists in
``was`` is an earlier one: use the id of today.

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
from collections.abc import Set as AbstractSet

from perfsupport.diagnostics import Severity
from perfsupport.mending import swap_text
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.tree import OUTCOME_KINDS, Text
from perfsupport.wording import quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each target that is no step: start, fallback, and wherever a step leads."""
    tree = context.tree
    written = [target for target in (tree.start, tree.fallback, *context.flow.unknown) if target]
    targets = [target for target in written if target not in tree.steps and not context.has_lost(target)]
    renamed = _find_renamed(context, {str(target) for target in targets}) if targets else None
    for target in targets:
        remedy, fix = _advise(context, target), swap_text(target, context.steps.certain(target))
        if renamed:
            remedy = f"Did you mean {renamed}? Nothing leads there."
            fix = fix or swap_text(target, renamed, safe=False)
        yield Finding(target.span, f"{quote(target)} is not a step of this tree.", remedy, fix)


def _find_renamed(context: Context, missing: AbstractSet[str]) -> str | None:
    """Return the step that seems to have been renamed: one name is missing, and nothing leads to one step."""
    tree, flow = context.tree, context.flow
    if len(missing) != 1 or tree.damaged or any(map(context.steps.nearest, missing)) or missing & _find_known(context):
        return None
    entered = {str(id) for id in (tree.first_step, tree.fallback)}.union(*flow.ways.values())
    apart = [id for id in tree.steps if id not in entered]
    return apart[0] if len(apart) == 1 else None


def _find_known(context: Context) -> set[str]:
    return {*OUTCOME_KINDS, *context.settings.outcomes, *context.trees}


def _advise(context: Context, target: Text) -> str:
    if context.steps.nearest(target) is None:
        if target in OUTCOME_KINDS or target in context.settings.outcomes:
            return f"{target} is a kind of outcome: lead to a step that has end: {target}."
        if target in context.trees:
            return f"{target} is a tree: lead to a step that has run: {target}."
    return context.steps.suggest(target, "Write the step below steps.")


RULE = Rule("PS301", "unknown-target", Severity.ERROR, __doc__, check)
