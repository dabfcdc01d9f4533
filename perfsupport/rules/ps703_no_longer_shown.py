"""Something is shown no more, because its last day has passed.

What ended may stay for a while: links and statistics follow it. But a tree in which much is past is hard to read, and
its dates hide what holds today.

Wrong:

    steps:
      refund:
        do: Tell the customer of the winter sale.
        until: 2026-02-28
        then: done
      done: {end: resolved, say: The money is on its way.}

Mended:

    steps:
      done: {end: resolved, say: The money is on its way., was: refund}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.analysis.versions import find_dated
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.wording import quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each step, option and line of a route whose last day lies before today."""
    if context.today is None:
        return
    for dated in find_dated(context):
        until = dated.thing.effective_until
        if until is not None and until < context.today:
            cause = f"{dated.what} is not shown since {until} has passed."
            kept = f" If links may lead to it, keep {quote(dated.id)} in `was` of what follows it." if dated.id else ""
            yield Finding(until.span, cause, f"Take it out.{kept}")


RULE = Rule("PS703", "no-longer-shown", Severity.ADVICE, __doc__, check, since=2)
