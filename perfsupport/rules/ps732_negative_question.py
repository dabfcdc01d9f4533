"""A question with Yes and No is put in the negative.

"Is the card not blocked?" – "No." Is it, or is it not? People answer such questions both ways, and reps press either.
(Pew Research Center, "Writing Survey Questions", on negatives.) Looks for English words, at questions with Yes and No.

Wrong:

    fallback: done
    steps:
      card:
        ask: Is the card not blocked?
        options: {"Yes": done, "No": done}
      done: {end: resolved, say: You get a new card.}

Mended:

    fallback: done
    steps:
      card:
        ask: Is the card blocked?
        options: {"Yes": done, "No": done}
      done: {end: resolved, say: You get a new card.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.analysis.labels import is_yes_no
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.tree import locate
from perfsupport.wording import quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each negative question that is answered by yes or no."""
    if not context.is_english:
        return
    from perfsupport.rules.analysis.english import NEGATED, NEGATIVE, OR_NOT

    for step in context.inventory.asking:
        text = step.ask.lower()
        if any(word in text for word in NEGATED) and is_yes_no(step, context.tree.facts):
            match = NEGATIVE.search(text)
            if match and not OR_NOT.search(text):
                cause = f"To {quote(step.ask)} both Yes and No can mean the same."
                remedy = "Ask whether it is so, not whether it is not; then the options change places."
                yield Finding(locate(step.ask, match.start(), match.end()), cause, remedy)


RULE = Rule("PS732", "negative-question", Severity.ADVICE, __doc__, check, since=2)
