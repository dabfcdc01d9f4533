"""A question asks two things at once.

To "Is the card blocked and has it expired?" neither Yes nor No is an answer when one holds and the other does not. Ask
two questions, or the one that decides. (Pew Research Center, "Writing Survey Questions", on double-barrelled
questions.) Looks for English words; two question marks are told in any language.

Wrong:

    fallback: done
    steps:
      card:
        ask: Is the card blocked and has it expired?
        options: {"Yes": done, "No": done}
      done: {end: resolved, say: You get a new card.}

Mended:

    fallback: done
    steps:
      card:
        ask: Is the card blocked?
        options: {"Yes": done, "No": expired}
      expired:
        ask: Has the card expired?
        options: {"Yes": done, "No": done}
      done: {end: resolved, say: You get a new card.}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.ondemand import compile_late
from perfsupport.rules.analysis.labels import is_yes_no
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.tree import Input, Question, locate
from perfsupport.wording import quote

TWO_MARKS = compile_late(r"[?？؟][^\w?？؟]*\w[^?？؟]*[?？؟]")


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each question that asks two things."""
    for step in context.inventory.asking:
        match = TWO_MARKS.search(step.ask) or (_find_joined(step, context) if context.is_english else None)
        if match:
            cause = f"{quote(step.ask)} asks two things at once, and one response cannot answer both."
            remedy = "Ask one of them here, and the other on a step of its own."
            yield Finding(locate(step.ask, match.start(), match.end()), cause, remedy)


def _find_joined(step: Question | Input, context: Context) -> re.Match[str] | None:
    text = step.ask.lower()
    if " and " not in text and " or " not in text:
        return None
    from perfsupport.rules.analysis.english import DOUBLE_AND, DOUBLE_OR

    # "Is it in a shop or is it online?" names the options; with Yes and No it would be two questions.
    return DOUBLE_AND.search(step.ask) or (DOUBLE_OR.search(step.ask) if is_yes_no(step, context.tree.facts) else None)


RULE = Rule("PS730", "double-question", Severity.ADVICE, __doc__, check, since=2)
