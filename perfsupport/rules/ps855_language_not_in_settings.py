"""A file of translations is in a language that the project does not publish.

Pages are made in the languages that ``languages`` in ``perfsupport.yaml`` names, and in that of the trees. Words in any
other language are shown nowhere.

Wrong:

    # perfsupport.yaml
    languages: [de]
    # trees/cards/refund.yaml
    title: Refunds
    owner: payments-desk
    review_by: 2027-06-30
    steps:
      paid: {title: Paid back, end: resolved, say: All done.}
    # trees/cards/refund.de.yaml
    title: {source: Refunds, text: Erstattungen}
    steps: {paid: {title: {source: Paid back, text: Erstattet}, say: {source: All done., text: Alles erledigt.}}}
    # trees/cards/refund.fr.yaml
    title: {source: Refunds, text: Remboursements}

Mended:

    # perfsupport.yaml
    languages: [de]
    # trees/cards/refund.yaml
    title: Refunds
    owner: payments-desk
    review_by: 2027-06-30
    steps:
      paid: {title: Paid back, end: resolved, say: All done.}
    # trees/cards/refund.de.yaml
    title: {source: Refunds, text: Erstattungen}
    steps: {paid: {title: {source: Paid back, text: Erstattet}, say: {source: All done., text: Alles erledigt.}}}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from perfsupport.diagnostics import TOP, Severity
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.settings import Settings
from perfsupport.tree import Translation
from perfsupport.wording import nearest


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each translation of the tree to a language that the settings do not name."""
    yield from _find(context.tree.translations, context.settings)


def check_settings(settings: Settings, _media: frozenset[str]) -> Iterator[Finding]:
    """Yield the same for the settings; and for a language of the settings that is the trees' own."""
    yield from _find(settings.translations, settings)
    for language in settings.languages:
        if language == settings.language:
            cause = f"`{language}` is the language that the trees are written in."
            yield Finding(language.span, cause, "Name only the languages that they are translated to.")


def _find(translations: Iterable[Translation], settings: Settings) -> Iterator[Finding]:
    for each in translations:
        if each.language in map(str, settings.languages):
            continue
        if each.language == settings.language:
            cause = f"`{each.language}` is the language that the trees are written in."
            remedy = "Give the file the name of the language that its words are in, or take it away."
        else:
            near = nearest(each.language, [str(one) for one in settings.languages])
            cause = f"The project has no pages in the language `{each.language}`."
            add = f"Add {each.language} to `languages` in perfsupport.yaml"
            remedy = f"{add}, or let the file's name say {near}." if near else f"{add}, or take the file away."
        yield Finding(TOP, cause, remedy, path=each.path)


RULE = Rule("PS855", "language-not-in-settings", Severity.WARNING, __doc__, check, check_settings, since=2)
