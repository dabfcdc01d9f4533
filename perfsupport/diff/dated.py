"""Situations that end differently on some days only: each stretch of days on which all stays the same is searched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from perfsupport.catalogues import message
from perfsupport.diff.days import MOST_DAYS, Stretch, find_days, join_stretches, tell_day
from perfsupport.diff.endings import MOST_WALKS, Found, Searched, Sides, find_endings, meet
from perfsupport.outline.words import ENGLISH_OUTLINE, OutlineWords

LEAST_WALKS = 100
"""For each stretch after the first: together they get as many as that one, but no stretch fewer than these."""


@dataclass(frozen=True)
class Dated:
    """A situation that ends differently, and the stretches of days on which it does; none is always."""

    found: Found
    days: Sequence[Stretch]


@dataclass(frozen=True)
class Result:
    """What was found over all days, and what to say of the search."""

    found: Sequence[Dated]
    note: str


def find_over_days(sides: Sides, most: int = MOST_WALKS, speech: OutlineWords = ENGLISH_OUTLINE) -> Result:
    """Return the situations that end differently today, then those that will, each with the days on which it does."""
    days = find_days((sides.old, sides.new), sides.today)
    compared = days[:MOST_DAYS]
    later = max(LEAST_WALKS, most // max(1, len(compared) - 1))
    searches = [
        find_endings(replace(sides, today=day), later if number else most) for number, day in enumerate(compared)
    ]
    keys = dict.fromkeys(key for searched in searches for key in searched.found)
    found = [_join(key, sides, compared, searches) for key in keys]
    return Result(found, _write_note(days, searches, speech))


def _join(key: tuple[str, str], sides: Sides, days: Sequence[str], searches: Sequence[Searched]) -> Dated:
    """Return a pair of ends with its days: those on which it was found, or an example of another day comes to it."""
    examples = [searched.found[key] for searched in searches if key in searched.found]
    there = {
        number
        for number, day in enumerate(days)
        if key in searches[number].found or any(meet(replace(sides, today=day), one) == key for one in examples)
    }
    return Dated(examples[0], join_stretches(days, there))


def _write_note(days: Sequence[str], searches: Sequence[Searched], speech: OutlineWords) -> str:
    told = []
    if not all(searched.complete for searched in searches):
        walks = sum(searched.walks for searched in searches)
        text = message("There may be more situations that end differently: the search stopped after {count} tries.")
        told.append(speech.say(text, count=walks))
    if len(days) > MOST_DAYS:
        day = tell_day(days[MOST_DAYS], speech)
        told.append(speech.say("What is so from {day} on was not compared.", day=day))
    return " ".join(told)
