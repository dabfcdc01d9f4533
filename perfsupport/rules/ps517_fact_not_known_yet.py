"""A fact is used before it can be known.

A text with ``((fact))`` stays blank there, and a route whose entries all need the fact decides nothing and takes
``otherwise``. The message tells a path on which that happens. Facts that the host, a link or another tree tells count
as known, and paths through "None of these" are left out: who could not say something then is handed on with what there
is. Where it is meant, ask with ``known(fact)``.

Wrong:

    facts:
      amount: {type: number, unit: EUR}
    steps:
      channel:
        ask: Where did you pay?
        options: {In a shop: amount, Online: paid}
      amount: {ask: What is the amount?, fact: amount, then: paid}
      paid: {end: resolved, say: You get ((amount)) back.}

Mended:

    facts:
      amount: {type: number, unit: EUR}
    steps:
      channel:
        ask: Where did you pay?
        options: {In a shop: amount, Online: amount}
      amount: {ask: What is the amount?, fact: amount, then: paid}
      paid: {end: resolved, say: You get ((amount)) back.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.analysis.logic.unknown import Use, find_uses
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.wording import quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each use of a fact that is not known there on some path."""
    logic = context.logic
    if logic is not None and not logic.gave_up:
        for use in find_uses(logic):
            yield _report(use)


def _report(use: Use) -> Finding:
    path = f" after {use.path}" if use.path else " there: nothing was asked yet"
    rests = "" if use.missing == use.fact else f", which is calculated from {quote(use.missing)}"
    if use.is_shown:
        cause = f"{quote(use.step)} shows {quote(use.fact)}{rests}, which is not known{path}."
        remedy = f"Ask for {quote(use.missing)} on this path as well, or say it without (({use.fact}))."
    else:
        cause = f"{quote(use.step)} cannot decide{path}: {quote(use.missing)} is not known."
        remedy = f"Ask for {quote(use.missing)} on this path as well, or add an entry for `not known({use.missing})`."
    return Finding(use.span, cause, remedy)


RULE = Rule("PS517", "fact-not-known-yet", Severity.WARNING, __doc__, check)
