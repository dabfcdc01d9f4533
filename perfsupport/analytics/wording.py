"""How figures are written: counts, shares with their intervals, times, days."""

from __future__ import annotations

from datetime import UTC, datetime

from perfsupport.analytics.figures import Count
from perfsupport.analytics.intervals import round_interval, says_something

HIDDEN = "–"
TOO_FEW = "too few to say"


def count_of(count: int, thing: str) -> str:
    """Return ``1 session`` or ``2 sessions``."""
    return f"{write_number(count)} {thing}{'' if count == 1 else 's'}"


def write_number(number: float) -> str:
    """Return a number with its thousands apart."""
    return f"{number:,.0f}".replace(",", "\u202f")


def write_count(count: Count) -> str:
    """Return a count, or the sign for one that is not shown."""
    return HIDDEN if count is None else write_number(count)


def write_percent(share: float) -> str:
    """Return a share in whole hundredths; what is not all or nothing never looks so."""
    percent = round(100 * share)
    if percent == 0 and share > 0:
        return "under 1 %"
    if percent == 100 and share < 1:
        return "over 99 %"
    return f"{percent} %"


def write_interval(count: int, whole: int) -> str:
    """Return the 95 % interval of a share in whole hundredths, as in ``42–74 %``."""
    low, high = round_interval(count, whole)
    return f"{low}–{high} %"


def write_share(count: Count, whole: Count) -> str:
    """Return a count with its share of the whole; the share only where both may be said and it says something."""
    if not count or not whole or not says_something(count, whole):
        return write_count(count)
    return f"{write_count(count)} ({write_percent(count / whole)})"


def write_sure_share(count: Count, whole: Count) -> str:
    """Return a share with its interval, as in ``59 % (42–74 %)``; in words where it is hidden or says nothing."""
    if count is None or not whole:
        return HIDDEN
    if not says_something(count, whole):
        return TOO_FEW
    return f"{write_percent(count / whole)} ({write_interval(count, whole)})"


def write_time(milliseconds: float) -> str:
    """Return a time as people say it: 8 s, 1 min 40 s, 2 h 5 min."""
    seconds = round(milliseconds / 1000)
    if seconds < 1:
        return "under 1 s" if milliseconds else "0 s"
    if seconds < 60:
        return f"{seconds} s"
    minutes, seconds = divmod(seconds, 60)
    if minutes < 60:
        return f"{minutes} min {seconds} s" if seconds else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def write_amount(number: float) -> str:
    """Return a number without needless decimals."""
    return f"{number:g}" if number < 1_000 else write_number(number)


def write_day_of(at: int) -> str:
    """Return the ISO date (UTC) of Unix milliseconds."""
    return datetime.fromtimestamp(at / 1000, UTC).date().isoformat()
