"""A sensitive fact can get into the case note.

The case note is copied into the ticket, where many can read it and where it stays. What is marked ``sensitive`` stays
on the rep's screen; the note says what was done with it.

Wrong:

    facts:
      card_number: {type: text, sensitive: yes}
    steps:
      card_number: {ask: What is the card number?, fact: card_number, then: done}
      done: {end: resolved, say: Your card is free again., note: Card ((card_number)) unblocked.}

Mended:

    facts:
      card_number: {type: text, sensitive: yes}
    steps:
      card_number: {ask: What is the card number?, fact: card_number, then: done}
      done: {end: resolved, say: Your card is free again., note: Card unblocked.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.wording import quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each note that shows a sensitive value, with the way it takes."""
    for shown, way in context.find_shown_secrets("note"):
        yield Finding(
            shown.span,
            f"The case note shows {quote(shown.fact)}, {way}.",
            f"Take (({shown.fact})) out of the note.",
        )


RULE = Rule("PS602", "sensitive-in-note", Severity.ERROR, __doc__, check)
