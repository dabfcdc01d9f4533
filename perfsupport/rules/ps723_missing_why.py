"""A rep asks for personal data, and the aid does not say why.

Callers ask back "why do you need that?", and reps who cannot tell leave the step or the call. ``why`` on the step
gives the answer. (The question protocol of Caroline Jarrett: know for each question who uses the answer and what for.
GOV.UK Service Manual: only ask for what you need, and say why.) Looked at are the steps with words for
the customer (``say``) that ask for a ``sensitive`` fact which the host cannot tell.

Wrong:

    facts:
      birthday: {type: date, sensitive: yes}
    steps:
      birthday: {ask: What is the date of birth?, say: When were you born?, fact: birthday, then: done}
      done: {end: resolved, say: The money is on its way.}

Mended:

    facts:
      birthday: {type: date, sensitive: yes}
    steps:
      birthday:
        ask: What is the date of birth?
        say: When were you born?
        why: It tells apart customers of the same name.
        fact: birthday
        then: done
      done: {end: resolved, say: The money is on its way.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.wording import quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each step that asks for a sensitive fact and does not say why."""
    facts = context.tree.facts
    if any(fact.sensitive for fact in facts.values()):
        for step in context.inventory.asking:
            fact = facts.get(step.fact) if step.fact is not None else None
            asks = step.say is not None and step.why is None and step.detail is None
            if asks and fact is not None and fact.sensitive and not fact.sources:
                cause = f"{quote(step.id)} asks a customer for {quote(fact.label or fact.id)} and gives no reason."
                yield Finding(step.id.span, cause, "Add `why` with a sentence that a rep can say to a caller who asks.")


RULE = Rule("PS723", "missing-why", Severity.ADVICE, __doc__, check, since=2)
