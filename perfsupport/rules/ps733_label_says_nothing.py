"""An option or a link is called by a word that says nothing.

Reps see the label alone, on a button and in the note; who cannot see the page hears it alone. "Other" hides what was
meant, "OK" what it does, "Click here" where it leads. (WCAG 2.2, success criteria 2.4.4 and 2.4.6.) Looks for English
words.

Wrong:

    fallback: done
    steps:
      where:
        ask: Where did the customer pay?
        options: {In a shop: done, Other: done}
      done:
        end: resolved
        say: The money is on its way.
        links: [{text: Click here, url: "https://bank.example/refunds"}]

Mended:

    fallback: done
    steps:
      where:
        ask: Where did the customer pay?
        options: {In a shop: done, By telephone or post: done}
      done:
        end: resolved
        say: The money is on its way.
        links: [{text: How refunds work, url: "https://bank.example/refunds"}]
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.tree import Question
from perfsupport.wording import quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each option and each link with a name that says nothing."""
    if not context.is_english:
        return
    from perfsupport.rules.analysis.english import EMPTY_LABELS, EMPTY_LINKS

    for text, part, step in context.passages:
        if part == "label" or part == "link":
            word = text.lower().strip(" .…!:>-→")
            if part == "label" and word in EMPTY_LABELS and isinstance(step, Question):
                cause = f"{quote(text)} does not say what the rep chooses at {quote(step.id)}."
                yield Finding(text.span, cause, "Write what is the case when this is chosen, in a caller's words.")
            elif part == "link" and word in EMPTY_LINKS:
                cause = f"{quote(text)} does not say where the link leads."
                yield Finding(text.span, cause, "Write what is to be found there.")


RULE = Rule("PS733", "label-says-nothing", Severity.ADVICE, __doc__, check, since=2)
