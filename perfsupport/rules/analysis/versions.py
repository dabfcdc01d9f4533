"""What holds on some days only, and what takes its place on others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from perfsupport.rules.analysis.days import FIRST, LAST, has_dates, read_window
from perfsupport.tree import Branch, Dated, Option, Text
from perfsupport.wording import quote

if TYPE_CHECKING:
    from perfsupport.rules.base import Context


SLIP = 7
"""Days: what begins later than this after another has ended is not its next version, unless they read the same."""


class DatedThing(NamedTuple):
    """Something with dates, what it is called, and its id; a line of a route has none."""

    thing: Dated
    what: str
    id: str


class Succession(NamedTuple):
    """One version follows another: their names, the last day of the one, the first of the other and where it stands."""

    earlier: str
    later: str
    ends: date
    begins: date
    place: Text

    @property
    def next_day(self) -> date:
        """The day behind the last of the earlier one."""
        return self.ends + timedelta(days=1)


def find_dated(context: Context) -> Iterator[DatedThing]:
    """Yield every step, option and line of a route that has dates."""
    for step in context.inventory.dated:
        yield DatedThing(step, quote(step.id), step.id)
    for question in context.inventory.questions:
        for option in question.options:
            if has_dates(option):
                yield DatedThing(option, quote(option.label), option.id)
    for route in context.inventory.routes:
        for branch in route.branches:
            if has_dates(branch):
                yield DatedThing(branch, f"The way to {quote(branch.go)}", "")


def find_successions(context: Context) -> Iterator[Succession]:
    """Yield the versions that take turns: steps by their ``then``, options and lines of a route by target or words."""
    steps = context.tree.steps
    for step in context.inventory.dated:
        following = steps.get(getattr(step, "then", None) or "")
        if following is not None:
            yield from _pair(step, following, quote(step.id), quote(following.id))
    for question in context.inventory.questions:
        yield from _find_turns([option for option in question.options if has_dates(option)])
    for route in context.inventory.routes:
        yield from _find_turns([branch for branch in route.branches if has_dates(branch)])


def _find_turns(things: Sequence[Option] | Sequence[Branch]) -> Iterator[Succession]:
    """Yield each version with the first that begins behind it."""
    for one in things:
        later = [other for other in things if _is_version(one, other)]
        behind = [other for other in later if read_window(other).first > read_window(one).last]
        if behind and len(behind) == len(later):
            following = min(behind, key=lambda other: read_window(other).first)
            yield from _pair(one, following, _name(one), _name(following))


def _is_version(one: Option | Branch, other: Option | Branch) -> bool:
    """Tell whether something that ends and something that begins are the same but for their dates."""
    ends, begins = read_window(one).last != LAST, read_window(other).first != FIRST
    return other is not one and ends and begins and (_same_words(one, other) or one.go == other.go is not None)


def _pair(one: Dated, other: Dated, earlier: str, later: str) -> Iterator[Succession]:
    ends, begins = read_window(one).last, read_window(other).first
    is_near = (begins - ends).days <= SLIP or _same_words(one, other)
    if ends != LAST and begins != FIRST and ends < begins and is_near and other.effective_from is not None:
        named = f"the next {later}" if earlier == later else f"{later[0].lower()}{later[1:]}"
        yield Succession(earlier, named, ends, begins, other.effective_from)


def _same_words(one: Dated, other: Dated) -> bool:
    if isinstance(one, Option) and isinstance(other, Option):
        return one.label == other.label
    return isinstance(one, Branch) and isinstance(other, Branch) and one.when == other.when


def _name(one: Option | Branch) -> str:
    return quote(one.label) if isinstance(one, Option) else f"The way to {quote(one.go)}"
