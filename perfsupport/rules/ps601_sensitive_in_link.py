"""A sensitive fact can get into a link.

Addresses are kept in the browser's history, in server logs and in what people paste into messages. A fact marked
``sensitive`` may neither be put into a ``url`` nor be told by the address of the job aid (``from: link``).

Wrong:

    facts:
      card_number: {type: text, sensitive: yes, from: link}
    steps:
      card_number: {ask: What is the card number?, fact: card_number, then: done}
      done: {end: resolved, say: All is well.}

Mended:

    facts:
      card_number: {type: text, sensitive: yes, from: host}
    steps:
      card_number: {ask: What is the card number?, fact: card_number, then: done}
      done: {end: resolved, say: All is well.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.wording import quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each link that shows a sensitive value, and each sensitive fact that a link may tell."""
    for shown, way in context.find_shown_secrets("url"):
        yield Finding(
            shown.span,
            f"This address shows {quote(shown.fact)}, {way}.",
            f"Take (({shown.fact})) out of the address.",
        )
    for fact in context.tree.facts.values():
        for source in fact.sources if fact.sensitive else ():
            if source == "link":
                cause = f"{quote(fact.id)} is sensitive, but the address may tell it."
                yield Finding(source.span, cause, "Leave `link` out, or let the host tell it with `from: host`.")


RULE = Rule("PS601", "sensitive-in-link", Severity.ERROR, __doc__, check)
