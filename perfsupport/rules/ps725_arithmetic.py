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
from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.tree import locate
from perfsupport.wording import quote

SUM = re.compile(r"\(\([^()]+\)\)\s*[×*÷/+−-]\s*(?:\(\(|[0-9])|[0-9]\s*[×*÷/+−]\s*\(\(|%\s+(?:of\s+)?\(\(")
PARTS = frozenset(("ask", "say", "do", "detail", "title"))


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each text that leaves a sum to the rep."""
    patterns = [SUM] if "((" in context.folded else []
    if context.is_english:
        from perfsupport.rules.analysis.english import ARITHMETIC, SUMS

        if any(word in context.folded for word in SUMS):
            patterns.append(ARITHMETIC)
    for text, part, _step in context.passages if patterns else ():
        if part in PARTS:
            match = next((match for pattern in patterns if (match := pattern.search(text))), None)
            if match:
                words = match[0].strip(" .;:-*\n")
                cause = f"{quote(words)} leaves a sum to the rep, who is talking at the same time."
                remedy = "Declare a fact that is calculated (`is: …`), and show it with `((…))`."
                yield Finding(locate(text, match.start(), match.end()), cause, remedy)


RULE = Rule("PS725", "arithmetic", Severity.ADVICE, __doc__, check, since=2)
