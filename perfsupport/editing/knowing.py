"""What each rule looks at, so far as it decides when the rule has to be asked again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from typing import Any

from perfsupport.tree import PLACEHOLDER, Option, Step, Text

BY_STEP = frozenset({"PS725", "PS727", "PS730", "PS731", "PS732", "PS733", "PS734", "PS735", "PS736"})
"""Look at one step at a time, and at the tree's facts and heading: only the steps that changed are looked at."""

BY_STRUCTURE = ("PS3", "PS4", "PS5", "PS6", "PS703", "PS704", "PS705", "PS72", "PS80")
"""The beginnings of the codes of rules that look at ids, ways, conditions, facts, labels, dates, files and links, and
at no other words: where only words changed, what they found still holds."""

SLOW = frozenset({"PS401", *(f"PS{number}" for number in range(510, 520))})
"""Reason about all paths. They are asked last, and what the others found is told before."""

WORDS = frozenset({"title", "say", "why", "detail", "ask", "do", "note"})
"""The fields of steps and options that are nothing but words, but for the facts that they show."""

ABOUT = frozenset({"owner", "review_by"})
"""The fields that no rule on structure looks at."""


def is_by_structure(code: str) -> bool:
    """Tell whether a rule looks at no words but labels."""
    return code.startswith(BY_STRUCTURE)


def differ_in_words_only(old: Step, new: Step) -> bool:
    """Tell whether two steps are the same but for words that lead nowhere and show nothing."""
    if type(old) is not type(new):
        return False
    kind: Any = type(old)
    return all(
        _are_alike(getattr(old, name), getattr(new, name), is_words=name in WORDS)
        for name in _find_names(kind)
        if name not in ABOUT
    )


def _are_alike(old: Any, new: Any, *, is_words: bool) -> bool:
    if isinstance(old, Text) and isinstance(new, Text):
        return old == new or (is_words and bool(old) and bool(new) and _show_the_same(old, new))
    if isinstance(old, Sequence) and isinstance(new, Sequence) and not isinstance(old, str):
        return len(old) == len(new) and all(
            _are_alike(one, other, is_words=is_words) for one, other in zip(old, new, strict=True)
        )
    if isinstance(old, Option) and isinstance(new, Option):
        return all(
            _are_alike(getattr(old, name), getattr(new, name), is_words=name in WORDS) for name in _find_names(Option)
        )
    return bool(old == new)


def _show_the_same(old: Text, new: Text) -> bool:
    """Tell whether two texts show the same facts in the same order, and nothing else that looks like it."""
    if "((" not in old and "((" not in new:
        return True
    shown = [[match[0] for match in PLACEHOLDER.finditer(text)] for text in (old, new)]
    signs = [[text.count(sign) for sign in ("((", "))", "\\")] for text in (old, new)]
    return shown[0] == shown[1] and signs[0] == signs[1]


@cache
def _find_names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
