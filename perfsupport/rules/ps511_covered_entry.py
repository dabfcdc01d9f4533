"""An entry of a route is never taken, since those above it take all its cases.

A route takes the first entry that holds. An entry whose cases are all taken before it comes to its turn is never used,
though it reads as if it were. Mostly the wider condition stands above the narrower one.

Wrong:

    facts:
      amount: {type: number, unit: EUR, min: 0}
    steps:
      amount: {ask: What is the amount?, fact: amount, then: by_amount}
      by_amount:
        route:
          - {when: amount > 100, go: pay}
          - {when: amount > 500, go: supervisor}
        otherwise: voucher
      supervisor: {end: escalated, say: I ask my supervisor.}
      pay: {end: resolved, say: I send you the money.}
      voucher: {end: resolved, say: I send you a voucher.}

Mended:

    facts:
      amount: {type: number, unit: EUR, min: 0}
    steps:
      amount: {ask: What is the amount?, fact: amount, then: by_amount}
      by_amount:
        route:
          - {when: amount > 500, go: supervisor}
          - {when: amount > 100, go: pay}
        otherwise: voucher
      supervisor: {end: escalated, say: I ask my supervisor.}
      pay: {end: resolved, say: I send you the money.}
      voucher: {end: resolved, say: I send you a voucher.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.analysis.logic.verdicts import Verdict
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.tree import Branch
from perfsupport.wording import join_words, quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each entry that others cover."""
    logic = context.logic
    for verdict in logic.verdicts if logic is not None else ():
        if verdict.word == "covered" and isinstance(verdict.source, Branch):
            yield _report(verdict)
        elif verdict.word == "covers":
            yield _report_wide(verdict)


def _report_wide(verdict: Verdict) -> Finding:
    lines = join_words([str(line) for line in verdict.lines], "and")
    cut_off = f", so that nobody comes to {quote(verdict.cut_off)}" if verdict.cut_off else ""
    cause = f"{quote(verdict.text)} takes all cases of the entries in lines {lines}, which are never taken{cut_off}."
    return Finding(verdict.text.span, cause, "Mend this condition, or put the entry below them.")


def _report(verdict: Verdict) -> Finding:
    cut_off = f", so that nobody comes to {quote(verdict.cut_off)}" if verdict.cut_off else ""
    if verdict.by is None:
        cause = f"{quote(verdict.text)} is never taken: the entries above take all such cases{cut_off}."
        return Finding(verdict.text.span, cause, "Delete the entry, or mend the conditions above it.")
    above = f"{quote(verdict.by.when)} in line {verdict.by.when.span.line}"
    if verdict.by.when == verdict.text:
        cause = f"{quote(verdict.text)} is never taken: it stands in line {verdict.by.when.span.line} already{cut_off}."
        return Finding(verdict.text.span, cause, "Delete one of the two, or mend its condition.")
    cause = f"{quote(verdict.text)} is never taken: {above} takes all such cases{cut_off}."
    return Finding(verdict.text.span, cause, f"Put this entry above {quote(verdict.by.when)}, or mend a condition.")


RULE = Rule("PS511", "covered-entry", Severity.WARNING, __doc__, check)
