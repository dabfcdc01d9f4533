"""Texts are not translated yet.

A rep who chose another language sees these texts in the language of the tree. ``perfsupport translate report`` lists
them all, and ``perfsupport translate update`` puts new ones into the file, each with room for its words.

Wrong:

    # perfsupport.yaml
    languages: [de]
    # trees/cards/refund.yaml
    title: Refunds
    owner: payments-desk
    review_by: 2027-06-30
    steps:
      paid: {title: Paid back, end: resolved, say: The money is on its way.}
    # trees/cards/refund.de.yaml
    title: {source: Refunds, text: Erstattungen}
    steps:
      paid:
        title: {source: Paid back, text: Erstattet}

Mended:

    # perfsupport.yaml
    languages: [de]
    # trees/cards/refund.yaml
    title: Refunds
    owner: payments-desk
    review_by: 2027-06-30
    steps:
      paid: {title: Paid back, end: resolved, say: The money is on its way.}
    # trees/cards/refund.de.yaml
    title: {source: Refunds, text: Erstattungen}
    steps:
      paid:
        title: {source: Paid back, text: Erstattet}
        say: {source: The money is on its way., text: Das Geld ist unterwegs.}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from perfsupport.diagnostics import TOP, Severity
from perfsupport.rules.analysis.translated import Translated, read_translated_settings, tell_key
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.settings import Settings
from perfsupport.translating.matching import State

UPDATE = "Write the words; `perfsupport translate update` puts what is missing into the file."
EXTRACT = "Write them into {path}; `perfsupport translate extract` makes the file."


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each file in which words are missing, and for each language without a file."""
    yield from _find(context.translated)
    written = {each.translation.language for each in context.translated}
    for language in context.settings.languages:
        if language not in written and language != context.settings.language:
            path = f"{context.tree.path.removesuffix('.yaml')}.{language}.yaml"
            cause = f"The words of this tree in the language `{language}` are missing."
            yield Finding(context.tree.title.span, cause, EXTRACT.format(path=path))


def check_settings(settings: Settings, _media: frozenset[str]) -> Iterator[Finding]:
    """Yield a finding for each file of translated settings in which words are missing."""
    yield from _find(read_translated_settings(settings))


def _find(translated: Iterable[Translated]) -> Iterator[Finding]:
    for each in translated:
        # What stands at a wrong place is told of there.
        elsewhere = {str(one.source) for one in each.matches.unknown}
        missing = [one for one in each.matches.find(State.MISSING) if str(one.source.text) not in elsewhere]
        if missing:
            here = [one.translated.source.span for one in missing if one.translated is not None]
            count = f"{len(missing)} of {len(each.matches.texts)} texts"
            verb = "is" if len(missing) == 1 else "are"
            cause = f"{count} {verb} not translated yet, first {tell_key(missing[0])}."
            yield Finding(min(here, default=TOP), cause, UPDATE, path=each.translation.path)


RULE = Rule("PS850", "missing-translation", Severity.ADVICE, __doc__, check, check_settings, since=2)
