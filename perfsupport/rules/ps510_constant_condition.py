"""A condition is always or never true where it stands.

What a fact can be follows from its type and limits, from the responses that lead to the step, and, in a route, from the
entries above. A condition that these decide beforehand decides nothing: the way behind it is never taken, or those
after it never are. Mostly a limit or a sign was mistyped, or a fact is asked for too late.

Wrong:

    facts:
      amount: {type: number, unit: EUR, min: 0, max: 1000}
    steps:
      amount: {ask: What is the amount?, fact: amount, then: by_amount}
      by_amount:
        route:
          - {when: amount > 5000, go: supervisor}
        otherwise: pay
      supervisor: {end: escalated, say: I ask my supervisor.}
      pay: {end: resolved, say: I send you the money.}

Mended:

    facts:
      amount: {type: number, unit: EUR, min: 0, max: 1000}
    steps:
      amount: {ask: What is the amount?, fact: amount, then: by_amount}
      by_amount:
        route:
          - {when: amount > 500, go: supervisor}
        otherwise: pay
      supervisor: {end: escalated, say: I ask my supervisor.}
      pay: {end: resolved, say: I send you the money.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.analysis.logic import telling
from perfsupport.rules.analysis.logic.model import Logic
from perfsupport.rules.analysis.logic.verdicts import Verdict
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.tree import Branch
from perfsupport.wording import quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each condition that is decided beforehand."""
    logic = context.logic
    for verdict in logic.verdicts if logic is not None else ():
        if logic is None or (verdict.word == "contradicted" and verdict.cut_off):
            continue
        match verdict.word:
            case "always":
                yield _report_always(verdict)
            case "never":
                yield _report_never(logic, verdict)
            case "unasked":
                yield _report_unasked(verdict)
            case "contradicted":
                yield _report_contradicted(logic, verdict)


def _report_always(verdict: Verdict) -> Finding:
    condition = quote(verdict.text)
    if isinstance(verdict.source, Branch):
        cause = f"{condition} is always true here, so that what stands below it is never taken."
        return Finding(verdict.text.span, cause, "Mend the condition, or let `otherwise` lead there in its place.")
    cause = f"{condition} is always true here, so that the option is always offered."
    return Finding(verdict.text.span, cause, "Mend the condition, or take `when` out.")


def _report_never(logic: Logic, verdict: Verdict) -> Finding:
    start = f"{quote(verdict.text)} can never be true"
    if '""' in verdict.text or "''" in verdict.text:
        cause = f"{start}: a fact without a value is not known, and never an empty text{_tell_cut_off(verdict)}."
        return Finding(verdict.text.span, cause, "Ask for that with `not known(…)`, as in `not known(name)`.")
    facts = sorted(logic.space.list_reads(verdict.text))
    limits = [words for name in facts if (words := _tell_limits(logic, name))]
    known = ", whatever the facts are"
    if limits and logic.is_possible_beyond_limits(verdict.text):
        known = f": {', and '.join(limits)}"
    elif " and " in verdict.text:
        known = ": its parts contradict each other"
    cause = f"{start}{known}{_tell_cut_off(verdict)}."
    return Finding(verdict.text.span, cause, f"Mend the condition, or delete {_name(verdict)}.")


def _tell_limits(logic: Logic, name: str) -> str | None:
    """Return the limits of a number or date, or the pattern of a text, in words."""
    fact = logic.tree.facts.get(name)
    if fact is None:
        return None
    if fact.type == "text" and fact.pattern is not None:
        return f"{quote(name)} matches {quote(fact.pattern)}"
    if fact.type not in ("number", "date") or (fact.min is None and fact.max is None):
        return None
    least = f"at least {fact.min}" if fact.min is not None else ""
    most = f"at most {fact.max}" if fact.max is not None else ""
    return f"{quote(name)} is {' and '.join(filter(None, (least, most)))}"


def _report_unasked(verdict: Verdict) -> Finding:
    fact = quote(verdict.fact or "")
    cause = f"{quote(verdict.text)} can never be true here: no step before makes {fact} known{_tell_cut_off(verdict)}."
    remedy = f"Ask for {fact} before {quote(verdict.step.id)}, or add `from: host` to it if the host tells it."
    return Finding(verdict.text.span, cause, remedy)


def _report_contradicted(logic: Logic, verdict: Verdict) -> Finding:
    cause = f"{quote(verdict.text)} can never be true here: {tell_before(logic, verdict)}."
    return Finding(verdict.text.span, cause, f"Mend the condition, or delete {_name(verdict)}.")


def tell_before(logic: Logic, verdict: Verdict) -> str:
    """Return what the responses before leave of the facts in a condition: ``channel`` is "shop" on every path."""
    boxes, told = logic.states[verdict.step.id], []
    for name in sorted(logic.space.list_reads(verdict.text) - {"today"}):
        words = telling.tell_values(logic.space.plain[name], boxes)
        if words is not None:
            told.append(f"{quote(name)} is {words}")
    if told:
        return f"on every path to {quote(verdict.step.id)}, {' and '.join(told)}"
    return f"no path to {quote(verdict.step.id)} allows it"


def _tell_cut_off(verdict: Verdict) -> str:
    return f", so that nobody comes to {quote(verdict.cut_off)}" if verdict.cut_off else ""


def _name(verdict: Verdict) -> str:
    return "the entry" if isinstance(verdict.source, Branch) else "the option"


RULE = Rule("PS510", "constant-condition", Severity.WARNING, __doc__, check)
