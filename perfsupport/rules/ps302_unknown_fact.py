"""A fact is named that the tree does not declare.

Facts are declared once, under ``facts``, so that their type, unit and privacy are known wherever they are used. A
fact that is named but not declared would stay empty on the rep's screen.

Wrong:

    facts:
      amount: {type: number, unit: EUR}
    steps:
      amount: {ask: What is the amount?, fact: amount, then: done}
      done: {end: resolved, say: I have noted ((amout)).}

Mended:

    facts:
      amount: {type: number, unit: EUR}
    steps:
      amount: {ask: What is the amount?, fact: amount, then: done}
      done: {end: resolved, say: I have noted ((amount)).}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from perfsupport.diagnostics import Severity
from perfsupport.mending import swap_part, swap_text
from perfsupport.ondemand import compile_late
from perfsupport.rules.analysis.brackets import FactNames
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.tree import Text, locate
from perfsupport.wording import quote

SPACED = compile_late(r"\(\((?<!\\\(\()([^()]{1,80})\)\)")
WORD = compile_late(r"[^\W\d]\w*")
CALCULATION = compile_late(r"[*/+×÷]|\s[-−]\s|[-−](?=\d)")


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each fact that is asked for, set, shown, given or passed on and declared nowhere."""
    inventory, facts = context.inventory, context.tree.facts
    asked = [question.fact for question in inventory.questions if question.fact]
    asked += [step.fact for step in inventory.inputs if step.fact]
    given = (fact for fact, _ in inventory.given)
    shown = (Text(shown.fact, shown.span) for shown in inventory.shown)
    for fact in chain(asked, given, shown):
        if fact not in facts and not context.has_lost(fact):
            yield _report(context, fact)
    yield from _find_spaced(context)
    yield from _find_passed(context)
    yield from _find_given(context)


def _report(context: Context, fact: Text) -> Finding:
    remedy = _find_calculation(context, fact) or context.facts.suggest(fact, f"Declare {fact} below facts.")
    fix = swap_text(fact, context.facts.certain(fact))
    return Finding(fact.span, f"{quote(fact)} is not a fact of this tree.", remedy, fix)


def _find_calculation(context: Context, written: str) -> str | None:
    """Return the remedy where a value is to be worked out on the spot: ``((amount / 2))``."""
    if not CALCULATION.search(written) or not any(word in context.tree.facts for word in WORD.findall(written)):
        return None
    example = f"`half: {{type: number, is: {' '.join(written.split())}}}`"
    return f"Only the name of a fact stands here: declare one that is worked out, as in {example}, and show ((half))."


def _find_spaced(context: Context) -> Iterator[Finding]:
    """``((card number))`` would be shown as it stands; where a fact card_number exists, that one was meant."""
    names = FactNames(context.facts, context.tree.facts)
    for text, _ in context.inventory.prose:
        for match in SPACED.finditer(text):
            if not re.search(r"\s", match[1].strip()):
                continue
            fact, calculation = names.find(match[1]), _find_calculation(context, match[1])
            cause = f"{quote(match[1].strip())} is not a fact of this tree."
            place = locate(text, match.start(1), match.end(1))
            if calculation is not None:
                yield Finding(place, cause, calculation)
            elif fact is not None:
                fix = swap_part(text, match.start(1), match.end(1), fact, f"Write (({fact}))")
                yield Finding(place, cause, f"Write (({fact})).", fix)


def _find_passed(context: Context) -> Iterator[Finding]:
    for step in context.inventory.subtrees:
        other = context.find(step.run)
        for fact in step.passed if other is not None else ():
            if other is not None and fact not in other.tree.facts and not other.has_lost(fact):
                remedy = other.facts.suggest(fact, f"Declare {fact} below facts in {other.tree.path}.")
                fix = swap_text(fact, other.facts.certain(fact))
                yield Finding(fact.span, f"{quote(fact)} is not a fact of {quote(step.run)}.", remedy, fix)


def _find_given(context: Context) -> Iterator[Finding]:
    """The host may know facts of this tree and of every tree that it runs."""
    for scenario in context.tree.scenarios:
        for fact in (fact for written in scenario.written for fact in written.given):
            if not any(fact in tree.facts or fact in tree.damaged for tree in context.run_trees):
                yield _report(context, fact)._replace(path=scenario.path)


RULE = Rule("PS302", "unknown-fact", Severity.ERROR, __doc__, check)
