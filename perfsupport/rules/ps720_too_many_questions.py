"""The longest way through a tree asks many questions.

Each question takes the caller's time, and callers of triage lines complain of little else: with a decision aid nurses
asked 14.7 questions where doctors asked 5.5 in calls of the same length. Ask only what changes what comes next, and
take what the host knows (``from: host``). The limit is ``max_questions`` under ``checks``: 12 unless given, after the
advice of makers of agent scripts to end a procedure within twelve steps. Questions of subtrees count; a way round
counts once.

Wrong:

    # perfsupport.yaml
    checks: {max_questions: 2}
    # trees/cards/refund.yaml
    title: Refund
    owner: Payments desk
    facts:
      paid: {type: date}
      amount: {type: number}
      shop: {type: text}
    steps:
      paid: {ask: When did the customer pay?, fact: paid, then: amount}
      amount: {ask: How much was it?, fact: amount, then: shop}
      shop: {ask: In which shop?, fact: shop, then: done}
      done: {end: resolved, say: The money is on its way.}

Mended:

    # perfsupport.yaml
    checks: {max_questions: 2}
    # trees/cards/refund.yaml
    title: Refund
    owner: Payments desk
    facts:
      paid: {type: date}
      amount: {type: number}
    steps:
      paid: {ask: When did the customer pay?, fact: paid, then: amount}
      amount: {ask: How much was it?, fact: amount, then: done}
      done: {end: resolved, say: The money is on its way.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.analysis.counting import count_questions
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.wording import quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding at the question that goes beyond the limit on the way with the most questions."""
    most = context.checks.max_questions
    longest = count_questions(context)
    # A subtree that is too long by itself is told there.
    if longest.questions <= most or any(_is_long(context, id, most) for id in context.runs):
        return
    step = context.tree.steps[next(id for id, asked in longest.way if asked > most)]
    first, last = longest.way[0][0], longest.way[-1][0]
    cause = f"From {quote(first)} to {quote(last)} a rep asks {longest.questions} questions; {most} are the limit here."
    remedy = "Leave out what changes nothing, take what the host knows, or ask the rare cases last."
    yield Finding(step.id.span, cause, remedy)


def _is_long(context: Context, tree_id: str, most: int) -> bool:
    other = context.find(tree_id)
    return other is not None and other.longest is not None and other.longest.questions > most


RULE = Rule("PS720", "too-many-questions", Severity.ADVICE, __doc__, check, since=2)
