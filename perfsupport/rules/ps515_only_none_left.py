"""A question may have nothing to offer but "None of these".

Where every option of a question has a condition and none holds, the rep reads a question with no response that fits. It
should not have been asked. The message shows such a case.

Wrong:

    fallback: desk
    facts:
      country: {type: choice, options: [DE, FR, NL]}
    steps:
      country: {ask: Which country?, fact: country, then: way}
      way:
        ask: How shall we pay?
        options:
          By transfer: {go: done, when: 'country in ["DE", "NL"]'}
          By cheque: {go: done, when: country == "NL"}
      done: {end: resolved, say: The money is on its way.}
      desk: {end: escalated, do: Ask the supervisor.}

Mended:

    fallback: desk
    facts:
      country: {type: choice, options: [DE, FR, NL]}
    steps:
      country: {ask: Which country?, fact: country, then: way}
      way:
        ask: How shall we pay?
        options:
          By transfer: {go: done, when: 'country in ["DE", "NL"]'}
          By cheque: {go: done, when: 'country in ["FR", "NL"]'}
      done: {end: resolved, say: The money is on its way.}
      desk: {end: escalated, do: Ask the supervisor.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.analysis.logic.telling import tell_case
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.tree import NONE_LABEL, Question
from perfsupport.wording import quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each question with conditional options only, of which none may hold."""
    logic = context.logic
    for gap in logic.gaps if logic is not None else ():
        if logic is None or not isinstance(gap.step, Question) or gap.example is None:
            continue
        if any(way.role == "none" for way in logic.ways[gap.step.id]):
            case = tell_case(logic.space, gap.example, gap.node)
            cause = f"No option of {quote(gap.step.id)} but {quote(NONE_LABEL)} is offered {case}."
            remedy = "Add an option for this case, take `when` out of one, or lead around the question."
            yield Finding(gap.step.id.span, cause, remedy)


RULE = Rule("PS515", "only-none-left", Severity.WARNING, __doc__, check)
