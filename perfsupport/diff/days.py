"""The days on which situations may end differently, and how such stretches of days are told."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from functools import reduce
from itertools import groupby

from perfsupport.expressions import is_date
from perfsupport.outline.words import ENGLISH_OUTLINE, OutlineWords
from perfsupport.program import Expression, Program
from perfsupport.scenarios.comparisons import mentions_today
from perfsupport.scenarios.samples import find_expressions

MOST_DAYS = 16
"""Stretches that are compared; a project that has more of them to come is told where the comparison ends."""

Stretch = tuple[str | None, str | None]
"""The first day and the last one (ISO texts), both included. None is open: the day of the comparison, or no end."""


def find_days(programs: Collection[Program], today: str) -> list[str]:
    """Return today and each day from then on at which something begins or has ended, in order.

    From each of them up to the day before the next everything is as on the first.
    """
    turns = {turn for program in programs for turn in _find_turns(program) if turn > today}
    return [today, *sorted(turns)]


def _find_turns(program: Program) -> Iterator[str]:
    for tree in program["trees"].values():
        for step in tree["steps"].values():
            for dated in (step, *step.get("options", ()), *step.get("branches", ())):
                if "from" in dated:
                    yield dated["from"]
                if "until" in dated:
                    yield from _add(dated["until"], 1)
        for expression in find_expressions(tree):
            if mentions_today(expression):
                for day in _find_dates(expression):
                    yield day
                    yield from _add(day, 1)


def _find_dates(expression: Expression) -> Iterator[str]:
    """Yield the days that are written in an expression."""
    if isinstance(expression, list):
        for part in expression[1:]:
            yield from _find_dates(part)
    elif isinstance(expression, str) and is_date(expression):
        yield expression


def _add(day: str, days: int) -> Iterator[str]:
    try:
        yield (date.fromisoformat(day) + timedelta(days)).isoformat()
    except OverflowError:
        return


def join_stretches(days: Sequence[str], found: Collection[int]) -> list[Stretch]:
    """Return the stretches that some of the days begin; none where it is all of them."""
    if len(found) == len(days):
        return []
    stretches: list[Stretch] = []
    for there, group in groupby(range(len(days)), lambda number: number in found):
        numbers = list(group)
        if there:
            first = days[numbers[0]] if numbers[0] else None
            after = numbers[-1] + 1
            last = next(_add(days[after], -1)) if after < len(days) else None
            stretches.append((first, last))
    return stretches


def tell_stretches(stretches: Sequence[Stretch], speech: OutlineWords = ENGLISH_OUTLINE) -> str:
    """Return ``from 1 March 2027 on``, ``until 28 February 2027``, or both and more; empty where it is all days."""
    link = speech.tell("{one} and {other}")
    told = [_tell_stretch(each, speech) for each in stretches]
    return reduce(lambda one, other: link.format(one=one, other=other), told) if told else ""


def _tell_stretch(stretch: Stretch, speech: OutlineWords) -> str:
    first, last = (day and tell_day(day, speech) for day in stretch)
    if first is None:
        return speech.say("until {last}", last=last) if last is not None else ""
    if last is None:
        return speech.say("from {first} on", first=first)
    if first == last:
        return speech.say("on {day}", day=first)
    return speech.say("from {first} to {last}", first=first, last=last)


def tell_day(day: str, speech: OutlineWords = ENGLISH_OUTLINE) -> str:
    """Return a day as it is said: ``1 March 2027``."""
    if not speech.is_english:
        return speech.write_date(day)
    read = date.fromisoformat(day)
    return f"{read.day} {MONTHS[read.month - 1]} {read.year}"


MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
"""In plain English, for which nothing else has to be loaded."""
