"""The days on which something is in effect."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from perfsupport.tree import Dated
from perfsupport.values import is_date

FIRST, LAST = date.min, date.max


class Window(NamedTuple):
    """A first and a last day, both included."""

    first: date
    last: date

    def meet(self, other: Window) -> Window:
        """Return the days that both have; the first lies behind the last where there are none."""
        return Window(max(self.first, other.first), min(self.last, other.last))

    @property
    def is_empty(self) -> bool:
        """Tell whether there is no such day."""
        return self.first > self.last


def read_window(dated: Dated) -> Window:
    """Return the days on which something holds; what is open or no date reaches to the end of the calendar."""
    start, end = dated.effective_from, dated.effective_until
    return Window(
        date.fromisoformat(start) if start is not None and is_date(start) else FIRST,
        date.fromisoformat(end) if end is not None and is_date(end) else LAST,
    )


def has_dates(dated: Dated) -> bool:
    """Tell whether something does not hold on every day."""
    return dated.effective_from is not None or dated.effective_until is not None
