"""What an option sets tells a sensitive response on.

A question whose fact is sensitive keeps the response on the screen. Where its options set another fact to different
values, that fact tells which one was chosen; shown in a link, a case note, a title, a question or an option, or tracked
in events, it carries the response out. The message names the way. Mark the fact ``sensitive`` as well, and say in the
note what was done instead.

Wrong:

    facts:
      income: {type: choice, options: [low, high], sensitive: yes}
      discount: {type: choice, options: [full, none]}
    steps:
      income:
        ask: What does the household earn?
        fact: income
        options:
          Less than 20,000: {id: low, go: done, set: {discount: full}}
          20,000 or more: {id: high, go: done, set: {discount: none}}
      done: {end: resolved, say: I have put that down., note: "Discount: ((discount))"}

Mended:

    facts:
      income: {type: choice, options: [low, high], sensitive: yes}
      discount: {type: choice, options: [full, none], sensitive: yes}
    steps:
      income:
        ask: What does the household earn?
        fact: income
        options:
          Less than 20,000: {id: low, go: done, set: {discount: full}}
          20,000 or more: {id: high, go: done, set: {discount: none}}
      done: {end: resolved, say: The discount is ((discount))., note: Discount checked.}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from perfsupport.diagnostics import Severity, Span
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.tree import Question
from perfsupport.wording import quote

PLACES = {
    "note": "The case note",
    "url": "This address",
    "title": "The title",
    "ask": "The question",
    "label": "The option",
}


class _Told(NamedTuple):
    """A fact that tells a response on: the question, and the facts that it is calculated through."""

    question: Question
    through: tuple[str, ...]


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each place outside the screen that a sensitive response gets to by ``set``."""
    told = _find_told(context) if context.secrets else {}
    for shown in context.inventory.shown if told else ():
        if shown.fact in told and shown.part in PLACES:
            yield _report(shown.span, f"{PLACES[shown.part]} shows", shown.fact, told[shown.fact])
    for fact in context.tree.facts.values() if told else ():
        if fact.track and fact.id in told:
            yield _report(fact.id.span, "Events would carry", fact.id, told[fact.id])


def _find_told(context: Context) -> Mapping[str, _Told]:
    """Return the facts that tell sensitive responses on, with those calculated from them."""
    told: dict[str, _Told] = {}
    for question in context.inventory.questions:
        if question.fact in context.secrets:
            for fact in _find_telling(question):
                if fact in context.tree.facts and fact not in context.secrets:
                    told.setdefault(fact, _Told(question, ()))
    calculated = [each for each in context.conditions if each.role == "is" and each.fact is not None]
    waiting = list(told)
    for name in waiting:
        for each in calculated:
            reader = str(each.fact)
            if name in each.facts and reader not in told and reader not in context.secrets:
                told[reader] = _Told(told[name].question, (*told[name].through, name))
                waiting.append(reader)
    return told


def _find_telling(question: Question) -> Iterator[str]:
    """Yield the facts that not all options of a question set to the same value."""
    facts = {str(fact): None for option in question.options for fact in option.set}
    for name in facts:
        values = {
            str(next((value for fact, value in each.set.items() if fact == name), "")) for each in question.options
        }
        if len(values) > 1:
            yield name


def _report(span: Span, where: str, fact: str, told: _Told) -> Finding:
    through = "".join(f", which is calculated from {quote(name)}" for name in reversed(told.through))
    question, secret = quote(told.question.id), quote(told.question.fact or "")
    cause = f"{where} {quote(fact)}{through}, which the options of {question} set, and {secret} is sensitive."
    source = told.through[0] if told.through else fact
    remedy = f"Take it out of here and add `sensitive: yes` to {quote(source)}, or set the same value in each option."
    return Finding(span, cause, remedy)


RULE = Rule("PS605", "set-tells-a-secret", Severity.WARNING, __doc__, check)
