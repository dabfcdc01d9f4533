"""A rep is told to calculate.

People miscalculate while they talk; studies of aids for emergencies let the aid do every sum. Declare a calculated
fact with ``is``, and show it with ``((…))``. Looks for English words of arithmetic in what reps read, and for sums
over facts in any language.

Wrong:

    facts:
      bill: {type: number, unit: GBP}
    steps:
      bill: {ask: How much was the bill?, fact: bill, then: done}
      done: {end: resolved, do: Divide the bill by 12 and offer that a month.}

Mended:

    facts:
      bill: {type: number, unit: GBP}
      part: {type: number, unit: GBP, is: "round(bill / 12, 2)"}
    steps:
      bill: {ask: How much was the bill?, fact: bill, then: done}
      done: {end: resolved, do: Offer ((part)) a month.}
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.tree import locate
from perfsupport.wording import quote

SUM = r"\(\([^()]+\)\)\s*[×*÷/+−-]\s*(?:\(\(|[0-9])|[0-9]\s*[×*÷/+−]\s*\(\(|%\s+(?:of\s+)?\(\("
PARTS = frozenset(("ask", "say", "do", "detail", "title"))


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each text that leaves a sum to the rep."""
    shows_facts = "((" in context.folded
    words = _find_words(context)
    for text, part, _step in context.passages if shows_facts or words else ():
        if part in PARTS:
            match = re.search(SUM, text) if shows_facts and "((" in text else None
            if match is None and words:
                match = _find_sum(text, words)
            if match is not None:
                told = match[0].strip(" .;:-*\n")
                cause = f"{quote(told)} leaves a sum to the rep, who is talking at the same time."
                remedy = "Declare a fact that is calculated (`is: …`), and show it with `((…))`."
                yield Finding(locate(text, match.start(), match.end()), cause, remedy)


def _find_words(context: Context) -> list[str]:
    """Return the words of arithmetic that stand somewhere in the tree."""
    if not context.is_english:
        return []
    from perfsupport.rules.analysis.english import SUMS

    return [word for word in SUMS if word in context.folded]


def _find_sum(text: str, words: Sequence[str]) -> re.Match[str] | None:
    from perfsupport.rules.analysis.english import ARITHMETIC

    folded = text.lower()
    return ARITHMETIC.search(text) if any(word in folded for word in words) else None


RULE = Rule("PS725", "arithmetic", Severity.ADVICE, __doc__, check, since=2)
