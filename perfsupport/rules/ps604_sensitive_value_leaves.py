"""A sensitive value flows into a fact that is not sensitive, or is tracked.

What is calculated from a sensitive fact, or passed on to another tree, tells something of it: the fact that receives
it must be marked ``sensitive`` as well. A sensitive fact can never be tracked, since events leave the page. A fact
that the host tells to several trees is as sensitive in each of them.

Wrong:

    facts:
      income: {type: number, unit: EUR, sensitive: yes}
      rate: {type: number, unit: EUR, is: "round(income / 12, 2)"}
    steps:
      income: {ask: What is the income?, fact: income, then: done}
      done: {end: resolved, say: You can pay ((rate)) each month.}

Mended:

    facts:
      income: {type: number, unit: EUR, sensitive: yes}
      rate: {type: number, unit: EUR, is: "round(income / 12, 2)", sensitive: yes}
    steps:
      income: {ask: What is the income?, fact: income, then: done}
      done: {end: resolved, say: You can pay ((rate)) each month.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.analysis.conditions import Condition
from perfsupport.rules.analysis.privacy import tell_way
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.tree import Fact
from perfsupport.wording import quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each fact that is tracked, calculated, passed on or told by the host against its privacy."""
    for fact in context.tree.facts.values():
        if fact.track and fact.id in context.secrets:
            cause = f"Events would carry {quote(fact.id)}, {tell_way(context.secrets, fact.id)}."
            yield Finding(fact.id.span, cause, "Take `track` out of it.")
    if context.secrets:
        for condition in context.conditions:
            if condition.fact is not None:
                yield from _check_flow(context, condition)
    yield from _check_host(context)


def _check_flow(context: Context, condition: Condition) -> Iterator[Finding]:
    """Report where a value changes from sensitive to not; what is calculated from it further on follows from that."""
    leaks = [fact for fact in condition.facts if _is_marked(context, fact)]
    if not leaks or condition.fact is None:
        return
    within = f" in {quote(condition.step.run)}" if condition.step else ""
    tree = context.tree if condition.step is None else context.trees.get(condition.step.run)
    receiver = None if tree is None else tree.facts.get(condition.fact)
    if receiver is not None and not receiver.sensitive:
        verb = "passed on to" if condition.step else "used to calculate"
        cause = f"{quote(leaks[0])} is sensitive and {verb} {quote(receiver.id)}, which is not sensitive{within}."
        yield Finding(condition.text.span, cause, f"Add `sensitive: yes` to {quote(receiver.id)}{within}.")


def _is_marked(context: Context, fact: str) -> bool:
    return fact in context.tree.facts and context.tree.facts[fact].sensitive


def _check_host(context: Context) -> Iterator[Finding]:
    """A value that the host tells goes to this tree and to those it runs: it is sensitive in all or in none."""
    if not context.inventory.subtrees:
        return
    told = [fact for fact in context.tree.facts.values() if _is_told(fact)]
    for step in context.inventory.subtrees:
        other = context.trees.get(step.run)
        for fact in told if other is not None else ():
            twin = other.facts.get(fact.id) if other is not None else None
            if twin is not None and _is_told(twin) and twin.sensitive != fact.sensitive:
                secret, plain = (context.tree.id, step.run) if fact.sensitive else (step.run, context.tree.id)
                cause = f"The host tells {quote(fact.id)}, sensitive in {quote(secret)}, but not in {quote(plain)}."
                yield Finding(step.run.span, cause, f"Add `sensitive: yes` to {quote(fact.id)} in {quote(plain)}.")


def _is_told(fact: Fact) -> bool:
    return bool(fact.sources) and fact.calculated is None


RULE = Rule("PS604", "sensitive-value-leaves", Severity.ERROR, __doc__, check)
