"""Options begin with the same words.

Who scans a list reads the first two or three words of each line (Nielsen Norman Group, eye-tracking of lists of
links). Where these are the same, the eye finds the difference late, and the finger sometimes too early. Put what
differs first.

Wrong:

    fallback: done
    steps:
      what:
        ask: What does the customer report?
        options: {The card was lost abroad: done, The card was stolen: done, The PIN is blocked: done}
      done: {end: resolved, say: You get a new card.}

Mended:

    fallback: done
    steps:
      what:
        ask: What does the customer report?
        options: {Lost card: done, Stolen card: done, Blocked PIN: done}
      done: {end: resolved, say: You get a new card.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.tree import Text
from perfsupport.wording import join_words, quote

SAME = 3
"""Words. Two are often the same with good reason: “I do …”, “More than …”."""


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each group of options of a question that begin with the same three words."""
    for question in context.inventory.questions:
        groups: dict[str, list[Text]] = {}
        for option in question.options:
            # Nobody writes three words in fewer than five characters.
            if len(option.label) >= 2 * SAME:
                words = option.label.split(None, SAME)
                if len(words) >= SAME:
                    groups.setdefault(" ".join(words[:SAME]).casefold(), []).append(option.label)
        for labels in groups.values():
            if len(labels) > 1:
                start = " ".join(labels[0].split()[:SAME])
                named = join_words([quote(label) for label in labels], "and")
                cause = f"{named} all begin with {quote(start)}." if len(labels) > 2 else f"{named} both begin alike."
                yield Finding(labels[1].span, cause, "Put first what tells them apart.")


RULE = Rule("PS734", "options-start-alike", Severity.ADVICE, __doc__, check, since=2)
