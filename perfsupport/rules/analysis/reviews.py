"""What is to be looked at again, and in how many days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from perfsupport.tree import Text
from perfsupport.values import is_date
from perfsupport.wording import quote

if TYPE_CHECKING:
    from perfsupport.rules.base import Context


class Review(NamedTuple):
    """A text to be looked at again by a day: what it is, who keeps it, and how many days are left (below 0: past)."""

    what: str
    day: Text
    owner: str
    days_left: int


def find_reviews(context: Context) -> Iterator[Review]:
    """Yield every ``review_by`` of a tree and its steps; none where the day of looking is not known."""
    if context.today is None:
        return
    today = date.fromisoformat(context.today)
    tree = context.tree
    owner = quote(tree.owner) if tree.owner else "whoever knows"
    if tree.review_by is not None and is_date(tree.review_by):
        yield Review(quote(tree.title), tree.review_by, owner, _count(tree.review_by, today))
    for step in tree.steps.values():
        if step.review_by is not None and is_date(step.review_by):
            keeper = quote(step.owner) if step.owner else owner
            yield Review(quote(step.id), step.review_by, keeper, _count(step.review_by, today))


def _count(day: Text, today: date) -> int:
    return (date.fromisoformat(day) - today).days
