"""A file of translations names a step, an option, a fact or a text that the source does not have.

Mostly a step has got another id, or an option another label, since the file was written. The words are shown nowhere.
``perfsupport translate update`` brings them to where their source stands now, and keeps at the end of the file what
belongs to nothing any more.

Wrong:

    # perfsupport.yaml
    languages: [de]
    # trees/cards/refund.yaml
    title: Refunds
    owner: payments-desk
    review_by: 2027-06-30
    steps:
      paid: {title: Paid back, end: resolved, say: All done., was: done}
    # trees/cards/refund.de.yaml
    title: {source: Refunds, text: Erstattungen}
    steps:
      done:
        title: {source: Paid back, text: Erstattet}
        say: {source: All done., text: Alles erledigt.}

Mended:

    # perfsupport.yaml
    languages: [de]
    # trees/cards/refund.yaml
    title: Refunds
    owner: payments-desk
    review_by: 2027-06-30
    steps:
      paid: {title: Paid back, end: resolved, say: All done., was: done}
    # trees/cards/refund.de.yaml
    title: {source: Refunds, text: Erstattungen}
    steps:
      paid:
        title: {source: Paid back, text: Erstattet}
        say: {source: All done., text: Alles erledigt.}
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from perfsupport.diagnostics import Fix, Severity
from perfsupport.mending import swap_text
from perfsupport.rules.analysis.translated import Translated, read_translated_settings
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.settings import Settings
from perfsupport.tree import Question, Text, Tree
from perfsupport.wording import certain, quote, suggest

WHAT = {"steps": "a step", "facts": "a fact", "options": "an option", "contacts": "a contact", "outcomes": "an outcome"}
UPDATE = "`perfsupport translate update` moves it to where it belongs, or to the end of the file."


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each id and each text that the tree does not have."""
    renamed = find_renamed(context.tree) if context.translated else {}
    for each in context.translated:
        yield from _find(each, renamed)


def check_settings(settings: Settings, _media: frozenset[str]) -> Iterator[Finding]:
    """Yield a finding for each id and each text that the settings do not have."""
    for each in read_translated_settings(settings):
        yield from _find(each, {})


def find_renamed(tree: Tree) -> dict[tuple[str, ...], str]:
    """Return the ids that steps and options have now, by the keys they had."""
    renamed: dict[tuple[str, ...], str] = {}
    for step in tree.steps.values():
        renamed |= {("steps", str(old)): str(step.id) for old in step.was}
        for option in step.options if isinstance(step, Question) else ():
            renamed |= {("steps", str(step.id), "options", str(old)): str(option.id) for old in option.was}
    return renamed


def _find(each: Translated, renamed: Mapping[tuple[str, ...], str]) -> Iterator[Finding]:
    known: dict[tuple[str, ...], set[str]] = {}
    for match in each.matches.texts:
        for depth, part in enumerate(match.source.key):
            known.setdefault(match.source.key[:depth], set()).add(part)
    used = {tuple(map(str, one.key[: depth + 1])) for one in each.translation.texts for depth in range(len(one.key))}
    told: set[tuple[str, ...]] = set()
    for one in each.matches.unknown:
        key = tuple(map(str, one.key))
        depth = next((at for at in range(len(key)) if key[at] not in known.get(key[:at], ())), len(key) - 1)
        wrong = one.key[depth]
        if key[: depth + 1] in told:
            continue
        told.add(key[: depth + 1])
        place = wrong.span if isinstance(wrong, Text) else one.source.span
        if key[depth - 1] in WHAT and isinstance(wrong, Text):
            there = known.get(key[:depth], set())
            new = renamed.get(key[: depth + 1])
            cause = f"{quote(wrong)} is not {WHAT[key[depth - 1]]} of {each.source_path}."
            yield Finding(place, cause, _advise(wrong, new, there), _mend(wrong, new, key, used, there), _path(each))
        else:
            cause = f"{quote('.'.join(key))} is no text of {each.source_path}."
            yield Finding(place, cause, UPDATE, path=_path(each))


def _path(each: Translated) -> str:
    return each.translation.path


def _advise(wrong: Text, new: str | None, there: Collection[str]) -> str:
    if new is not None:
        return f"It is called {quote(new)} now."
    return suggest(wrong, sorted(there), UPDATE)


def _mend(
    wrong: Text, new: str | None, key: tuple[str, ...], used: Collection[tuple[str, ...]], there: Collection[str]
) -> Fix | None:
    """Return the fix where it is certain what is meant and nothing stands there yet."""
    meant = new if new is not None else certain(wrong, sorted(there))
    at = key.index(str(wrong))
    return swap_text(wrong, meant) if meant is not None and (*key[:at], meant) not in used else None


RULE = Rule("PS852", "translation-of-nothing", Severity.WARNING, __doc__, check, check_settings, since=2)
