"""An option is never on offer, because its dates and those of what is around it never meet.

An option holds only on days on which its question is shown, and on which the step it leads to can be reached. Where no
day is left, no rep will ever see it.

Wrong:

    fallback: done
    steps:
      what:
        ask: What would the customer like?
        options:
          A refund: done
          The winter sale: {go: sale, until: 2027-02-28}
          Nothing else: done
      sale: {end: resolved, say: Everything is half price., from: 2027-11-01}
      done: {end: resolved, say: The money is on its way.}

Mended:

    fallback: done
    steps:
      what:
        ask: What would the customer like?
        options:
          A refund: done
          The winter sale: {go: sale, until: 2028-02-28}
          Nothing else: done
      sale: {end: resolved, say: Everything is half price., from: 2027-11-01}
      done: {end: resolved, say: The money is on its way.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.analysis.days import FIRST, LAST, Window, has_dates, read_window
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.tree import Option, Question, Step
from perfsupport.wording import quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each option that is in effect on no day."""
    steps = context.tree.steps
    has_steps = bool(context.inventory.dated)
    for question in context.inventory.questions:
        for option in question.options:
            if has_dates(option) or has_steps:
                target = steps.get(option.go or "")
                finding = _look_at(option, question, target)
                if finding is not None:
                    yield finding


def _look_at(option: Option, question: Question, target: Step | None) -> Finding | None:
    own, around = read_window(option), read_window(question)
    # A step with `then` is passed over on other days, so that options may lead to it all the same.
    there = read_window(target) if target is not None and getattr(target, "then", None) is None else None
    if own.is_empty or around.is_empty or (there is not None and there.is_empty):
        return None
    if own.meet(around).is_empty:
        return _report(option, f"its question {quote(question.id)} is shown {_tell(around)}", own)
    if there is not None and target is not None and own.meet(around).meet(there).is_empty:
        return _report(option, f"{quote(target.id)} is there {_tell(there)}", own.meet(around))
    return None


def _report(option: Option, other: str, own: Window) -> Finding:
    cause = f"{quote(option.label)} is never on offer: it holds {_tell(own)}, but {other}."
    return Finding(option.label.span, cause, "Mend the dates, or take the option out.")


def _tell(window: Window) -> str:
    begins = f"from {window.first}" if window.first != FIRST else ""
    ends = f"until {window.last}" if window.last != LAST else ""
    return f"{begins} {ends}".strip() or "on every day"


RULE = Rule("PS704", "dates-that-never-meet", Severity.WARNING, __doc__, check, since=2)
