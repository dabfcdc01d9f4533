"""A fact is declared, and nothing in the tree uses it.

Nobody asks for it, no condition reads it, no text shows it. Either it was left behind when the tree was changed, and
the next author wonders what it is for, or the question that should ask for it was forgotten. Facts that the host, a
link or another tree tells are left out: the rep sees them as known.

Wrong:

    facts:
      amount: {type: number, unit: EUR}
      paid_on: {type: date}
    steps:
      amount: {ask: What is the amount?, fact: amount, then: paid}
      paid: {end: resolved, say: You get ((amount)) back.}

Mended:

    facts:
      amount: {type: number, unit: EUR}
    steps:
      amount: {ask: What is the amount?, fact: amount, then: paid}
      paid: {end: resolved, say: You get ((amount)) back.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.tree import Broken
from perfsupport.wording import quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each fact that nothing asks for, sets, reads or shows."""
    tree = context.tree
    if not tree.facts or _is_unclear(context):
        return
    used = _find_used(context)
    for id, fact in tree.facts.items():
        if id not in used and id not in context.passed and not fact.sources and not context.has_lost(id):
            cause = f"Nothing in this tree asks for {quote(id)}, reads it or shows it."
            yield Finding(fact.id.span, cause, "Take it away, or add the step that needs it.")


def _is_unclear(context: Context) -> bool:
    """Tell whether the tree holds something unread that may use any fact."""
    steps, conditions = context.tree.steps.values(), context.conditions
    return any(isinstance(step, Broken) for step in steps) or any(condition.node is None for condition in conditions)


def _find_used(context: Context) -> set[str]:
    inventory = context.inventory
    used = {str(shown.fact) for shown in inventory.shown}
    used.update(str(step.fact) for step in inventory.asking if step.fact is not None)
    used.update(str(fact) for fact, _ in inventory.given)
    used.update(fact for condition in context.conditions for fact in condition.facts)
    return used


RULE = Rule("PS520", "fact-without-use", Severity.ADVICE, __doc__, check, since=2)
