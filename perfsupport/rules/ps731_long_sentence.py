"""A sentence is long.

Reps read while they listen, and read it out. The limit is ``max_sentence_words`` under ``checks``: 25 words unless
given, the length at which GOV.UK's content designers split a sentence. Only the longest sentence of a text is told.
Entries of lists and cells of tables count by themselves, and what is calculated or shown of facts counts as one word.

Wrong:

    # perfsupport.yaml
    checks: {max_sentence_words: 12}
    # trees/cards/refund.yaml
    title: Refund
    owner: Payments desk
    steps:
      done: {end: resolved, say: The money that you paid for the coat is on its way back to you.}

Mended:

    # perfsupport.yaml
    checks: {max_sentence_words: 12}
    # trees/cards/refund.yaml
    title: Refund
    owner: Payments desk
    steps:
      done: {end: resolved, say: You paid for the coat. That money is on its way back.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.analysis.sentences import find_longest
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.tree import locate
from perfsupport.wording import quote

SOMEBODY_ELSES = frozenset(("tip", "alt"))
"""Tips are quoted from the field, and what a picture shows takes as many words as it takes."""


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each text with a sentence of more words than the limit."""
    most = context.checks.max_sentence_words
    for text, part, _step in context.passages:
        if part not in SOMEBODY_ELSES and _may_be_long(text, most):
            longest = find_longest(text, most)
            if longest is not None:
                words = quote(text[longest.start : longest.end])
                cause = f"The sentence {words} has {longest.words} words; {most} are the limit here."
                yield Finding(locate(text, longest.start, longest.end), cause, "Make two sentences of it.")


def _may_be_long(text: str, most: int) -> bool:
    """Tell at a glance whether a closer look is worth it: hardly any text has a long sentence."""
    if len(text) <= 2 * most or text.count(" ") + text.count("\n") < most:
        return False
    return any(piece.count(" ") + piece.count("\n") >= most for piece in text.split(". "))


RULE = Rule("PS731", "long-sentence", Severity.ADVICE, __doc__, check, since=2)
