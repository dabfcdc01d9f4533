"""A sensitive fact can get into a title, a question or an option.

These words do not stay on the screen: they become the title of the page, and with it part of the browser's history;
they name the steps taken, on the map and on paper. Show a sensitive value in ``say``, ``why``, ``detail`` or ``do``
instead.

Wrong:

    facts:
      card_number: {type: text, sensitive: yes}
    steps:
      card_number: {ask: What is the card number?, fact: card_number, then: blocked}
      blocked:
        ask: Is the card ((card_number)) blocked?
        options: {"Yes": hotline, "No": paid}
      hotline: {end: transferred, say: I put you through to the hotline.}
      paid: {end: resolved, say: You can pay again.}

Mended:

    facts:
      card_number: {type: text, sensitive: yes}
    steps:
      card_number: {ask: What is the card number?, fact: card_number, then: blocked}
      blocked:
        ask: Is the card blocked?
        say: I am looking at your card ((card_number)).
        options: {"Yes": hotline, "No": paid}
      hotline: {end: transferred, say: I put you through to the hotline.}
      paid: {end: resolved, say: You can pay again.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.wording import quote

PLACES = {"title": "The title", "ask": "The question", "label": "The option"}


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each title, question and option that shows a sensitive value, with the way it takes."""
    for part, place in PLACES.items():
        for shown, way in context.find_shown_secrets(part):
            cause = f"{place} shows {quote(shown.fact)}, {way}."
            yield Finding(shown.span, cause, f"Show (({shown.fact})) in `say`, `why`, `detail` or `do` instead.")


RULE = Rule("PS603", "sensitive-in-shared-prose", Severity.ERROR, __doc__, check)
