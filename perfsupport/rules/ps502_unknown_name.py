"""A condition names a fact or a function that does not exist.

A name in a condition is a fact of this tree or one of the functions; a text needs quotes. A condition over a fact
that nobody declared would never hold.

Wrong:

    facts:
      amount: {type: number, unit: EUR}
    steps:
      amount: {ask: What is the amount?, fact: amount, then: by_amount}
      by_amount:
        route: [{when: ammount > 500, go: hotline}]
        otherwise: done
      hotline: {end: transferred, say: I put you through to the hotline.}
      done: {end: resolved, say: All is well.}

Mended:

    facts:
      amount: {type: number, unit: EUR}
    steps:
      amount: {ask: What is the amount?, fact: amount, then: by_amount}
      by_amount:
        route: [{when: amount > 500, go: hotline}]
        otherwise: done
      hotline: {end: transferred, say: I put you through to the hotline.}
      done: {end: resolved, say: All is well.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Context, Finding, Rule


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each unknown name in a condition."""
    return context.find_condition_problems("name")


RULE = Rule("PS502", "unknown-name", Severity.ERROR, __doc__, check)
