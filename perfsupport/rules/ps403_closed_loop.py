"""Steps lead round in a circle without ever asking the rep.

Routes choose the way by themselves. Where routes lead only to routes and back, nothing happens in between that could
change the choice, and the job aid would stand still. A step that is passed over outside its dates (``from``,
``until``) counts as well, and so does a subtree that can come to its outcome without asking.

Wrong:

    facts:
      amount: {type: number}
    steps:
      amount: {ask: What is the amount?, fact: amount, then: by_amount}
      by_amount:
        route: [{when: amount > 500, go: by_limit}]
        otherwise: done
      by_limit:
        route: [{when: amount > 900, go: done}]
        otherwise: by_amount
      done: {end: resolved, say: All is well.}

Mended:

    facts:
      amount: {type: number}
    steps:
      amount: {ask: What is the amount?, fact: amount, then: by_amount}
      by_amount:
        route: [{when: amount > 500, go: by_limit}]
        otherwise: done
      by_limit:
        route: [{when: amount > 900, go: done}]
        otherwise: limit
      limit: {do: Raise the limit., then: done}
      done: {end: resolved, say: All is well.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.analysis.graph import find_circles
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.wording import chain_words, quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each circle of steps that the rep never sees, named in full."""
    silent = context.silent_ways
    for circle in find_circles(silent, silent):
        way = chain_words([quote(id) for id in circle[1:]], "then") if len(circle) > 2 else "itself"
        cause = f"{quote(circle[0])} leads to {way} without ever asking, so that the aid would go round for ever."
        remedy = "Lead one of these steps on to a question, an action or an outcome instead."
        yield Finding(context.tree.steps[circle[0]].id.span, cause, remedy)


RULE = Rule("PS403", "closed-loop", Severity.ERROR, __doc__, check)
