"""A value is none that its fact can take.

``set``, ``given``, ``is``, ``with`` and the options of a question with ``fact`` give facts their values. A choice
takes only its options, a number only digits and only within its limits. A calculated fact takes none at all: it
follows from others.

Wrong:

    facts:
      channel: {type: choice, options: [shop, web]}
    steps:
      where:
        ask: Where did you pay?
        options:
          In a shop: {go: done, set: {channel: store}}
          Online: {go: done, set: {channel: web}}
      done: {end: resolved, say: All is well.}

Mended:

    facts:
      channel: {type: choice, options: [shop, web]}
    steps:
      where:
        ask: Where did you pay?
        options:
          In a shop: {go: done, set: {channel: shop}}
          Online: {go: done, set: {channel: web}}
      done: {end: resolved, say: All is well.}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from perfsupport.diagnostics import Severity
from perfsupport.rules.analysis.values import find_misfit, mend_value
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.tree import Fact, Question, Text, Tree
from perfsupport.wording import quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each value that does not fit, and for each attempt to ask for or set a calculated fact."""
    inventory = context.inventory
    yield from _check_given([context.tree], inventory.given)
    for scenario in context.tree.scenarios:
        for written in scenario.written:
            for finding in _check_given(context.run_trees, written.given.items()):
                yield finding._replace(path=scenario.path)
    for question in inventory.questions:
        if question.fact:
            yield from _check_question(question, context.tree.facts.get(question.fact))
    for step in inventory.inputs:
        yield from _check_asked(step.fact, context.tree.facts.get(step.fact))
    for condition in context.conditions:
        for problem in condition.misfits:
            yield Finding(condition.locate(problem), problem.cause, problem.remedy, condition.mend(problem))


def _check_given(trees: Iterable[Tree], given: Iterable[tuple[Text, Text | Sequence[Text]]]) -> Iterator[Finding]:
    for id, value in given:
        fact = next((tree.facts[id] for tree in trees if id in tree.facts), None)
        if fact is None:
            continue
        if fact.calculated is not None:
            yield Finding(
                id.span, f"{quote(id)} is calculated and cannot be set.", "Leave it out: it follows from other facts."
            )
        elif isinstance(value, Text) or fact.type == "many":
            for one in [value] if isinstance(value, Text) else value:
                yield from _check_value(fact, one)
        else:
            yield Finding(id.span, f"{quote(id)} takes one value, not a list.", "Write the value alone.")


def _check_value(fact: Fact, value: Text) -> Iterator[Finding]:
    misfit = find_misfit(fact, value)
    if misfit is not None:
        yield Finding(value.span, *misfit, mend_value(fact, value))


def _check_asked(id: Text, fact: Fact | None) -> Iterator[Finding]:
    if fact is not None and fact.calculated is not None:
        yield Finding(
            id.span, f"{quote(id)} is calculated and cannot be asked for.", "Leave the step out, or take `is` away."
        )


def _check_question(question: Question, fact: Fact | None) -> Iterator[Finding]:
    if fact is None or question.fact is None:
        return
    if fact.calculated is not None:
        yield from _check_asked(question.fact, fact)
    elif question.pick_many != (fact.type == "many"):
        yield Finding(question.fact.span, *_explain_many(fact, question.pick_many))
    else:
        for option in question.options:
            misfit = find_misfit(fact, option.label)
            if misfit is not None and find_misfit(fact, option.id) is not None:
                cause = f"The option {quote(option.label)} gives {quote(fact.id)} no value that it can take."
                yield Finding(option.label.span, cause, _advise_option(fact))


def _explain_many(fact: Fact, pick_many: bool) -> tuple[str, str]:
    if pick_many:
        return f"{quote(fact.id)} takes one value, but several can be picked.", f"Declare {fact.id} with `type: many`."
    return (
        f"{quote(fact.id)} takes several values, but one can be chosen.",
        "Add `pick: many` and `then`, or use a choice fact.",
    )


def _advise_option(fact: Fact) -> str:
    match fact.type:
        case "choice" | "many":
            values = ", ".join(option.value for option in fact.options)
            return f"Give the option an id that is a value of {fact.id}: {values}."
        case "yes_no":
            return "Give the option the id yes or no."
        case "number":
            return "Write the number alone as the label, or set the fact with set."
        case "date":
            return "Write the day as the label, as in 2027-01-31, or set the fact with set."
    return f"Write a label that matches the pattern of {fact.id}, or set the fact with set."


RULE = Rule("PS504", "value-does-not-fit", Severity.ERROR, __doc__, check)
