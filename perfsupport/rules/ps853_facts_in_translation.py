"""The words show other facts than the source.

A text that shows ``((amount))`` tells the rep a sum; words that do not show it tell less, and words that show another
fact tell something else, or more than may be told.

Wrong:

    # perfsupport.yaml
    languages: [de]
    # trees/cards/refund.yaml
    title: Refunds
    owner: payments-desk
    review_by: 2027-06-30
    facts:
      amount: {type: number, unit: EUR}
    steps:
      amount: {ask: How much was paid?, fact: amount, then: paid}
      paid: {title: Paid back, end: resolved, say: You get ((amount)) back.}
    # trees/cards/refund.de.yaml
    title: {source: Refunds, text: Erstattungen}
    facts: {amount: {label: {source: amount, text: Betrag}}}
    steps:
      amount: {ask: {source: How much was paid?, text: Wie viel wurde bezahlt?}}
      paid:
        title: {source: Paid back, text: Erstattet}
        say: {source: You get ((amount)) back., text: Sie bekommen ((betrag)) zurück.}

Mended:

    # perfsupport.yaml
    languages: [de]
    # trees/cards/refund.yaml
    title: Refunds
    owner: payments-desk
    review_by: 2027-06-30
    facts:
      amount: {type: number, unit: EUR}
    steps:
      amount: {ask: How much was paid?, fact: amount, then: paid}
      paid: {title: Paid back, end: resolved, say: You get ((amount)) back.}
    # trees/cards/refund.de.yaml
    title: {source: Refunds, text: Erstattungen}
    facts: {amount: {label: {source: amount, text: Betrag}}}
    steps:
      amount: {ask: {source: How much was paid?, text: Wie viel wurde bezahlt?}}
      paid:
        title: {source: Paid back, text: Erstattet}
        say: {source: You get ((amount)) back., text: Sie bekommen ((amount)) zurück.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Severity
from perfsupport.mending import swap_part
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.tree import PLACEHOLDER, Text, find_placeholders, locate
from perfsupport.wording import join_words


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each fact that the words show and the source does not, and for each that they leave out."""
    for each in context.translated:
        for source, words in each.find_pairs():
            for finding in _compare(source, words):
                yield finding._replace(path=each.translation.path)


def _compare(source: Text, words: Text) -> Iterator[Finding]:
    shown = list(dict.fromkeys(fact for fact, _ in find_placeholders(source)))
    told = list(PLACEHOLDER.finditer(words)) if "((" in words else []
    names = {match[1] for match in told}
    left_out = [fact for fact in shown if fact not in names]
    strange = [match for match in told if match[1] not in shown]
    for match in strange:
        place = locate(words, match.start(1), match.end(1))
        # Where one is strange and one is left out, it is clear which was meant.
        meant = left_out[0] if len(left_out) == 1 and len({one[1] for one in strange}) == 1 else None
        fix = swap_part(words, match.start(1), match.end(1), meant, f"Write (({meant}))") if meant else None
        remedy = f"Write (({meant}))." if meant else _advise(shown)
        yield Finding(place, f"The words show (({match[1]})), and the source does not.", remedy, fix)
    if left_out and not strange:
        facts = join_words([f"(({fact}))" for fact in left_out], "and")
        yield Finding(words.span, f"The source shows {facts}, and the words do not.", f"Put {facts} into the words.")


def _advise(shown: list[str]) -> str:
    if not shown:
        return "Take it out, or show it in the source as well."
    return f"Show {join_words([f'(({fact}))' for fact in shown], 'and')} and nothing else."


RULE = Rule("PS853", "facts-in-translation", Severity.ERROR, __doc__, check, since=2)
