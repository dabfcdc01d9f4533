"""Two options of a question say the same.

Whoever reads them looks for a difference where there is none, and the report splits one response into two. Options are
compared without case, accents and signs; where they also lead to the same step with the same note, without small words
and plurals. Options that are never offered together may be alike.

Wrong:

    steps:
      device:
        ask: What is broken?
        options:
          The screen: {go: repair}
          Screens: {go: repair}
          The keyboard: replace
      repair: {end: resolved, say: Please bring it to us.}
      replace: {end: resolved, say: We send you a new one.}

Mended:

    steps:
      device:
        ask: What is broken?
        options:
          The screen: repair
          The keyboard: replace
      repair: {end: resolved, say: Please bring it to us.}
      replace: {end: resolved, say: We send you a new one.}
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from perfsupport.diagnostics import Severity
from perfsupport.rules.base import Context, Finding, Rule
from perfsupport.tree import Option, Question, slug
from perfsupport.wording import quote

MOST_LABELS = 10_000
SMALL_WORDS = frozenset({"a", "an", "the", "and"})


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each option that says what one above it says."""
    for question in context.inventory.questions:
        if _are_all_different(question):
            continue
        seen: dict[tuple[object, ...], Option] = {}
        targets = Counter(option.go for option in question.options)
        for option in question.options:
            for key in _find_keys(question, option, is_alone=targets[option.go] == 1):
                first = seen.setdefault(key, option)
                if first is not option and first.id != option.id and _are_together(context, question, first, option):
                    yield _report(first, option)
                    break


def _are_all_different(question: Question) -> bool:
    """Tell whether no two options have a label or a target in common: most questions are like that."""
    number = len(question.options)
    is_told_apart = len({_read_label(option.label)[0] for option in question.options}) == number
    return is_told_apart and len({option.go for option in question.options}) == number


def _find_keys(question: Question, option: Option, *, is_alone: bool) -> Iterator[tuple[object, ...]]:
    """Yield what two options that say the same have in common; ``is_alone`` where no other leads to the same step."""
    words, bare = _read_label(option.label)
    if words:
        yield ("label", words)
    if words and not is_alone and (question.fact is None or question.pick_many):
        given = tuple((fact, str(value)) for fact, value in option.set.items())
        yield ("all", bare or words, option.go, option.note, option.say, given, option.exclusive)


@lru_cache(MOST_LABELS)
def _read_label(label: str) -> tuple[str, tuple[str, ...]]:
    """Return the words of a label, and those that matter; most labels are looked at again after each key press."""
    words = slug(label)
    return words, tuple(_strip(word) for word in words.split("-") if word not in SMALL_WORDS)


def _strip(word: str) -> str:
    """Return a word without the ending of a plural."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _are_together(context: Context, question: Question, first: Option, second: Option) -> bool:
    """Tell whether two options may be offered at once, by their dates and conditions."""
    if first.effective_until and second.effective_from and first.effective_until < second.effective_from:
        return False
    if second.effective_until and first.effective_from and second.effective_until < first.effective_from:
        return False
    if first.when is None and second.when is None:
        return True
    return context.logic is None or context.logic.can_be_offered(question, [first, second])


def _report(first: Option, second: Option) -> Finding:
    cause = f"{quote(second.label)} says the same as {quote(first.label)} in line {first.label.span.line}."
    return Finding(second.label.span, cause, "Delete one of them, or say what sets them apart.")


RULE = Rule("PS516", "options-say-the-same", Severity.WARNING, __doc__, check)
