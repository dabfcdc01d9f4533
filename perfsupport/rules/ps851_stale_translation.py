"""The source has changed since a text was translated.

What the words say may no longer be what the tree says, and so the page shows the source in their place. Each translated
text keeps the source that it was made from: ``perfsupport translate update`` writes the new one beside it, and the old
one behind ``was``. Take ``was`` away once the words fit again.

Wrong:

    # perfsupport.yaml
    languages: [de]
    # trees/cards/refund.yaml
    title: Refunds
    owner: payments-desk
    review_by: 2027-06-30
    steps:
      paid: {title: Paid back, end: resolved, say: The money comes within three days.}
    # trees/cards/refund.de.yaml
    title: {source: Refunds, text: Erstattungen}
    steps:
      paid:
        title: {source: Paid back, text: Erstattet}
        say: {source: The money comes within five days., text: Das Geld kommt in den nächsten fünf Tagen.}

Mended:

    # perfsupport.yaml
    languages: [de]
    # trees/cards/refund.yaml
    title: Refunds
    owner: payments-desk
    review_by: 2027-06-30
    steps:
      paid: {title: Paid back, end: resolved, say: The money comes within three days.}
    # trees/cards/refund.de.yaml
    title: {source: Refunds, text: Erstattungen}
    steps:
      paid:
        title: {source: Paid back, text: Erstattet}
        say: {source: The money comes within three days., text: Das Geld kommt in den nächsten drei Tagen.}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from perfsupport.diagnostics import Severity
from perfsupport.rules.analysis.translated import Translated, read_translated_settings
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.settings import Settings
from perfsupport.translating.matching import State
from perfsupport.wording import quote

MARKED = "Make the words fit, then take `was` away."
UNMARKED = "Make the words fit, and copy the new text behind `source`; `perfsupport translate update` prepares that."


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each text whose source has changed."""
    yield from _find(context.translated)


def check_settings(settings: Settings, _media: frozenset[str]) -> Iterator[Finding]:
    """Yield a finding for each text of the settings whose source has changed."""
    yield from _find(read_translated_settings(settings))


def _find(translated: Iterable[Translated]) -> Iterator[Finding]:
    for each in translated:
        for match in each.matches.find(State.STALE):
            if match.translated is not None:
                cause = f"The source has changed since this was translated: it says {quote(match.source.text)} now."
                remedy = MARKED if match.translated.was else UNMARKED
                yield Finding(match.translated.span, cause, remedy, path=each.translation.path)


RULE = Rule("PS851", "stale-translation", Severity.WARNING, __doc__, check, check_settings, since=2)
