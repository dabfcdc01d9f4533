"""A question offers many options.

Reps read all of them while the caller waits, and the keys 1 to 9 choose the first nine. The limit is ``max_options``
under ``checks``: 9 unless given, for the keys. Options with a condition are not counted, since they may not all be
shown.

Wrong:

    # perfsupport.yaml
    checks: {max_options: 3}
    # trees/cards/refund.yaml
    title: Refund
    owner: Payments desk
    steps:
      how:
        ask: How did the customer pay?
        exhaustive: yes
        options: {By card: done, In cash: done, By voucher: done, By transfer: done}
      done: {end: resolved, say: The money is on its way.}

Mended:

    # perfsupport.yaml
    checks: {max_options: 3}
    # trees/cards/refund.yaml
    title: Refund
    owner: Payments desk
    fallback: done
    steps:
      how:
        ask: How did the customer pay?
        options: {By card: done, In cash: done, By transfer: done}
      done: {end: resolved, say: The money is on its way.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.wording import quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each question with more options than the limit."""
    most = context.checks.max_options
    for question in context.inventory.questions:
        if len(question.options) > most:
            always = [option for option in question.options if option.when is None]
            if len(always) > most:
                cause = f"{quote(question.id)} offers {len(always)} options; {most} are the limit here."
                remedy = (
                    "Ask for the kind first and for the rest on the next step, or leave rare ones to “None of these”."
                )
                yield Finding(question.id.span, cause, remedy)


RULE = Rule("PS721", "too-many-options", Severity.ADVICE, __doc__, check, since=2)
