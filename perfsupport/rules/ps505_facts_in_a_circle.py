"""Calculated facts follow from one another in a circle.

A fact with ``is`` is worked out from other facts. Where those in turn need the first one, none of them ever gets a
value.

Wrong:

    facts:
      price: {type: number}
      net: {type: number, is: price - tax}
      tax: {type: number, is: net * 0.2}
    steps:
      price: {ask: What was the price?, fact: price, then: done}
      done: {end: resolved, say: The tax was ((tax)).}

Mended:

    facts:
      price: {type: number}
      net: {type: number, is: price / 1.2}
      tax: {type: number, is: net * 0.2}
    steps:
      price: {ask: What was the price?, fact: price, then: done}
      done: {end: resolved, say: The tax was ((tax)).}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.analysis.graph import find_circles
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.wording import chain_words, quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each circle of calculated facts, at the first of them."""
    needs = {str(condition.fact): condition.facts for condition in context.conditions if condition.role == "is"}
    for circle in find_circles(needs, needs):
        others = chain_words([quote(id) for id in circle[1:]], "which is calculated from")
        sources = others if len(circle) > 2 else "itself"
        cause = f"{quote(circle[0])} is calculated from {sources}."
        span = context.tree.facts[circle[0]].id.span
        yield Finding(span, cause, "Calculate one of these facts from others, or ask for it.")


RULE = Rule("PS505", "facts-in-a-circle", Severity.ERROR, __doc__, check)
