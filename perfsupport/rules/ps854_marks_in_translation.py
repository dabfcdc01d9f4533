"""The words are marked up otherwise than the source.

A link that is missing leads nobody, a list that became one line cannot be worked through, and what was **bold** in the
source was meant to be seen first in every language.

Wrong:

    # perfsupport.yaml
    languages: [de]
    # trees/cards/refund.yaml
    title: Refunds
    owner: payments-desk
    review_by: 2027-06-30
    steps:
      paid: {title: Paid back, end: resolved, do: "Open **Refunds**, then press **OK**."}
    # trees/cards/refund.de.yaml
    title: {source: Refunds, text: Erstattungen}
    steps:
      paid:
        title: {source: Paid back, text: Erstattet}
        do: [{source: "Open **Refunds**, then press **OK**.", text: Öffnen Sie **Refunds** und drücken Sie OK.}]

Mended:

    # perfsupport.yaml
    languages: [de]
    # trees/cards/refund.yaml
    title: Refunds
    owner: payments-desk
    review_by: 2027-06-30
    steps:
      paid: {title: Paid back, end: resolved, do: "Open **Refunds**, then press **OK**."}
    # trees/cards/refund.de.yaml
    title: {source: Refunds, text: Erstattungen}
    steps:
      paid:
        title: {source: Paid back, text: Erstattet}
        do: [{source: "Open **Refunds**, then press **OK**.", text: Öffnen Sie **Refunds** und drücken Sie **OK**.}]
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Context, Finding, Rule

MARKS = {
    "link": r"\]\(\s*<?[^)\s>]+",
    "bold passage": r"\*\*(?=\S)[^*]+\*\*|__(?=\S)[^_]+__",
    "piece of code": r"`[^`]+`",
    "entry of a list": r"(?m)^ *(?:[-+*]|\d+[.)])(?= )",
    "heading": r"(?m)^ {0,3}#+ ",
    "row of a table": r"(?m)^ *\|.*\| *$",
}
PLURALS = {
    "link": "links",
    "bold passage": "bold passages",
    "piece of code": "pieces of code",
    "entry of a list": "entries of lists",
    "heading": "headings",
    "row of a table": "rows of tables",
}


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each kind of mark of which the words have more or fewer than the source."""
    for each in context.translated:
        for (_, source), words in each.find_pairs():
            for name, mark in MARKS.items():
                there, here = len(re.findall(mark, source)), len(re.findall(mark, words))
                if there != here:
                    cause = f"The source has {_count(there, name)}, the words have {_count(here, name, there)}."
                    remedy = "Mark the words as the source is marked."
                    yield Finding(words.span, cause, remedy, path=each.translation.path)


def _count(number: int, name: str, other: int = 0) -> str:
    """Return a number of marks in words; beside another number the mark need not be named again."""
    if other:
        return str(number or "none")
    return f"{number or 'no'} {name if number == 1 else PLURALS[name]}"


RULE = Rule("PS854", "marks-in-translation", Severity.WARNING, __doc__, check, since=2)
