"""A fact stands in brackets that do not show it.

Only double round brackets show the value of a fact: ``((amount))``. With other brackets, or one too few, a rep reads
the brackets and the name, and tells them to a customer. What reps shall see as it stands goes into backticks, as code
does.

Wrong:

    facts:
      amount: {type: number, unit: EUR}
    steps:
      amount: {ask: What is the amount?, fact: amount, then: done}
      done: {end: resolved, say: "I have noted {{amount}}."}

Mended:

    facts:
      amount: {type: number, unit: EUR}
    steps:
      amount: {ask: What is the amount?, fact: amount, then: done}
      done: {end: resolved, say: "I have noted ((amount))."}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.mending import swap_part
from perfsupport.rules.analysis.brackets import FIRST_LOOK, FactNames, Misplaced, find_misplaced, may_misplace
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.tree import PLACEHOLDER, Text, locate
from perfsupport.wording import quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each fact that was meant to be shown and is not."""
    names = FactNames(context.facts, context.tree.facts)
    if may_misplace(context.folded):
        for text, _part, _step in context.passages:
            yield from _look(text, names)
    for step in context.tree.steps.values():
        for link in step.links:
            yield from _look(link.url, names, "stands in the address as it is")
    for fact in context.tree.facts.values():
        for label in (fact.label, *(option.label for option in fact.options)):
            yield from _look_at_label(label, names)


def _look_at_label(label: Text | None, names: FactNames) -> Iterator[Finding]:
    """Labels of facts show no other facts, in whatever brackets."""
    if label is None or not FIRST_LOOK.search(label):
        return
    found = [(one.start, one.end) for one in find_misplaced(label, names) if one.fact is not None]
    found += [each.span() for each in PLACEHOLDER.finditer(label) if each[1] in names]
    for start, end in found:
        cause = (
            f"{quote(label[start:end])} is shown to reps as it stands: labels of facts and their options show no facts."
        )
        yield Finding(locate(label, start, end), cause, "Write words in its place.")


def _look(text: Text, names: FactNames, what: str = "is shown to reps as it stands") -> Iterator[Finding]:
    for found in find_misplaced(text, names):
        yield _report(text, found, what)


def _report(text: Text, found: Misplaced, what: str) -> Finding:
    place = locate(text, found.start, found.end)
    written = quote(text[found.start : found.end])
    if found.fact is None:
        cause = f"{written} {what}, and {quote(found.name)} is not a fact of this tree."
        remedy = "Declare it below facts and show it with ((…)), write words instead, or put it into backticks as code."
        return Finding(place, cause, remedy)
    why = "a bracket is missing" if found.is_torn else "only double round brackets show a fact"
    fix = swap_part(text, found.start, found.end, f"(({found.fact}))", f"Write (({found.fact}))")
    return Finding(place, f"{written} {what}: {why}.", f"Write (({found.fact})).", fix)


RULE = Rule("PS737", "fact-in-other-brackets", Severity.WARNING, __doc__, check, since=2)
