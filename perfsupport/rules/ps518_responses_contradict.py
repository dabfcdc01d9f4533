"""A step can only be reached by responses that contradict each other.

Drawn on the map, a way leads to the step. But it asks for something that the responses before have ruled out, so that
no case takes it, and the step is never seen. Mostly a condition names the wrong value, or stands on the wrong path.

Wrong:

    facts:
      channel: {type: choice, options: [shop, web]}
    steps:
      where:
        ask: Where did you pay?
        options:
          In a shop: {go: by_channel, set: {channel: shop}}
          Online: {go: online, set: {channel: web}}
      by_channel:
        route:
          - {when: channel == "web", go: refund}
        otherwise: receipt
      refund: {end: resolved, say: I send the money back.}
      receipt: {end: resolved, say: Please bring the receipt to the shop.}
      online: {end: resolved, say: Please use the form.}

Mended:

    facts:
      channel: {type: choice, options: [shop, web]}
    steps:
      where:
        ask: Where did you pay?
        options:
          In a shop: {go: by_channel, set: {channel: shop}}
          Online: {go: by_channel, set: {channel: web}}
      by_channel:
        route:
          - {when: channel == "web", go: refund}
        otherwise: receipt
      refund: {end: resolved, say: I send the money back.}
      receipt: {end: resolved, say: Please bring the receipt to the shop.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.analysis.logic.model import Logic
from perfsupport.rules.analysis.logic.verdicts import Verdict
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.rules.ps510_constant_condition import tell_before
from perfsupport.wording import quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each way that is contradicted by what came before, where it is the only one to a step."""
    logic = context.logic
    for verdict in logic.verdicts if logic is not None else ():
        if logic is None or verdict.cut_off is None:
            continue
        if verdict.word == "contradicted":
            yield _report(logic, verdict)
        elif verdict.word == "covered" and verdict.source is None:
            route = quote(verdict.step.id)
            cause = f"Nobody comes to {quote(verdict.cut_off)}: the entries of {route} leave no case to `otherwise`."
            remedy = f"Delete `otherwise` and {quote(verdict.cut_off)}, or mend the entries."
            yield Finding(verdict.text.span, cause, remedy)


def _report(logic: Logic, verdict: Verdict) -> Finding:
    before = tell_before(logic, verdict)
    cause = f"Nobody comes to {quote(verdict.cut_off or '')}: {quote(verdict.text)} is asked for here, but {before}."
    return Finding(
        verdict.text.span, cause, f"Mend the condition, or lead another way to {quote(verdict.cut_off or '')}."
    )


RULE = Rule("PS518", "responses-contradict", Severity.WARNING, __doc__, check)
