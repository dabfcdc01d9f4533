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

from collections.abc import Iterator, Sequence, Set

from perfsupport.diagnostics import Severity
from perfsupport.mending import swap_part
from perfsupport.rules.analysis.brackets import FactNames, Misplaced, find_misplaced
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.tree import PLACEHOLDER, Text, find_placeholders, locate
from perfsupport.wording import join_words, quote


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each fact that the words show and the source does not, and for each that they leave out."""
    for each in context.translated:
        labels = {
            str(one.key[1]): str(one.text)
            for one in each.translation.texts
            if one.text and one.key[0] == "facts" and one.key[2:] == ("label",)
        }
        names = FactNames(context.facts, context.tree.facts, labels)
        for (key, source), words in each.find_pairs():
            # No label shows a fact: what is in brackets there is a word.
            found = () if key[0] == "facts" else find_misplaced(words, names)
            misplaced = [one for one in found if words[one.start : one.end] not in source]
            # What the source was meant to show is told there.
            meant = {one.fact for one in find_misplaced(source, names)} | {one.fact for one in misplaced}
            for finding in (*_find_misplaced(words, misplaced), *_compare(source, words, meant)):
                yield finding._replace(path=each.translation.path)


def _find_misplaced(words: Text, found: Sequence[Misplaced]) -> Iterator[Finding]:
    """Yield a finding for each fact in other brackets than those that show it."""
    for one in found:
        if one.fact is not None:
            cause = f"{quote(words[one.start : one.end])} is shown to reps as it stands."
            fix = swap_part(words, one.start, one.end, f"(({one.fact}))", f"Write (({one.fact}))")
            yield Finding(locate(words, one.start, one.end), cause, f"Write (({one.fact})).", fix)


def _compare(source: Text, words: Text, elsewhere: Set[str | None]) -> Iterator[Finding]:
    shown = list(dict.fromkeys(fact for fact, _ in find_placeholders(source)))
    told = list(PLACEHOLDER.finditer(words)) if "((" in words else []
    names = {match[1] for match in told} | elsewhere
    left_out = [fact for fact in shown if fact not in names]
    strange = [match for match in told if match[1] not in shown and match[1] not in elsewhere]
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
