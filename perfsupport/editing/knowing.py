"""What each rule looks at, so far as it decides when the rule has to be asked again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import fields, replace
from enum import StrEnum
from functools import cache
from typing import Any

from perfsupport.tree import Branch, Fact, Option, Step, Text, Tree

BY_STEP = frozenset(
    {
        *("PS721", "PS723", "PS725", "PS726", "PS727"),
        *("PS730", "PS731", "PS732", "PS733", "PS734", "PS735", "PS736", "PS737"),
    }
)
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
    WORDS = "words"
    REST = "rest"


FIELDS = {
    **dict.fromkeys(("when",), Part.CONDITIONS),
    **dict.fromkeys(("go", "then", "otherwise"), Part.TARGETS),
}
"""The fields of steps, options and entries of routes that are conditions and targets."""

WORDS = frozenset({"title", "say", "why", "detail", "ask", "do", "note"})
"""The fields of steps and options that are nothing but words, but for the facts that they show.

Of ``Part.WORDS`` are those of options; of steps no rule looks at them but those on one step at a time."""

ABOUT = frozenset({"owner", "review_by"})
"""The fields that no rule on structure looks at."""

SEE_CONDITIONS = frozenset({"PS501", "PS502", "PS503", "PS520", "PS521", "PS705", *SLOW})
SEE_TARGETS = frozenset({"PS301", "PS402", "PS403", "PS407", "PS703", "PS704", "PS705", "PS720", "PS724", *SLOW})
"""The rules on structure that look at conditions, and at targets, beyond whether there are any."""

SEE_WORDS = frozenset({"PS516"})
"""The rules on structure that look at words of options."""

SEE_FACTS_ALONE = frozenset({"PS505", "PS506"})
"""The rules on structure that look at no steps."""


HEADING = frozenset({"title", "summary", "owner", "review_by", "course", "course_hours", "keywords"})
"""The fields of a tree at which no rule on structure looks, but for the facts shown in title and summary."""

WALKED_OVER = frozenset({"title", "summary"})
"""Those of them that rules on structure walk over, in search of facts shown."""

SEE_SCENARIOS = frozenset({"PS302", "PS307", "PS504", "PS521"})
SEE_LABELS = frozenset({"PS302", "PS307", "PS504", "PS723", "PS737"})
"""The rules on structure that look at scenarios, and at labels and units of facts."""

BLIND_TO_FACTS = frozenset(
    {
        *("PS301", "PS303", "PS304", "PS305", "PS306", "PS308", "PS402", "PS403", "PS404", "PS405", "PS406", "PS407"),
        *("PS703", "PS704", "PS705", "PS721", "PS722", "PS724", "PS726", "PS801", "PS802"),
        *("PS725", "PS731", "PS733", "PS734", "PS735"),
    }
)
"""The rules on structure, and those on one step at a time, that do not look at facts."""

BY_NAME = frozenset(
    {
        *("PS307", "PS504", "PS601", "PS602", "PS603", "PS605", "PS720", "PS723", "PS727", "PS730", "PS732", "PS736"),
        *SLOW,
    }
)
"""The rules that look at a fact only where something else in the tree names it, or each by itself (PS736)."""

SEE_DAMAGE = frozenset(
    {
        *("PS301", "PS302", "PS307", "PS401", "PS402", "PS403", "PS405", "PS406", "PS407", "PS502", "PS520", "PS720"),
        *("PS722", "PS724", *SLOW),
    }
)
"""The rules on structure that look at what is written in lines that could not be read, or whether there are any."""

LABELS, FACTS, SCENARIOS, DAMAGE = "labels", "facts", "scenarios", "damaged"
"""What of a tree may differ outside of its steps and its heading; labels are those of facts, and their units."""

NAMELESS = "facts that nothing names"
"""In place of ``FACTS``, where those that differ stand nowhere else in the tree."""

HIDING = re.compile(r"\\[xuU\n\r]")
"""How a name may be written in YAML without its letters."""


SHOWN = re.compile(r"(?<!\\)\(\([^()]*\)\)")
"""What shows a fact, or is meant to."""


def find_field_differences(old: Tree, new: Tree) -> set[str] | None:
    """Return in what two trees differ outside of their steps; None where it is more than what is followed."""
    found: set[str] = set()
    for name in _find_names(Tree):
        if name in ("steps", "translations"):
            continue
        one, other = getattr(old, name), getattr(new, name)
        if one is other or one == other:
            continue
        if name == DAMAGE:
            found.add(DAMAGE)
        elif name == FACTS:
            found.add(LABELS if _mean_the_same(one, other) else FACTS)
        elif name == SCENARIOS or (
            name in HEADING and "((" not in f"{one}{other}" and (name not in WALKED_OVER or bool(one) is bool(other))
        ):
            found.add(name)
        else:
            return None
    return found


def _mean_the_same(old: Mapping[str, Fact], new: Mapping[str, Fact]) -> bool:
    """Tell whether facts differ in nothing but labels and units."""
    return list(old) == list(new) and all(
        one is other or replace(one, label=other.label, unit=other.unit) == other
        for one, other in zip(old.values(), new.values(), strict=True)
    )


def is_named(tree: Tree, text: str, names: Iterable[str]) -> bool:
    """Tell whether something may name one of some facts, in a tree's text without the lines that declare them."""
    given = {str(fact) for each in tree.scenarios for written in each.written for fact in written.given if each.path}
    return HIDING.search(text) is not None or any(name in text or name in given for name in names)


