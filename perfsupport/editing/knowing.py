"""What each rule looks at, so far as it decides when the rule has to be asked again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import fields
from enum import StrEnum
from functools import cache
from typing import Any

from perfsupport.tree import PLACEHOLDER, Branch, Option, Step, Text

BY_STEP = frozenset({"PS725", "PS727", "PS730", "PS731", "PS732", "PS733", "PS734", "PS735", "PS736"})
"""Look at one step at a time, and at the tree's facts and heading: only the steps that changed are looked at."""

BY_STRUCTURE = ("PS3", "PS4", "PS5", "PS6", "PS703", "PS704", "PS705", "PS72", "PS80")
"""The beginnings of the codes of rules that look at ids, ways, conditions, facts, labels, dates, files and links, and
at no other words: where only words changed, what they found still holds."""

SLOW = frozenset({"PS401", *(f"PS{number}" for number in range(510, 520))})
"""Reason about all paths. They are asked last, and what the others found is told before."""


class Part(StrEnum):
    """What of a step a rule on structure may look at."""

    CONDITIONS = "conditions"
    TARGETS = "targets"
    REST = "rest"


FIELDS = {
    **dict.fromkeys(("when",), Part.CONDITIONS),
    **dict.fromkeys(("go", "then", "otherwise"), Part.TARGETS),
}
"""The fields of steps, options and entries of routes that are conditions and targets."""

WORDS = frozenset({"title", "say", "why", "detail", "ask", "do", "note"})
"""The fields of steps and options that are nothing but words, but for the facts that they show."""

ABOUT = frozenset({"owner", "review_by"})
"""The fields that no rule on structure looks at."""

SEE_CONDITIONS = frozenset({"PS501", "PS502", "PS503", "PS520", "PS705", *SLOW})
SEE_TARGETS = frozenset({"PS301", "PS402", "PS403", "PS407", "PS703", "PS704", "PS705", "PS720", "PS724", *SLOW})
"""The rules on structure that look at conditions, and at targets, beyond whether there are any."""


def is_by_structure(code: str) -> bool:
    """Tell whether a rule looks at no words but labels."""
    return code.startswith(BY_STRUCTURE)


def sees(code: str, parts: Set[Part]) -> bool:
    """Tell whether a rule on structure may find something else where these parts of steps differ."""
    return (
        Part.REST in parts
        or (Part.CONDITIONS in parts and code in SEE_CONDITIONS)
        or (Part.TARGETS in parts and code in SEE_TARGETS)
    )


def find_differences(old: Step, new: Step) -> set[Part]:
    """Return what differs between two steps besides words that lead nowhere and show nothing."""
    return {Part.REST} if type(old) is not type(new) else set(_compare_fields(old, new))


def _compare_fields(old: Any, new: Any) -> Iterator[Part]:
    kind: Any = type(old)
    for name in _find_names(kind):
        if name not in ABOUT:
            yield from _compare(getattr(old, name), getattr(new, name), name)


def _compare(old: Any, new: Any, name: str) -> Iterator[Part]:
    if isinstance(old, Text) and isinstance(new, Text):
        if old != new and not (name in WORDS and old and new and _show_the_same(old, new)):
            # Whether there is any is more than which it is.
            yield FIELDS.get(name, Part.REST) if old and new else Part.REST
    elif isinstance(old, Sequence) and isinstance(new, Sequence) and not isinstance(old, str):
        if len(old) != len(new):
            yield Part.REST
        for one, other in zip(old, new, strict=False):
            yield from _compare(one, other, name)
    elif isinstance(old, Option | Branch) and type(old) is type(new):
        yield from _compare_fields(old, new)
    elif name == "on" and list(old) == list(new):
        if list(old.values()) != list(new.values()):
            yield Part.TARGETS if all(old.values()) and all(new.values()) else Part.REST
    elif old != new:
        yield Part.REST


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
