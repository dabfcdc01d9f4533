"""An earlier id in ``was`` is in use, or two claim it.

``was`` lets old links, saved places and statistics follow a step or option that got a new id. That works only while
the old id belongs to nobody else.

Wrong:

    steps:
      blocked:
        ask: Is the card blocked?
        options: {"Yes": hotline, "No": paid}
      hotline: {end: transferred, say: I put you through., was: paid}
      paid: {end: resolved, say: You can pay again.}

Mended:

    steps:
      blocked:
        ask: Is the card blocked?
        options: {"Yes": hotline, "No": paid}
      hotline: {end: transferred, say: I put you through., was: call_hotline}
      paid: {end: resolved, say: You can pay again.}
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.tree import Option, Step
from perfsupport.wording import quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each earlier id of a step, or of an option within its question, that is not free."""
    yield from _find_taken("step", context.inventory.renamed, context.tree.steps)
    for question in context.inventory.questions:
        renamed = [option for option in question.options if option.was]
        if renamed:
            yield from _find_taken("option", renamed, [option.id for option in question.options])


def _find_taken(thing: str, renamed: Iterable[Step | Option], living: Collection[str]) -> Iterator[Finding]:
    claimed: dict[str, str] = {}
    for owner in renamed:
        for was in owner.was:
            if was == owner.id:
                yield Finding(was.span, f"{quote(was)} is the id that this {thing} has now.", "Take it out of was.")
            elif was in living:
                remedy = f"Take it out of was, or give the other {thing} a new id."
                yield Finding(was.span, f"{quote(was)} is the id of another {thing}.", remedy)
            elif was in claimed:
                cause = f"{quote(claimed[was])} says already that it was {quote(was)}."
                yield Finding(was.span, cause, f"Keep it at the {thing} that old links should lead to.")
            else:
                claimed[was] = owner.id


RULE = Rule("PS308", "earlier-id-taken", Severity.ERROR, __doc__, check)
