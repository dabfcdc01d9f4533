"""A scenario names a step, option or outcome that does not exist.

Scenarios respond to steps by their ids: ``card`` is a step of this tree, ``identity/code`` the step ``code`` of the
tree that ``identity`` runs, ``card~2`` the second time that ``card`` is asked. A response is an option's label or id,
a value that the fact can take, or ``None of these``.

Wrong:

    steps:
      blocked:
        ask: Is the card blocked?
        options: {"Yes": hotline, "No": paid}
      hotline: {end: transferred, say: I put you through to the hotline.}
      paid: {end: resolved, say: You can pay again.}
    scenarios:
      - name: A blocked card
        responses: {blocked: It is}
        ends: hotline

Mended:

    steps:
      blocked:
        ask: Is the card blocked?
        options: {"Yes": hotline, "No": paid}
      hotline: {end: transferred, say: I put you through to the hotline.}
      paid: {end: resolved, say: You can pay again.}
    scenarios:
      - name: A blocked card
        responses: {blocked: "Yes"}
        ends: hotline
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from perfsupport.diagnostics import Fix, Severity
from perfsupport.mending import swap_part, swap_text
from perfsupport.program import NONE_RESPONSE
from perfsupport.rules.analysis.values import find_misfit, mend_value
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.tree import (
    NONE_LABEL,
    Action,
    Broken,
    Fact,
    Input,
    Outcome,
    Question,
    Route,
    Scenario,
    Step,
    Subtree,
    Text,
)
from perfsupport.wording import certain, join_words, nearest, quote

VISIT = re.compile(r"~[1-9][0-9]*$")


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each key or value of a response that means nothing, and for an end that is no outcome."""
    for scenario in context.tree.scenarios:
        for written in scenario.written:
            for finding in _check_written(context, written):
                yield finding._replace(path=scenario.path)


def _check_written(context: Context, scenario: Scenario) -> Iterator[Finding]:
    for key, response in scenario.responses.items():
        found = _find_step(context, key)
        if isinstance(found, Finding):
            yield found
        elif found is not None:
            yield from _check_response(*found, key, response)
    for key in scenario.passes:
        found = _find_step(context, key)
        if isinstance(found, Finding):
            yield found
    end = context.tree.steps.get(scenario.ends)
    if scenario.ends and not isinstance(end, Outcome | Broken) and not context.has_lost(scenario.ends):
        yield _explain_end(context, scenario.ends)


def _find_step(context: Context, key: Text) -> tuple[Context, Step] | Finding | None:
    """Return the step that a key names and the tree it is of, or what is wrong with the key, or None for unknown."""
    *outer, last = (VISIT.sub("", part) for part in key.split("/"))
    for id in outer:
        run = context.tree.steps.get(id)
        if run is None or isinstance(run, Broken):
            return _explain_step(context, key, id) if run is None else None
        if not isinstance(run, Subtree):
            remedy = "Only a step that has `run` may stand before the /."
            return Finding(key.span, f"{quote(id)} runs no other tree.", remedy)
        inner = context.find(run.run)
        if inner is None:
            return None
        context = inner
    step = context.tree.steps.get(last)
    return (context, step) if step is not None else _explain_step(context, key, last)


def _explain_step(context: Context, key: Text, id: str) -> Finding | None:
    if context.has_lost(id):
        return None
    cause = f"{quote(id)} is not a step of {quote(context.tree.id)}."
    return Finding(key.span, cause, context.steps.suggest(id, "Take the response out."), _swap_part(context, key, id))


def _swap_part(context: Context, key: Text, id: str) -> Fix | None:
    """Return the fix for one step in a key such as ``run_step/step~2``."""
    meant = context.steps.certain(id)
    places = [match.span() for match in re.finditer("[^/~]+", key) if match[0] == id]
    return swap_part(key, *places[0], meant) if meant is not None and len(places) == 1 else None


def _check_response(context: Context, step: Step, key: Text, response: Text | Sequence[Text]) -> Iterator[Finding]:
    values = [response] if isinstance(response, Text) else response
    match step:
        case Question():
            if not isinstance(response, Text) and not step.pick_many:
                yield Finding(key.span, f"{quote(key)} takes one response, not a list.", "Write the option alone.")
            for value in values:
                if not context.has_lost(value):
                    yield from _check_option(step, value)
        case Input():
            fact = context.tree.facts.get(step.fact)
            for value in values:
                misfit = None if fact is None or _is_none(value, step) else find_misfit(fact, value)
                labels = [] if fact is None else [option.label for option in fact.options]
                if misfit is not None and value not in labels:
                    yield Finding(value.span, *misfit, _mend_value(fact, value))
        case Route() | Subtree() | Outcome():
            yield Finding(key.span, f"{quote(key)} asks the rep nothing.", "Take the response out.")
        case Action():
            return


def _mend_value(fact: Fact | None, value: Text) -> Fix | None:
    return None if fact is None else mend_value(fact, value)


def _is_none(value: str, step: Question | Input) -> bool:
    return value in (NONE_LABEL, NONE_RESPONSE) and not step.exhaustive


def _check_option(question: Question, value: Text) -> Iterator[Finding]:
    labels = [option.label for option in question.options]
    if not labels or value in labels or _is_none(value, question) or any(value == o.id for o in question.options):
        return
    if value in (NONE_LABEL, NONE_RESPONSE):
        remedy = f"Use one of: {join_words(labels)}."
        yield Finding(value.span, f"{quote(question.id)} is exhaustive and does not offer {quote(NONE_LABEL)}.", remedy)
        return
    near = nearest(value, labels)
    remedy = f"Did you mean {near}?" if near else f"Use one of: {join_words([*labels, NONE_LABEL])}."
    fix = swap_text(value, certain(value, labels))
    yield Finding(value.span, f"{quote(value)} is not an option of {quote(question.id)}.", remedy, fix)


def _explain_end(context: Context, ends: Text) -> Finding:
    if ends in context.tree.steps:
        cause = f"{quote(ends)} is a step of this tree, but no outcome."
    else:
        cause = f"{quote(ends)} is not an outcome of this tree."
    remedy = context.outcomes.suggest(ends, "Add a step that has end.")
    return Finding(ends.span, cause, remedy, swap_text(ends, context.outcomes.certain(ends)))


RULE = Rule("PS307", "scenario-reference", Severity.ERROR, __doc__, check)