def sees_fields(code: str, names: Set[str]) -> bool:
    """Tell whether a rule may find something else in steps that are as they were, where a tree differs in these."""
    return (
        (FACTS in names and code not in BLIND_TO_FACTS)
        or (NAMELESS in names and code not in BLIND_TO_FACTS | BY_NAME)
        or (LABELS in names and code in SEE_LABELS)
        or (SCENARIOS in names and code in SEE_SCENARIOS)
        or (DAMAGE in names and code in SEE_DAMAGE)
    )


def is_by_structure(code: str) -> bool:
    """Tell whether a rule looks at no words but labels."""
    return code.startswith(BY_STRUCTURE)


def sees(code: str, parts: Set[Part]) -> bool:
    """Tell whether a rule on structure may find something else where these parts of steps differ."""
    return (
        (Part.REST in parts and code not in SEE_FACTS_ALONE)
        or (Part.WORDS in parts and code in SEE_WORDS)
        or (Part.CONDITIONS in parts and code in SEE_CONDITIONS)
        or (Part.TARGETS in parts and code in SEE_TARGETS)
    )


def find_differences(old: Step, new: Step) -> set[Part]:
    """Return what differs between two steps, besides what is said in words that lead nowhere and show nothing."""
    return {Part.REST} if type(old) is not type(new) else set(_compare_fields(old, new))


def _compare_fields(old: Any, new: Any) -> Iterator[Part]:
    kind: Any = type(old)
    for name in _find_names(kind):
        if name not in ABOUT:
            yield from _compare(getattr(old, name), getattr(new, name), name)


def _compare(old: Any, new: Any, name: str) -> Iterator[Part]:
    if name in WORDS and _show_the_same(_join(old), _join(new)):
        return
    if isinstance(old, Text) and isinstance(new, Text):
        if old != new:
            # Whether there is any is more than which it is.
            yield FIELDS.get(name, Part.REST) if old and new else Part.REST
    elif isinstance(old, Sequence) and isinstance(new, Sequence) and not isinstance(old, str):
        if len(old) != len(new):
            yield Part.REST
        for one, other in zip(old, new, strict=False):
            yield from _compare(one, other, name)
    elif isinstance(old, Option | Branch) and type(old) is type(new):
        if isinstance(old, Option) and isinstance(new, Option) and (old.note, old.say) != (new.note, new.say):
            yield Part.WORDS
        yield from _compare_fields(old, new)
    elif name == "on" and list(old) == list(new):
        if list(old.values()) != list(new.values()):
            yield Part.TARGETS if all(old.values()) and all(new.values()) else Part.REST
    elif old != new:
        yield Part.REST


def _join(words: Text | Sequence[Text] | None) -> str:
    return words if isinstance(words, str) else "\n".join(words or ())


def _show_the_same(old: str, new: str) -> bool:
    """Tell whether two texts show the same facts in the same order, and nothing else that looks like it."""
    if "((" not in old and "((" not in new:
        return True
    shown = [[match[0] for match in SHOWN.finditer(text)] for text in (old, new)]
    signs = [[text.count(sign) for sign in ("((", "))", "\\")] for text in (old, new)]
    return shown[0] == shown[1] and signs[0] == signs[1]


@cache
def _find_names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
